"""A report on paper: nothing is cut off, and no heading stands alone."""

import re

import pytest

from jobanalytics import JobSet

# Pixels of A4 between margins of 12 mm, upright and on its side.
UPRIGHT, LYING = 703, 1031


@pytest.fixture(scope="module")
def report(folder_of_all, tmp_path_factory):
    """Jobs with long names, four metrics and five hyperparameters."""
    names = ("energy", "gradient_norm", "infidelity_of_the_state", "loss")
    jobs = [
        folder_of_all(
            f"vqe-h2o-hardware-efficient-layers-{k}-seed-{seed}",
            [
                "Metrics - "
                + "".join(f"{name}={-1.2345678 * k - i - seed / 7}; " for name in names)
                + f"iteration_number={i};"
                for i in range(3)
            ],
            n_layers=k, seed=seed, lr=0.1 / k, ansatz=f"hardware_efficient_{k}", shots=1000 * k,
        )
        for k in (1, 2)
        for seed in (0, 1)
    ]  # fmt: skip
    return JobSet(jobs).report(tmp_path_factory.mktemp("page") / "report.html", goal="min")


def test_no_table_is_wider_than_its_paper(report, browse):
    sides = {".wide": LYING, ".scroll:not(.wide)": UPRIGHT}
    for tables, width in sides.items():
        page = browse(report, viewport={"width": width, "height": 1000})
        page.emulate_media(media="print")
        widths = page.locator(f"{tables} table").evaluate_all(
            "tables => tables.map(table => table.getBoundingClientRect().right)"
        )
        assert widths, tables
        assert max(widths) <= width + 1, tables


def test_short_words_are_whole(report, browse):
    page = browse(report, viewport={"width": UPRIGHT, "height": 1000})
    page.emulate_media(media="print")
    table = page.locator("[aria-label='Jobs by their best value']").first
    for word in ("COMPLETED", "n_layers", "seed"):
        text = table.get_by_text(word, exact=True).first
        assert text.evaluate("cell => getComputedStyle(cell).whiteSpace") == "nowrap"


def test_wide_tables_lie_on_their_side(report, browse):
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", browse(report).pdf(format="A4"))
    assert {float(width) > float(height) for width, height in boxes} == {True, False}


def test_a_heading_stays_with_its_chart(report, browse):
    page = browse(report)
    page.emulate_media(media="print")
    breaks = "heads => heads.map(head => getComputedStyle(head).breakAfter)"
    assert set(page.locator(".head").evaluate_all(breaks)) == {"avoid"}
    follows = "heads => heads.filter(head => head.nextElementSibling.matches('figure')).length"
    assert page.locator(".head").evaluate_all(follows) == 12


def test_the_last_columns_of_many_are_on_the_paper(aws, job_name, tmp_path, browse):
    arns = []
    for seed in (0, 1):
        arn = aws.create_job(
            f"{job_name}-hardware-{seed}",
            hyperparameters={
                "seed": str(seed),
                "lr": f"0.{seed + 1}",
                "ansatz": f"efficient_{seed}",
            },
        )
        names = ("energy", "gradient_norm", "infidelity_of_the_state", "loss")
        names = [f"{name}_of_the_whole_molecule_after_all_layers" for name in names]
        values = "".join(f"{name}={-1234.56789 - seed}; " for name in names)
        aws.put_log_events(arn, [f"Metrics - {values}iteration_number={i};" for i in range(3)])
        arns.append(arn)
    report = JobSet(arns).report(tmp_path / "report.html", goal="min")
    page = browse(report, viewport={"width": LYING, "height": 1000})
    page.emulate_media(media="print")
    last = page.locator("[aria-label='The jobs'] thead th").last
    assert last.inner_text() == "run (s)"
    assert last.evaluate("cell => cell.getBoundingClientRect().right") <= LYING + 1

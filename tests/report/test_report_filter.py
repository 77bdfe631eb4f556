"""The filter of a report finds jobs by names and by columns, and says when there are none."""

import pytest
from job_logs import energies

from jobanalytics import JobSet


@pytest.fixture(scope="module")
def jobs(folder_of_all):
    """Fourteen jobs, made in another order than that of their names."""
    lines = [f"Metrics - e=4.{i}; iteration_number={i};" for i in range(4)]
    return JobSet(
        [
            folder_of_all(
                f"vqe-{job}",
                [*lines, f"Metrics - e={job}; iteration_number=9;"],
                n_layers=job % 3 + 2,
                seed=job,
                opt="Adam W" if job else "sgd",
            )
            for job in (13, 2, 0, 1, *range(3, 13))
        ]
    )


@pytest.fixture(scope="module")
def report(jobs, tmp_path_factory):
    return jobs.report(tmp_path_factory.mktemp("page") / "report.html", goal="max")


def names(page, table="#jobs ~ .scroll table"):
    return page.locator(f"{table} tbody tr:not([hidden]) > :is(th, td)").evaluate_all(
        "cells => cells.map(cell => cell.textContent).filter(text => text.startsWith('vqe-'))"
    )


def found_on(page, words):
    page.get_by_label("Filter").fill("")
    page.locator("#matches:empty").wait_for(state="attached")
    page.get_by_label("Filter").fill(words)
    page.locator("#matches:not(:empty)").wait_for()
    return page.locator("#jobs ~ .scroll table tbody tr:not([hidden]) > th").all_inner_texts()


FOUND = [
    ("n_layers=4", [2, 5, 8, 11]),
    ("hyperparameters.n_layers=4.0 seed=5", [5]),
    ("4", [2, 4, 5, 8, 11]),
    ("0", [0]),
    ("seed=1", [1]),
    ('OPT="adam w" n_layers=2', [3, 6, 9, 12]),
    ("sg", [0]),
    ("vqe-1", [1, 10, 11, 12, 13]),
    ("job=vqe-1", [1]),
    ("state=completed seed=7", [7]),
    ("state=complete", []),
    ("dam", []),
    ("n_layers = 4", [2, 5, 8, 11]),
    ("n_layers = 4 seed >5", [8, 11]),
    ("seed>=12", [12, 13]),
    ("seed < 2", [0, 1]),
    ("seed<=1 n_layers=2", [0]),
    ("opt = Adam W n_layers = 2 vqe-1", [12]),
    ("opt>3", []),
    ('opt = "adam w" seed=3', [3]),
]


def test_what_it_finds(report, browse):
    page = browse(report)
    for words, expected in FOUND:
        assert (words, found_on(page, words)) == (words, [f"vqe-{job}" for job in expected])


def test_a_filter_without_a_match_says_so(report, browse):
    page = browse(report)
    page.get_by_label("Filter").fill("layers=4")
    page.get_by_text("No job matches “layers=4”: nothing here is called layers.").wait_for()
    page.get_by_label("Filter").fill("nonsense")
    page.get_by_text("No job matches “nonsense”. Words find parts of names").wait_for()
    assert page.get_by_text("No job here matches the filter.").filter(visible=True).count() == 2
    assert page.locator("#m0-curves .note").inner_text() == "No job matches the filter."
    page.get_by_label("Filter").fill("")
    page.locator("tfoot").first.wait_for(state="detached")


def test_the_leaderboard_has_all_jobs_and_shows_the_first(report, browse):
    page, board = browse(report), "[aria-label='Jobs by their best value'] table"
    best = [f"vqe-{job}" for job in (13, 12, 11, 10, 9, 8, 7, 6, 5)]
    assert names(page, board)[:9] == best
    assert len(names(page, board)) == 10
    page.get_by_label("Filter").fill("job=vqe-0")
    page.get_by_text("1 of 14 jobs match").wait_for()
    assert names(page, board) == ["vqe-0"]
    page.get_by_label("Filter").fill("")
    page.locator("#matches:empty").wait_for(state="attached")
    assert len(names(page, board)) == 10
    page.get_by_role("button", name="Show all 14").click()
    assert len(names(page, board)) == 14
    page.get_by_role("button", name="Show the first 10").click()
    assert names(page, board)[:9] == best


def test_jobs_stand_by_their_names_and_a_third_click_brings_that_back(report, browse):
    page = browse(report)
    by_name = [f"vqe-{job}" for job in range(14)]
    assert names(page) == by_name
    head = page.locator("#jobs ~ .scroll thead th", has_text="n_layers")
    for order in ("ascending", "descending", "none"):
        assert order == "ascending" or names(page) != by_name
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == order
    assert names(page) == by_name


def test_tags_are_found(aws, job_name, tmp_path, browse):
    arns = []
    for place, team in enumerate(("qml", "chem")):
        arns.append(aws.create_job(f"{job_name}-{place}", tags={"team": team}))
        aws.put_log_events(arns[-1], energies(3))
    page = browse(JobSet(arns).report(tmp_path / "report.html"))
    for words in ("team=chem", "tags.team=chem", "che"):
        page.get_by_label("Filter").fill(words)
        page.get_by_text(f"1 of 2 jobs match “{words}”").wait_for()


@pytest.fixture(scope="module")
def close(folder_of_all):
    """Jobs whose numbers differ in their last digits."""
    values = [(0.12345678, 2**53), (0.12345679, 2**53 + 1), (5000 + 1 / 3, 7), (None, 8)]
    return JobSet(
        [
            folder_of_all(f"close-{job}", energies(3), **({"lr": lr} if lr else {}), seed=seed)
            for job, (lr, seed) in enumerate(values)
        ]
    )


EXACT = [
    ("lr=0.12345678", [0]),
    ("lr=0.123457", []),
    ("lr = 5,000.3333", [2]),
    (f"lr={5000 + 1 / 3}", [2]),
    ("lr<0.123456785", [0]),
    ("lr>5000.3333", [2]),
    (f"seed={2**53}", [0]),
    (f"seed>{2**53}", [1]),
    ("seed=7.0", [2]),
]


def test_numbers_are_exact(close, tmp_path, browse):
    page = browse(close.report(tmp_path / "report.html", by="lr"))
    for words, expected in EXACT:
        assert (words, found_on(page, words)) == (words, [f"close-{job}" for job in expected])


def test_groups_of_close_numbers_are_called_by_the_digits_that_differ(close, tmp_path, read):
    page = read(close.report(tmp_path / "report.html", by="lr"))
    assert page.data["groups"] == [
        "lr = not given", "lr = 0.12345678", "lr = 0.12345679", "lr = 5,000.3333",
    ]  # fmt: skip
    rows = page.source.partition("<caption>The jobs</caption>")[2].partition("</table>")[0]
    for text in ("0.12345678", "0.12345679", "5,000.3333"):
        assert f">{text}</td>" in rows

"""What has no place on the axes is marked there and said beside it: NaN, infinities, states."""

import re

import pytest
from small_sweep import put

from jobanalytics import IncompleteMetricsWarning, JobSet


def series(values):
    return [f"Metrics - e={value}; iteration_number={i};" for i, value in enumerate(values)]


@pytest.fixture(scope="module")
def jobs(folder_of_all):
    """Two groups of three jobs and one of one: one job diverges, one is all NaN."""
    values = {
        "a0": (1, [1, "nan", 3]),
        "a1": (1, ["nan"] * 3),
        "a2": (1, [1, 2, 3]),
        "b0": (2, [0.5, "-inf", "-inf"]),
        "b1": (2, [0.5, 1, 1]),
        "b2": (2, [0.5, 1, 1.5]),
        "c0": (3, [0, -1, -2]),
        "c1": (3, [0, "inf", -2]),
        "d0": (4, [9, 9, 1.25]),
    }
    return JobSet([folder_of_all(name, series(ys), k=k) for name, (k, ys) in values.items()])


@pytest.fixture(scope="module")
def report(jobs, tmp_path_factory):
    return jobs.report(tmp_path_factory.mktemp("page") / "report.html", goal="min")


def charts(page):
    return {chart["kind"]: chart for chart in page.data["charts"]}


def test_curves_say_where_they_are_no_numbers_and_of_which_jobs(report, read):
    page = read(report)
    marks = [curve["marks"] for curve in charts(page)["curves"]["curves"]]
    assert marks == [
        {"nan": [1]}, {"nan": [0, 1, 2]}, {}, {"down": [1, 2]}, {}, {}, {}, {"up": [1]}, {},
    ]  # fmt: skip
    assert (
        "7 values NaN or infinite, where lines are interrupted and marks stand on the edge: "
        "a0 (1 NaN), a1 (all 3 NaN), b0 (2 \N{MINUS SIGN}∞), c1 (1 +∞)."
    ) in page.text
    assert "| NaN, ▼ \N{MINUS SIGN}∞, ▲ +∞." in page.text


def test_bands_say_where_they_are_interrupted(report, read):
    page = read(report)
    marks = [band["marks"] for band in charts(page)["bands"]["bands"]]
    assert marks == [{"nan": [0, 1, 2]}, {"down": [1, 2]}, {"up": [1]}, {}]
    assert "k = 2 (2 of 3 points, first iteration 1), k = 3 (1 of 3 points" in page.text


def test_the_comparison_has_the_order_of_its_table_and_all_counts(report, read, browse):
    page = read(report)
    chart = charts(page)["comparison"]
    groups = [row["group"] for row in chart["rows"]]
    assert groups == [
        "k = 2 †\nN = 3, \N{MINUS SIGN}∞",
        "k = 3 †\nN = 2",
        "k = 4 †\nN = 1",
        "k = 1 †\nN = 2, 1 NaN",
    ]
    # What the browser makes of it: the rows of the table, from top to bottom.
    opened = browse(report)
    table = opened.locator("#m0").locator("xpath=..").locator("table").last
    names = [row.split("\t")[0] for row in table.locator("tbody tr").all_inner_texts()]
    assert names == [group.split("\n")[0] for group in groups]
    with opened.expect_download() as downloading:
        opened.locator("#m0-comparison [data-do=svg]").click()
    drawn = downloading.value.path().read_text("utf-8")
    places = [drawn.index(f">{name}<") for name in names]
    assert places == sorted(places)


def test_many_marks_are_thinned_and_keep_their_ends(folder, tmp_path, read):
    values = [1, *["nan"] * 500, "inf", *["nan"] * 500, 2]
    page = read(JobSet(folder("a", series(values))).report(tmp_path / "report.html"))
    marks = charts(page)["curves"]["curves"][0]["marks"]
    assert len(marks["nan"]) == 40
    assert (marks["nan"][0], marks["nan"][-1], marks["up"]) == (1, 1001, [501])


def test_ends_have_the_states_of_their_jobs(aws, job_name, tmp_path, read, browse):
    arns = put(aws, job_name)
    for arn, state in zip(arns, ("FAILED", "CANCELLED"), strict=False):
        aws.update_job(arn, status=state)
    aws.update_job(arns[2], status="RUNNING", ended_at=None)
    with pytest.warns(IncompleteMetricsWarning):
        path = JobSet(arns).report(tmp_path / "report.html", goal="max")
    page = read(path)
    for sign in ("✖ FAILED", "■ CANCELLED", "○ RUNNING"):
        assert sign in charts(page)["curves"]["key"]
    assert "N = 3, 3 not COMPLETED" in " ".join(
        row["group"] for row in charts(page)["comparison"]["rows"]
    )
    browse(path)  # draws them, and says nothing to the console


def test_long_names_of_groups_keep_their_ends_and_counts(folder, tmp_path, read):
    jobs = JobSet([folder(end, series([1, 2]), k=f"{'x' * 70}{end}") for end in "abc"])
    page = read(jobs.report(tmp_path / "report.html", by="k"))
    groups = [row["group"] for row in charts(page)["comparison"]["rows"]]
    assert [group[-9:] for group in groups] == [f"x{end} †\nN = 1"[-9:] for end in "abc"]
    assert all(len(group) < 60 for group in groups)


def test_a_metric_over_decades_opens_on_a_log_scale(folder, tmp_path, read, browse):
    values = {"a": [1e3, 1, 1e-6], "b": [1e2, 1, 1e-5]}
    path = JobSet([folder(name, series(ys), k=1) for name, ys in values.items()]).report(
        tmp_path / "report.html"
    )
    assert {kind: chart["log"] for kind, chart in charts(read(path)).items()} == {
        "curves": True, "bands": True,
    }  # fmt: skip
    page = browse(path)
    button = page.locator("#m0-curves [data-do=log]")
    assert button.get_attribute("aria-pressed") == "true"
    logarithmic = page.locator("#m0-curves canvas").screenshot()
    button.click()
    page.locator("#m0-curves[data-drawn='2']").wait_for()
    assert page.locator("#m0-curves canvas").screenshot() != logarithmic


def saved(page, chart):
    """Return the picture of a chart as SVG."""
    with page.expect_download() as downloading:
        page.locator(f"#{chart} [data-do=svg]").click()
    return downloading.value.path().read_text("utf-8")


def test_a_log_scale_has_the_end_of_a_curve_at_the_edge(aws, job_name, tmp_path, browse):
    arns = put(aws, job_name)[:2]
    arns.append(aws.create_job(f"{job_name}-failed", status="FAILED"))
    aws.put_log_events(arns[-1], series([5, 2, 1, -1, -3]))
    page = browse(JobSet(arns).report(tmp_path / "report.html", metrics="e"))
    page.locator("#m0-curves [data-do=log]").click()
    page.locator("#m0-curves[data-drawn='2']").wait_for()
    note = page.locator("#m0-curves .note").inner_text()
    assert note.endswith("ended at 0 or below, its mark is at the bottom edge.")
    drawn = saved(page, "m0-curves")
    marks = re.search(r'marks_ended_below_marks".*?translate\(([\d.]+),([\d.]+)\)', drawn)
    # Iteration 4 of 0 to 4, though only those up to 2 have a place.
    assert float(marks.group(1)) > 1000
    assert float(marks.group(2)) == 348


def test_intervals_near_zero_do_not_stretch_a_log_scale(folder, tmp_path, browse):
    values = {"a": [1e5, 1, 17 - 6.84], "b": [1e5, 5, 17], "c": [1e5, 5, 17 + 6.84]}
    jobs = JobSet([folder(name, series(ys), k=1) for name, ys in values.items()])
    page = browse(jobs.report(tmp_path / "report.html"))
    note = "At 2 points the interval goes on below the chart, at 1 of them to 0 or less."
    assert page.locator("#m0-bands .note").inner_text() == note
    page.locator("#m0-bands .canvas").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    said = dict(line.split("\t") for line in page.locator(".tip").inner_text().splitlines())
    assert 0 < float(said["95 % from"]) < 0.02
    labels = re.findall(r">(\d[\d.,e+-]*)</text>", saved(page, "m0-bands"))
    assert min(float(label.replace(",", "")) for label in labels if label != "0") >= 0.5


def test_what_has_no_interval_any_more_is_no_warning(report, browse):
    page = browse(report)
    legend = page.locator("#m0-bands .legend")
    legend.get_by_role("button", name="none").click()
    for name in ("k = 4", "k = 2"):
        legend.get_by_role("button", name=name).click()
        page.wait_for_timeout(100)
    legend.get_by_role("button", name="none").click()
    page.emulate_media(color_scheme="dark")
    page.get_by_text("Nothing is left to draw.").wait_for()
    legend.get_by_role("button", name="all").click()
    page.locator("#m0-bands[data-rows='10']").wait_for()
    assert page.locator("#m0-bands canvas").is_visible()

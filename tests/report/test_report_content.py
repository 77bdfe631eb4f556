"""What the page of a sweep says, by default and when asked."""

import math
import re

import altair as alt
import polars as pl
import pytest
from job_logs import ago

from jobanalytics import IncompleteMetricsWarning, InvalidArgumentError, JobSet
from jobanalytics.report import html_table


@pytest.fixture
def page(sweep, tmp_path, read):
    """Write a report of the sweep, or of other jobs, and read it."""

    def make(jobs=sweep, **arguments):
        return read(jobs.report(tmp_path / "report.html", **arguments))

    return make


def headings(page):
    """The texts that stand as h2 and h3, in their order."""
    found, wanted = [], False
    for line in page.source.splitlines():
        wanted = line.startswith(("<h2", "<h3"))
        if wanted:
            found.append(line.partition(">")[2].partition("<")[0])
    return found


def charts(page):
    return {chart["id"]: chart for chart in page.data["charts"]}


def test_its_sections(page):
    made = page(goal="min")
    metric = ["Leaderboard", "Curves", "Bands", "Comparison"]
    assert headings(made) == [
        "Is this all?",
        "The sweep",
        "Jobs",
        *["energy", *metric],
        *["loss", *metric],
    ]
    assert "all 120 values that the 6 jobs logged were read" in made.text
    assert "6 hybrid jobs: 6 COMPLETED." in made.text


def test_every_chart_has_a_name_and_a_table(page):
    made = page(goal="min")
    figures = [attributes for tag, attributes in made.attributes if tag == "figure"]
    assert [figure["id"] for figure in figures] == list(charts(made))
    assert all(figure["aria-label"].endswith(".") for figure in figures)
    for table in ("Summary of energy", "Bands of energy, some points", "Groups by energy"):
        assert table in made.text


def test_groups_are_what_was_swept_without_the_seeds(page):
    made = page()
    assert made.data["groups"] == ["n_layers = 1", "n_layers = 2"]
    assert made.data["groupOfJob"] == [0, 0, 0, 1, 1, 1]
    assert "Jobs are compared by n_layers, as that was swept" in made.text
    assert "The same in all jobs lr = 0.1" in made.text


def test_groups_that_are_given(page):
    made = page(by=["seed", "n_layers"])
    assert made.data["groups"][:2] == ["seed = 0, n_layers = 1", "seed = 0, n_layers = 2"]
    assert "Jobs are compared by seed, n_layers." in made.text


def test_without_a_goal_nobody_wins(page):
    made = page()
    assert "Leaderboard" not in made.text
    assert "P(better" not in made.text
    assert "no winner is named" in made.text
    # and groups stand in the order of their values
    assert [row["series"] for row in charts(made)["m0-comparison"]["rows"]] == [0, 1]


def test_a_goal_of_one_metric(page):
    made = page(goal={"loss": "MAX"})
    assert headings(made)[3:5] == ["loss", "Leaderboard"]
    assert made.text.count("Leaderboard") == 1
    assert made.text.count("no winner is named") == 1
    assert [row["series"] for row in charts(made)["m0-comparison"]["rows"]] == [1, 0]


def test_metrics_that_are_named_come_in_that_order(page):
    made = page(metrics=["loss"])
    assert list(charts(made)) == ["m0-curves", "m0-bands", "m0-comparison"]
    assert "Logged too, and not shown: energy." in made.text


def test_of_many_metrics_those_of_most_jobs_are_shown(folder, page):
    def lines(*names):
        return [f"Metrics - {name}=1; iteration_number=0;" for name in names]

    jobs = JobSet([folder("a", lines(*"abcdef")), folder("b", lines("e", "f"))])
    shown = [heading for heading in headings(page(jobs)) if len(heading) == 1]
    assert shown == ["e", "f", "a", "b"]
    assert "Logged too, and not shown: c, d." in page(jobs).text


def test_curves_are_the_values(page):
    chart = charts(page())["m1-curves"]
    assert chart["of"] == chart["drawn"] == 60
    curve = chart["curves"][4]
    assert page().data["jobs"][curve["job"]] == "vqe-2-1"
    assert curve["x"] == list(range(10))
    assert curve["y"] == [float(f"{2 / (i + 1) + 0.01:.8g}") for i in range(10)]


def test_bands_are_the_means(page):
    bands = charts(page())["m0-bands"]["bands"]
    assert [band["series"] for band in bands] == [0, 1]
    assert bands[1]["y"] == [-2 - 0.25 * i + 0.125 for i in range(10)]
    assert bands[1]["n"] == [3] * 10


def test_a_mean_of_fewer_jobs_has_their_number(folder, page):
    lines = [f"Metrics - e={i}; iteration_number={i};" for i in range(4)]
    jobs = JobSet([folder("a", lines, k=1), folder("b", lines[:2], k=1), folder("c", lines, k=2)])
    bands = charts(page(jobs))["m0-bands"]["bands"]
    assert [band["n"] for band in bands] == [[2, 2, 1, 1], [1, 1, 1, 1]]


def test_gaps(folder, page):
    values = ["nan", "1", "inf", "2", "3", "-inf"]
    lines = [f"Metrics - e={value}; iteration_number={i};" for i, value in enumerate(values)]
    chart = charts(page(JobSet(folder("a", lines))))["m0-curves"]
    assert chart["curves"][0]["y"] == [1.0, None, 2.0, 3.0]
    assert (chart["of"], chart["infinite"]) == (3, 3)


def test_nodes_have_curves_of_their_own(folder, page):
    lines = [f"[{n}]<stdout>:Metrics - e={n}; iteration_number={i};" for n in "12" for i in (0, 1)]
    made = page(JobSet(folder("a", lines)))
    chart = charts(made)["m0-curves"]
    assert [curve["node"] for curve in chart["curves"]] == ["1", "2"]
    joined = page(JobSet(folder("b", lines)), across_nodes="avg")
    assert [curve["y"] for curve in charts(joined)["m0-curves"]["curves"]] == [[1.5, 1.5]]


@pytest.mark.parametrize("x", ["iteration_number", "elapsed"])
def test_what_has_no_iterations_goes_over_time(folder, page, x):
    lines = [f"Metrics - timestamp={100 + 3 * i}; power={i};" for i in range(4)]
    lines += [f"Metrics - timestamp={200 + i}; e={i}; iteration_number={i};" for i in range(3)]
    made = page(JobSet(folder("a", lines)), x=x, metrics=["power", "e"])
    power, e = charts(made).values()
    assert (power["x"], power["curves"][0]["x"]) == ("elapsed", [0, 3, 6, 9])
    first = 0 if x == "iteration_number" else 100
    assert (e["x"], e["curves"][0]["x"]) == (x, [first, first + 1, first + 2])
    assert "without an iteration number" in made.text


def test_bands_over_time_need_windows(folder, page):
    lines = [f"Metrics - timestamp={100 + 3 * i}; e={i}; iteration_number={i};" for i in range(4)]
    jobs = JobSet([folder(name, lines) for name in "ab"])
    assert "the option every of a report, such as 60" in page(jobs, x="timestamp").text
    bands = charts(page(jobs, x="timestamp", every=6))["m0-bands"]["bands"]
    assert bands[0]["x"] == [96_000, 102_000, 108_000]
    assert bands[0]["y"] == [0, 1.5, 3]


def test_no_jobs(page):
    made = page(JobSet())
    assert "There are no jobs" in made.text
    assert headings(made) == ["Is this all?"]
    assert charts(made) == {}


def test_jobs_without_metrics(folder, page):
    made = page(JobSet([folder("a", ["hello"]), folder("b", [])]))
    assert "2 jobs logged no metric" in made.text
    assert "No job logged a metric." in made.text
    assert charts(made) == {}


def test_one_job(folder, page):
    made = page(JobSet(folder("a", ["Metrics - e=7; iteration_number=0;"])), goal="max")
    assert list(charts(made)) == ["m0-curves"]
    assert "Sweep of 1 hybrid job" in made.text


def test_nothing_but_nan(folder, page):
    lines = [f"Metrics - e=nan; iteration_number={i};" for i in range(3)]
    jobs = JobSet([folder(name, lines, k=k) for name, k in (("a", 1), ("b", 1), ("c", 2))])
    made = page(jobs, goal="min")
    assert "No value of it is a number that could be drawn." in made.text
    assert charts(made) == {}


def test_title_and_merge_are_passed_on(folder, page):
    lines = [f"Metrics - e={value}; iteration_number=0;" for value in (1, 3)]
    made = page(JobSet(folder("a", lines)), title="My <sweep>", statistic="avg")
    assert made.text.count("My <sweep>") == 2
    assert charts(made)["m0-curves"]["curves"][0]["y"] == [2.0]


def test_a_metric_named_as_a_column(folder, page):
    jobs = JobSet(folder("a", ["Metrics - job_name=7; elapsed=1; iteration_number=0;"]))
    assert headings(page(jobs))[3::2] == ["elapsed", "job_name"]
    assert headings(page(jobs, metrics="job_name", goal={"job_name": "min"}))[3] == "job_name"


def test_intervals_of_few_jobs_are_marked(folder, page):
    jobs = [
        folder(f"{k}-{seed}", [f"Metrics - e={k + seed / 7}; iteration_number=0;"], k=k)
        for k, count in ((1, 5), (2, 4))
        for seed in range(count)
    ]
    few, many = page(JobSet(jobs), goal="min", by="k"), page(JobSet(jobs[:5]), by="k")
    assert "k = 2 † 4" in few.text
    assert "k = 1 5" in few.text
    assert "† Fewer than 5 jobs, of which the bootstrap makes too narrow intervals" in few.text
    assert charts(few)["m0-comparison"]["key"].startswith("† Fewer than 5 jobs")
    assert "†" not in many.text


def test_it_names_no_call_as_it_may_be_of_the_command_line(folder, page):
    begin = "Metrics - timestamp=100; "
    lines = [f"{begin}{name}=1; iteration_number=0;" for name in "abcdef"]
    jobs = JobSet([folder("a", [*lines, f"{begin}g=1;"], k=1), folder("b", lines, k=2)])
    for made in (page(jobs), page(jobs, x="timestamp"), page(JobSet()), page(JobSet(jobs[0]))):
        assert "(…" not in made.text
        assert "=…" not in made.text
        assert "search_jobs" not in made.text


def test_numbers_of_a_table_sort_as_numbers(page):
    keys = [
        attributes["data-key"]
        for tag, attributes in page(goal="min").attributes
        if tag == "td" and "data-key" in attributes
    ]
    assert all(key == "" or math.isfinite(float(key)) for key in keys)
    assert "-4.25" in keys


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"metrics": "enrgy"}, "logged a metric 'enrgy'.*did you mean 'energy'"),
        ({"metrics": 3}, "metrics takes the name of a metric"),
        ({"goal": "best"}, "goal takes one of 'min', 'max'; got 'best'"),
        ({"goal": {"energy": "low"}}, "goal of 'energy' takes one of"),
        ({"goal": {"enrgy": "min"}}, "did you mean 'energy'"),
        ({"by": "layers"}, "no column 'layers'.*did you mean 'n_layers'"),
        ({"x": "epoch"}, "x takes one of"),
        ({"title": 3}, "title takes a string; got 3"),
    ],
)
def test_what_is_not_there(sweep, tmp_path, arguments, words):
    with pytest.raises(InvalidArgumentError, match=words):
        sweep.report(tmp_path / "report.html", **arguments)
    assert not (tmp_path / "report.html").exists()


def test_an_unknown_argument(sweep, tmp_path):
    with pytest.raises(TypeError, match="metric"):
        sweep.report(tmp_path / "report.html", metric="energy")


@pytest.mark.parametrize("name", ["job_label", "value", "hyperparameters.k", "state", "rank"])
def test_a_metric_may_be_called_like_a_column(folder, page, name):
    lines = [f"Metrics - {name}=0.375; other=1; iteration_number=0;"]
    made = page(JobSet([folder("a", lines, n=1)]), metrics=name, goal="min")
    board = made.text.partition("Jobs by their best value")[2].split()
    assert board[:10] == f"rank job {name} iteration state 1 a 0.375 0 COMPLETED".split()


def test_no_metric_may_be_wanted(page):
    made = page(metrics=[])
    assert "No job logged a metric." not in made.text
    assert "Logged, and not shown: energy, loss." in made.text


def test_costs_below_a_cent_are_not_nothing(aws, job_name, page):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, ["Metrics - e=1; iteration_number=0;"])
    made = page(JobSet([arn]), prices={"ml.m5.large": {"per_hour": 0.001}})
    assert re.search(r"0\.000\d+ USD, as far as there are prices", made.text)


def test_whatever_altair_is_set_to(sweep, tmp_path):
    with alt.data_transformers.enable("vegafusion"):
        sweep.report(tmp_path / "report.html")


def test_the_digits_of_a_column_are_counted_once(monkeypatch):
    counted = []
    monkeypatch.setattr(html_table, "digits_of", lambda *given: counted.append(given) or 6)
    html_table.table_of(pl.DataFrame({"a": [1.0, 2.0, 3.0]}), {"a": "a"}, "numbers")
    assert len(counted) == 1


def test_what_jobs_went_on_from_is_no_group_member(aws, job_name, page):
    place = f"s3://amazon-braket-us-west-2-123456789012/{job_name}"
    arns = [
        aws.create_job(
            f"{job_name}-{part}",
            state,
            {"k": 1, "part": part},
            created_at=ago(hours=9 - part),
            checkpoint_s3_uri=place,
        )
        for part, state in enumerate(("FAILED", "COMPLETED"))
    ]
    for part, arn in enumerate(arns):
        aws.put_log_events(arn, [f"Metrics - e=1; iteration_number={part};"])
    made = page(JobSet(arns), by="k", chains=True)
    [row] = charts(made)["m0-comparison"]["rows"]
    assert row["group"] == "k = 1 †\nN = 1"


def test_no_metric_is_missed_that_goes_by_iteration(folder, page):
    """It may have no times where others, which go by time, have them."""
    jobs = JobSet(
        [
            folder("a", ["Metrics - energy=1; iteration_number=0;"]),
            folder("b", ["Metrics - timestamp=100; energy=5; iteration_number=0;"]),
            folder("c", ["Metrics - timestamp=100; late=1;"]),
        ]
    )
    with pytest.warns(IncompleteMetricsWarning) as caught:
        assert {"energy", "late"} <= set(headings(page(jobs)))
    assert ["without any iteration_number" in str(each.message) for each in caught] == [True]

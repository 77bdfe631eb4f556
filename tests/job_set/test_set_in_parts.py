"""A set is merged some jobs at a time, which must not show: neither in frames nor in warnings."""

import warnings

import pytest
from polars.testing import assert_frame_equal

from jobanalytics import InvalidArgumentError, JobSet, merge_metrics
from jobanalytics.job_set import loading
from jobanalytics.merging import parts, rows

JOBS = {
    "a": ["Metrics - energy=1;iteration_number=0;", "Metrics - energy=2;iteration_number=0;"],
    "b": [
        "[x]:Metrics - loss=3;energy=4;iteration_number=1;",
        "[y]:Metrics - energy=5;iteration_number=1;",
        "[y]:Metrics - energy=7;iteration_number=3;",
    ],
    "c": ["Metrics - energy=6;", "Metrics - loss=7;iteration_number=1;"],
    "d": ["nothing"],
    "e": ["Metrics - final=8;"],
    "f": ["Metrics - timestamp=2000000000; energy=nan;iteration_number=9; other=1;"],
    "g": [
        "Metrics - timestamp=100; loss=3; iteration_number=0;",
        "Metrics - timestamp=300; energy=4; iteration_number=1;",
        "Metrics - timestamp=500; loss=3; iteration_number=1;",
    ],
}

QUESTIONS = {
    "observations": lambda jobs: jobs.observations(),
    "metrics": lambda jobs: jobs.metrics(),
    "metrics of some": lambda jobs: jobs.metrics("energy", "loss"),
    "by time": lambda jobs: jobs.metrics(metric_type="timestamp", statistic="avg"),
    "by statistics": lambda jobs: jobs.metrics(statistic={"energy": "min", "nothing": "max"}),
    "of statistics": lambda jobs: jobs.metrics("energy", statistic={"loss": "min"}),
    "across nodes": lambda jobs: jobs.metrics(across_nodes={"energy": "min", "other": "max"}),
    "chains": lambda jobs: jobs.metrics("energy", chains={"b": "a"}),
    "lineage": lambda jobs: jobs.lineage(),
    "summary": lambda jobs: jobs.summary(goal={"energy": "min"}),
    "summary of one": lambda jobs: jobs.summary("energy", goal="min"),
    "summary of one, goal of two": lambda jobs: jobs.summary("energy", goal={"loss": "min"}),
    "leaderboard": lambda jobs: jobs.leaderboard("energy", goal="min"),
    "curves": lambda jobs: jobs.curves("energy"),
    "curves over elapsed": lambda jobs: jobs.curves("energy", x="elapsed"),
    "bands": lambda jobs: jobs.bands("energy"),
}


@pytest.fixture
def sweep(folder):
    for name, lines in JOBS.items():
        root = folder(name, *lines).parent
    return root


def asked(question, root):
    jobs = JobSet(root)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        frame = QUESTIONS[question](jobs)
    return frame, [(str(each.message), each.filename) for each in caught], jobs._loader.merged_cells


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("module", [loading, parts])
def test_the_same_comes_of_it(sweep, monkeypatch, module, question):
    """In parts as they are read, and as they are merged."""
    whole, said, merged = asked(question, sweep)
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", 1)
    frame, said_of_parts, merged_in_parts = asked(question, sweep)
    assert_frame_equal(frame, whole)
    assert said_of_parts == said
    assert all(filename == __file__ for _, filename in said)
    assert_frame_equal(merged_in_parts, merged)


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_and_that_is_what_merging_all_gives(sweep, monkeypatch):
    monkeypatch.setattr(loading, "_ROWS_AT_ONCE", 1)
    jobs = JobSet(sweep)
    merged = merge_metrics(jobs.observations().drop("job_name"), "iteration_number")
    assert_frame_equal(jobs.metrics().drop("job_name"), merged)


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
@pytest.mark.filterwarnings("ignore::jobanalytics.DefaultStatisticWarning")
@pytest.mark.parametrize("options", [{}, {"metric_type": "timestamp"}, {"across_nodes": "avg"}])
def test_a_metric_is_summarised_as_beside_all_others(sweep, options):
    """Also where only its own column is merged: rows and their times are those of all metrics."""
    jobs = JobSet(sweep)
    everything = jobs.summary(goal="min", **options)
    assert_frame_equal(
        jobs.summary("energy", goal="min", **options), everything.filter(metric="energy")
    )
    assert everything["metric"].n_unique() > 1


@pytest.mark.parametrize("on_error", ["raise", "collect"])
def test_what_cannot_be_merged_is_no_matter_of_reading(folder, monkeypatch, on_error):
    lines = [f"Metrics - e{n}={n}; iteration_number={n};" for n in range(20)]
    jobs = JobSet([folder("a", *lines), folder("b", lines[0])])
    monkeypatch.setattr(loading, "_ROWS_AT_ONCE", 1)
    monkeypatch.setattr(rows, "_MOST_CELLS", 100)
    with pytest.raises(InvalidArgumentError, match="no machine holds") as caught:
        jobs.metrics(on_error=on_error)
    assert not hasattr(caught.value, "__notes__")

"""plot.curves draws curves(): a line for each job and node, coloured by job or group."""

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from small_sweep import ITERATIONS, JOBS, LAYERS, SEEDS, energy

from jobanalytics import IncompleteMetricsWarning, InvalidArgumentError, JobSet


@pytest.fixture
def axes():
    return Figure().subplots()


@pytest.fixture
def jobs(sweep):
    return JobSet(sweep)


def points(axes):
    return sorted(tuple(line.get_ydata()) for line in axes.lines)


EXPECTED = sorted(tuple(energy(job, n) for n in range(ITERATIONS)) for job in range(JOBS))


def test_a_line_for_each_job(jobs, job_name, axes):
    assert jobs.plot.curves("energy", ax=axes) is axes
    assert isinstance(axes, Axes)
    assert points(axes) == EXPECTED
    assert len({line.get_color() for line in axes.lines}) == JOBS
    named = [text.get_text() for text in axes.texts or axes.get_legend().get_texts()]
    assert named == [f"{job_name}-{job}" for job in range(JOBS)]
    assert axes.get_ylabel() == "energy"


def test_coloured_by_a_hyperparameter(jobs, axes):
    jobs.plot.curves("energy", by="n_layers", ax=axes)
    assert points(axes) == EXPECTED
    by_color = {}
    for line in axes.lines:
        by_color.setdefault(line.get_color(), []).append(tuple(line.get_ydata()))
    assert len(by_color) == 2
    groups = sorted(sorted(group) for group in by_color.values())
    assert groups == sorted(
        sorted(tuple(energy(job, n) for n in range(4)) for job in range(6) if LAYERS[job] == layers)
        for layers in (1, 2)
    )
    assert axes.get_legend().get_title().get_text() == "n_layers"


@pytest.mark.parametrize("by", [["seed", "n_layers"], ("seed", "n_layers", "seed")])
def test_told_apart_by_several_hyperparameters(jobs, axes, by):
    jobs.plot.curves("energy", by=by, ax=axes)
    assert points(axes) == EXPECTED
    legend = axes.get_legend()
    assert legend.get_title().get_text() == "seed, n_layers"
    expected = sorted({(SEEDS[job], LAYERS[job]) for job in range(JOBS)})
    assert [text.get_text() for text in legend.get_texts()] == [f"{a}, {b}" for a, b in expected]
    looks = {(str(line.get_color()), line.get_linestyle()) for line in axes.lines}
    assert len(looks) == len(expected)


def test_no_columns_are_the_job(jobs, axes):
    jobs.plot.curves("energy", by=[], ax=axes)
    assert len({line.get_color() for line in axes.lines}) == JOBS


@pytest.mark.parametrize(
    ("x", "label"),
    [("elapsed", "elapsed (s)"), ("Timestamp", "time (UTC)"), ("ELAPSED", "elapsed (s)")],
)
def test_over_time(jobs, axes, x, label):
    jobs.plot.curves("energy", x=x, ax=axes)
    assert points(axes) == EXPECTED
    assert axes.get_xlabel() == label


def test_how_metrics_are_merged_is_passed_on(folder, axes):
    lines = [f"Metrics - loss={value}; iteration_number=0;" for value in (1, 2, 3)]
    JobSet(folder("a", *lines)).plot.curves("loss", statistic="avg", ax=axes)
    assert points(axes) == [(2.0,)]


@pytest.mark.parametrize("name", ["elapsed", "metric", "value", "job_name"])
def test_a_metric_with_any_name(folder, axes, name):
    job = folder("a", f"Metrics - timestamp=1; {name}=7; iteration_number=0;", value=1)
    JobSet(job).plot.curves(name, x="elapsed", by="value", ax=axes)
    assert points(axes) == [(7.0,)]
    assert axes.get_ylabel() == name


def test_how_it_is_loaded_is_passed_on(jobs, sweep, missing, axes):
    more = jobs + missing(sweep[0])
    with pytest.warns(IncompleteMetricsWarning, match="1 of 7 jobs left out"):
        more.plot.curves("energy", by="seed", ax=axes, on_error="collect")
    assert points(axes) == EXPECTED
    assert set(more.errors()["reading"]) == {"metrics", "records"}


def test_what_is_not_there(jobs):
    with pytest.raises(
        InvalidArgumentError, match=r"logged a metric 'enrgy'.*did you mean 'energy"
    ):
        jobs.plot.curves("enrgy")
    with pytest.raises(InvalidArgumentError, match="no column 'layers'"):
        jobs.plot.curves("energy", by="layers")
    with pytest.raises(InvalidArgumentError, match="x takes one of 'iteration_number', 'timest"):
        jobs.plot.curves("energy", x="epoch")

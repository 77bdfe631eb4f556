"""plot.leaderboard, compare, scatter, parallel and timeline draw a set's tables."""

from datetime import UTC, datetime

import pytest
from job_logs import ago
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from small_sweep import ITERATIONS, JOBS, LAYERS, SEEDS, energy, lines

from jobanalytics import InvalidArgumentError, JobSet

LAST = [energy(job, ITERATIONS - 1) for job in range(JOBS)]
BEST = [min(energy(job, n) for n in range(ITERATIONS)) for job in range(JOBS)]


@pytest.fixture
def axes():
    return Figure().subplots()


@pytest.fixture
def jobs(folder):
    """The small sweep as local jobs, which are read in no time."""
    given = [{"n_layers": LAYERS[job], "seed": SEEDS[job], "lr": 0.1} for job in range(JOBS)]
    return JobSet([folder(f"vqe-{job}", *lines(job), **given[job]) for job in range(JOBS)])


@pytest.fixture
def with_silent(aws, sweep, job_name):
    """The sweep on AWS, and a job that failed before it logged a metric."""
    given = {"n_layers": 2, "seed": 9, "lr": "0.1"}
    times = {"created_at": ago(hours=2), "failure_reason": "out of memory"}
    arn = aws.create_job(f"{job_name}-silent", "FAILED", given, **times)
    aws.put_log_events(arn, ["MemoryError"])
    return JobSet(sweep) + arn


def dots(axes):
    found = [one for one in axes.collections if isinstance(one, PathCollection)]
    return [tuple(point) for one in found for point in one.get_offsets().tolist()]


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def rows(axes):
    return [label.get_text().strip() for label in axes.get_yticklabels()]


def test_leaderboard(jobs, axes):
    options = {"goal": "min", "statistic": "min"}
    assert jobs.plot.leaderboard("energy", ax=axes, **options) is axes
    assert rows(axes) == ["2", "1"]
    assert sorted(x for x, _ in dots(axes)) == sorted(BEST)
    assert axes.get_xlabel() == "best energy"
    assert axes.get_legend() is None


def test_leaderboard_of_some_rows_by_what_is_named(jobs, axes):
    jobs.plot.leaderboard("energy", "job_name", goal="max", k=2, ax=axes)
    assert len(rows(axes)) == 2
    assert rows(axes)[0] == "vqe-2"


def test_a_job_that_logged_nothing_is_on_each_plot(with_silent, axes):
    with_silent.plot.leaderboard("energy", goal="min", ax=axes)
    assert {"FAILED", "no value"} <= set(legend(axes))
    assert len(dots(axes)) == JOBS + 1
    plot, figure = with_silent.plot, axes.figure
    compared = plot.compare("energy", "n_layers", goal="min", ax=figure.add_subplot())
    assert "no value" in legend(compared)
    scattered = plot.scatter("energy", "seed", ax=figure.add_subplot())
    assert "no value" in legend(scattered)
    parallel = plot.parallel("energy", ax=figure.add_subplot())
    assert "no value" in [text.get_text() for text in parallel.texts]
    curves = plot.curves("energy", by="n_layers", ax=figure.add_subplot())
    assert legend(curves) == ["1", "2", "without a value: 1 job"]


@pytest.mark.parametrize(("of", "values"), [("last", LAST), ("best", BEST)])
def test_compare(jobs, axes, of, values):
    options = {"goal": "min", "of": of, "resamples": 100}
    assert jobs.plot.compare("energy", "n_layers", center="mean", ax=axes, **options) is axes
    assert rows(axes) == ["2  3", "1  3"]
    found = {x for x, _ in dots(axes)}
    assert set(values) <= found
    assert jobs.compare("energy", "n_layers", **options)["mean"].to_list() == pytest.approx(
        [sum(values[3:]) / 3, sum(values[:3]) / 3]
    )
    assert axes.get_xlabel() == f"{of} energy"


@pytest.mark.parametrize(
    ("options", "values", "label"),
    [
        ({}, LAST, "last energy"),
        ({"goal": "min"}, BEST, "best energy"),
        ({"goal": "min", "of": "last"}, LAST, "last energy"),
    ],
)
def test_scatter_and_parallel(jobs, axes, options, values, label):
    assert jobs.plot.scatter("energy", "seed", ax=axes, **options) is axes
    found = sorted((round(x), y) for x, y in dots(axes))
    assert found == sorted(zip(SEEDS, values, strict=True))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("seed", label)
    other = axes.figure.add_subplot()
    assert jobs.plot.parallel("energy", ax=other, **options) is other
    assert [tick.get_text() for tick in other.get_xticklabels()] == ["n_layers", label]
    drawn = next(one for one in other.collections if isinstance(one, LineCollection))
    assert len(drawn.get_segments()) == JOBS


def test_scatter_coloured_by_another_hyperparameter(jobs, axes):
    jobs.plot.scatter("energy", by="seed", color="n_layers", ax=axes)
    assert legend(axes) == ["1", "2"]


def test_a_metric_with_the_name_of_a_column(folder, axes):
    jobs = JobSet([folder("a", "Metrics - rank=7; iteration_number=0;", rate=1)])
    jobs.plot.leaderboard("rank", goal="min", ax=axes)
    jobs.plot.scatter("rank", "rate", ax=axes)
    assert axes.get_ylabel() == "last rank"
    assert dots(axes) == [(7.0, 0.0), (1.0, 7.0)]


def test_timeline_reads_no_log(aws, sweep, axes, job_name):
    aws.reset_calls()
    assert JobSet(sweep).plot.timeline(now=datetime.now(UTC), ax=axes) is axes
    assert rows(axes) == [f"{job_name}-{job}" for job in range(JOBS)]
    assert set(aws.calls) == {"GetJob"}


def test_curves_coloured_by_one_and_styled_by_another(jobs, axes):
    jobs.plot.curves("energy", by="n_layers", color="seed", smooth=0.5, every=2, ax=axes)
    named = ["n_layers", *map(str, sorted(set(LAYERS))), "seed", *map(str, range(3))]
    assert legend(axes) == named
    drawn = [line for line in axes.lines if len(line.get_xdata())]
    assert {tuple(line.get_xdata()) for line in drawn} == {(0.0, 2.0)}


def test_a_job_is_a_set_of_one(jobs, axes):
    JobSet(jobs[0]).plot.curves("energy", ax=axes)
    assert [line.get_ydata().tolist() for line in axes.lines] == [
        [energy(0, n) for n in range(ITERATIONS)]
    ]


def test_what_is_refused(jobs):
    with pytest.raises(InvalidArgumentError, match="no column 'layers'"):
        jobs.plot.scatter("energy", "layers")
    with pytest.raises(InvalidArgumentError, match="no best of 'energy': make it with a goal"):
        jobs.plot.scatter("energy", "seed", of="best")
    with pytest.raises(InvalidArgumentError, match="center takes one of"):
        jobs.plot.compare("energy", "n_layers", goal="min", center="mode")
    with pytest.raises(InvalidArgumentError, match="goal takes one of"):
        jobs.plot.leaderboard("energy", goal="low")


@pytest.mark.parametrize(
    "draw",
    [
        lambda plot, ax: plot.leaderboard("energy", goal="min", ax=ax),
        lambda plot, ax: plot.parallel("energy", ax=ax),
        lambda plot, ax: plot.timeline(ax=ax),
    ],
)
def test_of_no_jobs_nothing_is_drawn(axes, draw):
    assert draw(JobSet().plot, axes) is axes
    assert dots(axes) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda plot: plot.compare("energy", "n_layers", goal="min"),
        lambda plot: plot.scatter("energy", "n_layers"),
        lambda plot: plot.leaderboard("energy", "n_layers", goal="min"),
    ],
)
def test_groups_of_no_jobs_are_refused(draw):
    with pytest.raises(InvalidArgumentError, match="There are no jobs to group by 'n_layers'"):
        draw(JobSet().plot)


def test_every_plot_of_a_metric_takes_the_scale_of_its_axis(jobs):
    goal = {"goal": "min", "statistic": "min"}
    drawn = {
        "y": [
            jobs.plot.curves("energy", scale="symlog"),
            jobs.plot.bands("energy", "n_layers", scale="symlog"),
            jobs.plot.scatter("energy", "seed", scale="symlog"),
        ],
        "x": [
            jobs.plot.leaderboard("energy", scale="symlog", **goal),
            jobs.plot.compare("energy", "n_layers", scale="symlog", **goal),
        ],
    }
    scales = {getattr(ax, f"get_{axis}scale")() for axis, all_ in drawn.items() for ax in all_}
    plt.close("all")
    assert scales == {"symlog"}
    with pytest.raises(InvalidArgumentError, match="scale takes one of"):
        jobs.plot.parallel("energy", scale="decades")

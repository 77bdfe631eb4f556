"""A name that is given for groups means what the jobs were given, not a column of values."""

import pytest
from matplotlib.figure import Figure

from jobanalytics import InvalidArgumentError, JobSet


@pytest.fixture
def axes():
    return Figure().subplots()


@pytest.fixture
def jobs(folder):
    """Four jobs whose hyperparameters are called as columns of the frames of values are."""
    given = [("l2", 100, "a"), ("cos", 200, "b"), ("l2", 300, "a"), ("cos", 400, "b")]
    return JobSet(
        [
            folder(
                f"job-{job}",
                *(f"Metrics - loss={job + n}; iteration_number={n};" for n in range(3)),
                metric=metric,
                value=str(value),
                node_id=node,
                iteration_number=str(job % 2),
            )
            for job, (metric, value, node) in enumerate(given)
        ]
    )


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def places(axes):
    return sorted(x for one in axes.collections for x, _ in one.get_offsets().tolist())


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("metric", {"cos", "l2"}),
        ("node_id", {"a", "b"}),
        ("value", {100, 200, 300, 400}),
        ("iteration_number", {0, 1}),
    ],
)
def test_groups_of_tables(jobs, by, groups):
    column = f"hyperparameters.{by}"
    assert set(jobs.bands("loss", by=by)[column]) == groups
    assert set(jobs.compare("loss", by=by, goal="min")[column]) == groups
    assert set(jobs.group_by(by)) == groups


@pytest.mark.parametrize(("by", "groups"), [("metric", ["cos", "l2"]), ("node_id", ["a", "b"])])
def test_groups_of_plots(jobs, axes, by, groups):
    jobs.plot.curves("loss", by=by, ax=axes)
    assert legend(axes) == groups
    axes.clear()
    jobs.plot.curves("loss", color=by, ax=axes)
    assert legend(axes) == groups
    axes.clear()
    jobs.plot.bands("loss", by, ax=axes)
    assert legend(axes) == [f"{one} (N = 2)" for one in groups]
    axes.clear()
    jobs.plot.scatter("loss", by, color=by, ax=axes)
    assert [tick.get_text() for tick in axes.get_xticklabels()] == groups
    assert legend(axes) == groups


def test_a_hyperparameter_called_value(jobs, axes):
    jobs.plot.scatter("loss", "value", ax=axes)
    assert places(axes) == [100, 200, 300, 400]
    axes.clear()
    jobs.plot.curves("loss", by="value", ax=axes)
    assert legend(axes) == ["100", "200", "300", "400"]


def test_an_axis_called_metric(jobs, axes):
    jobs.plot.parallel("loss", ["metric", "node_id"], ax=axes)
    assert [tick.get_text() for tick in axes.get_xticklabels()] == [
        "metric",
        "node_id",
        "last loss",
    ]
    assert {"cos", "l2", "a", "b"} <= {text.get_text() for text in axes.texts}


def test_values_make_no_groups(folder, axes):
    jobs = JobSet([folder("job", "Metrics - loss=1; iteration_number=0;")])
    for draw in (jobs.plot.scatter, jobs.plot.bands, jobs.plot.parallel):
        with pytest.raises(InvalidArgumentError, match="no column 'value' to group by"):
            draw("loss", "value", ax=axes)
    for options in ({"by": "value"}, {"color": "value"}):
        with pytest.raises(InvalidArgumentError, match="no column 'value' to group by"):
            jobs.plot.curves("loss", ax=axes, **options)

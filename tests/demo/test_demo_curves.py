"""`plotting.curves` draws the frame that it is given, and nothing else."""

from datetime import UTC, datetime, timedelta

import matplotlib as mpl
import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from jobanalytics import InvalidArgumentError
from jobanalytics.plotting import curves

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
FRAME = pl.DataFrame(
    {
        "job_name": ["a", "a", "b", "b", "c", "c"],
        "job_arn": ["1", "1", "2", "2", "3", "3"],
        "iteration_number": [0, 1, 0, 1, 0, 1],
        "timestamp": [BEGAN + timedelta(seconds=i) for i in range(6)],
        "node_id": pl.Series([None] * 6, dtype=pl.String),
        "energy": [-1.0, -2.0, -3.0, None, float("nan"), -4.0],
        "hyperparameters.n_layers": [1, 1, 2, 2, 1, 1],
    }
)


@pytest.fixture
def ax():
    figure = Figure()
    FigureCanvasAgg(figure)
    return figure.subplots()


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_a_line_for_each_job(ax):
    before = dict(mpl.rcParams)
    assert curves(FRAME, "energy", ax=ax) is ax
    drawn = [line.get_xydata().tolist() for line in ax.lines]
    assert drawn[:2] == [[[0, -1], [1, -2]], [[0, -3]]]
    assert len({line.get_color() for line in ax.lines}) == 3
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("iteration", "energy")
    assert {text.get_text() for text in ax.texts} >= {"a", "b", "c"}
    assert legend(ax) == ["NaN"]
    assert dict(mpl.rcParams) == before


def test_colours_by_hyperparameter(ax):
    curves(FRAME, "energy", by="n_layers", ax=ax)
    assert len(ax.lines) == 3
    assert len({line.get_color() for line in ax.lines}) == 2
    assert legend(ax) == ["1", "2", "NaN"]
    assert ax.get_legend().get_title().get_text() == "n_layers"


def test_one_job_alone(ax):
    curves(FRAME.head(2).drop("job_name", "job_arn"), "energy", ax=ax)
    assert len(ax.lines) == 1
    assert ax.get_legend() is None


def test_nodes_are_lines_of_their_own(ax):
    nodes = FRAME.head(4).drop("job_name", "job_arn").with_columns(node_id=pl.Series(list("AABB")))
    curves(nodes, "energy", by="node_id", ax=ax)
    assert legend(ax) == ["A", "B"]


def test_over_time(ax):
    curves(FRAME, "energy", x="timestamp", ax=ax)
    assert ax.get_xlabel() == "time (UTC)"
    ax.figure.canvas.draw()


def test_a_legend_only_where_it_can_be_read(ax):
    many = pl.DataFrame({"job_name": [f"{i:02}" for i in range(30)], "energy": [1.0] * 30})
    curves(many.with_columns(iteration_number=0), "energy", ax=ax)
    assert legend(ax) == ["30 jobs, not told apart"]


def test_an_empty_frame(ax):
    curves(FRAME.clear(), "energy", ax=ax)
    assert len(ax.lines) == 0


@pytest.mark.parametrize("wrong", [{"metric": "loss"}, {"x": "epoch"}, {"by": "depth"}])
def test_a_missing_column_is_named(ax, wrong):
    with pytest.raises(InvalidArgumentError, match=next(iter(wrong.values()))):
        curves(FRAME, ax=ax, **{"metric": "energy", **wrong})
    assert len(ax.lines) == 0

"""plotting.compare: an interval for each group, N at its label, its jobs as faint dots."""

import math

import polars as pl
import pytest
import sweep_tables
from drawn import dots, legend, row_labels, texts
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba

from jobanalytics import FrameSchemaError, InvalidArgumentError, plotting
from jobanalytics.plotting.states import look_of_state


def test_a_group_a_row_the_best_at_the_top_with_its_counts(axes):
    assert plotting.compare(sweep_tables.compared(), ax=axes) is axes
    assert [label.split() for label in row_labels(axes)] == [
        list("3800"),
        list("2810"),
        list("1901"),
    ]
    (heading,) = texts(axes)
    assert heading.split() == ["n_layers", "N", "NaN", "not", "COMPLETED"]
    assert axes.get_xlabel() == "energy"


@pytest.mark.parametrize("center", ["iqm", "mean", "median"])
def test_the_center_and_its_interval(axes, center):
    table = sweep_tables.compared()
    plotting.compare(table, center=center, ax=axes)
    assert {(value, float(row)) for row, value in enumerate(table[center])} <= set(dots(axes))
    lines = axes.collections[0].get_segments()
    drawn = [(piece[0][0], piece[1][0]) for piece in lines]
    assert drawn == list(table.select(f"{center}_low", f"{center}_high").iter_rows())
    assert legend(axes) == [f"{'IQM' if center == 'iqm' else center}, 95 % interval"]


def test_the_jobs_are_dots_in_the_row_of_their_group(axes):
    table, outcomes = sweep_tables.compared(), sweep_tables.outcomes()
    plotting.compare(table, outcomes, ax=axes)
    layers = table["hyperparameters.n_layers"].to_list()
    found = dots(axes)
    for job in outcomes.filter(pl.col("value").is_finite()).iter_rows(named=True):
        row = layers.index(job["hyperparameters.n_layers"])
        assert any(x == job["value"] and abs(y - row) <= 0.25 for x, y in found)
    assert "job" in legend(axes)
    assert {"NaN", "no value"} <= set(legend(axes))


def test_jobs_that_are_not_completed_have_the_marks_of_their_states(axes):
    states = pl.Series(["FAILED", "RUNNING", *["COMPLETED"] * 23])
    outcomes = sweep_tables.outcomes().filter(pl.col("value").is_finite())
    outcomes = outcomes.with_columns(state=states.head(outcomes.height))
    plotting.compare(sweep_tables.compared(), outcomes, ax=axes)
    assert {"FAILED", "RUNNING", "job"} <= set(legend(axes))
    for state, faces in (("FAILED", [to_rgba(look_of_state("FAILED").color)]), ("RUNNING", [])):
        (ended,) = outcomes.filter(pl.col("state") == state)["value"]
        of_state = [
            [tuple(color) for color in one.get_facecolor()]
            for one in axes.collections
            if isinstance(one, PathCollection) and len(one.get_offsets()) == 1
            if one.get_offsets()[0][0] == ended
        ]
        assert faces in of_state


def test_jobs_of_no_group_are_counted(axes):
    outcomes = sweep_tables.outcomes()
    table = sweep_tables.compared().filter(pl.col("hyperparameters.n_layers") < 3)
    plotting.compare(table, outcomes, ax=axes)
    assert "without a value: 9 jobs" in legend(axes)


def test_groups_of_nan_and_none_find_their_jobs(axes):
    group = pl.when(pl.col("hyperparameters.n_layers") == 1).then(math.nan)
    group = group.when(pl.col("hyperparameters.n_layers") == 2).then(None).otherwise(1.0)
    name = "hyperparameters.n_layers"
    table = sweep_tables.compared().with_columns(group.alias(name))
    plotting.compare(table, sweep_tables.outcomes().with_columns(group.alias(name)), ax=axes)
    assert [label.split("  ")[0] for label in row_labels(axes)] == ["1", "not given", "nan"]
    assert not any("without" in text for text in legend(axes))


def test_a_single_job_has_no_interval(axes):
    table = sweep_tables.compared().with_columns(iqm_low=None, iqm_high=None)
    table = table.cast({"iqm_low": pl.Float64, "iqm_high": pl.Float64})
    plotting.compare(table, ax=axes)
    assert len([x for x, _ in dots(axes) if math.isfinite(x)]) == 3


def test_all_jobs_as_one_group(axes):
    plotting.compare(sweep_tables.compared(by=None), ax=axes)
    assert [label.split() for label in row_labels(axes)] == [["all", "jobs", "25", "1", "1"]]


def test_what_is_not_drawn_is_not_in_the_legend(axes):
    rows = sweep_tables.compared().with_columns(n=pl.lit(1, pl.UInt32))
    ends = [f"iqm_{end}" for end in ("low", "high")]
    rows = rows.with_columns(pl.lit(None, pl.Float64).alias(end) for end in ends)
    alone = sweep_tables.outcomes().filter(pl.col("value").is_finite())
    alone = alone.unique("hyperparameters.n_layers", keep="first")
    plotting.compare(rows, alone, ax=axes)
    assert legend(axes) == ["IQM"]


def test_intervals_of_few_jobs_look_otherwise(axes):
    few = pl.Series([4, 5, 8], dtype=pl.UInt32)
    plotting.compare(sweep_tables.compared().with_columns(n=few), ax=axes)
    assert set(legend(axes)) == {"IQM, 95 % interval", "95 % interval, too narrow for N < 5"}
    whole, dotted = (one for one in axes.collections if isinstance(one, LineCollection))
    assert (len(whole.get_segments()), len(dotted.get_segments())) == (2, 1)
    assert whole.get_linestyle()[0][1] is None
    assert dotted.get_linestyle()[0][1] is not None


def test_over_decades_an_interval_that_reaches_below_zero_is_cut_and_said_to_be(axes):
    table = sweep_tables.compared().with_columns(
        iqm=pl.Series([0.1, 10.0, 1e3]), iqm_low=-5.0, iqm_high=pl.Series([1.0, 20.0, 2e3])
    )
    plotting.compare(table, ax=axes)
    assert axes.get_xscale() == "log"
    assert "intervals go on to the left" in legend(axes)
    assert 0.005 < axes.get_xlim()[0] < 0.01
    linear = plotting.compare(table, scale="linear", ax=axes.figure.add_subplot())
    assert linear.get_xscale() == "linear"


def test_the_picture_is_always_the_same(axes):
    plotting.compare(sweep_tables.compared(), sweep_tables.outcomes(), ax=axes)
    other = plotting.compare(
        sweep_tables.compared(), sweep_tables.outcomes().reverse(), ax=axes.figure.add_subplot()
    )
    assert dots(axes) == dots(other)


def test_of_nothing(axes):
    plotting.compare(sweep_tables.compared().clear(), sweep_tables.outcomes().clear(), ax=axes)
    assert dots(axes) == []


def test_what_is_refused():
    table = sweep_tables.compared()
    with pytest.raises(InvalidArgumentError, match="center takes one of 'iqm', 'mean', 'median'"):
        plotting.compare(table, center="mode")
    with pytest.raises(FrameSchemaError, match="comparison lack"):
        plotting.compare(table.drop("median"))
    with pytest.raises(FrameSchemaError, match="outcomes lack"):
        plotting.compare(table, table)
    with pytest.raises(InvalidArgumentError, match=r"no column 'hyperparameters\.n_layers'"):
        plotting.compare(table, sweep_tables.outcomes().drop("hyperparameters.n_layers"))

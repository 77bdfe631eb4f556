"""plotting.compare: an interval for each group, N at its label, its jobs as faint dots."""

import math

import polars as pl
import pytest
import sweep_tables
from drawn import dots, legend, row_labels

from jobanalytics import FrameSchemaError, InvalidArgumentError, plotting


def test_a_group_a_row_the_best_at_the_top_with_its_counts(axes):
    assert plotting.compare(sweep_tables.compared(), ax=axes) is axes
    assert row_labels(axes) == ["3 (N = 8)", "2 (N = 8, 1 NaN)", "1 (N = 9, 1 not COMPLETED)"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("energy", "n_layers")


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
    assert [label.partition(" (")[0] for label in row_labels(axes)] == ["1", "not given", "nan"]
    assert not any("without" in text for text in legend(axes))


def test_a_single_job_has_no_interval(axes):
    table = sweep_tables.compared().with_columns(iqm_low=None, iqm_high=None)
    table = table.cast({"iqm_low": pl.Float64, "iqm_high": pl.Float64})
    plotting.compare(table, ax=axes)
    assert len([x for x, _ in dots(axes) if math.isfinite(x)]) == 3


def test_all_jobs_as_one_group(axes):
    plotting.compare(sweep_tables.compared(by=None), ax=axes)
    assert row_labels(axes) == ["all jobs (N = 25, 1 NaN, 1 not COMPLETED)"]
    assert axes.get_ylabel() == ""


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

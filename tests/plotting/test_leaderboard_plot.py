"""plotting.leaderboard: a row for each place, the best at the top, and nobody hidden."""

import math

import numpy as np
import polars as pl
import pytest
import sweep_tables
from drawn import dots, legend, row_labels, texts
from matplotlib import pyplot as plt

from jobanalytics import FrameSchemaError, plotting


def rows_of(axes):
    """The places along x of the dots of each row."""
    rows = {}
    for x, y in dots(axes):
        rows.setdefault(round(y), []).append(x)
    return rows


def test_places_from_the_top_with_the_seeds_in_one_row(axes):
    table = sweep_tables.standings(by=["n_layers", "rate"])
    assert plotting.leaderboard(table, ax=axes) is axes
    labels = row_labels(axes)
    assert labels[0].split() == ["3", "0.02"]
    assert texts(axes)[-1].split() == ["n_layers", "rate"]
    assert len(labels) == 9
    bottom, top = axes.get_ylim()
    assert bottom > top, "the first row is at the top"
    rows = rows_of(axes)
    assert sorted(rows[0]) == [sweep_tables.energy(3, 0.02, seed, 5) for seed in (0, 1, 2)]
    best = [min(x for x in rows[row] if x < 0) for row in range(9)]
    assert best == sorted(best)


def test_places_may_have_any_number_of_jobs(axes):
    plotting.leaderboard(sweep_tables.standings(by=["n_layers", "rate"])[2:6], ax=axes)
    assert {row: len(found) for row, found in rows_of(axes).items()} == {0: 1, 1: 3}


def test_jobs_that_failed_diverged_or_logged_nothing_are_there(axes):
    plotting.leaderboard(sweep_tables.standings(by=["n_layers", "rate"]), ax=axes)
    assert sorted(legend(axes)) == ["COMPLETED", "FAILED", "NaN", "no value"]
    assert sum(map(len, rows_of(axes).values())) == 27


def test_where_no_seed_varies_rows_are_jobs(axes):
    jobs, metrics = sweep_tables.jobs_and_metrics()
    jobs = jobs.drop("hyperparameters.seed")
    board = sweep_tables.comparison.leaderboard(metrics, "energy", goal="min", jobs=jobs)
    plotting.leaderboard(sweep_tables.comparison.standings(board, jobs), ax=axes)
    assert len(axes.get_yticks()) <= 27
    assert set(row_labels(axes)) <= set(jobs["job_name"])


def test_marks_of_one_row_lie_side_by_side(axes):
    table = sweep_tables.standings(by=["n_layers"]).with_columns(value=math.nan)
    plotting.leaderboard(table, ax=axes)
    assert len(set(dots(axes))) == 27


def test_a_figure_of_its_own_is_as_high_as_the_rows_need():
    few = plotting.leaderboard(sweep_tables.standings(by="n_layers"))
    many = plotting.leaderboard(sweep_tables.standings(by=["n_layers", "rate"]))
    assert many.figure.get_figheight() > few.figure.get_figheight()
    plt.close(few.figure)
    plt.close(many.figure)


def test_more_rows_than_can_be_named(axes):
    table = sweep_tables.standings(by="n_layers").head(1)
    table = pl.concat([table] * 400).with_columns(
        place=pl.int_range(1, 401, dtype=pl.UInt32), configuration=pl.int_range(400).cast(pl.String)
    )
    plotting.leaderboard(table, ax=axes)
    assert row_labels(axes)[0] == "0"
    assert 10 < len(row_labels(axes)) < 40
    assert len([y for _, y in dots(axes)]) == 400


def test_over_decades_the_axis_is_logarithmic(axes):
    table = sweep_tables.standings(by="n_layers")
    table = table.with_columns(value=np.logspace(0, 5, table.height))
    assert plotting.leaderboard(table, ax=axes).get_xscale() == "log"


def test_of_nothing(axes):
    plotting.leaderboard(sweep_tables.standings().clear(), ax=axes)
    assert (dots(axes), legend(axes)) == ([], [])


def test_what_is_no_table_of_standings():
    with pytest.raises(FrameSchemaError, match=r"standings lack the column\(s\) place"):
        plotting.leaderboard(sweep_tables.outcomes())

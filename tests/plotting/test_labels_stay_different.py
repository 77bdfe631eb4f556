"""Labels that are cut stay different, and what stands behind them stays whole."""

import polars as pl
import pytest
import sweep_tables
from drawn import legend, row_labels, texts
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics import plotting
from jobanalytics.plotting.text import distinct, value_texts

LONG = "hardware_efficient_with_entangling_layers_of_nearest_neighbours"


def test_what_is_not_too_long_stays_as_it_is():
    assert distinct(["lr=0.1, n=2", "lr=0.2, n=2"]) == ["lr=0.1, n=2", "lr=0.2, n=2"]


def test_what_all_have_in_common_goes_first():
    labels = [f"ansatz={LONG}, lr={rate}, device={LONG}" for rate in (0.1, 0.2)]
    assert distinct(labels) == ["lr=0.1, …", "lr=0.2, …"]


def test_texts_that_differ_in_the_middle_begin_there():
    found = distinct([f"{'a' * 60}{one}{'b' * 60}" for one in "xyz"], 20)
    assert [text[:10] for text in found] == [f"…{'a' * 5}{one}bb…" for one in "xyz"]


def test_texts_that_differ_where_nothing_is_shown_are_numbered():
    found = distinct(["p" + "a" * 80 + "x" + "b" * 80, "p" + "a" * 80 + "y" + "b" * 80] * 2, 16)
    assert found[:2] == found[2:]
    assert len(set(found)) == 2


@given(st.lists(st.text("ab$, ", max_size=24), max_size=12), st.integers(12, 16))
def test_different_texts_stay_different_and_short(given_texts, most):
    found = distinct(given_texts, most)
    assert len(set(zip(given_texts, found, strict=True))) == len(set(given_texts))
    assert len(set(found)) == len(set(given_texts))
    assert all(len(text.replace(r"\$", "$")) <= most for text in found)


def test_numbers_that_are_the_same_to_six_digits():
    assert value_texts([0.1, 0.10000001, 2, None]) == ["0.1", "0.10000001", "2", "not given"]


def test_rows_of_a_leaderboard(axes):
    table = sweep_tables.standings(by=["n_layers", "rate"])
    configuration = pl.format(
        "ansatz={}, {}, device={}", pl.lit(LONG), "configuration", pl.lit(LONG)
    )
    plotting.leaderboard(table.with_columns(configuration=configuration), ax=axes)
    assert row_labels(axes)[0].split() == ["3", "0.02"]
    assert len(set(row_labels(axes))) == 9


def test_rows_of_a_comparison_keep_their_counts(axes):
    table = sweep_tables.compared()
    name = "hyperparameters.n_layers"
    table = table.with_columns(pl.lit(LONG * 2) + pl.col(name).cast(pl.String).alias(name))
    table = table.drop(name).rename({"literal": name}).select(sweep_tables.compared().columns)
    plotting.compare(table, ax=axes)
    labels = [label.split() for label in row_labels(axes)]
    assert [counts for _, *counts in labels] == [list("800"), list("810"), list("901")]
    assert len({name for name, *_ in labels}) == 3


@pytest.mark.parametrize("plot", ["curves", "bands", "scatter"])
def test_groups_of_a_legend(axes, plot):
    long = pl.format("{}{}{}", pl.lit("a" * 50), "hyperparameters.n_layers", pl.lit("b" * 50))
    named = long.alias("group")
    if plot == "curves":
        frame = sweep_tables.curves().with_columns(named)
        plotting.curves(frame, "value", by="group", ax=axes)
    elif plot == "bands":
        bands = sweep_tables.bands()
        own = bands.columns[1:]
        plotting.bands(bands.with_columns(named).select("group", *own), ax=axes)
    else:
        frame = sweep_tables.outcomes().with_columns(named)
        plotting.scatter(frame, "rate", color="group", ax=axes)
    found = {text.split(" (")[0] for text in legend(axes) if "a1b" in text or "a2b" in text}
    assert len(found) == 2


def test_categories_of_parallel_axes_end_before_the_next_axis(axes):
    name = "hyperparameters.ansatz"
    frame = sweep_tables.outcomes().with_columns(
        pl.when(pl.int_range(pl.len()) % 2 == 0)
        .then(pl.lit(f"ring_{LONG}"))
        .otherwise(pl.lit(f"chain_{LONG}"))
        .alias(name)
    )
    plotting.parallel(frame, ["n_layers", "rate", "seed", "ansatz"], ax=axes)
    axes.figure.draw_without_rendering()
    labels = [text for text in axes.texts if "…" in text.get_text()]
    assert len({text.get_text() for text in labels}) == 2
    before = axes.transData.transform((2, 0))[0]
    assert all(text.get_window_extent().x0 > before for text in labels)
    assert f"ring_{LONG}" not in texts(axes)

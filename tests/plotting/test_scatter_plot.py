"""plotting.scatter: where jobs ended over a hyperparameter, with those that ended nowhere."""

import math

import polars as pl
import pytest
import sweep_tables
from drawn import dots, legend, title
from matplotlib.collections import PathCollection

from jobanalytics import FrameSchemaError, InvalidArgumentError, plotting


def finite(table):
    return table.filter(pl.col("value").is_finite())


def test_a_dot_for_each_job_over_numbers(axes):
    table = sweep_tables.outcomes()
    assert plotting.scatter(table, "n_layers", ax=axes) is axes
    found = dots(axes)
    for layers, value in finite(table).select("hyperparameters.n_layers", "value").iter_rows():
        assert any(y == value and abs(x - layers) <= 0.06 for x, y in found)
    assert len({x for x, y in found if math.isfinite(y)}) > 20, "not on one another"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("n_layers", "energy")
    assert axes.get_xscale() == "linear"


def test_over_decades_the_axis_is_logarithmic(axes):
    plotting.scatter(sweep_tables.outcomes(), "rate", ax=axes)
    assert axes.get_xscale() == "log"
    places = [x for x, y in dots(axes) if y < 0]
    for rate in sweep_tables.RATES:
        assert len([x for x in places if abs(math.log10(x / rate)) < 0.1]) > 6


def test_a_number_that_is_one_jobs_alone_stays_where_it_is(axes):
    table = finite(sweep_tables.outcomes()).with_columns(
        pl.int_range(pl.len()).alias("hyperparameters.rate")
    )
    plotting.scatter(table, "rate", ax=axes)
    assert {x for x, y in dots(axes)} >= set(map(float, range(table.height)))


def test_a_zero_keeps_it_linear(axes):
    table = sweep_tables.outcomes()
    table = table.with_columns(pl.col("hyperparameters.rate").replace(0.001, 0.0))
    plotting.scatter(table, "rate", ax=axes)
    assert axes.get_xscale() == "linear"


def test_categories_are_moved_a_little_and_always_alike(axes):
    table = sweep_tables.outcomes()
    plotting.scatter(table, "warm", ax=axes)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["False", "True"]
    found = dots(axes)
    for job in finite(table).iter_rows(named=True):
        place = int(job["hyperparameters.warm"])
        assert any(y == job["value"] and abs(x - place) <= 0.15 for x, y in found)
    assert len({x for x, y in found if y < 0}) > 20
    other = plotting.scatter(table.reverse(), "warm", ax=axes.figure.add_subplot())
    assert sorted(found) == sorted(dots(other))


def test_states_by_colour_and_marker(axes):
    plotting.scatter(sweep_tables.outcomes(), "n_layers", ax=axes)
    assert sorted(legend(axes)) == ["COMPLETED", "FAILED", "NaN", "no value"]
    scatters = [
        one
        for one in axes.collections
        if isinstance(one, PathCollection) and len(one.get_offsets())
    ]
    looks = {
        (one.get_paths()[0].vertices.tobytes(), one.get_facecolor().size > 0) for one in scatters
    }
    assert len(looks) == 4, "told apart in grey"


def test_where_all_is_well_there_is_no_legend(axes):
    table = finite(sweep_tables.outcomes()).filter(state="COMPLETED")
    plotting.scatter(table, "n_layers", ax=axes)
    assert axes.get_legend() is None


def test_colours_and_markers_by_another_column_with_failures_marked(axes):
    plotting.scatter(sweep_tables.outcomes(), "rate", color="n_layers", ax=axes)
    assert legend(axes) == ["1", "2", "3", "FAILED", "no value", "NaN"]
    assert title(axes) == "n_layers"


def test_many_numbers_have_a_colour_bar(axes):
    table = sweep_tables.outcomes().with_row_index("run")
    plotting.scatter(table, "rate", color="run", ax=axes)
    assert [one.get_ylabel() for one in axes.figure.axes if one is not axes] == ["run"]


def test_jobs_without_the_hyperparameter_are_on_the_edge(axes):
    table = sweep_tables.outcomes().with_columns(
        pl.when(pl.col("hyperparameters.seed") == 0).then(None).otherwise("hyperparameters.rate")
        .alias("hyperparameters.rate")
    )  # fmt: skip
    plotting.scatter(table, "rate", ax=axes)
    assert "without rate" in legend(axes)
    lost = finite(table).filter(pl.col("hyperparameters.rate").is_null())
    assert {(0.02, value) for value in lost["value"]} <= set(dots(axes))


def test_none_is_a_category(axes):
    table = sweep_tables.outcomes().with_columns(pl.lit(None, pl.String).alias("tags.team"))
    plotting.scatter(table, "team", ax=axes)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["not given"]


def test_infinities_are_on_the_edge(axes):
    table = sweep_tables.outcomes().with_columns(value=math.inf)
    plotting.scatter(table, "seed", ax=axes)
    assert "+∞" in legend(axes)


def test_of_nothing(axes):
    plotting.scatter(sweep_tables.outcomes().clear(), "rate", ax=axes)
    assert dots(axes) == []


def test_what_is_refused():
    table = sweep_tables.outcomes()
    with pytest.raises(InvalidArgumentError, match=r"no column 'rat'.*did you mean 'rate'"):
        plotting.scatter(table, "rat")
    with pytest.raises(InvalidArgumentError, match="no column 'x' to group by"):
        plotting.scatter(table, "rate", color="x")
    with pytest.raises(FrameSchemaError, match="outcomes lack"):
        plotting.scatter(sweep_tables.jobs(), "rate")

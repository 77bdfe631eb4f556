"""By which columns bands are grouped, how they are found, and what the columns are called."""

import math

import comparison_strategies as own
import polars as pl
import pytest
from comparison_reference import Row
from tables import at

from jobanalytics.comparison import bands, curves, with_groups
from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import bands_schema

ROWS = [
    Row(*job, place, at(place), None, {"energy": float(number)})
    for number, job in enumerate(own.JOBS)
    for place in (0, 1)
]
CURVES = curves(own.metrics_frame(ROWS), "energy")
JOBS = own.jobs_frame(
    h_layers=[1, 2, 1, None], h_center=[0.5] * 4, t_team=["x", "y", "x", "y"], state=["DONE"] * 4
)
WIDE = with_groups(CURVES, JOBS, ["layers", "center", "team", "state"])


@pytest.mark.parametrize("by", ["layers", "hyperparameters.layers", ["layers"], ("layers",) * 2])
def test_a_hyperparameter_by_its_short_or_full_name(by):
    table = bands(WIDE, by=by, interval="minmax")
    assert table.columns == ["hyperparameters.layers", *bands_schema("iteration_number")]
    assert table.drop("node_id", "metric").rows()[::2] == [
        (None, 0, 3.0, 3.0, 3.0, 1, 0),
        (1, 0, 1.0, 0.0, 2.0, 2, 0),
        (2, 0, 1.0, 1.0, 1.0, 1, 0),
    ]


def test_a_tag_by_its_short_name():
    table = bands(WIDE, by="team", interval="minmax")
    assert table.select("tags.team", "low", "high").rows()[::2] == [("x", 0, 2), ("y", 1, 3)]


def test_several_columns_in_their_order():
    table = bands(WIDE, by=["team", "state", "layers"])
    names = ["tags.team", "state", "hyperparameters.layers"]
    assert table.columns[:3] == names
    assert table.select(names).unique(maintain_order=True).rows() == [
        ("x", "DONE", 1),
        ("y", "DONE", None),
        ("y", "DONE", 2),
    ]


def test_a_column_is_found_before_a_hyperparameter_and_that_before_a_tag():
    frame = CURVES.with_columns(
        pl.lit("itself").alias("a"),
        pl.lit("hyper").alias("hyperparameters.a"),
        pl.lit("hyper").alias("hyperparameters.b"),
        pl.lit("tag").alias("tags.b"),
    )
    assert bands(frame, by="a").columns[0] == "a"
    assert bands(frame, by="b").columns[0] == "hyperparameters.b"


def test_all_jobs_are_one_band_if_nothing_is_said():
    for by in (None, [], ()):
        table = bands(WIDE, by=by)
        assert table.schema == bands_schema("iteration_number")
        assert table["n"].to_list() == [4, 4]


@pytest.mark.parametrize("by", ["job_arn", "job_name"])
def test_the_jobs_themselves_can_be_groups(by):
    assert bands(WIDE, by=by)[by].n_unique() == WIDE[by].n_unique()


def test_what_bands_have_anyhow_is_there_once():
    assert bands(WIDE, by=["node_id", "metric"]).equals(bands(WIDE))


def test_hyperparameters_with_the_names_of_columns_of_bands_or_curves():
    names = ["center", "value", "iteration_number", "n", "by0", "values", "metric"]
    frame = CURVES.with_columns(pl.lit(7).alias(f"hyperparameters.{name}") for name in names)
    for name in names[:-1]:
        assert bands(frame, by=name).columns[0] == f"hyperparameters.{name}"
    full = [f"hyperparameters.{name}" for name in names]
    assert bands(frame, by=full).drop(full).equals(bands(frame))


@pytest.mark.parametrize("name", ["center", "low", "high", "n", "nan_count"])
def test_a_column_named_like_one_of_bands_is_refused(name):
    frame = CURVES.with_columns(pl.lit(7).alias(name))
    with pytest.raises(InvalidArgumentError, match=f"by the column '{name}'.*Rename it first"):
        bands(frame, by=name)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("layer", "did you mean 'layers'"),
        ("nothing", r"There are 'hyperparameters.layers', .*'job_name'.*with_groups"),
        ("value", "There is no column 'value' to group by"),
        ("iteration_number", "There is no column 'iteration_number' to group by"),
        (3, "by takes the name of a column, or a sequence of names; got 3"),
        (["layers", 3], "by takes the name"),
    ],
)
def test_another_name_is_refused_with_what_there_is(by, words):
    with pytest.raises(InvalidArgumentError, match=words):
        bands(WIDE, by=by)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"center": "mode"}, "center takes one of 'mean', 'median', 'iqm'; got 'mode'"),
        ({"interval": "sem"}, "interval takes one of 'std', 'iqr', 'minmax', 'ci95'; got 'sem'"),
        ({"center": None}, "got None"),
    ],
)
def test_other_statistics_are_refused(option, words):
    with pytest.raises(InvalidArgumentError, match=words):
        bands(CURVES, **option)


def test_statistics_are_named_in_any_case():
    assert bands(CURVES, center="IQM", interval="MinMax").equals(
        bands(CURVES, center="iqm", interval="minmax")
    )


def test_nan_groups_are_one_group():
    frame = CURVES.with_columns(g=pl.lit(math.nan))
    assert bands(frame, by="g")["n"].to_list() == [4, 4]


def test_what_are_no_curves_is_refused():
    with pytest.raises(FrameSchemaError, match="lack an x; expected one of iteration_number"):
        bands(CURVES.drop("iteration_number"))
    with pytest.raises(FrameSchemaError, match=r"lack the column\(s\) value"):
        bands(CURVES.drop("value"))
    with pytest.raises(
        FrameSchemaError, match=r"must be a polars.DataFrame; got polars.*LazyFrame"
    ):
        bands(CURVES.lazy())
    with pytest.raises(FrameSchemaError, match="lack"):
        bands(pl.DataFrame())


@pytest.mark.parametrize("x", ["iteration_number", "timestamp", "elapsed"])
@pytest.mark.parametrize("interval", ["std", "iqr", "minmax", "ci95"])
@pytest.mark.parametrize("center", ["mean", "median", "iqm"])
def test_no_curves_give_the_columns_of_bands(x, center, interval):
    empty = curves(own.metrics_frame([]), "energy", x=x)
    empty = empty.with_columns(pl.Series("hyperparameters.n", [], dtype=pl.Int64))
    table = bands(empty, by="n", center=center, interval=interval)
    assert table.schema == {"hyperparameters.n": pl.Int64, **bands_schema(x)}
    assert table.is_empty()

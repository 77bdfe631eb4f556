"""Tidy curves → bands: a center and an interval over the jobs of each group."""

from __future__ import annotations

import polars as pl

from jobanalytics.comparison.arguments import one_of
from jobanalytics.comparison.band_statistics import CENTERS, INTERVALS, interval_of
from jobanalytics.comparison.groups import GroupsLike, group_columns
from jobanalytics.distinct import begins_of_runs
from jobanalytics.errors import FrameSchemaError
from jobanalytics.schema import CURVE_X, bands_schema, check_frame, curves_schema

__all__ = ["bands"]

_NAN = float("nan")


def bands(
    curves: pl.DataFrame, *, by: GroupsLike = None, center: str = "mean", interval: str = "ci95"
) -> pl.DataFrame:
    """Aggregate curves over the jobs of each group.

    Parameters
    ----------
    curves : polars.DataFrame
        What `jobanalytics.comparison.curves` returned, of one metric or several, with any columns
        joined, such as `jobanalytics.comparison.with_groups` joins.
    by : str or sequence of str, optional
        The columns whose values make a group; all jobs are one if not given. A name is that of a
        column, else of ``hyperparameters.<name>``, else of ``tags.<name>``; ``metric`` and
        ``node_id`` are those of the curves only where no hyperparameter or tag is called so.
    center : str
        ``mean``, ``median``, or ``iqm``: the interquartile mean, which is that of the values left
        when ``int(n / 4)`` are cut from either end.
    interval : str
        ``std``: the center ± the standard deviation of the sample. ``iqr``: the quartiles,
        interpolated linearly. ``minmax``: the smallest and the largest value. ``ci95``: a 95 %
        confidence interval of the center; see the notes.

    Returns
    -------
    polars.DataFrame
        The columns of the groups under their full names, then as in
        `jobanalytics.schema.bands_schema`: ``node_id``, ``metric``, the curves' x, ``center``,
        ``low`` and ``high`` Float64 in the metric's unit, ``n`` UInt32 (jobs with a number at the
        point) and ``nan_count`` UInt32 (jobs with a NaN there). Every node has bands of its own.
        Sorted by group, node, metric and x, nulls first. Where no job has a number ``center`` is
        NaN. ``low`` and ``high`` are null where the interval does not exist: of one job ``std``
        and ``ci95``, of fewer than six the ``ci95`` of a median.

    Raises
    ------
    FrameSchemaError
        If `curves` are no tidy curves.
    InvalidArgumentError
        If there is no column of a name in `by`, or `center` or `interval` is none of the above.

    Notes
    -----
    The jobs at a point are the sample. The intervals of confidence are Student's t for the mean;
    for the median two order statistics, by the binomial distribution, which hold it with 95 % or
    more whatever the values' distribution; for the interquartile mean Tukey and McLaughlin's t of
    a trimmed mean, with the winsorized variance [1]_ [2]_. Several values of a job at one x
    count as one, their mean: resample with ``every`` to bring jobs to common points. Infinities
    are numbers; what they leave undefined is null.

    References
    ----------
    .. [1] J. W. Tukey and D. H. McLaughlin, "Less vulnerable confidence and significance
       procedures for location based on a single sample: trimming/winsorization 1", Sankhyā A 25
       (1963), 331-352.
    .. [2] K. K. Yuen, "The two-sample trimmed t for unequal population variances", Biometrika 61
       (1974), 165-170.
    """
    center = one_of("center", center, tuple(CENTERS))
    interval = one_of("interval", interval, INTERVALS)
    x = _x_of(curves)
    checked = check_frame(curves, curves_schema(x), "curves")
    candidates = [name for name in curves.columns if name not in {x, "value"}]
    groups = group_columns(by, bands_schema(x), ["node_id", "metric"], candidates)
    # Columns of groups may have any name, that of a column of ours too.
    keys = [f"by{place}" for place in range(len(groups))]
    named = zip(groups, keys, strict=True)
    values = checked.drop("job_name").with_columns(curves[name].alias(key) for name, key in named)
    numbered, bands_of = _numbered(values.drop_nulls([x, "value"]), [*keys, "node_id", "metric"], x)
    points = (
        numbered.group_by("band", x)
        .agg(
            values=pl.col("value").fill_nan(None).drop_nulls().sort(),
            nan_count=pl.col("value").is_nan().sum(),
        )
        .with_columns(n=pl.col("values").list.len())
        .with_columns(center=CENTERS[center])
        .sort("band", x)
    )
    low, high = interval_of(points, interval, center)
    exists = pl.all_horizontal(pl.col("low", "high").is_not_nan())
    return (
        points.with_columns(low=low, high=high)
        .with_columns(pl.col("center").fill_null(_NAN), pl.when(exists).then(pl.col("low", "high")))
        .hstack(bands_of[points["band"]])
        .rename(dict(zip(keys, groups, strict=True)))
        .select(*groups, *(pl.col(name).cast(to) for name, to in bands_schema(x).items()))
    )


def _x_of(curves: pl.DataFrame) -> str:
    """Say over what the curves are: the first of the columns that it can be."""
    if isinstance(curves, pl.DataFrame):
        for name in curves.columns:
            if name in CURVE_X:
                return name
        if curves.columns:
            raise FrameSchemaError(
                f"The curves lack an x; expected one of {', '.join(CURVE_X)}; got "
                f"{', '.join(curves.columns)}. Make them with jobanalytics.comparison.curves."
            )
    return "iteration_number"


def _numbered(values: pl.DataFrame, keys: list[str], x: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each band a number, in the order of its keys, nulls first.

    Returns
    -------
    tuple of polars.DataFrame
        ``band``, `x` and ``value``, one for each job; and the keys of each band.
    """
    curve = ["job_arn", *keys]
    # Neighbours are mostly of one curve, which has one band: only where one begins is looked at
    # what it is, as texts are slow to compare and to group by.
    begins = begins_of_runs(values[name] for name in curve)
    if begins is None:
        begins = pl.repeat(value=True, n=values.height, eager=True)
    heads = values.filter(begins).select(curve)
    bands_of = heads.select(keys).unique().sort(keys)
    band = heads.join(
        bands_of.with_row_index("band"),
        on=keys,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )["band"]
    run = begins.cum_sum() - 1
    numbered = values.select("job_arn", band.gather(run).alias("band"), x, "value")
    goes_back = ~begins & (values[x] <= values[x].shift())
    if heads.is_duplicated().any() or goes_back.any():
        numbered = _one_value_per_job(numbered, x)
    return numbered.drop("job_arn"), bands_of


def _one_value_per_job(values: pl.DataFrame, x: str) -> pl.DataFrame:
    """Join several values that a job has at one point to their mean."""
    number = pl.col("value").fill_nan(None)
    mean = number.sort().mean().clip(number.min(), number.max())
    return values.group_by("band", x, "job_arn").agg(mean.fill_null(_NAN).alias("value"))

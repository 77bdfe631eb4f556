"""The tables of a metric → its charts: specification, rows and legend."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from jobanalytics.completeness import counted
from jobanalytics.report.few_jobs import FEW, FEWEST, are_few, marked
from jobanalytics.report.marks import key_of, marks_of, most_marks
from jobanalytics.report.specs import X_TITLES, bands_spec, comparison_spec, curves_spec
from jobanalytics.report.words import cut_in_middle, distinct, file_name, number, shown
from jobanalytics.thinning import places_to_draw, spans_decades

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jobanalytics.report.labels import Labels
    from jobanalytics.report.tables import MetricTables

__all__ = ["bands_chart", "comparison_chart", "curves_chart"]

_MOST_COLOURED_JOBS = 10
# A chart of 700 points in height shows a step of a thousandth; 10,000 bear some zoom.
_STEPS = 4
_DIGITS_OF_A_CONSTANT = 12
_DIGITS = 8
_MOST_DECIMALS = 15
_SMALLEST = 1e-290
_TITLE_LENGTH = 60
_GROUP_LENGTH = 46
_ALL = "all jobs"


def curves_chart(
    name: str, tables: MetricTables, labels: Labels, most: int
) -> dict[str, Any] | None:
    """Lay out the curves of a metric, each with the points that keep its shape; None for none.

    Parameters
    ----------
    name : str
        The id of the chart on the page.
    tables : MetricTables
        Its curves are drawn.
    labels : Labels
        How jobs and groups are called.
    most : int
        How many points each may have.
    """
    frame = tables.curves.filter(pl.col("value").is_not_null())
    legend, of_numbers = labels.groups, labels.are_numbers
    by_job = not legend and 1 < len(labels.jobs) <= _MOST_COLOURED_JOBS
    if by_job:
        legend = labels.jobs
    curves, drawn, kinds = [], 0, set[str]()
    nodes = frame["node_id"].n_unique() > 1
    parts = frame.partition_by("job_arn", "node_id", maintain_order=True)
    for curve in parts:
        job = labels.place_of_job[curve["job_arn"][0]]
        values = curve["value"].to_numpy()
        kept = places_to_draw(values, most)
        drawn += int(np.isfinite(values[kept]).sum())
        marks = marks_of(values, most_marks(len(parts)))
        kinds |= marks.keys()
        group = labels.group_of_job[job]
        node = curve["node_id"][0]
        curves.append(
            {
                "job": job,
                "series": job if by_job else group if legend else 0,
                "node": "none" if node is None else shown(node),
                "x": _x_values(curve[tables.x], kept),
                "y": _rounded(values[kept]),
                "marks": {kind: _x_values(curve[tables.x], at) for kind, at in marks.items()},
            }
        )
    infinite = frame.filter(~pl.col("value").is_finite()).height
    if not drawn:
        return None
    finite = frame.filter(pl.col("value").is_finite())
    ends = finite["job_arn"].unique(maintain_order=True)
    shape = f"{counted(len(curves), 'curve')} of {shown(tables.metric)} by {tables.x}"
    return {
        "id": name,
        "kind": "curves",
        "file": file_name(tables.metric, "curves"),
        "spec": curves_spec(tables.x, _title(tables), f"{shape}; the table below sums them up."),
        "key": key_of(kinds, [labels.states[labels.place_of_job[arn]] for arn in ends]),
        "log": spans_decades(finite["value"].to_numpy()),
        "x": tables.x,
        "nodes": nodes,
        "legend": legend or [_ALL],
        "ordered": of_numbers,
        "curves": curves,
        "drawn": drawn,
        "of": frame.height - infinite,
        "infinite": infinite,
        "most": most,
    }


def bands_chart(
    name: str, tables: MetricTables, labels: Labels, most: int
) -> dict[str, Any] | None:
    """Lay out the bands of a metric; None where there is nothing but single jobs.

    The parameters are those of `curves_chart`.
    """
    frame = tables.bands
    if frame is None or frame.is_empty() or frame["n"].max() in (0, 1):
        return None
    legend = labels.groups or [_ALL]
    bands: list[dict[str, Any]] = []
    interrupted, drawn, kinds = [], 0, set[str]()
    keys = [*labels.group_columns, "node_id"]
    for band in frame.partition_by(keys, maintain_order=True):
        center = band["center"].to_numpy()
        kept = _places_of_band(band, most)
        drawn += int(np.isfinite(center[kept]).sum())
        marks = marks_of(center, most_marks(len(legend)), (band["nan_count"] > 0).to_numpy())
        kinds |= marks.keys()
        series = labels.place_of_group(band) if labels.groups else 0
        lost = band.filter(~pl.col("center").is_finite())
        if lost.height:
            points = counted(band.height, "point")
            begin = f"{X_TITLES[tables.x]} {shown(lost[tables.x][0])}"
            interrupted.append(f"{legend[series]} ({lost.height:,} of {points}, first {begin})")
        bands.append(
            {
                "series": series,
                "node": shown(band["node_id"][0]),
                "x": _x_values(band[tables.x], kept),
                "y": _rounded(center[kept]),
                "low": _rounded(band["low"].to_numpy()[kept]),
                "high": _rounded(band["high"].to_numpy()[kept]),
                "n": band["n"].gather(kept).to_list(),
                "marks": {kind: _x_values(band[tables.x], at) for kind, at in marks.items()},
            }
        )
    if not any(y is not None for band in bands for y in band["y"]):
        return None
    words = f"Means of {shown(tables.metric)} with 95 % intervals by {tables.x}"
    return {
        "id": name,
        "kind": "bands",
        "file": file_name(tables.metric, "bands"),
        "spec": bands_spec(tables.x, _title(tables), f"{words}; the table below has numbers."),
        "key": key_of(kinds),
        "interrupted": interrupted,
        "log": spans_decades(frame["center"].to_numpy()),
        "x": tables.x,
        "legend": legend,
        "ordered": labels.are_numbers,
        "bands": bands,
        "drawn": drawn,
        "of": frame.filter(pl.col("center").is_finite()).height,
    }


def comparison_chart(name: str, tables: MetricTables, labels: Labels) -> dict[str, Any] | None:
    """Lay out the groups of a metric, best first where that is known."""
    frame = tables.comparison
    if frame is None or not labels.groups:
        return None
    finite = frame.filter(pl.col("iqm").is_finite())
    if finite.is_empty():
        return None
    series = [labels.place_of_group(row) for row in frame.iter_slices(1)]
    nodes = frame["node_id"].n_unique() > 1
    names = [
        f"{labels.groups[place]}{f', node {shown(node)}' if nodes else ''}"
        for place, node in zip(series, frame["node_id"], strict=True)
    ]
    # Two lines to each: a long name may lose its middle, yet not how many jobs there are.
    short = distinct(cut_in_middle(" ".join(name.split()), _GROUP_LENGTH) for name in names)
    titles = [
        f"{marked(called, row['n'])}\n{_say_count(row)}"
        for called, row in zip(short, frame.iter_rows(named=True), strict=True)
    ]
    rows = [
        {"series": place, "group": text, "name": called, "x": x, "y": x, "low": low, "high": high}
        | {"n": n}
        for place, text, called, x, low, high, n in zip(
            series,
            titles,
            names,
            *(_rounded(frame[column].to_numpy()) for column in ("iqm", "iqm_low", "iqm_high")),
            frame["n"],
            strict=True,
        )
    ]
    spread = pl.concat([finite[column] for column in ("iqm", "iqm_low", "iqm_high")])
    return {
        "id": name,
        "kind": "comparison",
        "file": file_name(tables.metric, "comparison"),
        "spec": comparison_spec(
            _title(tables),
            f"Interquartile means of {shown(tables.metric)} with 95 % intervals, by group; the "
            "table below has the numbers.",
            titles,
            is_log=spans_decades(spread.to_numpy()),
        ),
        "key": f"{FEW} Fewer than {FEWEST} jobs: the interval is too narrow."
        if any(map(are_few, frame["n"]))
        else "",
        "legend": labels.groups,
        "ordered": labels.are_numbers,
        "rows": rows,
    }


def _say_count(row: dict[str, Any]) -> str:
    """Say how many jobs a group has, and what stands against its place or its interval."""
    words = [f"N = {row['n']}"]
    if row["nan_count"]:
        words.append(f"{row['nan_count']} NaN")
    if row["not_completed"]:
        words.append(f"{row['not_completed']} not COMPLETED")
    iqm = row["iqm"]
    if iqm is None or not np.isfinite(iqm):
        words.append("no number" if iqm is None else number(iqm).replace("inf", "∞"))
    elif row["iqm_low"] is None and row["n"] > 1:
        words.append("an infinity: no interval")
    return ", ".join(words)


def _places_of_band(band: pl.DataFrame, most: int) -> NDArray[np.intp]:
    """Choose the points that keep the shape of a band: an interval can have spikes of its own."""
    lines = [band[column].to_numpy() for column in ("center", "low", "high")]
    if band.height <= most:
        return places_to_draw(lines[0], most)
    kept = [places_to_draw(line, most // len(lines)) for line in lines]
    return np.unique(np.concatenate(kept))


def _title(tables: MetricTables) -> str:
    return shown(tables.metric, _TITLE_LENGTH)


def _x_values(x: pl.Series, kept: NDArray[np.intp]) -> list[float | int]:
    chosen = x.gather(kept)
    if isinstance(x.dtype, pl.Datetime):
        return chosen.dt.epoch("ms").to_list()
    return chosen.to_list() if x.dtype.is_integer() else chosen.round(3).to_list()


def _rounded(values: NDArray[np.float64]) -> list[float | None]:
    """Round to what can be seen, also of what varies little about a large value.

    JSON has neither NaN nor infinities.
    """
    # Vega divides by what is this small, and fails.
    values = np.where(np.abs(values) < _SMALLEST, 0.0, values)
    finite = values[np.isfinite(values)]
    spread = float(finite.max() / 2 - finite.min() / 2) if len(finite) else 0.0
    by_size = _to_digits(values, _DIGITS if spread else _DIGITS_OF_A_CONSTANT)
    if spread:
        decimals = min(max(0, _STEPS - math.floor(math.log10(spread))), _MOST_DECIMALS)
        # The nearer of the two: small values among large ones keep digits of their own.
        with np.errstate(all="ignore"):
            by_spread = np.round(values, decimals)
            is_nearer = np.abs(by_spread - values) < np.abs(by_size - values)
        by_size = np.where(is_nearer, by_spread, by_size)
    return [value if math.isfinite(value) else None for value in by_size.tolist()]


def _to_digits(values: NDArray[np.float64], digits: int) -> NDArray[np.float64]:
    rounded: NDArray[np.float64] = pl.Series(values).round_sig_figs(digits).to_numpy()
    return rounded

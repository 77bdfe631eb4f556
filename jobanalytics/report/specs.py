"""How the charts look, as Vega-Lite specifications without data.

Fields have names of our own (``x``, ``y``, ``series``), never one that a job chose: Vega reads
dots, brackets and quotes in field names as paths. What a job chose stands in values and in titles
of axes, which are text to it; marks have no descriptions, as Vega-Lite makes expressions of titles
for those. Colours and the scale of y come when the page draws, as they depend on light and dark,
and on the reader. The data are called ``rows``, and ``marks`` what has no place on the axes.
"""

from __future__ import annotations

from typing import Any

import altair as alt

__all__ = ["X_TITLES", "bands_spec", "comparison_spec", "curves_spec"]

X_TITLES = {"iteration_number": "iteration", "timestamp": "time (UTC)", "elapsed": "elapsed (s)"}
"""What the axis of each of `jobanalytics.schema.CURVE_X` is called."""

_HEIGHT = 360
_ROW_HEIGHT = 36
# So that a dot at the end of a scale is whole.
_MARGIN = 6
_CROSS = "M-1,-.55L-.55,-1L0,-.45L.55,-1L1,-.55L.45,0L1,.55L.55,1L0,.45L-.55,1L-1,.55L-.45,0Z"
_STATES = alt.Scale(
    domain=["FAILED", "CANCELLED", "CANCELLING", "RUNNING", "other"],
    range=[_CROSS, "square", "square", "circle", "diamond"],
)
# What is drawn at the edge, and how many pixels from the top.
_EDGE = {
    "nan": ("M0,-1L0,1", _HEIGHT - 6),
    "down": ("triangle-down", _HEIGHT - 18),
    "up": ("triangle-up", 7),
}
_BELOW = _HEIGHT - 12
# Scrolling over a chart scrolls the page, unless the reader says that it is meant for the chart;
# browsers tell of pinching as of Ctrl, and make another direction of Shift.
_ZOOM = "wheel![event.ctrlKey || event.metaKey]"


def curves_spec(x: str, metric: str, description: str) -> dict[str, Any]:
    """Draw a line for each ``curve``, and marks for what a line does not show.

    Parameters
    ----------
    x : str
        Of `jobanalytics.schema.CURVE_X`.
    metric : str
        The title of y.
    description : str
        What the chart shows, for those who do not see it.
    """
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=_x(x), y=_y(metric), color=_color(), detail="curve:N"
    )
    lines = base.mark_line(strokeWidth=1.3, opacity=0.7, clip=True, aria=False).encode(
        strokeDash=_dash()
    )
    layers = [lines.add_params(_zoom()), _lone(base), *_edge(x), *_ends(x, metric)]
    return _spec(layers, description, _HEIGHT)


def bands_spec(x: str, metric: str, description: str) -> dict[str, Any]:
    """Draw the center of each band as a line, and its interval as an area."""
    base = alt.Chart(alt.NamedData("rows")).encode(x=_x(x), color=_color(), detail="curve:N")
    areas = base.mark_area(opacity=0.2, line=False, clip=True, aria=False).encode(
        y=_y(metric, "low"), y2=alt.Y2("high")
    )
    areas = areas.properties(name="areas")
    lines = base.mark_line(strokeWidth=2, clip=True, aria=False).encode(
        y=_y(metric), strokeDash=_dash()
    )
    lone = _lone(base.encode(y=_y(metric)))
    return _spec([areas, lines.add_params(_zoom()), lone, *_edge(x)], description, _HEIGHT)


def comparison_spec(
    metric: str, description: str, groups: list[str], *, is_log: bool
) -> dict[str, Any]:
    """Draw the interquartile mean of each group as a point, and its interval as a line.

    Parameters
    ----------
    metric : str
        The title of x.
    description : str
        What the chart shows, for those who do not see it.
    groups : list of str
        Their names, of two lines each, from top to bottom.
    is_log : bool
        Whether x is logarithmic.
    """
    # The order is that of the groups and no other: by itself Vega-Lite puts those last that have
    # no interval, as its first layer knows nothing of them.
    lines = alt.Axis(labelLimit=320, labelOffset=-7, labelExpr="split(datum.label, '\\n')")
    y = alt.Y("group:N", sort=None, title=None, axis=lines, scale=alt.Scale(domain=groups))
    base = alt.Chart(alt.NamedData("rows")).encode(y=y, color=_color())
    scale = alt.Scale(type="log") if is_log else alt.Scale(zero=False)
    intervals = base.mark_rule(strokeWidth=3, aria=False).encode(
        x=alt.X("low:Q", title=metric, scale=scale), x2="high"
    )
    intervals.name = "areas"  # left out where there are none, as those of bands
    points = base.mark_point(filled=True, size=90, opacity=1, aria=False).encode(
        x=alt.X("x:Q", title=metric, scale=scale)
    )
    return _spec([intervals, points], description, _ROW_HEIGHT * max(len(groups), 2))


def _lone(base: alt.Chart) -> alt.Chart:
    """Draw a dot where a value has no neighbour to be joined to."""
    dots: alt.Chart = base.transform_filter("datum.lone").mark_point(
        filled=True, opacity=1, size=30, clip=True, aria=False
    )
    dots.name = "lone"
    return dots


def _ends(x: str, metric: str) -> list[alt.Chart]:
    """Draw the states of jobs that did not complete at the last values of their curves.

    Those have no place on a log scale where they are not positive: the marks are at the edge then.
    """
    places = {"": _y(metric), "_below": alt.value(_BELOW)}
    return [
        alt.Chart(alt.NamedData("marks"), name=f"marks_{kind}{where}")
        .transform_filter(f"datum.kind === '{kind}{where}'")
        .mark_point(filled=kind == "ended", size=70, opacity=1, clip=True, aria=False)
        .encode(
            x=_x(x), y=y, color=_color(), shape=alt.Shape("state:N", legend=None, scale=_STATES)
        )
        for kind in ("ended", "going")
        for where, y in places.items()
    ]


def _edge(x: str) -> list[alt.Chart]:
    """Draw the marks of what is no finite number, each kind in a row of its own at the edge."""
    return [
        alt.Chart(alt.NamedData("marks"), name=f"marks_{kind}")
        .transform_filter(f"datum.kind === '{kind}'")
        .mark_point(filled=kind != "nan", size=50, opacity=0.8, shape=shape, clip=True, aria=False)
        .encode(x=_x(x), y=alt.value(place), color=_color())
        for kind, (shape, place) in _EDGE.items()
    ]


def _spec(layers: list[alt.Chart], description: str, height: int) -> dict[str, Any]:
    chart = alt.layer(*layers).properties(width="container", height=height, description=description)
    # Whatever the user has enabled for charts of their own.
    with alt.theme.enable("none"), alt.data_transformers.enable("default"):
        # That they are valid does not depend on the jobs: the tests see to it, and it takes long.
        spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def _x(x: str) -> alt.X:
    if x == "timestamp":
        return alt.X("x:T", title=X_TITLES[x], scale=alt.Scale(type="utc", padding=_MARGIN))
    scale = alt.Scale(zero=False, nice=False, padding=_MARGIN)
    if x == "iteration_number":
        axis = alt.Axis(format=",d", tickMinStep=1)
        return alt.X("x:Q", title=X_TITLES[x], scale=scale, axis=axis)
    return alt.X("x:Q", title=X_TITLES[x], scale=scale)


def _y(metric: str, field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", title=metric, scale=alt.Scale(zero=False, padding=_MARGIN))


def _color() -> alt.Color:
    return alt.Color("series:N", legend=None)


def _dash() -> alt.StrokeDash:
    """Tell series apart in grey, too."""
    return alt.StrokeDash("series:N", legend=None)


def _zoom() -> alt.Parameter:
    return alt.selection_interval(name="zoom", bind="scales", zoom=_ZOOM)

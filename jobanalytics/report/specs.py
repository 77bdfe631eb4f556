"""How the charts look, as Vega-Lite specifications without data.

Fields have names of our own (``x``, ``y``, ``series``), never one that a job chose: Vega reads
dots, brackets and quotes in field names as paths. What a job chose stands in values and titles,
which are text to it. Colours and the scale of y come when the page draws them, as they depend on
light and dark, and on the reader.
"""

from __future__ import annotations

from typing import Any

import altair as alt

__all__ = ["bands_spec", "comparison_spec", "curves_spec"]

_HEIGHT = 360
_ROW_HEIGHT = 28
_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
_X_TITLES = {"iteration_number": "iteration", "timestamp": "time (UTC)", "elapsed": "elapsed (s)"}
# Scrolling over a chart scrolls the page, unless the reader says that it is meant for the chart.
_ZOOM = "wheel![event.shiftKey || event.ctrlKey || event.metaKey]"
# With an x scale in UTC Vega draws times as they are.
_UTC = alt.Scale(type="utc")


def curves_spec(x: str, metric: str, description: str, *, extra: list[str]) -> dict[str, Any]:
    """Draw a line for each ``curve``, and tell of the point that is nearest to the pointer.

    Parameters
    ----------
    x : str
        Of `jobanalytics.schema.CURVE_X`.
    metric : str
        The title of y.
    description : str
        What the chart shows, for those who do not see it.
    extra : list of str
        Which of ``node`` and ``group`` the tooltip has.
    """
    hover = alt.selection_point(
        name="hover", fields=["curve"], nearest=True, on="pointerover", clear="pointerout",
        empty=False,
    )  # fmt: skip
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=_x(x), y=_y(metric), color=_color(), detail="curve:N"
    )
    lines = base.mark_line(clip=True, interpolate="linear").encode(
        opacity=alt.condition(hover, alt.value(1), alt.value(0.65)),
        strokeWidth=alt.condition(hover, alt.value(3), alt.value(1.3)),
    )
    # A curve of a single point would be no line.
    seen = alt.when(hover).then(alt.value(1)).when("datum.single").then(alt.value(1))
    points = base.mark_point(filled=True, clip=True).encode(
        opacity=seen.otherwise(alt.value(0)),
        size=alt.value(30),
        tooltip=[
            alt.Tooltip("job:N", title="job"),
            *(alt.Tooltip(f"{name}:N", title=name) for name in extra),
            _x_tooltip(x),
            alt.Tooltip("y:Q", title="value", format=".7~g"),
        ],
    )
    return _spec(lines + points.add_params(hover, _zoom()), description, _HEIGHT)


def bands_spec(x: str, metric: str, description: str) -> dict[str, Any]:
    """Draw the center of each ``series`` as a line, and its interval as an area."""
    hover = alt.selection_point(
        name="hover", fields=["series", "x"], nearest=True, on="pointerover", clear="pointerout",
        empty=False,
    )  # fmt: skip
    base = alt.Chart(alt.NamedData("rows")).encode(x=_x(x), color=_color(), detail="curve:N")
    areas = base.mark_area(clip=True, opacity=0.2, line=False).encode(
        y=_y(metric, "low"), y2=alt.Y2("high")
    )
    # Told apart in grey, too.
    lines = base.mark_line(clip=True, strokeWidth=2).encode(
        y=_y(metric), strokeDash=alt.StrokeDash("series:N", legend=None)
    )
    points = base.mark_point(filled=True, clip=True).encode(
        y=_y(metric),
        opacity=alt.condition(hover, alt.value(1), alt.value(0)),
        size=alt.value(40),
        tooltip=[
            alt.Tooltip("group:N", title="group"),
            _x_tooltip(x),
            alt.Tooltip("y:Q", title="mean", format=".7~g"),
            alt.Tooltip("low:Q", title="95 % from", format=".7~g"),
            alt.Tooltip("high:Q", title="to", format=".7~g"),
            alt.Tooltip("n:Q", title="jobs"),
        ],
    )
    return _spec(areas + lines + points.add_params(hover, _zoom()), description, _HEIGHT)


def comparison_spec(metric: str, description: str, rows: int) -> dict[str, Any]:
    """Draw the interquartile mean of each group as a point, and its interval as a line."""
    base = alt.Chart(alt.NamedData("rows")).encode(
        y=alt.Y("group:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)), color=_color()
    )
    x = alt.X("x:Q", title=metric, scale=alt.Scale(zero=False))
    tooltip = [
        alt.Tooltip("group:N", title="group"),
        alt.Tooltip("x:Q", title="interquartile mean", format=".7~g"),
        alt.Tooltip("low:Q", title="95 % from", format=".7~g"),
        alt.Tooltip("high:Q", title="to", format=".7~g"),
        alt.Tooltip("n:Q", title="jobs"),
    ]
    intervals = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", title=metric, scale=alt.Scale(zero=False)), x2="high", tooltip=tooltip
    )
    points = base.mark_point(filled=True, size=90, opacity=1).encode(x=x, tooltip=tooltip)
    return _spec(intervals + points, description, _ROW_HEIGHT * max(rows, 2))


def _spec(chart: alt.LayerChart, description: str, height: int) -> dict[str, Any]:
    chart = chart.properties(width="container", height=height, description=description)
    # Whatever theme the user has enabled for charts of their own.
    with alt.theme.enable("none"):
        spec: dict[str, Any] = chart.to_dict()
    return spec


def _x(x: str) -> alt.X:
    title = _X_TITLES[x]
    if x == "timestamp":
        return alt.X("x:T", title=title, scale=_UTC)
    scale = alt.Scale(zero=False, nice=False)
    if x == "iteration_number":
        return alt.X("x:Q", title=title, scale=scale, axis=alt.Axis(format=",d", tickMinStep=1))
    return alt.X("x:Q", title=title, scale=scale)


def _x_tooltip(x: str) -> alt.Tooltip:
    if x == "timestamp":
        return alt.Tooltip("utcyearmonthdatehoursminutesseconds(x):T", title="time", format=_TIME_FORMAT)
    return alt.Tooltip("x:Q", title=_X_TITLES[x], format=",d" if x == "iteration_number" else ".4~f")


def _y(metric: str, field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", title=metric, scale=alt.Scale(zero=False))


def _color() -> alt.Color:
    return alt.Color("series:N", legend=None)


def _zoom() -> alt.Parameter:
    return alt.selection_interval(name="zoom", bind="scales", zoom=_ZOOM)

"""The words of the format of metric lines, which every way of reading them shares."""

from __future__ import annotations

import polars as pl

__all__ = [
    "INSTANCE_PATTERN",
    "ITERATION_NUMBER",
    "METRIC_MARKER",
    "TIMESTAMP",
    "WHITE_SPACE",
    "YEAR_1_SECONDS",
    "YEAR_10000_SECONDS",
    "microseconds",
    "node_tag",
]

METRIC_MARKER = "Metrics -"
"""What makes a log line a metric line."""

TIMESTAMP = "timestamp"
ITERATION_NUMBER = "iteration_number"

# Terminal colours round a line are no part of it, so the tag may stand behind them.
_TAG = r"(?:\x1b\[[0-9;]*m|[\s\x{feff}])*\[([^\]]*)\]"
_NODE_TAG = "^" + _TAG
# An event may hold several lines: the one with the marker tells first.
_NODE_TAG_OF_LAST_LINE = r"(?:^|[\r\n])" + _TAG + r"[^\r\n]*$"
# A stream is called <job name>/<uuid>/algo-1-<epoch>, in older jobs <job name>/algo-1-<epoch>.
INSTANCE_PATTERN = r"(?:^|/)(algo-\d+)(?:-[^/]*)?$"

# What Python's str.strip() takes for white space; Polars by itself keeps the four separators.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

YEAR_1_SECONDS = -62_135_596_800
YEAR_10000_SECONDS = 253_402_300_800


def node_tag(before_marker: pl.Expr) -> pl.Expr:
    """Find the tag in what stands before a marker; null where there is none."""
    return pl.coalesce(
        before_marker.str.extract(_NODE_TAG_OF_LAST_LINE, group_index=1),
        before_marker.str.extract(_NODE_TAG, group_index=1),
    )


def microseconds(seconds: pl.Series) -> pl.Series:
    """Round seconds since the epoch, none of them outside the years 1 to 9999."""
    return (seconds * 1e6).round(mode="half_to_even").cast(pl.Int64)

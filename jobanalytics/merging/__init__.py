"""Observations → metrics frame: one row per iteration or timestamp, one value per cell.

Merging is a monoid. A *partial merge* is a long table with one row per cell, which holds what
each statistic needs to go on; partial merges of any split of the observations combine, in any
order, to the partial merge of the whole.
"""

from jobanalytics.merging.column_names import column_of, metric_of
from jobanalytics.merging.conflict_table import conflicts
from jobanalytics.merging.metrics_frame import merge_metrics, merged_parts, metrics_dict
from jobanalytics.merging.partial import (
    combine_partial_merges,
    finish_partial_merge,
    partial_merge,
)
from jobanalytics.merging.parts import side_by_side
from jobanalytics.merging.rows import with_pivot
from jobanalytics.merging.statistics import (
    StatisticLike,
    Statistics,
    UnknownMetricWarning,
    check_statistic,
)

__all__ = [
    "StatisticLike",
    "Statistics",
    "UnknownMetricWarning",
    "check_statistic",
    "column_of",
    "combine_partial_merges",
    "conflicts",
    "finish_partial_merge",
    "merge_metrics",
    "merged_parts",
    "metric_of",
    "metrics_dict",
    "partial_merge",
    "side_by_side",
    "with_pivot",
]

"""Metrics frames of many jobs → tables that compare the jobs.

All functions take *a metrics frame of many jobs* and return a new table. Such a frame is what
`jobanalytics.merge_metrics` gives, with ``job_name`` String before ``job_arn``: the keys
``job_name``, ``job_arn``, the pivot (``iteration_number`` Int64 or ``timestamp`` Datetime(us,
UTC), never null, the one of the two that stands first), the other of the two, ``node_id`` String,
then a Float64 column per metric. It has one row per job, pivot and node, in any order. Columns of
other dtypes, such as groups that were joined, are no metrics and are passed over.

The *table of jobs* has one row a job: ``job_name``, ``job_arn``, other columns, and
``hyperparameters.<name>`` and ``tags.<name>``.

A *curve* is one metric of one job and node: nodes are never pooled, unless `join_nodes` joined
them. Null is what was not logged, and NaN what was logged as such: it gives way to numbers.
"""

from jobanalytics.comparison.band_table import bands
from jobanalytics.comparison.curve_table import curves
from jobanalytics.comparison.group_comparison import compare
from jobanalytics.comparison.groups import with_groups
from jobanalytics.comparison.job_diff import JobsDiff, diff
from jobanalytics.comparison.latest_table import latest
from jobanalytics.comparison.node_join import join_nodes
from jobanalytics.comparison.outcome_table import outcomes
from jobanalytics.comparison.ranking import leaderboard
from jobanalytics.comparison.standing_table import standings
from jobanalytics.comparison.summary_table import summary
from jobanalytics.comparison.swept_groups import swept_groups
from jobanalytics.comparison.varying_table import varying

__all__ = [
    "JobsDiff",
    "bands",
    "compare",
    "curves",
    "diff",
    "join_nodes",
    "latest",
    "leaderboard",
    "outcomes",
    "standings",
    "summary",
    "swept_groups",
    "varying",
    "with_groups",
]

"""Tables of jobs: what they are, stored, cost, ran, and which of them went on from which.

Pure functions from records and frames to frames; nothing is read but the shipped prices.
"""

from jobanalytics.tables.chains import join_chains
from jobanalytics.tables.cost_table import costs
from jobanalytics.tables.hyperparameters import is_value, typed
from jobanalytics.tables.jobs import jobs_table
from jobanalytics.tables.lineage_table import lineage
from jobanalytics.tables.price_table import prices
from jobanalytics.tables.results import results_table
from jobanalytics.tables.task_iterations import tasks_on_iterations
from jobanalytics.tables.totals import cost_totals, task_totals

__all__ = [
    "cost_totals",
    "costs",
    "is_value",
    "jobs_table",
    "join_chains",
    "lineage",
    "prices",
    "results_table",
    "task_totals",
    "tasks_on_iterations",
    "typed",
]

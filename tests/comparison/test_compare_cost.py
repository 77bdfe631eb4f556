"""What compare needs for groups of a thousand jobs."""

import tracemalloc

import numpy as np
from comparison_groups import jobs_of_groups

from jobanalytics.comparison import compare


def test_a_thousand_jobs_against_a_thousand_need_no_table_of_all_pairs():
    rng = np.random.default_rng(0)
    metrics, jobs = jobs_of_groups({"a": rng.normal(size=1000), "b": rng.normal(size=1000)})
    tracemalloc.start()
    try:
        compare(metrics, "energy", by="g", goal="min", jobs=jobs)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60e6

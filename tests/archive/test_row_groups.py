"""Row groups: their bounds let readers pass over rows, and there are not too many of them."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.archive.row_groups import archived, row_groups
from jobanalytics.schema import OBSERVATIONS


def job(name, metrics, rows):
    """Return a job with so many rows of each metric, as the archive keeps it."""
    records = pl.select(record=pl.int_range(rows, dtype=pl.UInt32))
    frame = records.join(pl.DataFrame({"metric": metrics}), how="cross").with_columns(
        pl.lit(name).alias("job_arn"),
        *(pl.lit(None, OBSERVATIONS[column]).alias(column) for column in ("instance", "node_id")),
        *(pl.lit(None, OBSERVATIONS[column]).alias(column) for column in ("timestamp",)),
        iteration_number=pl.col("record").cast(pl.Int64),
        value=pl.col("record").cast(pl.Float64),
    )
    return archived(frame.select(list(OBSERVATIONS)), name, name)


def test_small_jobs_share_one():
    (group,) = row_groups([job(f"job-{number}", ["a"], 50) for number in range(9)])
    assert group["job_name"].n_unique() == 9


def test_a_large_job_has_its_own_by_metric():
    groups = list(row_groups([job("a", ["x"], 50), job("b", ["x", "y"], 60_000)]))
    assert [group["job_name"].unique().to_list() for group in groups] == [["a"], ["b"], ["b"]]
    assert [group["metric"].unique().to_list() for group in groups] == [["x"], ["x"], ["y"]]


def test_many_small_metrics_share_them():
    names = [f"metric-{number:05}" for number in range(10_000)]
    groups = list(row_groups([job("a", names, 11)]))
    assert len(groups) == 6
    assert pl.concat(groups).equals(job("a", names, 11))


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from([1, 30, 50_000])), max_size=5))
def test_no_row_is_lost_and_few_groups_are_small(sizes):
    jobs = [
        job(f"job-{number}", [f"metric-{place}" for place in range(metrics)], rows)
        for number, (metrics, rows) in enumerate(sizes)
    ]
    groups = list(row_groups(jobs))
    assert pl.concat([*jobs, *[job("x", ["a"], 0)]]).equals(
        pl.concat([*groups, *[job("x", ["a"], 0)]])
    )
    small = [group for group in groups if group.height < 20_000]
    large = [group for group in groups if group.height >= 20_000]
    assert len(small) <= 1 + len(large)

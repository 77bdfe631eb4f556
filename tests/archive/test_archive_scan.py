"""Archives as lazy frames, and the row groups by which readers pass over what they do not want."""

from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jobanalytics import JobSet
from jobanalytics.archive.row_groups import archived, logged, row_groups
from jobanalytics.schema import ARCHIVED_JOBS, ARCHIVED_OBSERVATIONS, JOBS, OBSERVATIONS

NUMBERS = st.integers(0, 3) | st.integers(2**32 - 3, 2**32 - 1)


def test_observations(archive, sweep):
    archive.sync(sweep)
    frame = archive.scan_observations().collect()
    assert frame.schema == ARCHIVED_OBSERVATIONS
    assert_frame_equal(frame, frame.sort("job_name", "job_arn", "metric", "record"))
    in_order = frame.sort("job_name", "job_arn", "record", "place").drop("place")
    assert_frame_equal(in_order, JobSet(sweep).observations())


def test_jobs(archive, sweep):
    archive.sync(sweep)
    frame = archive.scan_jobs().collect()
    assert set(frame.columns) > set(ARCHIVED_JOBS)
    assert frame.columns[: len(JOBS) + 1] == [*JOBS, "hyperparameters.lr"]
    table = JobSet(sweep).table().sort("job_name", "job_arn")
    assert_frame_equal(frame.select(table.columns), table)
    assert frame["completeness.observations"].to_list() == [8] * 6


@pytest.mark.filterwarnings("ignore:Jobs are final:jobanalytics.IncompleteMetricsWarning")
def test_nothing_logged(aws, archive, job_name):
    archive.sync(aws.create_job(job_name))
    assert archive.scan_observations().collect().schema == ARCHIVED_OBSERVATIONS
    assert archive.scan_jobs().collect().height == 1


def job(name, rows, metrics=("energy", "loss")):
    """Make what a job logged: so many rows of each metric, interleaved."""
    frames = [
        pl.select(
            job_arn=pl.lit(f"arn:{name}"),
            instance=pl.lit("algo-1"),
            node_id=pl.lit(None, pl.String),
            record=pl.int_range(rows, dtype=pl.UInt32),
            timestamp=pl.lit(None, OBSERVATIONS["timestamp"]),
            iteration_number=pl.int_range(rows),
            metric=pl.lit(metric),
            value=pl.int_range(rows).cast(pl.Float64),
        )
        for metric in metrics
    ]
    return pl.concat(frames).sort("record", maintain_order=True)


def test_what_is_archived_comes_back_in_the_order_of_the_log():
    frame = job("a", 100, ("z", "a", "m"))
    rows = archived(frame, "a", frame["job_arn"][0])
    assert rows.schema == ARCHIVED_OBSERVATIONS
    assert rows["metric"].is_sorted()
    assert dict(rows.select("metric", "place").unique().iter_rows()) == {"z": 0, "a": 1, "m": 2}
    assert_frame_equal(logged(rows.sample(fraction=1, shuffle=True, seed=1)), frame)


@given(st.lists(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=9, unique=True), max_size=4))
def test_jobs_stay_together_and_each_comes_back_in_its_order(jobs):
    """Also where a record or a place is as large as it can be."""
    rows = [(f"arn:{number}", *each) for number, own in enumerate(jobs) for each in own]
    frame = pl.DataFrame(
        [
            {"job_arn": arn, "record": record, "place": place, "value": place}
            for arn, record, place in rows
        ],
        schema={name: ARCHIVED_OBSERVATIONS[name] for name in ("job_arn", "record", "place")}
        | {"value": pl.Float64},
    )
    others = ARCHIVED_OBSERVATIONS.keys() - frame.columns
    frame = frame.with_columns(
        pl.lit(None, ARCHIVED_OBSERVATIONS[name]).alias(name) for name in sorted(others)
    )
    found = logged(frame.select(list(ARCHIVED_OBSERVATIONS)))
    assert found.select("job_arn", "record", "value").rows() == [
        (arn, record, place) for arn, record, place in sorted(rows)
    ]


def groups_of(*sizes):
    frames = [
        archived(job(f"{n:03}", size), f"{n:03}", f"arn:{n:03}") for n, size in enumerate(sizes)
    ]
    groups = list(row_groups(frames))
    assert_frame_equal(pl.concat(groups), pl.concat(frames))
    return groups


def test_small_jobs_share_a_row_group():
    groups = groups_of(*[500] * 100)
    assert len(groups) == 5
    assert all(group.height == 20_000 for group in groups)


def test_a_job_has_a_row_group_of_its_own():
    assert [group["job_name"].n_unique() for group in groups_of(*[15_000] * 4)] == [1] * 4


def test_a_large_job_has_one_for_each_metric():
    groups = groups_of(10, 60_000, 10)
    assert [group["metric"].unique().sort().to_list() for group in groups] == [
        ["energy", "loss"],
        ["energy"],
        ["loss"],
        ["energy", "loss"],
    ]


def test_a_huge_metric_has_several():
    heights = [
        group.height for group in row_groups([archived(job("a", 2_500_000, ("e",)), "a", "arn:a")])
    ]
    assert heights == [1_000_000, 1_000_000, 500_000]


@pytest.fixture
def file(archive, tmp_path):
    """The file of observations of four local jobs of 30,000 values."""
    for number in range(4):
        folder = tmp_path / "jobs" / f"vqe-{number}"
        folder.mkdir(parents=True)
        lines = (f"Metrics - a={n}; b={n}; iteration_number={n};\n" for n in range(15_000))
        (folder / "log.txt").write_text("".join(lines))
    archive.sync(tmp_path / "jobs")
    (path,) = (Path(archive.root) / "observations").iterdir()
    return path


def test_the_bounds_of_row_groups_tell_the_jobs(file):
    metadata = pq.read_metadata(file)
    assert metadata.num_row_groups == 4
    for number in range(4):
        group = metadata.row_group(number)
        bounds = {
            column.path_in_schema: (column.statistics.min, column.statistics.max)
            for column in map(group.column, range(group.num_columns))
            if column.statistics.has_min_max
        }
        assert bounds["job_name"] == (f"vqe-{number}",) * 2
        assert bounds["job_arn"] == (f"local:job/{file.parents[2]}/jobs/vqe-{number}",) * 2
        assert bounds["metric"] == ("a", "b")


def test_one_job_of_many_is_read_alone(archive, file):
    data = file.read_bytes()
    metadata = pq.read_metadata(file)
    start = min(metadata.row_group(2).column(n).dictionary_page_offset or 2**40 for n in range(4))
    # Whoever reads the other row groups stumbles over these bytes.
    file.write_bytes(data[:4] + b"\xff" * (start - 4) + data[start:])
    wanted = archive.scan_observations().filter(pl.col("job_name") == "vqe-2")
    assert wanted.collect().height == 30_000
    assert archive.jobs()["vqe-2"].observations().height == 30_000

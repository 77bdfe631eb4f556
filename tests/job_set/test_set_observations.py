"""observations() and metrics() are those of the jobs, one below the other, in one order."""

import itertools

import polars as pl
import pytest
from job_logs import energies
from polars.testing import assert_frame_equal
from small_sweep import ITERATIONS, accuracy, energy

from jobanalytics import AwsQuantumJob, JobSet, merge_metrics
from jobanalytics.schema import OBSERVATIONS


@pytest.fixture
def mixed(sweep, folder):
    """Jobs of the sweep, not in the order of their names, and two in folders."""
    node = [f"[node{node}]<stdout>:{line}" for line in energies(3) for node in "BA"]
    return JobSet([folder("zz", *energies(2)), *sweep[::-1], folder("aa", *node)])


def of_each(jobs, frame):
    """Lay what each job gives one below the other, by name and ARN."""
    ordered = sorted(jobs, key=lambda job: (job.name, job.arn))
    return pl.concat(
        [
            frame(job).select(
                pl.lit(job.name).alias("job_name"),
                pl.lit(job.arn).alias("job_arn"),
                pl.exclude("job_arn"),
            )
            for job in ordered
        ],
        how="diagonal",
    )


def test_observations(mixed):
    frame = mixed.observations()
    assert frame.columns == ["job_name", *OBSERVATIONS]
    assert_frame_equal(frame, of_each(mixed, lambda job: job.observations()))


@pytest.mark.parametrize("metric_type", ["iteration_number", "timestamp"])
def test_metrics(mixed, metric_type):
    frame = mixed.metrics(metric_type=metric_type)
    keys = ["job_name", "job_arn", metric_type]
    assert frame.columns[:3] == keys
    assert frame.columns[4:] == ["node_id", "accuracy", "energy"]
    assert_frame_equal(
        frame,
        of_each(mixed, lambda job: job.metrics_frame(metric_type)),
        check_column_order=False,
    )
    assert_frame_equal(frame, frame.sort(*keys, "node_id"))
    assert frame.filter(job_name="aa")["node_id"].to_list() == ["nodeA", "nodeB"] * 3


def test_the_order_of_the_jobs_has_no_say(mixed):
    for jobs in (mixed[::-1], mixed[3:] + mixed[:3]):
        assert_frame_equal(jobs.observations(), mixed.observations())
        assert_frame_equal(jobs.metrics(), mixed.metrics())


def test_jobs_of_one_name_stand_in_the_order_of_their_arns(aws, job_name):
    arns = [aws.create_job(job_name) for _ in range(4)]
    for place, arn in enumerate(arns):
        aws.put_log_events(arn, energies(place + 1))
    expected = [arn for arn in sorted(arns) for _ in range(arns.index(arn) + 1)]
    assert JobSet(arns).observations()["job_arn"].to_list() == expected
    assert JobSet(arns[::-1]).metrics()["job_arn"].to_list() == expected


def test_it_is_what_was_logged(sweep, job_name):
    frame = JobSet(sweep).metrics()
    expected = [
        (
            f"{job_name}-{job}",
            sweep[job],
            iteration,
            accuracy(job, iteration),
            energy(job, iteration),
        )
        for job, iteration in itertools.product(range(6), range(ITERATIONS))
    ]
    assert frame.drop("timestamp", "node_id").rows() == expected


def test_metrics_by_name_are_merged_as_if_no_other_was_logged(mixed):
    observations = mixed.observations()
    for names in (["energy"], ["accuracy"], ["accuracy", "energy"]):
        alone = merge_metrics(
            observations.filter(pl.col("metric").is_in(names)), "iteration_number", "max"
        )
        frame = mixed.metrics(*names)
        assert frame.columns == ["job_name", *alone.columns]
        assert_frame_equal(frame.drop("job_name"), alone, check_row_order=False)
    assert_frame_equal(mixed.metrics("energy", "accuracy"), mixed.metrics())
    assert_frame_equal(mixed.metrics("energy", "energy"), mixed.metrics("energy"))


def test_a_job_is_read_once_for_all_of_them(aws, sweep):
    jobs = JobSet(sweep)
    jobs.observations()
    read = aws.calls["FilterLogEvents"]
    jobs.metrics()
    jobs[:2].summary()
    jobs[0].observations()
    assert aws.calls["FilterLogEvents"] == read


def test_frames_are_the_callers_own(sweep):
    jobs = JobSet(sweep)
    frame = jobs.observations()
    frame.insert_column(0, pl.Series("mine", [1] * frame.height))
    assert jobs.observations().columns == ["job_name", *OBSERVATIONS]
    assert AwsQuantumJob(sweep[0]).observations().columns == list(OBSERVATIONS)

"""Jobs that have ended are read once, and nobody is asked of them again."""

import polars as pl
import pytest
from logs_on_disk import files, observations, table_of_jobs
from polars.testing import assert_frame_equal

from jobanalytics import AwsQuantumJob, JobSet, search_jobs
from jobanalytics.schema import SYNCED


def test_the_table_says_what_came(archive, sweep, job_name):
    jobs = search_jobs(name=f"{job_name}-*")
    table = archive.sync(jobs)
    assert table.schema == SYNCED
    assert table["job_name"].to_list() == [job.name for job in jobs]
    assert table["job_arn"].to_list() == [job.arn for job in jobs]
    assert table["new_observations"].to_list() == [8] * 6
    assert table["state"].to_list() == ["COMPLETED"] * 6
    assert table["final"].all()
    assert table["error"].null_count() == 6


def test_the_next_sync_makes_no_call(aws, archive, sweep):
    archive.sync(sweep)
    before = files(archive)
    aws.reset_calls()
    table = archive.sync(sweep)
    assert aws.calls == {}
    assert files(archive) == before
    assert table["new_observations"].to_list() == [0] * 6
    assert table["final"].all()
    assert table["state"].to_list() == ["COMPLETED"] * 6


def test_only_what_is_new_is_read(aws, archive, sweep):
    archive.sync(sweep[:4])
    aws.reset_calls()
    table = archive.sync(sweep)
    assert table["new_observations"].to_list() == [0, 0, 0, 0, 8, 8]
    assert aws.calls["GetJob"] == 2
    assert len(archive.jobs()) == 6


def test_who_reads_the_folders_has_every_value_once(archive, sweep):
    archive.sync(sweep[:3])
    archive.sync(sweep)
    assert_frame_equal(observations(archive), JobSet(sweep).observations())
    table = table_of_jobs(archive)
    assert sorted(table["job_arn"]) == sorted(sweep)
    assert table["hyperparameters.n_layers"].dtype == pl.Int64


def test_what_the_user_has_read_is_not_read_again(aws, archive, sweep):
    jobs = JobSet(sweep)
    jobs.observations()
    jobs.table()
    aws.reset_calls()
    archive.sync(jobs)
    assert not {"FilterLogEvents", "DescribeLogStreams", "GetJob"} & aws.calls.keys()


def test_the_users_jobs_keep_nothing_of_a_sync(aws, archive, sweep):
    jobs = JobSet(sweep)
    archive.sync(jobs)
    assert all(job._last_reading() is None for job in jobs)


def test_a_job_alone_and_one_given_twice(archive, sweep):
    assert archive.sync(sweep[0]).height == 1
    assert archive.sync(AwsQuantumJob(sweep[1])).height == 1
    assert archive.sync([sweep[2], AwsQuantumJob(sweep[2])]).height == 1
    assert len(archive.jobs()) == 3


def test_no_jobs_make_no_archive(archive):
    assert archive.sync([]).schema == SYNCED
    assert files(archive) == []


def test_the_archives_own_jobs_by_default(aws, archive, sweep, job_name):
    running = aws.create_job(f"{job_name}-running", "RUNNING")
    archive.sync([*sweep, running])
    aws.put_log_events(running, ["Metrics - energy=1; iteration_number=0;"])
    aws.reset_calls()
    table = archive.sync()
    assert dict(table.select("job_name", "new_observations").iter_rows()) == {
        **{f"{job_name}-{number}": 0 for number in range(6)},
        f"{job_name}-running": 1,
    }
    assert aws.calls["FilterLogEvents"] == 1
    assert archive.sync(archive.jobs(), on_error="raise").height == 7


@pytest.mark.parametrize("on_error", ["ignore", None])
def test_on_error_is_one_of_two_words(archive, sweep, on_error):
    with pytest.raises(ValueError, match="on_error takes 'raise' or 'collect'"):
        archive.sync(sweep, on_error=on_error)

"""An archive in a bucket is what one in a folder is."""

import pickle
from uuid import uuid4

import polars as pl
import pytest
from job_logs import ago, energies
from polars.testing import assert_frame_equal

from jobanalytics import Archive, JobSet, MalformedResponseError, ThrottledError, read_parquet


@pytest.fixture
def archive(aws):
    bucket = f"archive-{uuid4().hex[:12]}"
    aws.put_object(f"s3://{bucket}/other/object", b"mine")
    return Archive(f"s3://{bucket}/sweeps/vqe")


def names(aws, archive):
    bucket, _, prefix = archive.root.removeprefix("s3://").partition("/")
    listed = aws._s3().list_objects_v2(Bucket=bucket, Prefix=prefix)
    return sorted(each["Key"].removeprefix(f"{prefix}/") for each in listed.get("Contents", []))


def test_it_is_what_the_jobs_say(aws, archive, sweep, job_name, tmp_path):
    running = aws.create_job(f"{job_name}-running", "RUNNING", created_at=ago(hours=3))
    aws.put_log_events(running, energies(3))
    aws.put_tasks(sweep[0], [{"shots": 10}])
    document = b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'
    aws.put_bundle(sweep[0], {"results.json": document})
    assert archive.sync([*sweep, running], bundles=True)["error"].null_count() == 7
    aws.put_log_events(running, energies(5)[3:])
    assert archive.sync([*sweep, running])["new_observations"].to_list() == [0] * 6 + [2]
    assert [name.partition("/")[0] for name in names(aws, archive)] == [
        "README.md", "bundles", "jobs", "log_events", *["observations"] * 2, "results", "tasks",
    ]  # fmt: skip
    aws.update_job(running, status="COMPLETED", ended_at=ago(hours=1))
    archive.sync(bundles=True)
    jobs = JobSet([*sweep, running])
    assert_frame_equal(archive.jobs().observations(), jobs.observations())
    assert_frame_equal(archive.jobs().tasks(), jobs.tasks())
    assert archive.jobs()[0].result() == {"a": 1}
    archive.jobs().download_results(tmp_path)
    assert (tmp_path / f"{job_name}-0" / "results.json").read_bytes() == document
    archive.compact()
    assert_frame_equal(archive.jobs().observations(), jobs.observations())
    assert archive.verify()["problem"].null_count() == archive.verify().height
    assert repr(archive).startswith("<Archive at 's3://archive-")


def test_uploads_of_others_are_left_alone(aws, sweep):
    bucket = f"archive-{uuid4().hex[:12]}"
    aws.put_object(f"s3://{bucket}/other", b"mine")
    left = "bundles/20261127T120000-0123456789abcdef.tar.gz"
    theirs = ["backup.tar", "bundles/backup.tar"]
    # The emulator dates all uploads back by years, so that they count as left.
    for key in [left, *theirs]:
        aws._s3().create_multipart_upload(Bucket=bucket, Key=key)
    Archive(f"s3://{bucket}").sync(sweep)
    uploads = aws._s3().list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert sorted(upload["Key"] for upload in uploads) == theirs


def test_lazy_frames(aws, archive, sweep, job_name):
    archive.sync(sweep)
    frame = archive.scan_observations().filter(pl.col("job_name") == f"{job_name}-2").collect()
    assert frame.height == 8
    assert archive.scan_jobs().select("final").collect()["final"].all()


def test_what_is_final_costs_no_call_of_braket_or_logs(aws, archive, sweep):
    archive.sync(sweep)
    aws.reset_calls()
    archive.sync(sweep)
    assert all(name.startswith("S3.") for name in aws.calls)


def test_a_bucket_that_cannot_be_written_to(aws, archive, sweep):
    aws.fail("S3.PutObject", "throttle", times=None)
    with pytest.raises(ThrottledError, match="Writing s3://archive-"):
        archive.sync(sweep)
    aws.clear_faults()
    archive.sync(sweep)
    assert len(archive.jobs()) == 6
    assert [name.partition("/")[0] for name in names(aws, archive)].count("jobs") == 1


@pytest.mark.parametrize("kind", ["reset", "internal", "throttle"])
def test_reading_that_fails_once_is_tried_again(aws, archive, sweep, kind):
    archive.sync(sweep)
    aws.fail("S3.GetObject", kind)
    assert archive.jobs().observations().height == 48


def test_reading_that_is_denied(aws, archive, sweep):
    archive.sync(sweep)
    jobs = archive.jobs()
    aws.fail("S3.*", "denied", times=None)
    with pytest.raises(PermissionError, match="lack the permission for"):
        jobs.observations()


def test_it_crosses_to_another_process(archive, sweep):
    archive.sync(sweep)
    again = pickle.loads(pickle.dumps(archive.jobs()[0]))
    assert again.observations().height == 8


def test_an_export(aws, archive, sweep):
    archive.sync(sweep)
    place = archive.root.rpartition("/")[0] + "/paper"
    archive.jobs().write_parquet(place)
    assert_frame_equal(read_parquet(place).observations, archive.jobs().observations())


def test_an_answer_without_its_data(aws, archive, sweep):
    archive.sync(sweep[:2])
    aws.fail("S3.HeadObject", "missing", times=None)
    with pytest.raises(MalformedResponseError, match="S3 did not say the 'type' of a file"):
        archive._store.list("log_events")

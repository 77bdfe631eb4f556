"""On S3 an export is as in a folder."""

import os
from uuid import uuid4

import boto3
import polars as pl
import pytest
from exported import assert_same, sweep_of
from job_logs import energies

from jobanalytics import AccessDeniedError, AwsError, CredentialsError, JobSet
from jobanalytics.errors import ArchiveDamagedError, ArchiveNotFoundError, InvalidArgumentError
from jobanalytics.export import read_parquet, write_parquet

COLUMN = "hyperparameters.x"
ODD = ["a/b", "a=b", "50%", "A", "a", "é x", "*?[0]", None]


@pytest.fixture
def bucket(aws):
    name = f"papers-{uuid4().hex[:12]}"
    aws.put_object(f"s3://{name}/other/file.txt", b"mine")
    return name


def keys(bucket):
    listed = boto3.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    return sorted(each["Key"] for each in listed)


@pytest.mark.parametrize("prefix", ["", "/", "/my paper", "/a/b/"])
@pytest.mark.parametrize("partition_by", [None, COLUMN, "job_name"])
def test_it_comes_back(bucket, prefix, partition_by):
    root = f"s3://{bucket}{prefix}"
    tables = sweep_of(ODD, "x")
    write_parquet(root, tables, partition_by=partition_by)
    assert_same(read_parquet(root), tables)


def test_written_again(bucket):
    root = f"s3://{bucket}/out"
    for values, partition_by in [(ODD, COLUMN), (["a", "b"], COLUMN), (["c"], None), ([], None)]:
        tables = sweep_of(values, "x")
        write_parquet(root, tables, partition_by=partition_by)
        assert_same(read_parquet(root), tables)
    files = ["jobs.parquet", "observations.parquet", "results.parquet"]
    assert keys(bucket) == ["other/file.txt", *(f"out/{name}" for name in files)]


def test_with_a_session(bucket, monkeypatch):
    session = boto3.Session(aws_access_key_id="key", aws_secret_access_key="secret")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    tables = sweep_of(["1"], "x")
    root = f"s3://{bucket}/out"
    write_parquet(root, tables, session=session)
    assert_same(read_parquet(root, session), tables)
    with pytest.raises(CredentialsError):
        read_parquet(root)


def test_of_jobs(aws, bucket, job_name):
    arn = aws.create_job(job_name, hyperparameters={"x": 1})
    aws.put_log_events(arn, energies(4))
    jobs = JobSet(arn)
    jobs.write_parquet(f"s3://{bucket}/out", partition_by="x")
    found = read_parquet(f"s3://{bucket}/out")
    assert_same(found, (jobs.table(), jobs.observations(), jobs.results()))


def test_polars_reads_the_partitions(bucket):
    write_parquet(f"s3://{bucket}/out", sweep_of(ODD, "x"), partition_by=COLUMN)
    options = {
        "aws_endpoint_url": os.environ["AWS_ENDPOINT_URL_S3"],
        "aws_allow_http": "true",
        "aws_region": "us-east-1",
    }
    frame = pl.scan_parquet(
        f"s3://{bucket}/out/observations/", hive_partitioning=True, storage_options=options
    ).collect()
    assert sorted(frame[COLUMN].drop_nulls().unique()) == sorted(ODD[:-1])


def test_what_is_missing(bucket):
    with pytest.raises(ArchiveNotFoundError, match=rf"no export in s3://{bucket}/out: it has no"):
        read_parquet(f"s3://{bucket}/out")
    write_parquet(f"s3://{bucket}/out", sweep_of(["1"]))
    boto3.client("s3").delete_object(Bucket=bucket, Key="out/results.parquet")
    with pytest.raises(ArchiveDamagedError, match=r"results\.parquet is missing"):
        read_parquet(f"s3://{bucket}/out")


def test_a_bucket_that_there_is_not(aws):
    root = f"s3://none-{uuid4().hex}/out"
    for call in (lambda: read_parquet(root), lambda: write_parquet(root, sweep_of(["1"]))):
        with pytest.raises(AwsError, match=r"the bucket none-\w+ does not exist"):
            call()


def test_a_file_of_somebody_else(aws, bucket):
    aws.put_object(f"s3://{bucket}/out/jobs.parquet", b"mine")
    with pytest.raises(InvalidArgumentError, match=f"s3://{bucket}/out/jobs.parquet is not of an"):
        write_parquet(f"s3://{bucket}/out", sweep_of(["1"]))


def test_denied(aws, bucket):
    aws.fail("S3.PutObject", "denied", times=None)
    with pytest.raises(AccessDeniedError, match="was denied") as caught:
        write_parquet(f"s3://{bucket}/out", sweep_of(["1"]))
    assert "broke off" in caught.value.__notes__[0]

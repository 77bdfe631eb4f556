"""A file in parts on S3 is whole or not there; parts that never became a file are forgotten."""

import random

import boto3
import pytest
from archives_on_s3 import new_place, tidy_up_some_days_later
from cutting_proxy import CUT, LOST, UNANSWERED, Plan

from jobanalytics import Archive, AwsError
from jobanalytics.aws.s3_store import S3Store
from jobanalytics.emulator.environment import leading

BLOCK = 5 * 2**20
SIZES = {"of one request": 1000, "in parts": 2 * BLOCK + 1000}
# Parts have a least size, and take a while.
EACH_SIZE = ["of one request", pytest.param("in parts", marks=pytest.mark.crash)]
EACH_HOW = [UNANSWERED, *(pytest.param(how, marks=pytest.mark.crash) for how in (LOST, CUT))]
NAME = "bundles/20261125T120000-0123456789abcdef.tar.gz"


@pytest.fixture
def place(aws, monkeypatch):
    # The least that S3 takes.
    monkeypatch.setattr("jobanalytics.aws.s3_store._BLOCK_BYTES", BLOCK)
    return new_place(aws)


def write(root, data):
    with S3Store(root).create_streamed(NAME) as write_piece:
        for start in range(0, len(data), 2**20):
            write_piece(data[start : start + 2**20])


def uploads(root):
    bucket, _, prefix = root.removeprefix("s3://").partition("/")
    found = boto3.client("s3").list_multipart_uploads(Bucket=bucket, Prefix=prefix)
    return [upload["Key"] for upload in found.get("Uploads", [])]


@pytest.mark.parametrize("how", EACH_HOW)
@pytest.mark.parametrize("size", EACH_SIZE)
def test_one_request_is_lost(aws, proxy, place, size, how):
    data = random.Random(1).randbytes(SIZES[size])
    with leading(proxy.environ):
        write(f"{place}/counted", data)
    for number in range(proxy.counts["writes"]):
        root = f"{place}/{number}"
        proxy.begin_anew(Plan(number, how))
        with leading(proxy.environ):
            write(root, data)
        assert S3Store(root).read(NAME) == data


@pytest.mark.crash
@pytest.mark.parametrize("size", SIZES)
def test_all_are_lost(aws, proxy, place, size):
    data = random.Random(1).randbytes(SIZES[size])
    with leading(proxy.environ):
        write(f"{place}/counted", data)
    last = proxy.counts["writes"] - 1
    for number in {0, last // 2, last}:
        root = f"{place}/{number}"
        proxy.begin_anew(Plan(number, LOST, lasting=True))
        with leading(proxy.environ), pytest.raises(AwsError):
            write(root, data)
        assert S3Store(root).list("bundles") == {}


def test_an_upload_that_breaks_off_is_aborted(aws, proxy, place):
    def break_off():
        with S3Store(place).create_streamed(NAME) as write_piece:
            write_piece(bytes(BLOCK + 1))
            raise ValueError

    with leading(proxy.environ), pytest.raises(ValueError, match=r"^$"):
        break_off()
    assert proxy.counts["writes"] == 3  # it was begun, a part came, and it was aborted
    assert S3Store(place).list("bundles") == {}
    assert uploads(place) == []


def test_uploads_of_yesterday_are_forgotten(aws, proxy, job_name, place):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, ["Metrics - energy=1;"])
    other = new_place(aws)
    with leading(proxy.environ):
        Archive(place).sync(arn)
        for root in (place, other):
            bucket, _, prefix = root.removeprefix("s3://").partition("/")
            boto3.client("s3").create_multipart_upload(Bucket=bucket, Key=f"{prefix}/{NAME}")
        Archive(place).sync(arn)
        assert len(uploads(place)) == 1
        tidy_up_some_days_later(place)
        assert uploads(place) == []
        assert len(uploads(other)) == 1

import contextlib
import io
import tarfile

import boto3
import botocore.exceptions
import pytest
import s3fs

from jobanalytics.emulator import Emulator

pytest.importorskip("moto.server")

FILES = {"results.json": b'{"a": 1}', "deep/file.txt": b"x" * 200_000}


@pytest.fixture
def aws():
    with Emulator() as emulator, emulator.environment():
        yield emulator


@pytest.fixture
def bundle(aws):
    return aws.put_bundle(aws.create_job("bundled"), FILES)


def read(client, uri):
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    # Not `with body`: that would enter urllib3's stream and leave botocore's checks out.
    with contextlib.closing(client.get_object(Bucket=bucket, Key=key)["Body"]) as body:
        return body.read()


def test_s3fs_reads_a_bundle(aws, bundle):
    arn = aws.create_job("second", output_s3_path="s3://own-bucket/place")
    assert aws.put_bundle(arn, b"raw") == "s3://own-bucket/place/output/model.tar.gz"
    files = s3fs.S3FileSystem()
    assert files.cat_file("own-bucket/place/output/model.tar.gz") == b"raw"
    with files.open(bundle, "rb") as stream, tarfile.open(fileobj=stream, mode="r|gz") as archive:
        assert {member.name: archive.extractfile(member).read() for member in archive} == FILES
    with pytest.raises(FileNotFoundError):
        files.cat_file("own-bucket/none")
    assert aws.calls["S3.GetObject"] >= 2
    assert aws.calls["S3.PutObject"] == 0


def test_boto3_and_its_listing(aws, client, bundle):
    s3 = client("s3")
    data = read(s3, bundle)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert set(archive.getnames()) == set(FILES)
    bucket = bundle.split("/")[2]
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert aws.calls["S3.ListObjectsV2"] == 1


def test_a_body_that_is_cut(aws, client, bundle):
    aws.fail("S3.GetObject", "cut")
    with pytest.raises(botocore.exceptions.ResponseStreamingError):
        read(client("s3"), bundle)
    assert read(client("s3"), bundle)


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("denied", "AccessDenied", 403),
        ("internal", "InternalError", 500),
        ("throttle", "SlowDown", 503),
        ("unavailable", "ServiceUnavailable", 503),
        ("expired-token", "ExpiredToken", 400),
    ],
)
def test_errors(aws, client, bundle, kind, code, status):
    aws.fail("S3.*", kind)
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        read(client("s3"), bundle)
    response = caught.value.response
    assert response["Error"]["Code"] == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_a_reset_connection(aws, client, bundle):
    aws.fail("S3.GetObject", "reset")
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        read(client("s3"), bundle)


def test_a_body_that_is_empty(aws, client, bundle):
    aws.fail("S3.GetObject", "empty")
    with pytest.raises(botocore.exceptions.FlexibleChecksumError):
        read(client("s3"), bundle)


def test_a_port_that_is_taken(aws):
    taken = int(aws.environ["AWS_ENDPOINT_URL_S3"].rpartition(":")[2])
    with pytest.raises(OSError, match=str(taken)):
        Emulator(s3_port=taken).start()
    taken = int(aws.environ["AWS_ENDPOINT_URL_BRAKET"].rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Emulator(port=taken).start()


@pytest.mark.usefixtures("bundle")
def test_buckets_are_gone_with_the_emulator(aws):
    aws.stop()
    with aws.start(), aws.environment():
        again = boto3.Session().client("s3")
        assert again.list_buckets()["Buckets"] == []
        again.close()


def test_without_s3_no_bundles():
    with Emulator(s3=False) as aws, pytest.raises(ValueError, match="s3=False"):
        aws.put_bundle(aws.create_job("bare"), b"")

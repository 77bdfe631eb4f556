"""A JobSet is made of whatever stands for jobs, each once and in order, and nobody is asked."""

import boto3
import polars as pl
import pytest

from jobanalytics import (
    Archive,
    AwsQuantumJob,
    InvalidArgumentError,
    JobSet,
    LocalJobNotFoundError,
    LocalQuantumJob,
)


@pytest.fixture
def local(folder):
    return [folder(name) for name in ("b", "a", "c")]


def test_of_every_kind_in_order(aws, sweep, local):
    inner = JobSet([sweep[2], local[1]])
    jobs = JobSet(
        [
            sweep[0],
            AwsQuantumJob(sweep[1]),
            inner,
            local[0],
            str(local[2]),
            [[(sweep[3],)], (arn for arn in sweep[4:])],
        ]
    )
    expected = [
        *map(AwsQuantumJob, sweep[:3]),
        *(LocalQuantumJob(path) for path in (local[1], local[0], local[2])),
        *map(AwsQuantumJob, sweep[3:]),
    ]
    assert list(jobs) == expected
    assert len(jobs) == len(expected)
    assert aws.calls.total() == 0


@pytest.mark.parametrize(
    "make", [iter, tuple, pl.Series, lambda arns: (arn for arn in arns), dict.fromkeys]
)
def test_of_iterables(sweep, make):
    given = make(sweep)
    if isinstance(given, dict):
        given = given.keys()
    assert [job.arn for job in JobSet(given)] == sweep


def test_of_one_thing(sweep, local):
    assert [job.arn for job in JobSet(sweep[0])] == sweep[:1]
    assert list(JobSet(AwsQuantumJob(sweep[0]))) == [AwsQuantumJob(sweep[0])]
    assert list(JobSet(local[0])) == list(JobSet(str(local[0]))) == [LocalQuantumJob(local[0])]
    assert list(JobSet(JobSet(local))) == [LocalQuantumJob(path) for path in local]
    assert len(JobSet()) == len(JobSet([])) == 0


def test_of_a_local_arn(local, monkeypatch):
    monkeypatch.chdir(local[0].parent)
    assert list(JobSet("local:job/a")) == [LocalQuantumJob(local[1])]


def test_of_a_folder_of_jobs(local):
    (local[0].parent / "notes").mkdir()
    (local[0].parent / "readme.txt").write_text("no job")
    assert [job.name for job in JobSet(local[0].parent)] == ["a", "b", "c"]
    assert [job.name for job in JobSet([local[2], str(local[0].parent)])] == ["c", "a", "b"]


def test_a_job_whose_folder_holds_others_is_itself(local, folder):
    folder("b/inner")
    assert list(JobSet(local[0])) == [LocalQuantumJob(local[0])]


def test_each_job_is_in_it_once_where_it_came_first(sweep, local):
    twice = JobSet([sweep[1], local[0], sweep[0], AwsQuantumJob(sweep[1]), str(local[0]), sweep])
    assert [job.arn for job in twice] == [sweep[1], "local:job/b", sweep[0], *sweep[2:]]


def test_the_first_of_equal_jobs_stays(sweep):
    first, second = AwsQuantumJob(sweep[0]), AwsQuantumJob(sweep[0])
    assert JobSet([first, second])[0] is first


def test_the_sdks_job_on_aws_keeps_its_session(aws, sweep, monkeypatch):
    sdk = pytest.importorskip("braket.aws")
    session = boto3.Session("emulator", "emulator", region_name=aws.environ["AWS_REGION"])
    theirs = sdk.AwsQuantumJob(sweep[0], sdk.AwsSession(session))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    jobs = JobSet([theirs])
    assert list(jobs) == [AwsQuantumJob(sweep[0])]
    assert jobs.metrics("energy").height == 4


def test_the_sdks_local_job(local, monkeypatch):
    sdk = pytest.importorskip("braket.jobs.local")
    monkeypatch.chdir(local[0].parent)
    theirs = sdk.LocalQuantumJob("local:job/c")
    assert list(JobSet([theirs, local[0]])) == [LocalQuantumJob(path) for path in local[::-2]]


@pytest.mark.parametrize("wrong", [5, None, b"arn", {"name": "arn"}, [["arn", 3.5]], object()])
def test_what_is_no_job(wrong, folder, monkeypatch):
    monkeypatch.chdir(folder("arn").parent)
    with pytest.raises(InvalidArgumentError, match="is no job; expected a job of this package or"):
        JobSet(wrong)


def test_the_arn_of_something_else(aws):
    device = "arn:aws:braket:::device/quantum-simulator/amazon/sv1"
    with pytest.raises(InvalidArgumentError, match="sv1' is not the ARN of a Braket job; expected"):
        JobSet([device])


def test_no_such_folder(tmp_path):
    with pytest.raises(LocalJobNotFoundError, match=r"no folder .*vqe-7 of a local job"):
        JobSet(tmp_path / "vqe-7")
    with pytest.raises(LocalJobNotFoundError, match=r"has no log\.txt"):
        JobSet(tmp_path)


def test_an_archive_is_no_job(tmp_path):
    with pytest.raises(InvalidArgumentError, match=r"The jobs of an archive are its jobs\(\)"):
        JobSet(Archive(tmp_path))

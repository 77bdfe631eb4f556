"""What the folder tells of its job: name, state, hyperparameters, when it ended."""

from datetime import UTC, datetime

import pytest

from jobanalytics import InvalidArgumentError, JobFailedError

FAILED_LOG = "Traceback (most recent call last):\nZeroDivisionError\nProcess exited with code: 1"


def test_a_job_that_completed(folder):
    job = folder("done\n", hyperparameters='{"n_layers": 3, "ansatz": "hea", "deep": true}')
    assert job.metadata() == {
        "jobArn": "local:job/vqe-local",
        "jobName": "vqe-local",
        "status": "COMPLETED",
        "hyperParameters": {"n_layers": "3", "ansatz": "hea", "deep": "true"},
        "endedAt": datetime.fromtimestamp((job.path / "log.txt").stat().st_mtime, UTC),
    }
    assert job.metadata(use_cached_value=True) == job.metadata()
    assert job.state() == job.state(use_cached_value=True) == "COMPLETED"
    assert (job.arn, job.name) == ("local:job/vqe-local", "vqe-local")
    assert str(job).startswith("vqe-local, COMPLETED, ended 20")


def test_without_hyperparameters(folder):
    assert folder("").metadata()["hyperParameters"] == {}


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_job_that_failed(folder, end):
    job = folder(FAILED_LOG + end, results={"a": 1})
    assert job.state() == "FAILED"
    assert job.metadata()["failureReason"] == "the process exited with code 1; see the log"
    for method in (job.result, job.download_result):
        with pytest.raises(JobFailedError) as caught:
            method()
        assert isinstance(caught.value, RuntimeError)
        assert str(caught.value) == (
            "Job 'vqe-local' is FAILED: the process exited with code 1; see the log"
        )


@pytest.mark.parametrize(
    "log",
    ["Process exited with code: 0", "Process exited with code: 1\nand went on\n", "code: 1"],
)
def test_a_log_that_only_speaks_of_codes(folder, log):
    assert folder(log).state() == "COMPLETED"


def test_a_failed_job_has_its_metrics(folder):
    job = folder("Metrics - timestamp=1; loss=1;\n" + FAILED_LOG)
    assert job.metrics()["loss"] == [1.0]
    assert job.completeness()["state"].item() == "FAILED"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("[1]", "holds a list; expected an object"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_hyperparameters_that_are_none(folder, content, says):
    job = folder("", hyperparameters=content)
    with pytest.raises(InvalidArgumentError, match=f"hyperparameters.json .*{says}"):
        job.metadata()
    assert (job.state(), job.result(), job.observations().is_empty()) == ("COMPLETED", {}, True)


def test_there_is_nothing_to_cancel(folder):
    assert folder("").cancel() == "COMPLETED"


def test_logs_are_printed_as_they_are(folder, capsys):
    job = folder("one\n  two\nMetrics - a=1;")
    assert job.logs() is None
    assert capsys.readouterr().out == "one\n  two\nMetrics - a=1;\n"


def test_waiting_for_the_log_of_a_failed_job(folder, capsys):
    job = folder(FAILED_LOG)
    with pytest.raises(JobFailedError):
        job.logs(wait=True)
    assert capsys.readouterr().out == FAILED_LOG + "\n"

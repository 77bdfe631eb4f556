"""Logs that are not plain UTF-8 are read, or it is said that they are not."""

import pytest

from jobanalytics import LocalQuantumJob

LINE = "[node7] Metrics - energy=1; iteration_number=0;\n"


@pytest.fixture
def job_of(tmp_path):
    def make(data):
        (tmp_path / "log.txt").write_bytes(data)
        return LocalQuantumJob(tmp_path)

    return make


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_log_with_a_mark_is_read(job_of, encoding):
    job = job_of((LINE * 3).encode(encoding))
    assert job.observations()["node_id"].to_list() == ["node7"] * 3


def test_names_that_are_not_utf8_stay_apart(job_of):
    job = job_of(b"Metrics - e\xff=1; e\xfe=2; iteration_number=0;\n")
    assert job.observations()["metric"].to_list() == ["e\\xff", "e\\xfe"]
    assert "bytes that are not UTF-8, the first at 11" in job.completeness()["notes"].item()


def test_a_log_of_nuls_is_told(job_of):
    job = job_of(LINE.encode("utf-16-le"))
    assert "NULs: is it UTF-8?" in job.completeness()["notes"].item()


@pytest.mark.parametrize("tail", ["", "\n" * 500, "\x1b[0m\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_failure_is_seen(job_of, tail, encoding):
    job = job_of((LINE + "Process exited with code: 1" + tail).encode(encoding))
    assert job.state() == "FAILED"

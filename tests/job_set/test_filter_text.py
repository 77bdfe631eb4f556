"""A number is found among hyperparameters where another job has text."""

import json

import pytest

from jobanalytics import JobSet


@pytest.fixture
def jobs(tmp_path):
    for name, value in {"a": "1", "b": "many", "c": "1.0", "d": "true", "e": "01"}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "log.txt").write_text("Metrics - e=1;\n")
        (folder / "hyperparameters.json").write_text(json.dumps({"n_layers": value}))
    return JobSet(tmp_path)


@pytest.mark.parametrize(
    ("value", "names"),
    [(1, "ac"), (1.0, "ac"), ("many", "b"), ("1", "a"), (True, "d"), (7, ""), (False, "")],
)
def test_filter(jobs, value, names):
    assert [job.name for job in jobs.filter(n_layers=value)] == list(names)

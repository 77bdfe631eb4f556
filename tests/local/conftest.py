"""Folders as Braket's local mode leaves them."""

import json

import pytest

from jobanalytics import LocalQuantumJob


@pytest.fixture
def folder(tmp_path):
    """Make a folder ``jobs/vqe-local`` and give its job."""
    path = tmp_path / "jobs" / "vqe-local"

    def make(log="", results=None, hyperparameters=None, **files):
        path.mkdir(parents=True)
        (path / "log.txt").write_bytes(log if isinstance(log, bytes) else log.encode())
        if results is not None:
            document = {"dataDictionary": results, "dataFormat": "plaintext"}
            (path / "results.json").write_text(json.dumps(document))
        if hyperparameters is not None:
            (path / "hyperparameters.json").write_text(hyperparameters)
        for name, content in files.items():
            (path / name).write_text(content)
        return LocalQuantumJob(path)

    return make

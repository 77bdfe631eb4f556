"""Jobs to export."""

import json

import pytest
from job_logs import energies


@pytest.fixture
def folder(tmp_path):
    """Make a folder of a local job below a folder for all of them, and give its path."""

    def make(place, *lines, results=None, **hyperparameters):
        path = tmp_path / "jobs" / place
        path.mkdir(parents=True)
        (path / "log.txt").write_text("".join(f"{line}\n" for line in lines))
        if results is not None:
            document = {"dataDictionary": results, "dataFormat": "plaintext"}
            (path / "results.json").write_text(json.dumps(document))
        (path / "hyperparameters.json").write_text(json.dumps(hyperparameters))
        return path

    return make


@pytest.fixture
def local_jobs(folder):
    """The folder of two jobs that logged and stored something, and one that did not."""
    folder("a", *energies(3), results={"best": 0.5, "bits": "0110"}, n_layers=1)
    folder("b", *energies(2), results={"best": 1}, n_layers=2)
    return folder("c", n_layers=2).parent

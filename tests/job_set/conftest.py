"""Jobs of a small sweep, on the emulator and in folders."""

import json

import pytest
from small_sweep import put


@pytest.fixture
def sweep(aws, job_name):
    """The ARNs of the small sweep's jobs; nobody has asked anything yet."""
    arns = put(aws, job_name)
    aws.reset_calls()
    return arns


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
        if hyperparameters:
            (path / "hyperparameters.json").write_text(json.dumps(hyperparameters))
        return path

    return make


@pytest.fixture
def missing():
    """Make the ARN of a job that there is not, like another one's."""
    return lambda arn: arn[:-12] + "000000000000"

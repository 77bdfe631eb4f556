"""Importing the package, and merging frames with it, loads nothing heavy."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    *("boto3", "botocore", "s3fs", "aiobotocore", "matplotlib", "braket", "moto"),
    *("altair", "vl_convert", "tsdownsample", "jinja2"),
}


def loaded_by(code):
    code += "; import json, sys; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize(
    "code",
    [
        "import jobanalytics",
        "from jobanalytics import merge_metrics, parse_log_events",
        "from jobanalytics import LocalQuantumJob, JobAnalyticsError, QuantumJob",
    ],
)
def test_nothing_heavy_is_loaded(code):
    assert not loaded_by(code) & HEAVY


def test_polars_too_waits_until_it_is_needed():
    assert "polars" not in loaded_by("import jobanalytics")
    assert "boto3" in loaded_by("from jobanalytics import AwsQuantumJob")


def test_s3_as_a_filesystem_waits_until_something_is_read_from_it():
    loaded = loaded_by("from jobanalytics import AwsQuantumJob, Archive, search_jobs; import boto3")
    assert not loaded & {"s3fs", "aiobotocore", "aiohttp"}


def test_what_draws_waits_until_something_is_drawn():
    drawing = {"matplotlib", "altair", "vl_convert", "tsdownsample"}
    assert not loaded_by("from jobanalytics import JobSet; JobSet()") & drawing
    assert drawing - {"matplotlib"} <= loaded_by("import jobanalytics.report")
    assert "matplotlib" not in loaded_by("import jobanalytics.report, jobanalytics.cli.pictures")


def test_statistics_wait_until_there_is_an_interval():
    code = "import sys; from jobanalytics import JobSet; JobSet().table(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert b"scipy.stats" not in done.stdout

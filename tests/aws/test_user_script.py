"""A user's script runs as it stands, with an ARN and with a folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

SCRIPT = Path(__file__).parents[2].parent / "shared" / "scripts" / "one_job.py"
LINES = [
    f"Metrics - timestamp={1.7e9 + i}; energy={-i}; grad/norm={i / 2}; iteration_number={i // 2};"
    for i in range(30)
]
RESULTS = json.dumps({"dataDictionary": {"e": 1}, "dataFormat": "plaintext"})

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="the script is not there")


def run(where: str, folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(SCRIPT), where]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "['e']" in done.stdout
    frame = pl.read_parquet(folder / "one_job.parquet")
    assert frame["iteration_number"].to_list() == list(range(15))
    assert frame["energy"].to_list() == [-float(2 * i + 1) for i in range(15)]
    assert frame["grad/norm"].to_list() == [i + 0.25 for i in range(15)]


def test_with_an_arn(aws, job_name, tmp_path):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, LINES)
    aws.put_bundle(arn, {"results.json": RESULTS.encode()})
    run(arn, tmp_path)
    assert (tmp_path / "bundles" / job_name / "results.json").read_text() == RESULTS


def test_with_a_folder(tmp_path):
    job = tmp_path / "vqe-local"
    job.mkdir()
    (job / "log.txt").write_text("\n".join(LINES))
    (job / "results.json").write_text(RESULTS)
    run("vqe-local", tmp_path)
    assert (tmp_path / "bundles" / "vqe-local" / "results.json").read_text() == RESULTS

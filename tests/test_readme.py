"""Every block of code of the README runs as it stands, in its order, and prints what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import jobanalytics

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
BLOCKS = {
    language: re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    for language in ("python", "sql", "shell")
}

# Six jobs that have ended, so that they have an archive's peace, and one that runs.
SCENE = """
import math
from datetime import UTC, datetime, timedelta

import matplotlib
import jobanalytics as ja
from jobanalytics.emulator import Emulator

matplotlib.use("Agg")
ended = datetime.now(UTC) - timedelta(hours=2)

def fill(aws):
    for layers in (1, 2, 3):
        for seed in (0, 1):
            arn = aws.create_job(
                f"vqe-{layers}-{seed}",
                created_at=ended - timedelta(hours=1),
                started_at=ended - timedelta(minutes=50),
                ended_at=ended,
                hyperparameters={"n_layers": str(layers), "seed": str(seed)},
            )
            start = (ended - timedelta(minutes=49)).timestamp()
            aws.put_log_events(arn, [
                f"Metrics - timestamp={start + step}; "
                f"energy={-layers + math.exp(-step) + seed / 10}; iteration_number={step};"
                for step in range(5)
            ])
    arn = aws.create_job("qaoa-1", "RUNNING")
    aws.put_log_events(arn, [
        "Metrics - energy=-1.0; accuracy=0.5; loss=0.1; iteration_number=0;",
        "Metrics - energy=-1.1; loss=tensor(0.3); iteration_number=1;",
        "Metrics - energy=-1.2; loss=tensor(0.2); iteration_number=2;",
    ])
    return ja.AwsQuantumJob(arn)

with Emulator() as aws, aws.environment():
    job = fill(aws)
"""

# The shell's block, as a script that stops at what fails, where the same jobs are.
SHELL = """
    import subprocess
    subprocess.run(["sh", "-e", "commands.sh"], check=True)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run all blocks of Python in one process, where warnings are errors; give its folder too."""
    folder = tmp_path_factory.mktemp("readme")
    *together, alone = BLOCKS["python"]
    indented = "".join(f"    {line}\n" for block in together for line in block.splitlines())
    (folder / "script.py").write_text(f"{SCENE}{indented}\n{alone}", "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "script.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(jobanalytics.__file__).parents[1])},
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    return done, folder


def test_the_blocks_of_python(run):
    done, _ = run
    assert done.returncode == 0, done.stderr
    assert "Emulator" in BLOCKS["python"][-1]
    assert "{'timestamp': [1700000000.0], 'iteration_number': [0], 'energy': [-1.1]}" in done.stdout


def test_the_block_of_a_shell(tmp_path):
    (commands,) = BLOCKS["shell"]
    program = f"{sys.executable} -m jobanalytics "
    (tmp_path / "commands.sh").write_text(commands.replace("jobanalytics ", program))
    (tmp_path / "script.py").write_text(f"{SCENE}{SHELL}", "utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(jobanalytics.__file__).parents[1])},
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in ("energy.png", "sweep.html", "summary.parquet"):
        assert (tmp_path / name).stat().st_size > 1000
    assert "vqe-3-0" in done.stdout


def test_what_they_are_said_to_print(run):
    done, _ = run
    said = [
        line.removeprefix("# ")
        for block in BLOCKS["python"]
        for line in block.splitlines()
        if line.startswith("# ")
    ]
    assert said
    for line in said:
        assert line in done.stdout.splitlines()


def test_the_blocks_of_sql(run):
    done, folder = run
    assert done.returncode == 0, done.stderr
    (query,) = BLOCKS["sql"]
    # Paths in the query are from where the user stands.
    rows = duckdb.sql(query.replace("'archive/", f"'{folder}/archive/")).fetchall()
    assert [layers for layers, _ in sorted(rows)] == [1, 2, 3]

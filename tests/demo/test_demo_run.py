"""The demo as a stranger runs it: a process, and what it leaves."""

import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from matplotlib import image

import jobanalytics
from jobanalytics.demo.__main__ import main

LINE = re.compile(r"Metrics - timestamp=(\S+); (\S+)=(\S+); iteration_number=(\d+);")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "PYTHONPATH": str(Path(jobanalytics.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "jobanalytics.demo", "--output", "out"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done, folder / "out"


def logged(output):
    for log in (output / "logs").iterdir():
        job_name, instance, _ = log.name.split(".")
        for timestamp, metric, value, iteration in LINE.findall(log.read_text("utf-8")):
            if value != "None":
                microseconds = round(float(timestamp) * 1e6)
                yield job_name, instance, microseconds, int(iteration), metric, float(value)


def test_it_ends_well_and_quietly(demo):
    done, _ = demo
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_it_leaves_nothing_but_its_output(demo):
    _, output = demo
    assert [path.name for path in output.parent.iterdir()] == ["out"]


def test_observations_are_what_the_processes_printed(demo):
    _, output = demo
    columns = ["job_name", "instance", "timestamp", "iteration_number", "metric", "value"]
    printed = pl.DataFrame(list(logged(output)), schema=columns, orient="row")
    read = pl.read_parquet(output / "observations.parquet").with_columns(
        pl.col("timestamp").dt.epoch("us")
    )
    assert printed.height > 3_000
    assert printed.select(columns).sort(columns).equals(read.select(columns).sort(columns))


def test_it_says_how_many_values_came_back(demo):
    done, output = demo
    count = len(list(logged(output)))
    said = " ".join(done.stdout.split())
    assert f"{count:,} values logged, {count:,} read back, none missing, none invented" in said


def test_metrics_are_the_smallest_of_what_the_instances_printed(demo):
    _, output = demo
    metrics = pl.read_parquet(output / "metrics.parquet")
    merged = dict(metrics.select(pl.concat_str("job_name", "iteration_number"), "energy").rows())
    values = {}
    for job_name, _, _, iteration, metric, value in logged(output):
        if metric == "energy":
            values.setdefault(f"{job_name}{iteration}", []).append(value)
    assert merged.keys() == values.keys()
    smallest = {key: min(found) for key, found in values.items()}
    assert merged == pytest.approx(smallest, nan_ok=True)


def test_jobs_are_those_that_ran(demo):
    _, output = demo
    jobs = pl.read_parquet(output / "jobs.parquet")
    assert jobs.height == 24
    assert jobs["complete"].all()
    assert jobs["run_seconds"].min() > 0
    failed = jobs.filter(state="FAILED")
    assert failed["job_name"].to_list() == ["vqe-24"]
    assert "the energy is NaN" in failed["failure_reason"].item()
    assert jobs.filter(instance_count=2)["job_name"].to_list() == ["vqe-12"]


def test_it_shows_what_cannot_be_had(demo):
    done, _ = demo
    said = " ".join(done.stdout.split())
    assert "PickleNotAllowedError: Job 'vqe-16'" in said
    assert "Nothing was unpickled" in said
    assert "vqe-24 FAILED: AlgorithmError" in said
    assert "1 COMPLETED: nothing stored" in said


def test_plot_and_bundle_are_there(demo):
    _, output = demo
    assert "VQE of an Ising ring" in (output / "report.html").read_text("utf-8")
    assert image.imread(output / "energy.png").shape[:2] == (675, 1650)
    bundle = sorted(path.name for path in (output / "bundles" / "vqe-01").iterdir())
    assert bundle == ["angles.npy", "results.json"]


def test_without_the_emulators_packages_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert main(["--output", str(tmp_path / "out")]) == 2
    assert "pip install 'jobanalytics[emulator]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_else_stays_as_it_is(tmp_path, capsys):
    (tmp_path / "jobs.parquet").write_text("mine")
    assert main(["--output", str(tmp_path)]) == 2
    assert "did not make" in capsys.readouterr().err
    assert (tmp_path / "jobs.parquet").read_text() == "mine"

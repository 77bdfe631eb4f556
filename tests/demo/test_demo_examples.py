"""The examples run as they stand."""

import polars as pl
import pytest
from running_examples import EXAMPLES, run_example

LINES = [
    f"Metrics - timestamp={1_700_000_000 + i}; energy=-{i}.5; iteration_number={i};"
    for i in range(5)
]


def test_they_are_short():
    for example in EXAMPLES.glob("*.py"):
        assert len(example.read_text("utf-8").splitlines()) < 60


def test_one_job_from_a_folder(tmp_path):
    folder = tmp_path / "vqe-1"
    folder.mkdir()
    (folder / "log.txt").write_text("\n".join([*LINES, LINES[0].replace("=-0.5", "=9.5")]))
    printed = run_example("01_one_job.py", str(folder), cwd=tmp_path)
    assert "vqe-1, COMPLETED" in printed
    assert "complete: True" in printed
    kept = pl.read_parquet(tmp_path / "one_job.parquet")
    assert kept["energy"].to_list() == [-0.5, -1.5, -2.5, -3.5, -4.5]


def test_one_job_from_aws(aws, job_name, tmp_path):
    arn = aws.create_job(job_name, hyperparameters={"n_layers": "2"})
    aws.put_log_events(arn, LINES)
    printed = run_example("01_one_job.py", arn, cwd=tmp_path)
    assert "{'n_layers': '2'}" in printed
    assert "complete: True" in printed
    assert pl.read_parquet(tmp_path / "one_job.parquet").height == 5


def test_merge_by_iteration(tmp_path):
    printed = run_example("02_merge_by_iteration.py", cwd=tmp_path)
    assert "merged in parts, the frame is the same: True" in printed
    assert "accuracy=n/a" in printed


def test_emulator(tmp_path):
    pytest.importorskip("moto")
    printed = run_example("03_emulator.py", cwd=tmp_path)
    assert "train-1, COMPLETED" in printed
    assert "complete: True" in printed
    assert "result: {'best_loss': 0.02" in printed

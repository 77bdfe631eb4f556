"""Killed at any moment, an export is the former one, or read_parquet says that it is in parts."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from exported import assert_same, files_in, sweep_of

import jobanalytics
from jobanalytics.errors import ArchiveDamagedError
from jobanalytics.export import read_parquet, write_parquet

COLUMN = "hyperparameters.n_layers"
HERE = Path(__file__).parent
PATHS = [str(path) for path in (HERE, HERE.parent, Path(jobanalytics.__file__).parents[1])]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("before", [None, COLUMN])
@pytest.mark.parametrize("after", [None, COLUMN])
def test_noticed_and_mended_by_the_next(tmp_path, before, after):
    former = sweep_of(["1", "2"])
    new = sweep_of(["2", "3", None])
    write_parquet(tmp_path / "former", former, partition_by=before)
    subprocess.run(
        [sys.executable, str(HERE / "killed_writing.py"), str(tmp_path), after or ""],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(PATHS)},
        check=True,
        timeout=60,
    )
    write_parquet(tmp_path / "new", new, partition_by=after)
    outcomes = []
    for root in sorted(tmp_path.glob("[0-9]*"), key=lambda path: int(path.name)):
        for path in root.rglob("*.parquet"):
            pl.read_parquet(path)  # each is whole
        outcomes.append(outcome(root, former, new))
        write_parquet(root, new, partition_by=after)
        assert_same(read_parquet(root), new)
        kept = [name for name in files_in(root) if not name.endswith(".tmp")]
        assert kept == files_in(tmp_path / "new")
    # First the former one, in the end the new one, and nothing that goes for whole between them.
    assert outcomes[0] == "former"
    assert outcomes[-1] == "new"
    assert "damaged" in outcomes
    assert outcomes == sorted(outcomes, key=["former", "damaged", "new"].index)


def outcome(root, former, new):
    try:
        found = read_parquet(root)
    except ArchiveDamagedError:
        return "damaged"
    is_new = found.jobs.height == new.jobs.height
    assert_same(found, new if is_new else former)
    return "new" if is_new else "former"

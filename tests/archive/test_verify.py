"""Every file is checked, and what is wrong is said."""

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import polars as pl
import pytest
from job_logs import energies
from small_sweep import put

from jobanalytics import Archive, ArchiveFormatError
from jobanalytics.archive import verification
from jobanalytics.archive.versions import newest
from jobanalytics.schema import VERIFIED
from jobanalytics.storage import open_store
from jobanalytics.storage.parquet import encode, footer_digest


@pytest.fixture(scope="module")
def synced(emulator, tmp_path_factory):
    """The root of an archive that has a file of every kind."""
    name = f"verified-{uuid4().hex[:12]}"
    archive = Archive(tmp_path_factory.mktemp("synced") / "archive")
    with emulator.environment():
        sweep = put(emulator, name)
        running = emulator.create_job(f"{name}-running", "RUNNING")
        emulator.put_log_events(running, energies(3))
        emulator.put_tasks(sweep[0], [{"shots": 10}])
        document = b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'
        emulator.put_bundle(sweep[0], {"results.json": document})
        archive.sync([*sweep, running], bundles=True)
    return archive.root


@pytest.fixture
def root(aws, synced, tmp_path):
    """The root of a copy of it, to be damaged."""
    return Path(shutil.copytree(synced, tmp_path / "archive"))


def problems(root):
    found = Archive(root).verify().filter(pl.col("problem").is_not_null())
    return dict(found.select("file", "problem").iter_rows())


def file_of(root, folder, place=0):
    path = sorted((root / folder).iterdir())[place]
    return path, f"{folder}/{path.name}"


def test_a_whole_archive(root):
    table = Archive(root).verify()
    assert table.schema == VERIFIED
    assert problems(root) == {}
    kinds = table.select(pl.col("file").str.extract(r"^(\w+)/"), "jobs", "rows")
    assert sorted(kinds.iter_rows()) == [
        ("bundles", 1, 0),
        ("jobs", 7, 7),
        ("log_events", 1, 3),
        ("observations", 1, 3),
        ("observations", 6, 48),
        ("results", 1, 1),
        ("tasks", 1, 1),
    ]


@pytest.mark.parametrize("folder", ["observations", "log_events", "results", "tasks", "bundles"])
def test_a_file_that_is_missing(root, folder):
    path, name = file_of(root, folder)
    path.unlink()
    assert problems(root) == {name: "is missing"}


@pytest.mark.parametrize("folder", ["observations", "log_events", "results", "tasks", "bundles"])
def test_a_file_that_was_cut(root, folder):
    path, name = file_of(root, folder)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    assert problems(root) == {name: f"has {size - 1:,} bytes instead of {size:,}"}


@pytest.mark.parametrize("folder", ["observations", "log_events", "results", "tasks", "bundles"])
@pytest.mark.parametrize("place", [0, 10, -10])
def test_a_bit_that_is_another(root, folder, place):
    path, name = file_of(root, folder)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert problems(root) == {name: "is not what was written: its checksum is another"}


def test_whatever_changes_the_table_of_jobs_is_noticed(root):
    path, name = file_of(root, "jobs")
    data = path.read_bytes()
    rows = pl.read_parquet(path).rows()
    noticed = 0
    for place in range(4, len(data) - 8, 499):
        damaged = bytearray(data)
        damaged[place] ^= 0x55
        path.write_bytes(damaged)
        try:
            noticed += name in problems(root)
            found = True
        except ArchiveFormatError:  # the damage is where the format stands
            found = False
        if found and name not in problems(root):
            assert pl.read_parquet(path).rows() == rows
    assert noticed > 5


def test_files_that_nobody_names(root):
    (root / "observations" / "mine.parquet").write_bytes(b"mine")
    (root / "observations" / "20260101T000000-0123456789abcdef.parquet").write_bytes(b"")
    (root / ".0123456789abcdef.tmp").write_bytes(b"")
    (root / "mine.txt").write_bytes(b"")
    found = problems(root)
    assert {name: words.partition(":")[0] for name, words in found.items()} == {
        "observations/mine.parquet": "is not of this archive",
        "observations/20260101T000000-0123456789abcdef.parquet": "is named by nobody",
        ".0123456789abcdef.tmp": "is named by nobody",
    }
    Archive(root).sync()
    assert problems(root).keys() == {"observations/mine.parquet"}


def test_problems_come_first(root):
    (root / "tasks" / "z.parquet").write_bytes(b"mine")
    table = Archive(root).verify()
    assert table["file"][0] == "tasks/z.parquet"
    assert table["file"][1:].is_sorted()


def test_rows_that_the_table_of_jobs_does_not_know(root):
    """A file that is what was written, but by somebody who knows of no table of jobs."""
    path, name = file_of(root, "tasks")
    table = pl.read_parquet(path)
    expected = Expected(root, name)
    assert expected.problem(table) is None
    assert "has 2 rows instead of 1" in expected.problem(pl.concat([table, table]))
    other = table.with_columns(job_arn=pl.lit("arn:other"))
    assert "has rows of jobs that are elsewhere, such as arn:other" in expected.problem(other)
    assert "has other columns than tasks have" in expected.problem(table.drop("shots"))


class Expected:
    """What an archive says of a file, held against another table in its place."""

    def __init__(self, root, name):
        self._store = open_store(root)
        (self._expected,) = [
            each for each in verification._expected(newest(self._store)) if each.name == name
        ]

    def problem(self, table):
        data = encode([table], "tasks")
        name = f"tasks/20261127T120000-0123456789abcdef{footer_digest(data)}.parquet"
        return verification._table_problem(data, replace(self._expected, name=name))


def test_a_table_of_jobs_that_is_gone(root):
    for path in (root / "jobs").iterdir():
        path.unlink()
    (problem,) = Archive(root).verify().rows()
    assert problem[:4] == ("jobs", None, None, None)
    assert "is an archive whose table of jobs" in problem[4]

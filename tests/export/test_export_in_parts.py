"""Files that do not belong together are noticed."""

import shutil

import polars as pl
import pytest
from exported import assert_same, files_in, sweep_of

from jobanalytics.errors import ArchiveDamagedError
from jobanalytics.export import read_parquet, write_parquet

COLUMN = "hyperparameters.n_layers"
WHOLE = ["jobs.parquet", "observations.parquet", "results.parquet"]
PARTS = [
    "jobs.parquet",
    f"observations/{COLUMN}=1/data.parquet",
    f"observations/{COLUMN}=2/data.parquet",
    "results.parquet",
]
FILES = [*((None, name) for name in WHOLE), *((COLUMN, name) for name in PARTS)]


@pytest.fixture
def root(tmp_path):
    """Make an export, and give its folder."""

    def make(partition_by, values=("1", "2"), place="out"):
        write_parquet(tmp_path / place, sweep_of(values), partition_by=partition_by)
        return tmp_path / place

    return make


@pytest.mark.parametrize(("partition_by", "name"), FILES)
def test_a_file_is_missing(root, partition_by, name):
    folder = root(partition_by)
    (folder / name).unlink()
    with pytest.raises(ArchiveDamagedError, match=rf"is not whole: {name} is missing\..*again"):
        read_parquet(folder)


@pytest.mark.parametrize(("partition_by", "name"), FILES)
def test_a_file_is_of_another_export(root, partition_by, name):
    folder = root(partition_by)
    shutil.copy(root(partition_by, ["2", "1", "1"], "other") / name, folder / name)
    with pytest.raises(ArchiveDamagedError, match="is not the file that jobs"):
        read_parquet(folder)


@pytest.mark.parametrize(
    ("partition_by", "name"),
    [
        (None, f"observations/{COLUMN}=1/data.parquet"),
        (COLUMN, f"observations/{COLUMN}=3/data.parquet"),
        (COLUMN, "observations.parquet"),
    ],
)
def test_a_file_is_there_besides(root, partition_by, name):
    """Who reads all files of a folder would read it too."""
    folder = root(partition_by)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(root(None, ["3"], "other") / "observations.parquet", folder / name)
    with pytest.raises(ArchiveDamagedError, match=f"{name} is there, and is of another export"):
        read_parquet(folder)
    tables = sweep_of(["1", "2"])
    write_parquet(folder, tables, partition_by=partition_by)
    assert_same(read_parquet(folder), tables)
    assert name not in files_in(folder)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("kept", [0, 100, -1])
def test_a_file_is_cut(root, name, kept):
    folder = root(None)
    (folder / name).write_bytes((folder / name).read_bytes()[:kept])
    with pytest.raises(ArchiveDamagedError, match=rf"is not whole: {name} "):
        read_parquet(folder)


@pytest.mark.parametrize("name", WHOLE[1:])
def test_a_file_was_changed(root, name):
    folder = root(None)
    pl.read_parquet(folder / name).reverse().write_parquet(folder / name)
    with pytest.raises(ArchiveDamagedError, match=f"{name} is not the file"):
        read_parquet(folder)


def test_written_again_it_is_whole(root):
    folder = root(COLUMN)
    for name in PARTS[:3]:
        (folder / name).unlink()
        with pytest.raises(ArchiveDamagedError):
            read_parquet(folder)
        assert_same(read_parquet(root(COLUMN)), sweep_of(["1", "2"]))


def test_names_lead_nowhere_else(root, tmp_path):
    """An export may come from anybody."""
    folder = root(None)
    (folder / "observations.parquet").rename(tmp_path / "secret.table.long")
    jobs = (folder / "jobs.parquet").read_bytes()
    leading = jobs.replace(b"observations.parquet", b"../secret.table.long")
    (folder / "jobs.parquet").write_bytes(leading)
    with pytest.raises(ArchiveDamagedError, match=r"\.\./secret\.table\.long is missing"):
        read_parquet(folder)

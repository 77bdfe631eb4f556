"""Whatever becomes of a file: what is read of it is right, or it is said that it is damaged."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from job_logs import ago, energies
from polars.testing import assert_frame_equal

from jobanalytics import Archive, ArchiveDamagedError, BundleError, IncompleteMetricsWarning
from jobanalytics.archive.snapshot import FileFacts
from jobanalytics.archive.versions import newest
from jobanalytics.storage.parquet import encode, footer_digest


@pytest.fixture
def file(archive, sweep):
    """The file of observations of a sweep."""
    archive.sync(sweep)
    (path,) = (Path(archive.root) / "observations").iterdir()
    return path


def test_on_reading(archive, file):
    expected = archive.jobs().observations()
    data = file.read_bytes()
    noticed = 0
    for place in range(4, len(data), 61):
        damaged = bytearray(data)
        damaged[place] ^= 0x10
        file.write_bytes(damaged)
        try:
            assert_frame_equal(archive.jobs().observations(), expected)
        except (ArchiveDamagedError, ValueError):
            noticed += 1
    assert noticed > 20


def test_on_compacting(archive, file, sweep, aws, job_name):
    other = aws.create_job(f"{job_name}-other")
    aws.put_log_events(other, ["Metrics - energy=1;"])
    archive.sync(other)
    data = bytearray(file.read_bytes())
    data[len(data) // 4] ^= 1
    file.write_bytes(data)
    with pytest.raises(ArchiveDamagedError, match=file.name):
        archive.compact()
    assert file.name in archive.verify()["file"][0]


def test_rows_that_are_missing(archive, sweep):
    """Bounds that are damaged could have readers pass over rows."""
    archive.sync(sweep)
    rewrite(archive, "observations", lambda rows: rows.head(-1))
    with pytest.raises(ArchiveDamagedError, match="has not the 8 values of"):
        archive.jobs().observations()


def test_jobs_whose_rows_are_whole_are_read(archive, tmp_path):
    folders = [tmp_path / "jobs" / name for name in "abc"]
    for folder in folders:
        folder.mkdir(parents=True)
        lines = "".join(f"Metrics - e={n * n / 7};\n" for n in range(30_000))
        (folder / "log.txt").write_text(lines)
    archive.sync(folders)
    (path,) = (Path(archive.root) / "observations").iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    jobs = archive.jobs()
    with pytest.warns(IncompleteMetricsWarning, match="1 of 3 jobs left out"):
        found = jobs.observations(on_error="collect")
    assert found.group_by("job_name").len()["len"].to_list() == [30_000] * 2
    assert "sync(other.jobs(), refresh=True)" in jobs.errors()["reason"].item()


def test_a_bundle(aws, archive, ended, tmp_path):
    aws.put_bundle(ended, {"a.txt": b"a" * 1000})
    archive.sync(ended, bundles=True)
    (path,) = (Path(archive.root) / "bundles").iterdir()
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(BundleError) as error:
        archive.jobs()[0].download_result(tmp_path)
    assert path.name in error.value.__notes__[0]
    assert "Archive.verify()" in error.value.__notes__[0]


@pytest.fixture
def local(archive, tmp_path):
    """Two local jobs with results in one archive, and the folder of each kind of file."""
    folders = [tmp_path / "jobs" / name for name in "ab"]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "log.txt").write_text("Metrics - e=1;\n" * 30)
        (folder / "results.json").write_text(
            '{"dataDictionary": {"e": 1}, "dataFormat": "plaintext"}'
        )
    archive.sync(folders)
    return folders


def rewrite(archive, kind, change):
    """Change a file of an archive, with all checksums made right again."""
    store, path = archive._store, file_of(archive, kind)
    rows = change(pl.read_parquet(path))
    data = encode([rows], kind)
    name = f"{kind}/20261127T120000-0123456789abcdef{footer_digest(data)}.parquet"
    store.create(name, data)
    facts = FileFacts(len(data), sha256(data).hexdigest(), rows.height)
    snapshot = newest(store)
    entries = [
        replace(entry, files={**entry.files, kind: name}) for entry in snapshot.entries.values()
    ]
    following = snapshot.followed_by(entries, {name: facts}, "test")
    store.create(following.name, following.to_parquet())


def file_of(archive, kind):
    (path,) = (Path(archive.root) / kind).iterdir()
    return path


def test_ends_of_files(archive, local):
    """Arrow ends the whole process over some of them."""
    path = file_of(archive, "observations")
    data = path.read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    for place in range(1, length + 8, 7):
        damaged = bytearray(data)
        damaged[-place] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(ArchiveDamagedError):
            archive.jobs().observations()
    assert archive.sync(local, refresh=True)["error"].null_count() == 2
    assert archive.jobs().observations().height == 60


@pytest.mark.parametrize("kind", ["observations", "results"])
def test_a_folder_instead_of_a_file(archive, local, kind, tmp_path):
    path = file_of(archive, kind)
    path.unlink()
    path.mkdir()
    jobs = archive.jobs()
    with pytest.raises(ArchiveDamagedError, match=f"{path.name} cannot be read: Is a directory"):
        jobs[0].observations() if kind == "observations" else jobs[0].result()
    with pytest.warns(IncompleteMetricsWarning, match="Is a directory"):
        Archive(tmp_path / "copy").sync(jobs)
    assert archive.sync(local, refresh=True)["error"].null_count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.filter(job_name="b"),
        lambda rows: rows.with_columns(values=pl.lit("{")),
        lambda rows: rows.with_columns(values=pl.lit(None, pl.String)),
        lambda rows: rows.with_columns(job_arn=pl.lit(1)),
    ],
)
def test_results_that_are_not_there_any_more(archive, local, change, tmp_path):
    rewrite(archive, "results", change)
    with pytest.raises(ArchiveDamagedError):
        archive.jobs()[0].result()
    copy = Archive(tmp_path / "copy")
    with pytest.warns(IncompleteMetricsWarning, match="results: ArchiveDamagedError"):
        copy.sync(archive.jobs())
    assert copy.jobs().observations().height == 60


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_rows_that_can_be_read_stay_where_others_are_damaged(aws, archive, job_name):
    arns = [
        aws.create_job(f"{job_name}-{name}", created_at=ago(hours=3), ended_at=ago(hours=1))
        for name in "ab"
    ]
    for arn in arns:
        aws.put_log_events(arn, energies(30))
    archive.sync(arns)
    lacking = (pl.col("job_arn") == arns[0]) & (pl.col("record") == 7)
    rewrite(archive, "observations", lambda rows: rows.filter(~lacking))
    for arn in arns:
        aws.delete_log_streams(arn)
        aws.put_log_events(arn, energies(10))
    table = archive.sync(arns, refresh=True)
    assert "has not the 30 values" in table["error"][0]
    assert "has 10 metric lines by now, and the archive 30, which are kept" in table["error"][1]
    assert archive.jobs()[1].observations().height == 30
    for arn in arns:
        aws.put_log_events(arn, energies(30)[10:])
    assert archive.sync(arns, refresh=True)["error"].null_count() == 2
    assert archive.jobs().observations().height == 60


def test_a_folder_instead_of_a_file_that_is_to_be_merged(archive, local, tmp_path):
    folder = tmp_path / "jobs" / "c"
    folder.mkdir()
    (folder / "log.txt").write_text("Metrics - e=1;\n")
    path = file_of(archive, "observations")
    archive.sync(folder)
    path.unlink()
    path.mkdir()
    with pytest.raises(ArchiveDamagedError, match=f"{path.name} cannot be read: Is a directory"):
        archive.compact()


def test_a_link_that_leads_to_itself(archive, local):
    path = file_of(archive, "observations")
    path.unlink()
    path.symlink_to(path.name)
    assert f"observations/{path.name}" in archive.verify().filter(pl.col("problem") != "")["file"]
    with pytest.raises(ArchiveDamagedError):
        archive.jobs().observations()
    assert archive.sync(local, refresh=True)["error"].null_count() == 2
    assert archive.jobs().observations().height == 60

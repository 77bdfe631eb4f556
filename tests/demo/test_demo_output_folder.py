"""The demo's output folder: made, cleaned of the demo's own files, and of no others."""

import pytest

from jobanalytics.demo.output_folder import FILES, FOLDERS, prepare_output


def test_a_folder_is_made(tmp_path):
    prepare_output(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_an_earlier_run_is_cleaned_and_the_rest_kept(tmp_path):
    prepare_output(tmp_path)
    for name in (*FILES, "notes.txt"):
        (tmp_path / name).write_text(name)
    for name in FOLDERS:
        (tmp_path / name / "deep").mkdir(parents=True)
    prepare_output(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name[0] != "."] == ["notes.txt"]


def test_a_link_is_removed_and_not_followed(tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").touch()
    output = tmp_path / "output"
    prepare_output(output)
    (output / "logs").symlink_to(precious)
    prepare_output(output)
    assert (precious / "file").exists()
    assert not (output / "logs").is_symlink()


def test_other_peoples_folders_and_files_are_refused(tmp_path):
    (tmp_path / "energy.png").touch()
    with pytest.raises(FileExistsError, match="did not make"):
        prepare_output(tmp_path)
    with pytest.raises(FileExistsError, match="is a file"):
        prepare_output(tmp_path / "energy.png")
    assert [path.name for path in tmp_path.iterdir()] == ["energy.png"]

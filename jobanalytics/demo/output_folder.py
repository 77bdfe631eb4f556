"""The folder that the demo writes to: made, or cleaned of what an earlier run left there."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FILES", "FOLDERS", "prepare_output"]

FILES = ("observations.parquet", "metrics.parquet", "jobs.parquet", "energy.png", "report.html")
FOLDERS = ("archive", "bundles", "logs")

_MARK = ".jobanalytics-demo"


def prepare_output(folder: Path) -> None:
    """Make the folder, or remove from it what an earlier run of the demo wrote, and nothing else.

    Parameters
    ----------
    folder : Path
        Where the demo is to write.

    Raises
    ------
    FileExistsError
        If there is something already that no earlier run made.
    """
    mark = folder / _MARK
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file; give another --output.")
    if folder.is_dir() and not mark.is_file() and any(folder.iterdir()):
        raise FileExistsError(
            f"{folder} holds files that the demo did not make, so it stays as it is. "
            "Give another --output."
        )
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("The jobanalytics demo made this folder and overwrites it.\n", "utf-8")
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
    for name in FOLDERS:
        path = folder / name
        if path.is_symlink():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)

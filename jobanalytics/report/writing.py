"""A page → a file that appears whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jobanalytics.errors import InvalidArgumentError
from jobanalytics.storage import destination_of, path_of, write_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check_path", "write_page"]


def check_path(path: str | os.PathLike[str]) -> Path:
    """Return where a page is to be written, or raise if it cannot be.

    Raises
    ------
    InvalidArgumentError
        If it is no path of a local file, or a folder stands there.
    StorageWriteError
        If no file can be there, such as where a name is too long.
    """
    try:
        text: str | bytes = os.fspath(path)
    except TypeError:
        text = b""
    if not isinstance(text, str) or not text or "\0" in text or "://" in text:
        raise InvalidArgumentError(
            f"A report is written to a local file, such as 'report.html'; got {path!r}."
        )
    place = path_of(text)
    if text.endswith(("/", os.sep)) or destination_of(place).is_dir():
        raise InvalidArgumentError(
            f"{text!r} is a folder; a report is one file: {str(place / 'report.html')!r}."
        )
    return place


def write_page(path: str | os.PathLike[str], page: str) -> Path:
    """Write a page; return its path.

    Parameters
    ----------
    path : str or path
        The file. Folders above it are made if they are missing; a file that is there is replaced.
        What a link points to is replaced; a device, a pipe, or what /dev/stdout leads to is
        written to.
    page : str
        The HTML.

    Raises
    ------
    InvalidArgumentError
        If `path` is none of a local file.
    StorageWriteError
        If the file cannot be written. What was there before is whole.
    """
    place = check_path(path)
    write_file(place, page.encode())
    return place

"""Where the bundles of many jobs go: a folder for each, and no two in one."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from jobanalytics.errors import ResultNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jobanalytics.job_set.members import Member
    from jobanalytics.quantum_job import QuantumJob

__all__ = ["folders_of", "store_bundle"]

# Letters of any alphabet are safe.
_UNSAFE = re.compile(r"[^\w.-]+")


def folders_of(members: Sequence[Member], directory: Path) -> dict[QuantumJob, Path]:
    """Return the folder of each job's bundle.

    Names that differ only in upper and lower case are one name where a file system does not tell
    them apart, so they count as the same here.
    """
    names = {
        member: _UNSAFE.sub("-", member.known_name).lstrip(".-") or "job" for member in members
    }
    count = Counter(name.casefold() for name in names.values())
    taken: set[str] = set()
    folders = {}
    for member, name in names.items():
        unique = count[name.casefold()] == 1
        folder = name if unique else f"{name}-{_UNSAFE.sub('-', member.arn.rpartition('/')[2])}"
        number = 1
        while folder.casefold() in taken or (not unique and folder.casefold() in count):
            number += 1
            folder = f"{name}-{number}"
        taken.add(folder.casefold())
        folders[member.job] = directory / folder
    return folders


def store_bundle(job: QuantumJob, folder: Path) -> str | None:
    """Write a job's bundle to a folder; return it, or None where the job stored nothing."""
    try:
        job._store_bundle(folder)  # noqa: SLF001 - of this package
    except ResultNotFoundError:
        return None
    return str(folder)

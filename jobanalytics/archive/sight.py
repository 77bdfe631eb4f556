"""What was seen of each archive last, so that showing one asks nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jobanalytics.archive.snapshot import Snapshot
    from jobanalytics.storage import Store

__all__ = ["Sight", "last_sight", "remember"]


class Sight(NamedTuple):
    """How much an archive held when somebody looked.

    Attributes
    ----------
    is_there : bool
        Whether there was an archive at all.
    jobs, final, observations : int
        How many jobs, how many of them final, and how many values they logged.
    size : int
        The bytes of its files.
    synced_at : datetime or None
        When its last sync began; None where it held no job.
    seen_at : datetime
        When somebody looked.
    """

    is_there: bool
    jobs: int
    final: int
    observations: int
    size: int
    synced_at: datetime | None
    seen_at: datetime


_sights: dict[Store, Sight] = {}


def remember(store: Store, snapshot: Snapshot | None) -> None:
    """Keep in mind what has just been read of an archive; None where there is none."""
    entries = [] if snapshot is None else list(snapshot.entries.values())
    _sights[store] = Sight(
        is_there=snapshot is not None,
        jobs=len(entries),
        final=sum(entry.final for entry in entries),
        observations=sum(entry.certificate["observations"] for entry in entries),
        size=0 if snapshot is None else sum(file.bytes for file in snapshot.files.values()),
        synced_at=max((entry.synced_at for entry in entries), default=None),
        seen_at=datetime.now(UTC),
    )


def last_sight(store: Store) -> Sight | None:
    """Return what was seen last, in this process; None if nobody has looked."""
    return _sights.get(store)

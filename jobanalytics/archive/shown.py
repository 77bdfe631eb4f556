"""An archive as it shows itself, with what was seen of it last: no bucket is asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobanalytics.archive.sight import last_sight
from jobanalytics.archive.versions import newest
from jobanalytics.completeness import counted
from jobanalytics.notebook.elements import (
    Html,
    bold,
    code,
    escaped,
    joined,
    safely,
    small,
    table,
)
from jobanalytics.notebook.measures import megabytes, moment
from jobanalytics.storage import LocalStore

if TYPE_CHECKING:
    from jobanalytics.archive.sight import Sight
    from jobanalytics.storage import Store

__all__ = ["as_html", "describe"]


def describe(store: Store) -> str:
    """Say in one line where an archive is, and how much was in it."""
    try:
        sight = _sight(store)
    except Exception as error:  # noqa: BLE001 - a notebook shows it, and wants no traceback
        return f"<Archive at {store.root!r}: {type(error).__name__}>"
    if sight is None:
        return f"<Archive at {store.root!r}: not looked at yet>"
    if not sight.is_there:
        return f"<Archive at {store.root!r}: nothing there yet>"
    return (
        f"<Archive at {store.root!r}: {counted(sight.jobs, 'job')}, {sight.final:,} of them final, "
        f"{counted(sight.observations, 'observation')}, {megabytes(sight.size)}>"
    )


def as_html(store: Store) -> str:
    """Return the same as a small table, for a notebook."""
    return safely(lambda: _html(store), lambda: describe(store))


def _html(store: Store) -> Html:
    sight = _sight(store)
    heading = joined([bold("Archive"), escaped(" at "), code(store.root)])
    if sight is None:
        return joined([heading, small(joined([code(".jobs()"), escaped(" looks what is there")]))])
    if not sight.is_there:
        make = joined([escaped("nothing there yet; "), code(".sync(jobs)"), escaped(" makes it")])
        return joined([heading, small(make)])
    facts = {
        "jobs": f"{sight.jobs:,}, {sight.final:,} of them final",
        "observations": f"{sight.observations:,}",
        "size": megabytes(sight.size),
        "last synced": moment(sight.synced_at) or "never",
    }
    rows = [[escaped(name), escaped(value)] for name, value in facts.items()]
    seen = escaped(f"as of {moment(sight.seen_at)}; ")
    again = joined([seen, code(".jobs()"), escaped(" looks again")])
    return joined([heading, table(["", ""], rows), small(again)])


def _sight(store: Store) -> Sight | None:
    """Return what was seen last of a bucket; a folder of this machine is looked at."""
    if isinstance(store, LocalStore):
        newest(store)
    return last_sight(store)

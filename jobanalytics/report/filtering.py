"""The table of jobs → what the filter of the page looks in, column by column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jobanalytics.report.words import is_chosen, short_name, shown, texts_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from jobanalytics.report.tables import ReportTables

__all__ = ["example_of", "fields_of"]

_LONGEST = 20
_PLAIN_WORD = re.compile(r"[\w.-]+", re.ASCII)
_PLAIN = ("state", "device", "instance")


def fields_of(jobs: pl.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the columns that jobs are found by, each with its different values as text.

    Parameters
    ----------
    jobs : polars.DataFrame
        The table of jobs.
    names : sequence of str
        How the jobs are called.

    Returns
    -------
    list of dict
        ``names``, any of which calls the column; ``values``, its different values exactly, empty
        for what a job does not have; ``texts``, as what the page shows them, None where that is
        the same; and ``of``, the place of each job's value among them, None where all have the
        first.
    """
    fields = [_field(["job", "name", "job_name"], list(names))]
    for column in jobs.columns:
        values = jobs[column]
        if is_chosen(column):
            called = [short_name(column), shown(column)]
            fields.append(_field(called, texts_apart(values), _exact(values)))
        elif column in _PLAIN:
            texts = [shown(value) for value in values]
            if column == "device":  # as the table of jobs has it: the end of its ARN
                texts = [text.rpartition("/")[2] or text for text in texts]
            fields.append(_field([column], texts))
    return fields


def example_of(tables: ReportTables) -> str:
    """Return a word for the filter that finds some jobs of this sweep."""
    for name, values in tables.varying.select("hyperparameter", "values").iter_rows():
        words = (shown(name, _LONGEST), shown(values[0], _LONGEST))
        if all(_PLAIN_WORD.fullmatch(word) for word in words):
            return "=".join(words)
    return "state=COMPLETED"


def _exact(values: pl.Series) -> list[str] | None:
    """Return numbers with all their digits; None for what is shown with them anyhow."""
    if not values.dtype.is_float():
        return None
    return ["" if value is None else repr(value) for value in values]


def _field(called: list[str], texts: list[str], exact: list[str] | None = None) -> dict[str, Any]:
    values = texts if exact is None else exact
    # Different values have different texts, and the same one the same.
    text_of = dict(zip(values, texts, strict=True))
    places = {value: place for place, value in enumerate(text_of)}
    of = None if len(places) == 1 else [places[value] for value in values]
    return {
        "names": called,
        "values": list(text_of),
        "texts": None if exact is None else list(text_of.values()),
        "of": of,
    }

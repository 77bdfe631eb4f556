"""Pieces of HTML, in which nothing is markup that was not meant to be."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, NewType

from jobanalytics.notebook.measures import written
from jobanalytics.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "Html",
    "bold",
    "code",
    "escaped",
    "joined",
    "number",
    "safely",
    "small",
    "table",
    "text",
]

Html = NewType("Html", str)
"""Text that is markup, in which all that came from elsewhere is escaped."""

_LONGEST = 80
_LEFT, _RIGHT = "text-align:left", "text-align:right"


def escaped(words: object) -> Html:
    """Make text of anything: no markup in it, and nothing that moves what stands around it."""
    return Html(html.escape(printable(str(words))))


def text(words: object) -> Html:
    """As `escaped`; of long text the beginning, and the whole where the mouse rests on it."""
    whole = printable(str(words))
    if len(whole) <= _LONGEST:
        return escaped(whole)
    return Html(f"<span title='{escaped(whole)}'>{escaped(whole[:_LONGEST])}…</span>")


def number(value: float | None) -> Html:
    """Write a number as one reads it, as everywhere else; nothing for None."""
    return Html(written(value))


def code(words: object) -> Html:
    """Write what is to be typed."""
    return Html(f"<code>{escaped(words)}</code>")


def bold(words: object) -> Html:
    """Write a heading."""
    return Html(f"<b>{escaped(words)}</b>")


def small(words: Html) -> Html:
    """Write a remark."""
    return Html(f"<div style='font-size:smaller;opacity:0.8'>{words}</div>")


def joined(pieces: Iterable[Html], between: str = "") -> Html:
    """Put pieces together."""
    return Html(between.join(pieces))


def table(
    headings: Sequence[str], rows: Iterable[Sequence[Html]], numbers: Iterable[str] = ()
) -> Html:
    """Lay rows out as a table.

    Parameters
    ----------
    headings : sequence of str
        The names of the columns; all empty where they need none.
    rows : iterable of sequences of Html
        The cells.
    numbers : iterable of str
        The columns whose cells stand to the right.
    """
    sides = [_RIGHT if heading in set(numbers) else _LEFT for heading in headings]
    head = "".join(
        f"<th style='{side}'>{escaped(heading)}</th>"
        for heading, side in zip(headings, sides, strict=True)
    )
    body = "".join(
        f"<tr>{''.join(_cell(cell, side) for cell, side in zip(row, sides, strict=True))}</tr>"
        for row in rows
    )
    top = f"<thead><tr>{head}</tr></thead>" if any(headings) else ""
    return Html(f"<table>{top}<tbody>{body}</tbody></table>")


def _cell(cell: Html, side: str) -> str:
    return f"<td style='{side}'>{cell}</td>"


def safely(make: Callable[[], Html], instead: Callable[[], str]) -> str:
    """Make the HTML of something; where that fails, show its plain text and the error's name.

    A notebook that shows a value wants no traceback.
    """
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the name that is shown
        return joined([code(instead()), escaped(f" ({type(error).__name__})")])

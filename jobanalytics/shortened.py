"""Names that are longer than the room for them."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["narrowest", "shortened"]

_LEFT_OUT = "…"


def shortened(texts: Sequence[str], width: int) -> list[str]:
    """Return texts that take no more cells of a terminal than `width`.

    What is left out first is of how all of them begin, alike of all; then the middle of each:
    names of a sweep begin alike, and their ends tell them apart.
    """
    longest = max(map(cell_len, texts), default=0)
    if longest <= width:
        return list(texts)
    names = {text for text in texts if text}
    cut = min(longest - width + 1, alike := _alike(names))
    if cut > 1:
        texts = [text and f"{text[: alike - cut]}{_LEFT_OUT}{text[alike:]}" for text in texts]
    return [_without_middle(text, width) for text in texts]


def narrowest(texts: Sequence[str], least: int) -> int:
    """Return for how many cells texts can be shortened and still differ, `least` or more."""
    longest = max(map(cell_len, texts), default=0)
    different = len(set(texts))
    widths = (w for w in range(least, longest) if len(set(shortened(texts, w))) == different)
    return next(widths, longest)


def _alike(names: set[str]) -> int:
    """Return how many letters at their beginning are alike of all names; none of a single one."""
    if len(names) < 2:  # noqa: PLR2004 - several
        return 0
    # All others lie between these two.
    pairs = zip(min(names), max(names), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _without_middle(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    room = width - cell_len(_LEFT_OUT)
    if room < 0:
        return ""
    begin = _beginning(text, room // 2)
    end = _beginning(text[::-1], room - cell_len(begin))[::-1]
    return f"{begin}{_LEFT_OUT}{end}"


def _beginning(text: str, width: int) -> str:
    """Return as many letters as have room."""
    used = 0
    for place, letter in enumerate(text):
        used += cell_len(letter)
        if used > width:
            return text[:place]
    return text

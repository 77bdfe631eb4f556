"""What is written on a plot: names come from anybody, and are shown as they are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jobanalytics.printable import given, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["distinct", "label_of", "plain", "short_name", "title_of", "value_text", "value_texts"]

MOST_CHARACTERS = 48
_BETWEEN = ", "
# Of what texts have in common, so much stays before the place where they differ.
_CONTEXT = 8
_PREFIXES = ("hyperparameters.", "tags.")
_TITLES = {
    "iteration_number": "iteration",
    "timestamp": "time (UTC)",
    "elapsed": "elapsed (s)",
    "created_at": "created (UTC)",
    "started_at": "started (UTC)",
    "ended_at": "ended (UTC)",
    "queue_seconds": "time in queue (s)",
    "run_seconds": "run time (s)",
    "billable_seconds": "billed time (s)",
    "job_name": "job",
    "job_arn": "job",
}


def plain(text: object, most: int = MOST_CHARACTERS) -> str:
    """Return a text for matplotlib that it shows letter by letter, on one line, and not too long.

    Dollar signs would begin a formula, and control characters have no glyph or turn the direction
    of the text; these are shown as Python writes them. Of a long text both ends are kept: names of
    a sweep's jobs differ in the end.
    """
    return _cut(printable(str(text)), most).replace("$", r"\$")


def distinct(texts: Sequence[str], most: int = MOST_CHARACTERS) -> list[str]:
    """Return texts as `plain` does, but such that different ones stay different.

    Where one is too long, the parts between commas that all have in common go first, and where
    some would be the same when cut, the words that all begin and end with. Texts that
    are the same when cut in the middle begin shortly before the place where they differ; if that
    is not enough, they are numbered.
    """
    shown = [printable(str(text)) for text in texts]
    longer = {text: text for text in shown}
    if any(len(text) > most for text in longer):
        longer = _without_common_parts(list(longer))
        if _clashing({text: _cut(long, most) for text, long in longer.items()}):
            longer = _without_common_ends(longer)
    cut = {text: _cut(long, most) for text, long in longer.items()}
    for text in _clashing(cut):
        alike = [longer[other] for other in cut if _cut(longer[other], most) == cut[text]]
        begin = max(_length_in_common(min(alike), max(alike)) - min(_CONTEXT, most // 4), 0)
        cut[text] = _cut(f"…{longer[text][begin:]}" if begin else longer[text], most)
    for number, text in enumerate(_clashing(cut), 1):
        end = f" ({number})"
        cut[text] = _cut(longer[text], most - len(end)) + end
    return [cut[text].replace("$", r"\$") for text in shown]


def _cut(text: str, most: int) -> str:
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def _clashing(cut: dict[str, str]) -> list[str]:
    counts = Counter(cut.values())
    return [text for text, short in cut.items() if counts[short] > 1]


def _length_in_common(one: str, other: str) -> int:
    """Return how long a prefix two texts share: the first and last in order, all between do."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _without_common_parts(texts: list[str]) -> dict[str, str]:
    parts = [text.split(_BETWEEN) for text in texts]
    if len(texts) == 1 or len({len(one) for one in parts}) > 1:
        return dict(zip(texts, texts, strict=True))
    differ = [len(set(column)) > 1 for column in zip(*parts, strict=True)]
    kept = [[part for part, is_kept in zip(one, differ, strict=True) if is_kept] for one in parts]
    more = [] if all(differ) else ["…"]
    return {text: _BETWEEN.join([*one, *more]) for text, one in zip(texts, kept, strict=True)}


def _without_common_ends(longer: dict[str, str]) -> dict[str, str]:
    texts = list(longer.values())
    backwards = [text[::-1] for text in texts]
    begin = min(texts)[: _length_in_common(min(texts), max(texts))].rfind(" ") + 1
    end = min(backwards)[: _length_in_common(min(backwards), max(backwards))].rfind(" ") + 1
    if begin + end > min(map(len, texts)):
        return longer
    return {
        text: f"{'…' if begin else ''}{long[begin : len(long) - end]}{'…' if end else ''}"
        for text, long in longer.items()
    }


def label_of(text: str) -> str:
    """Return a text for a legend, which leaves out what begins with an underscore."""
    return f" {text}" if text.startswith("_") else text


def title_of(column: str) -> str:
    """Return what a column is called on an axis or over a legend, with its unit."""
    return plain(short_name(column))


def short_name(column: str) -> str:
    """Return what a column is called, as it is: for `plain` or `distinct` to cut it."""
    for prefix in _PREFIXES:
        if column.startswith(prefix):
            return column.removeprefix(prefix)
    return _TITLES.get(column, column)


def value_text(value: object, most: int | None = MOST_CHARACTERS) -> str:
    """Return a value of a column: numbers to six digits, texts and null as `given` has them.

    As it is, where it has no `most`, for `distinct` to cut it.
    """
    text = given(value) if value is None or isinstance(value, str) else _number_or_text(value)
    return text if most is None else plain(text, most)


def value_texts(values: Iterable[Any], most: int = MOST_CHARACTERS) -> list[str]:
    """Return different values as `value_text` does, and such that their texts differ."""
    values = list(values)
    texts = [value_text(value, most=None) for value in values]
    counts = Counter(texts)
    return distinct(
        [
            repr(value) if counts[text] > 1 and isinstance(value, float) else text
            for value, text in zip(values, texts, strict=True)
        ],
        most,
    )


def _number_or_text(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)

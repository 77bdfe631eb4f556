"""What is written on a plot: names come from anybody, and are shown as they are."""

from __future__ import annotations

__all__ = ["label_of", "plain", "title_of", "value_text"]

MOST_CHARACTERS = 48
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
    shown = "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in str(text)
    )
    if len(shown) > most:
        half = (most - 1) // 2
        shown = f"{shown[:half]}…{shown[-half:]}"
    return shown.replace("$", r"\$")


def label_of(text: str) -> str:
    """Return a text for a legend, which leaves out what begins with an underscore."""
    return f" {text}" if text.startswith("_") else text


def title_of(column: str) -> str:
    """Return what a column is called on an axis or over a legend, with its unit."""
    for prefix in _PREFIXES:
        if column.startswith(prefix):
            return plain(column.removeprefix(prefix))
    return plain(_TITLES.get(column, column))


def value_text(value: object) -> str:
    """Return a value of a column: numbers to six digits, null as ``none``."""
    if value is None:
        return "none"
    return f"{value:.6g}" if isinstance(value, float) else plain(value)

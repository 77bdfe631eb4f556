"""Names that anybody can give, as text that does no more than stand there."""

from __future__ import annotations

from unicodedata import category

__all__ = ["NOT_GIVEN", "given", "printable", "spelt_out"]

NOT_GIVEN = "not given"
_QUOTE = '"'

# Letters of several scripts, and many emoji, are joined by these two.
_JOINERS = "\u200c\u200d"
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable(text: str) -> str:
    r"""Return a text in which everything that would steer a terminal is spelt out, as in ``\x1b``.

    That is control characters, line ends and tabs too, marks that turn the direction of writing,
    invisible ones, and what is no character at all.
    """
    if text.isprintable():
        return text
    return "".join(
        spelt_out(letter) if category(letter) in _STEERING and letter not in _JOINERS else letter
        for letter in text
    )


def given(text: str | None) -> str:
    """Return a text that a job was given as the name of a group: no two read alike.

    None is `NOT_GIVEN`. Quotes are around a text that would read like it, that would not be seen
    since it is empty or has blanks at an end, or that begins with a quote.
    """
    if text is None:
        return NOT_GIVEN
    is_plain = text not in {"", NOT_GIVEN} and text == text.strip() and text[0] != _QUOTE
    return text if is_plain else f"{_QUOTE}{text}{_QUOTE}"


def spelt_out(letter: str) -> str:
    """Return the escape of a letter."""
    return letter.encode("unicode_escape").decode("ascii")

"""Names that anybody can give, as text that does no more than stand there."""

from __future__ import annotations

__all__ = ["printable"]


def printable(text: str) -> str:
    r"""Write what is not to be seen as escapes, such as ``\x1b``: it could move or colour others.

    That is control characters, ends of lines, marks that turn the direction of writing, and halves
    of characters, which UTF-8 has no place for.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )

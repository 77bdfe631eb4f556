"""Any Python value → JSON text."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["encodable", "json_text"]

# Far beyond what anybody reads, and far from the end of Python's stack.
_DEEPEST = 100


def json_text(value: Any) -> str:
    """Write a value as JSON, whatever it is.

    Parameters
    ----------
    value : object
        Dicts become objects, whose keys are texts as ``json.dumps`` writes them (others than those
        it takes by their ``repr``); lists and tuples arrays; sets arrays in the order of their
        elements' texts. What has a ``tolist()``, such as a numpy array, counts as what that
        returns. Integers of more digits than Python writes are hexadecimal strings. Every other
        object is its ``repr`` as a string, and so is a value that contains itself or is nested
        more than 100 deep.

    Returns
    -------
    str
        As Python writes it: ``NaN``, ``Infinity`` and ``-Infinity`` are not quoted, which
        ``json.loads`` reads back. Characters stand unescaped, but for lone surrogates.
    """
    try:
        text = _text(value, _DEEPEST)
    except Exception:  # noqa: BLE001 - whatever a foreign object's methods raise
        text = _string(_representation(value))
    return encodable(text)


def encodable(text: str) -> str:
    r"""Write lone surrogates, which UTF-8 has no place for, as ``\udc80``."""
    return text.encode("utf-8", "backslashreplace").decode()


def _text(value: Any, levels: int) -> str:
    if levels == 0:
        raise RecursionError
    # By the type itself: an object may say anything of its __class__.
    kind = type(value)
    if issubclass(kind, str):
        return _string(str.__str__(value))
    if value is None or issubclass(kind, (int, float)):
        return _number(value)
    if issubclass(kind, dict):
        members = (f"{_key(key)}: {_text(each, levels - 1)}" for key, each in dict.items(value))
        return "{" + ", ".join(members) + "}"
    if issubclass(kind, (list, tuple, set, frozenset)):
        elements = [_text(each, levels - 1) for each in value]
        if issubclass(kind, (set, frozenset)):
            # Python's order of strings in a set is another in each process.
            elements.sort()
        return "[" + ", ".join(elements) + "]"
    if callable(to_list := getattr(value, "tolist", None)):
        return _text(to_list(), levels - 1)
    return _string(_representation(value))


def _key(key: Any) -> str:
    kind = type(key)
    if issubclass(kind, str):
        return _string(str.__str__(key))
    if key is None or issubclass(kind, (int, float)):
        return _string(_number(key).strip('"'))
    return _string(_representation(key))


def _number(value: float | None) -> str:
    try:
        return json.dumps(value)
    except ValueError:
        # Python neither writes nor reads decimal integers of more than some thousand digits.
        return _string(hex(int(value or 0)))


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _representation(value: Any) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - as above
        return f"<{type(value).__name__}>"

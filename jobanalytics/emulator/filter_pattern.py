"""CloudWatch Logs filter patterns for unstructured events."""

from __future__ import annotations

import re
from collections.abc import Callable

from jobanalytics.emulator.behaviour import ServiceError

__all__ = ["compile_filter_pattern"]

Test = Callable[[str], bool]

_TERM = re.compile(r'\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\S+))', re.DOTALL)


def compile_filter_pattern(pattern: str) -> Test | None:
    """Make the test that a pattern stands for; None where every event passes.

    Terms in double quotes are phrases and match anywhere, bare terms match whole words; both are
    case-sensitive and must all be found. ``?term`` marks alternatives, ``-term`` must be absent,
    ``%...%`` is a regular expression.

    Raises
    ------
    ServiceError
        The pattern is malformed, or of the JSON or space-delimited kind that is not emulated.
    """
    pattern = pattern.strip()
    if not pattern:
        return None
    if pattern[0] in "{[":
        raise ServiceError("validation", "The emulator knows no JSON and no [...] filter patterns")
    required: list[Test] = []
    optional: list[Test] = []
    position = 0
    while position < len(pattern):
        match = _TERM.match(pattern, position)
        if match is None:
            raise ServiceError("validation", "Invalid filter pattern")
        position = match.end()
        sign, phrase, regex, word = match.groups()
        test = _term_test(phrase, regex, word)
        if sign == "-":
            required.append(_absent(test))
        else:
            (optional if sign == "?" else required).append(test)
    if len(required) == 1 and not optional:
        return required[0]
    # Alternatives only count where nothing is required.
    if required:
        return lambda message: all(test(message) for test in required)
    return lambda message: any(test(message) for test in optional)


def _term_test(phrase: str | None, regex: str | None, word: str) -> Test:
    if phrase is not None:
        text = re.sub(r"\\(.)", r"\1", phrase)
        return lambda message: text in message
    if regex is not None:
        return _search_test(regex)
    if re.fullmatch(r"\w+", word):
        return _search_test(rf"(?<!\w){word}(?!\w)")
    raise ServiceError("validation", f"Invalid character(s) in term '{word}'")


def _search_test(regex: str) -> Test:
    try:
        search = re.compile(regex).search
    except re.error as failure:
        raise ServiceError("validation", f"Invalid regular expression: {failure}") from failure
    return lambda message: search(message) is not None


def _absent(test: Test) -> Test:
    return lambda message: not test(message)

"""Tests wait for what has to have happened, however long a loaded machine takes for it."""

import time

__all__ = ["PATIENCE", "settled", "wait_until"]

# Seconds after which what was waited for will not come any more, for processes and threads as well.
# A call that is not answered is given up after 60: who should not wait for it ends before.
PATIENCE = 50
_INTERVAL = 0.01


def wait_until(condition, what):
    """Wait until a condition holds; fail, saying what was waited for, if it never does.

    Where what is to be said is only known then, `what` is a function that returns it.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            said = what() if callable(what) else what
            raise AssertionError(f"not within {PATIENCE} s: {said}")
        time.sleep(_INTERVAL)


def settled(value, what, seconds=0.3):
    """Wait until a value has stayed the same for a while, and return it."""
    seen = value()

    def stays():
        nonlocal seen
        time.sleep(seconds)
        before, seen = seen, value()
        return seen == before

    wait_until(stays, f"{what} stays the same")
    return seen

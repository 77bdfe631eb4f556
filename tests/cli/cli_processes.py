"""Commands as processes of their own, which find this package."""

import os
import sys
from pathlib import Path

import jobanalytics

ROOT = str(Path(jobanalytics.__file__).parents[1])


def command(*arguments):
    """A command as a process is started with it."""
    return [sys.executable, "-m", "jobanalytics", *map(str, arguments)]


def environment(**variables):
    """The environment of this test, in which processes find this package; None takes one away."""
    given = {**os.environ, "PYTHONPATH": ROOT, "PYTHONIOENCODING": "utf-8", **variables}
    return {name: value for name, value in given.items() if value is not None}

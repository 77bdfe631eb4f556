"""The command line, ``jobanalytics`` or ``python -m jobanalytics``.

What every command has in common lies in ``running`` (messages, exit codes), ``options`` (which
jobs, how they are read, where the table goes) and ``choosing``; the commands themselves, a file for
each heading of ``--help``, call one method of a JobSet or an Archive and show what it returned.
What is heavy to import is so only once a command runs.
"""

from __future__ import annotations

try:
    from jobanalytics.cli.app import app as main
except KeyboardInterrupt:
    # Nothing runs yet that could say it, and a traceback would be of no use to anybody.
    raise SystemExit(130) from None

__all__ = ["main"]

"""Watching: jobs are followed live until they have ended, in a terminal, a notebook or a log."""

from jobanalytics.watching.watch import watch

__all__ = ["watch"]

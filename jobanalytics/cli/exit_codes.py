"""What the command line exits with, and which error is which."""

from __future__ import annotations

from enum import IntEnum

from jobanalytics import errors

__all__ = ["MEANINGS", "ExitCode", "code_of"]


class ExitCode(IntEnum):
    """How a command ended; `MEANINGS` says it in words."""

    FINE = 0
    DATA = 1
    USAGE = 2
    NOT_FOUND = 3
    AWS = 4
    FILE = 5
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


MEANINGS = {
    ExitCode.FINE: "all is well",
    ExitCode.DATA: "the data are incomplete, damaged, or of some jobs not to be read",
    ExitCode.USAGE: "wrong usage: no such option, metric, column or combination",
    ExitCode.NOT_FOUND: "no such job, folder, result or archive",
    ExitCode.AWS: "AWS said no, was not reached, or got no credentials",
    ExitCode.FILE: "a file could not be read or written, as on a full disk",
    ExitCode.BUG: "a bug of this program",
    ExitCode.INTERRUPTED: "interrupted by Ctrl-C",
    ExitCode.PIPE_CLOSED: "whoever read the output has closed it",
}
"""The exit codes in words, as ``--help`` shows them."""

_CODES: list[tuple[tuple[type[BaseException], ...], ExitCode]] = [
    ((errors.InvalidArgumentError, errors.FrameSchemaError), ExitCode.USAGE),
    (
        (
            errors.JobNotFoundError,
            errors.LocalJobNotFoundError,
            errors.ResultNotFoundError,
            errors.ArchiveNotFoundError,
            errors.NotArchivedError,
            FileNotFoundError,
        ),
        ExitCode.NOT_FOUND,
    ),
    ((errors.AwsError,), ExitCode.AWS),
    ((errors.StorageWriteError,), ExitCode.FILE),
    # Whatever else this package raises is about the data: incomplete, damaged, failed.
    ((errors.JobAnalyticsError,), ExitCode.DATA),
    ((KeyboardInterrupt,), ExitCode.INTERRUPTED),
    ((OSError,), ExitCode.FILE),
]


def code_of(kind: type[BaseException]) -> ExitCode:
    """Return what a command exits with that ends by such an error."""
    return next((code for kinds, code in _CODES if issubclass(kind, kinds)), ExitCode.BUG)

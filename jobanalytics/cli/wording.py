"""Words for a terminal: nothing in a name can steer it, and options are called as they are here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobanalytics.printable import printable, spelt_out

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["SafeStream", "one_line", "spoken"]

# Anything but line ends and tabs, and sequences that only set colours.
_UNSAFE = re.compile(
    r"(?!\x1b\[[0-9;]*m)\x1b"
    r"|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

# What the errors and warnings of the package say for scripts, and what a shell has for it.
_SPELLINGS = [
    (re.compile(pattern), spelling)
    for pattern, spelling in [
        (r"Archive\((?P<quote>['\"])(?P<root>.*?)(?P=quote)\)\.jobs\(\)", r"--archive \g<root>"),
        (
            r"Archive\((?P<quote>['\"])(?P<root>.*?)(?P=quote)\)\.sync\(jobs\)",
            r"jobanalytics sync … --archive \g<root>",
        ),
        (
            r"Watch again, with a larger poll_timeout_seconds",
            "Watch again, with a larger --timeout",
        ),
        (r"; metrics\(\) has what", "; jobanalytics metrics has what"),
        (
            r"ask AWS: AwsQuantumJob\('(?P<arn>[^']*)'\)\.logs\(\)",
            r"ask AWS: jobanalytics logs \g<arn>",
        ),
        (r" with_groups joins columns of the table of jobs to a frame\.", ""),
        (r"Archive\.verify\(\)", "jobanalytics verify"),
        (
            r"sync\(jobs, refresh=True\)(?P<does>.*?): sync\(other\.jobs\(\), refresh=True\)",
            r"jobanalytics sync --refresh\g<does>",
        ),
        (r"every=60 or every='1m'", "--every 60 or --every 1m"),
        (r"\bneed every: ", "need --every: "),
        (r"status='(?P<status>[^']*)' is", r"--status \g<status> is"),
        (r"Value error, ", ""),
        (r"search_jobs\(name=(?P<name>'[^']*')\)", r"jobanalytics search \g<name>"),
        (
            r"archive\.jobs\(\)\.completeness\(\)|jobs\.completeness\(\)",
            "jobanalytics completeness",
        ),
        (r" jobs\.errors\(\) lists them\.", ""),
        (r"The column 'error' of the returned table tells", "The column 'error' tells"),
        (r"metric_type='(iteration|timestamp)(?:_number)?'", r"--type \1"),
        (r" \(x='[a-z_]+' for curves\)", ""),
        (r", as in job\.result\(allow_pickle=True\)", ""),
        (r"allow_pickle=True", "--allow-pickle"),
        (r"on_error='raise'", "--on-error raise"),
        (r"(?:[Pp]ass )?region=…", "Give --region"),
        (r", or pass s3=False", ""),
        (r"refresh=True", "--refresh"),
        (r"bundles=True", "--bundles"),
        (r"(?<![\w.])jobs\.costs\(prices=[^)]*\)", "--prices"),
    ]
]


def one_line(text: str) -> str:
    """Return a text of several lines as one that can be shown on a terminal."""
    return printable(" ".join(line.strip() for line in text.splitlines() if line.strip()))


def spoken(message: object) -> str:
    """Return the message of an error or a warning in one line, with options spelt as here."""
    text = one_line(str(message))
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text


class SafeStream:
    """A terminal that only text, line ends and colours reach, for what anybody may have printed.

    Parameters
    ----------
    stream : TextIO
        The terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, with what else would steer the terminal spelt out."""
        self._stream.write(_UNSAFE.sub(lambda found: spelt_out(found[0]), text))
        return len(text)

    def flush(self) -> None:
        """Let it be seen."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Say that it is a terminal, which gives colours to the instances."""
        return self._stream.isatty()

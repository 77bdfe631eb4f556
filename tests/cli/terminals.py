"""A pseudo-terminal, and what a command shows on it."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import termios
from contextlib import redirect_stderr, redirect_stdout
from threading import Thread

from jobanalytics.cli import main

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A terminal of some width, and all that is written to it."""

    def __init__(self, width):
        self._ours, self.descriptor = pty.openpty()
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        self._written = b""
        # It holds some 4 kB until they are read.
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self):
        try:
            while piece := os.read(self._ours, 65536):
                self._written += piece
        except OSError:  # everybody has closed the other end
            return

    def written(self):
        """Return what was written, once nobody has it open any more."""
        self._reader.join()
        os.close(self._ours)
        return self._written.decode().replace("\r\n", "\n")


class Shown:
    """What a command wrote: raw, as lines without colours, and on stderr."""

    def __init__(self, raw, stderr):
        self.raw = raw
        self.lines = COLOUR.sub("", raw).splitlines()
        self.stderr = COLOUR.sub("", stderr)

    def __repr__(self):
        return f"{self.raw}\n{self.stderr}"


def run_process(arguments, width, *, cwd, env):
    """Run a process whose stdout is a terminal; give its exit code and what it wrote."""
    terminal = Terminal(width)
    # These would stand for the terminal's own width, and who runs tests side by side sets them.
    own = {name: value for name, value in env.items() if name not in {"COLUMNS", "LINES"}}
    with subprocess.Popen(
        arguments,
        cwd=cwd,
        env={**own, "TERM": "xterm-256color"},
        stdin=terminal.descriptor,
        stdout=terminal.descriptor,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(terminal.descriptor)
        error = process.stderr.read()
    return process.returncode, Shown(terminal.written(), error)


def run_here(arguments, width, monkeypatch):
    """Run a command in this process, with a terminal as its stdout."""
    monkeypatch.setenv("TERM", "xterm-256color")
    # Rich asks the descriptors of the process for the width, unless it is said.
    monkeypatch.setenv("COLUMNS", str(width))
    terminal, error = Terminal(width), io.StringIO()
    with (
        os.fdopen(terminal.descriptor, "w", encoding="utf-8") as stdout,
        redirect_stdout(stdout),
        redirect_stderr(error),
    ):
        code = main(arguments, standalone_mode=False)
    return code, Shown(terminal.written(), error.getvalue())

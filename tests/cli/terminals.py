"""A pseudo-terminal, and what a command shows on it."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run_on_terminal(arguments, width, *, cwd, env):
    """Run a process whose stdout is a terminal; give its exit code and what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    env = {**env, "TERM": "xterm-256color"}
    with subprocess.Popen(
        arguments, cwd=cwd, env=env, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(theirs)
        written = b""
        while piece := _read(ours):
            written += piece
        error = process.stderr.read()
    os.close(ours)
    return process.returncode, Shown(written.decode().replace("\r\n", "\n"), error)


def _read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""


class Shown:
    """What a command wrote: raw, as lines without colours, and on stderr."""

    def __init__(self, raw, stderr):
        self.raw = raw
        self.lines = COLOUR.sub("", raw).splitlines()
        self.stderr = COLOUR.sub("", stderr)

    def __repr__(self):
        return f"{self.raw}\n{self.stderr}"

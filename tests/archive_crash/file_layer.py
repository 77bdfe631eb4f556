"""A layer below all that changes files under a folder: it counts the calls, fails them, or dies."""

import errno
import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

__all__ = ["BEFORE", "HALF", "Call", "Fault", "FileLayer"]

BEFORE, HALF, AFTER = "killed before", "killed half through", "killed after"
# What a full disk still does.
_NEEDS_NO_ROOM = {"unlink", "rmdir"}


@dataclass(frozen=True)
class Fault:
    """What goes wrong at a call, or with `lasting` from that call on.

    `kind` is one of the above, or the name of an error, such as ``ENOSPC``.
    """

    at: int
    kind: str
    lasting: bool = False

    def hits(self, number, name):
        if self.kind == "ENOSPC" and name in _NEEDS_NO_ROOM:
            return False
        return number == self.at or (self.lasting and number > self.at)


class Call(NamedTuple):
    """A call that changes files: its name, its path, and what it writes or where it leads."""

    name: str
    path: str
    more: bytes | str | None = None


class FileLayer:
    """While it is entered, every call of this process that changes files goes through it.

    All of Python's own go, those of pathlib too; what a library writes in another language does
    not, and strace has shown that a sync has nothing of that kind.

    Parameters
    ----------
    root : path
        Only calls on this folder, on what is below it, and on the one above it, count.
    fault : Fault, optional
        What goes wrong.
    """

    def __init__(self, root, fault=None):
        self._root = os.fspath(root)
        self._fault = fault
        self._real = {}
        self._paths = {}
        self._lock = threading.RLock()
        self.calls = []

    def __enter__(self):
        own = {
            "open": self._open,
            "write": self._write,
            "fsync": self._fsync,
            "mkdir": self._on_one("mkdir"),
            "unlink": self._on_one("unlink"),
            "rmdir": self._on_one("rmdir"),
            "link": self._on_two("link"),
            "rename": self._on_two("rename"),
            "replace": self._on_two("replace"),
        }
        for name, function in own.items():
            self._real[name] = getattr(os, name)
            setattr(os, name, function)
        return self

    def __exit__(self, *_):
        for name, function in self._real.items():
            setattr(os, name, function)

    def _open(self, path, flags, *args, **options):
        def run():
            return self._real["open"](path, flags, *args, **options)

        if not self._is_own(path):
            return run()
        # A folder is opened to bring it to the disk, which changes nothing yet.
        descriptor = self._call(Call("open", os.fspath(path)), run) if flags & os.O_CREAT else run()
        self._paths[descriptor] = os.fspath(path)
        return descriptor

    def _write(self, descriptor, data):
        if descriptor not in self._paths:
            return self._real["write"](descriptor, data)
        return self._call(
            Call("write", self._paths[descriptor], bytes(data)),
            lambda: self._real["write"](descriptor, data),
            lambda: self._real["write"](descriptor, data[: len(data) // 2]),
        )

    def _fsync(self, descriptor):
        self._call(Call("fsync", self._paths[descriptor]), lambda: self._real["fsync"](descriptor))

    def _on_one(self, name):
        def call(path, *args, **options):
            def run():
                return self._real[name](path, *args, **options)

            return self._call(Call(name, os.fspath(path)), run) if self._is_own(path) else run()

        return call

    def _on_two(self, name):
        def call(path, other, **options):
            def run():
                return self._real[name](path, other, **options)

            if not self._is_own(path):
                return run()
            return self._call(Call(name, os.fspath(path), os.fspath(other)), run)

        return call

    def _is_own(self, path):
        path = os.fspath(path)
        if not isinstance(path, str):
            return False
        above = str(Path(self._root).parent)
        return path in {self._root, above} or path.startswith(self._root + os.sep)

    def _call(self, call, run, run_half=None):
        with self._lock:
            number = len(self.calls)
            self.calls.append(call)
            fault = self._fault
            if fault is None or not fault.hits(number, call.name):
                return run()
            if fault.kind in {BEFORE, HALF, AFTER}:
                self._die(fault.kind, run, run_half)
            if fault.kind == "ENOSPC" and number == fault.at and run_half is not None:
                return run_half()  # there is room for so much, and the rest is refused
            code = getattr(errno, fault.kind)
            raise OSError(code, os.strerror(code), call.path)

    @staticmethod
    def _die(kind, run, run_half):
        if kind == AFTER:
            run()
        elif kind == HALF and run_half is not None:
            run_half()
        os.kill(os.getpid(), signal.SIGKILL)

"""What a disk can hold after a power cut, given the calls that had been made until then.

A file holds for certain what it held when it was brought to the disk last, and a folder the names
that it had then. Of what was changed in folders since, any part may be there, in any order; of what
was written into files since, nothing or a half.
"""

from itertools import chain, combinations
from pathlib import Path

__all__ = ["Disk", "disks_after"]

_FEW = 4


class Disk:
    """A folder on a disk: what is certain, and what was changed since.

    Parameters
    ----------
    root : path
        The folder. What is there now is certain.
    """

    def __init__(self, root):
        self._root = Path(root)
        self._folders = {str(self._root.parent)}
        self._certain = {}  # files by path
        self._live = {}
        self._changes = []  # of folders, that are not certain yet: folder, and (path, file or None)
        if self._root.exists():
            for path in [self._root, *self._root.rglob("*")]:
                if path.is_dir():
                    self._folders.add(str(path))
                else:
                    self._certain[str(path)] = _File(path.read_bytes())
        self._live.update(self._certain)

    def take(self, call):
        """Take one call of those that a `FileLayer` has seen."""
        path, more = call.path, call.more
        if call.name == "open" and path not in self._live:
            self._change({path: _File(None)})
        elif call.name == "write":
            self._live[path].written += more
        elif call.name == "fsync" and path in self._live:
            self._live[path].certain = self._live[path].written
        elif call.name == "fsync":
            self._bring(path)
        elif call.name == "mkdir" and path not in self._folders:
            self._change({path: "folder"})
        elif call.name == "link":
            self._change({more: self._live[path]})
        elif call.name in {"rename", "replace"}:
            self._change({more: self._live[path], path: None})
        elif call.name == "unlink" and path in self._live:
            self._change({path: None})

    def _change(self, names):
        self._changes.append(names)
        _apply(names, self._live, self._folders)

    def _bring(self, folder):
        """Bring a folder's names to the disk."""
        own = [names for names in self._changes if _folder_of(names) == folder]
        self._changes = [names for names in self._changes if _folder_of(names) != folder]
        for names in own:
            _apply(names, self._certain, set())

    def outcomes(self):
        """Give what can be there after a power cut: dictionaries of bytes by path."""
        waiting = range(len(self._changes))
        few = len(waiting) <= _FEW
        sizes = range(len(waiting) + 1) if few else [0, 1, len(waiting) - 1, len(waiting)]
        for kept in chain.from_iterable(combinations(waiting, size) for size in sizes):
            files = dict(self._certain)
            lost = {
                path
                for number in waiting
                if number not in kept
                for path, what in self._changes[number].items()
                if what == "folder"
            }
            for number in kept:
                _apply(self._changes[number], files, set())
            there = {
                path: file
                for path, file in files.items()
                if not any(path.startswith(f"{folder}/") for folder in lost)
            }
            yield {path: file.certain or b"" for path, file in there.items()}
            if any(file.certain != file.written for file in there.values()):
                yield {path: file.half_written() for path, file in there.items()}


class _File:
    def __init__(self, certain):
        self.certain = certain
        self.written = certain or b""

    def half_written(self):
        return self.written if self.written == self.certain else self.written[::2]


def _folder_of(names):
    return str(Path(next(iter(names))).parent)


def _apply(names, files, folders):
    for path, what in names.items():
        if what == "folder":
            folders.add(path)
        elif what is None:
            files.pop(path, None)
        else:
            files[path] = what


def disks_after(disk, calls, root):
    """Give each different outcome of a power cut before, between and after calls.

    Each is a dictionary of bytes by the path below the root.
    """
    own = len(f"{root}/")
    seen = set()
    for call in [None, *calls]:
        if call is not None:
            disk.take(call)
        for outcome in disk.outcomes():
            files = frozenset((path[own:], data) for path, data in outcome.items())
            if files not in seen:
                seen.add(files)
                yield dict(files)

"""A reader that reads an archive in a loop while others write it."""

import os
from pathlib import Path

from archive_state import only_leftovers_in, state_of
from children import ended

__all__ = ["SteadyReader", "read_on"]


def read_on(environ, root, signals):
    """Read until the file ``stop`` is there; then say in ``reads`` how often.

    Of every job there has to be a beginning of its log, in which each energy is its own number, and
    never less than before.
    """
    os.environ.update(environ)
    signals = Path(signals)
    seen, reads = {}, 0
    while not (signals / "stop").exists():
        for name, job in state_of(root).items():
            values = [row[-1] for row in job["observations"]]
            count = len(values)
            assert values == [float(number) for number in range(count)], (name, values)
            ((_, _, state, _, lines, observations),) = job["completeness"]
            assert (lines, observations) == (count, count), name
            was = seen.get(name, (0, "RUNNING"))
            assert was[0] <= count, (name, was, count)
            assert (was[1], state) != ("COMPLETED", "RUNNING"), name
            seen[name] = (count, state)
        assert only_leftovers_in(root), reads
        reads += 1
    (signals / "reads").write_text(str(reads))


class SteadyReader:
    """While it is entered, another process reads; leaving it raises what went wrong there."""

    def __init__(self, children, root, signals):
        self._children = children
        self._root, self._signals = root, signals

    def __enter__(self):
        self._signals.mkdir()
        self._child = self._children.start_function(read_on, self._root, str(self._signals))
        return self

    def __exit__(self, *_):
        (self._signals / "stop").touch()
        assert ended(self._child) == 0, "what the reader saw stands in its error output"
        assert int((self._signals / "reads").read_text()) > 0

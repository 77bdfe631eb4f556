"""What processes do that are killed: they are forked from one that has imported all of it.

The process that forks, `multiprocessing`'s fork server, has computed nothing: Polars and Arrow have
no threads of their own yet.
"""

import multiprocessing
import os
import threading

from file_layer import FileLayer
from tqdm import tqdm

import jobanalytics.aws.s3_store  # noqa: F401 - slow to import
from jobanalytics import Archive
from jobanalytics.aws.session import clients

__all__ = ["Children", "ended", "run"]

_PATIENCE = 120


def run(task, root, **arguments):
    """Do something with an archive: ``sync`` or ``compact``."""
    archive = Archive(root)
    if task == "compact":
        return archive.compact()
    return archive.sync(**{"progress": False, **arguments})


def _run_at_fault(environ, more, fault, task, root, arguments):
    os.environ.update(environ | more)
    with FileLayer(root, fault):
        run(task, root, **arguments)


def _do_nothing(_environ):
    pass


class Children:
    """Starts processes that change archives.

    Parameters
    ----------
    environ : dict
        Leads them to the emulator; so has the environment of this process when this is made.
    """

    def __init__(self, environ):
        self._environ = environ
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["children"])
        ended(self.start_function(_do_nothing))

    def start(self, task, root, fault=None, environ=None, **arguments):
        """Start one, and return it."""
        return self.start_function(_run_at_fault, environ or {}, fault, task, root, arguments)

    def start_function(self, function, *arguments):
        """Start one that calls a function with the environment and arguments."""
        child = self._context.Process(
            target=function, args=(self._environ, *arguments), daemon=True
        )
        child.start()
        return child

    def change(self, scenario, root, fault=None, environ=None):
        """Start to make the change of a scenario in another process; return that."""
        return self.start(scenario.task, root, fault, environ, **scenario.arguments)


def ended(child):
    """Wait for a process, and return its exit code: that of a signal is below 0."""
    child.join(_PATIENCE)
    if child.is_alive():
        child.kill()
        raise TimeoutError("A process that was to end, or to be killed, hangs.")
    code = child.exitcode
    child.close()
    return code


# tqdm's own is a semaphore, which a process that is killed leaves behind, or locked for all others.
tqdm.set_lock(threading.RLock())
if "AWS_ENDPOINT_URL_BRAKET" in os.environ:
    _made = clients(None, os.environ["AWS_REGION"])
    _made.braket, _made.logs, _made.s3  # noqa: B018 - they take a while to make

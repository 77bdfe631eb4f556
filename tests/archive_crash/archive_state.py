"""What a reader sees of an archive, in Python's own values; and what else is in its folder."""

import warnings
from hashlib import sha256

import polars as pl

from jobanalytics import Archive, ArchiveNotFoundError, IncompleteMetricsWarning
from jobanalytics.archive.snapshot import KINDS
from jobanalytics.storage import open_store

__all__ = [
    "assert_whole",
    "energies_in",
    "only_leftovers_in",
    "state_of",
    "state_of_jobs",
    "strays_in",
]

_LEFTOVER = "is named by nobody"
_OF_CERTIFICATE = ["job_arn", "complete", "state", "settled", "lines_matched", "observations"]


def state_of(root):
    """Return what is archived of each job, by name; None where there is no archive.

    A job's own values are told apart by nothing but what it logged and stored.
    """
    try:
        return state_of_jobs(Archive(root).jobs())
    except ArchiveNotFoundError:
        return None


def state_of_jobs(jobs):
    """Return what a reader who has the jobs already sees of each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteMetricsWarning)  # of jobs that run
        observations = jobs.observations(on_error="raise")
        completeness = jobs.completeness(on_error="raise").select(_OF_CERTIFICATE)
    return {
        job.name: {
            "record": job.metadata(),
            "observations": observations.filter(job_arn=job.arn).rows(),
            "completeness": completeness.filter(job_arn=job.arn).rows(),
            "tasks": job.tasks().rows(),
            "result": job.result() if job.metadata()["status"] == "COMPLETED" else None,
            "bundle": _bundle_of(job),
        }
        for job in jobs
    }


def _bundle_of(job):
    if "bundle" not in job._entry.files:
        return None
    with job._open_bundle() as stream:
        return sha256(stream.read()).hexdigest()


def energies_in(state):
    """Return the values of each job of a state, by its ARN, in the order of the log."""
    return {
        job["record"]["jobArn"]: [row[-1] for row in job["observations"]] for job in state.values()
    }


def only_leftovers_in(root):
    """Say whether verification finds nothing but files that a killed process has left."""
    problems = Archive(root).verify()["problem"].drop_nulls()
    return problems.str.starts_with(_LEFTOVER).all()


def assert_whole(root, state, logged):
    """Assert that an archive has a state and nothing else, for every kind of reader."""
    assert state_of(root) == state
    assert energies_in(state) == logged
    assert Archive(root).verify()["problem"].drop_nulls().to_list() == []
    store = open_store(root)
    assert _naive_energies(store) == {arn: sorted(values) for arn, values in logged.items()}
    assert strays_in(store) == set()


def _naive_energies(store):
    """Read all of the folder of observations: the values of each job, sorted."""
    files = [store.read(name) for name in store.list("observations") if name.endswith(".parquet")]
    values = pl.read_parquet(files).group_by("job_arn").agg(pl.col("value").sort())
    return dict(values.iter_rows())


def strays_in(store):
    """Name the files that the newest table of jobs does not name, as other readers see it."""
    newest = max(name for name in store.list("jobs") if name.endswith(".parquet"))
    table = pl.read_parquet(store.read(newest))
    named = {name for kind in KINDS for name in table[f"{kind}_file"].drop_nulls()}
    return store.walk("").keys() - named - {newest, "README.md", ".lock"}

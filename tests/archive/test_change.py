"""Changes of an archive: of several at once, none is lost."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobanalytics.archive.change import FileWriter, change, tidy_up
from jobanalytics.archive.snapshot import Entry, Snapshot
from jobanalytics.archive.versions import newest, versions
from jobanalytics.schema import ARCHIVED_RESULTS, COMPLETENESS
from jobanalytics.storage import LocalStore

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def entry(name, file=None):
    record = {"jobArn": f"arn:{name}", "jobName": name, "status": "COMPLETED"}
    facts = dict.fromkeys(("complete", "terminal", "settled"), True)
    counts = dict.fromkeys(("observations", "lines_matched"), 0)
    certificate = (
        dict.fromkeys(COMPLETENESS) | facts | counts | {"job_arn": f"arn:{name}", "notes": ""}
    )
    files = {} if file is None else {"results": file}
    return Entry(f"arn:{name}", record, certificate, True, NOW, files=files)


def put(store, name, meanwhile=lambda: None):
    """Add a job with a file of its own, and let something happen before it is in."""

    def make(current, writer):
        row = {
            "job_name": name,
            "job_arn": f"arn:{name}",
            "data_format": "plaintext",
            "values": "{}",
        }
        file = writer.write("results", [pl.DataFrame([row], schema=ARCHIVED_RESULTS)])
        meanwhile()
        return [entry(name, file)]

    return change(store, make, others=FileWriter(store))


def once(*actions):
    """Return what does the next of some things each time it is called, and then nothing."""
    left = list(actions)
    return lambda: left.pop(0)() if left else None


def check(store, *names):
    """See that the jobs are there, with their files, and that nothing else is."""
    snapshot = newest(store)
    assert [each.name for each in snapshot.entries.values()] == sorted(names)
    assert versions(store) == [snapshot.version]
    assert store.list("results").keys() == snapshot.files.keys()
    assert len(snapshot.files) == len(names)
    assert store.list("").keys() == {"README.md"} | ({".lock"} & store.list("").keys())


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "archive")


def test_one_after_the_other(store):
    assert put(store, "a").version == 1
    assert put(store, "b").version == 2
    check(store, "a", "b")


def test_another_was_quicker(store):
    put(store, "a")
    assert put(store, "b", once(lambda: put(store, "c"))).version == 3
    check(store, "a", "b", "c")


def test_a_number_that_was_used_and_is_free_again(store):
    put(store, "a")

    def two_others():
        put(store, "c")
        put(store, "d")

    assert put(store, "b", once(two_others)).version == 4
    check(store, "a", "b", "c", "d")


def test_the_same_job_by_two(store):
    put(store, "a")
    put(store, "b", once(lambda: put(store, "b")))
    check(store, "a", "b")


def test_the_first_of_all_by_two(store):
    put(store, "a", once(lambda: put(store, "b")))
    check(store, "a", "b")


def test_what_is_left_goes_when_nobody_is_at_work(store):
    put(store, "a")
    FileWriter(store).write("results", [ARCHIVED_RESULTS.to_frame()])
    store.create("jobs/0000000000.parquet", b"old")
    with store.at_work():
        tidy_up(store)
        assert len(store.list("results")) == 2
    tidy_up(store)
    check(store, "a")


def test_an_error_leaves_nothing(store):
    put(store, "a")

    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put(store, "b", fail)
    check(store, "a")


_PLANS = st.recursive(st.just([]), lambda plans: st.lists(plans, max_size=3), max_leaves=8)


# Each example writes many files, each to the disk.
@settings(max_examples=settings.default.max_examples // 4)
@given(plan=_PLANS)
def test_however_they_come_between_one_another(tmp_path_factory, plan):
    """A plan is a list of those that are in before: each is itself such a list."""
    store = LocalStore(tmp_path_factory.mktemp("archive") / "archive")
    names = []

    def run(others):
        name = f"{len(names):03}"
        names.append(name)
        put(store, name, once(lambda: [run(other) for other in others]))

    run(plan)
    check(store, *names)
    assert newest(store).version >= len(names)


def test_the_writers_of_late_are_remembered():
    snapshot = Snapshot()
    for number in range(150):
        snapshot = snapshot.followed_by([entry("a")], {}, str(number))
    assert snapshot.writers == tuple(map(str, range(50, 150)))

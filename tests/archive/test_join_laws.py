"""Whatever is read of a job when, by whom: what the archive holds of it is the union."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import union_of_readings

from jobanalytics.archive.joining import joined, lacking
from jobanalytics.archive.row_groups import archived
from jobanalytics.archive.snapshot import Entry
from jobanalytics.completeness import ReadingFacts, certify
from jobanalytics.schema import ARCHIVED_OBSERVATIONS, LOG_EVENTS

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ARN = "arn:a"
VALUES = st.sampled_from(["0", "1", "nan", "-inf"])
LINES = st.builds(
    lambda second, items: (
        f"Metrics - timestamp={second}; " + "".join(f"{name}={value};" for name, value in items)
    ),
    st.integers(0, 3),
    st.lists(st.tuples(st.sampled_from("ab"), VALUES), max_size=2),
)
LOGS = st.lists(LINES, max_size=6)
READINGS = st.tuples(LOGS, st.booleans(), st.integers(-2, 2))
# Each reading is parsed, certified and joined.
SOME = settings(max_examples=settings.default.max_examples // 2)


def read(log, terminal, minutes):
    """Return the entry and the rows of a reading of a log."""
    moment = NOON + timedelta(minutes=minutes)
    facts = ReadingFacts("RUNNING", terminal, terminal, 1, 1, moment)
    rows = [(ARN, "algo-1", NOON, line) for line in log]
    reading = certify(pl.DataFrame(rows, schema=LOG_EVENTS, orient="row"), {ARN: facts})[ARN]
    entry = Entry(ARN, {"jobName": "a"}, reading.certificate, terminal, moment)
    return entry, {"observations": archived(reading.observations, "a", ARN)}


def stored(entry, tables):
    """Return them as an archive that has written them holds them."""
    files = {kind: f"{kind}/x.parquet" for kind, rows in tables.items() if not rows.is_empty()}
    return replace(entry, files={**entry.files, **files}), tables


def add(held, came):
    """Join, and return what the archive holds then: files that stay have the rows they had."""
    (there, own), (entry, tables) = held, came
    entry, new = joined(there, own, entry, tables)
    kept = {kind: own[kind] for kind in entry.files}
    return stored(entry, {**kept, **new})


def values(held):
    rows = held[1].get("observations", ARCHIVED_OBSERVATIONS.to_frame())
    columns = rows.select("timestamp", "metric", pl.col("value").cast(pl.String))
    return Counter(columns.iter_rows())


@SOME
@given(READINGS, st.lists(READINGS, min_size=1, max_size=3))
def test_each_value_that_any_reading_had_is_kept(first, others):
    held = stored(*read(*first))
    expected, has_ended = values(held), first[1]
    for other in others:
        came = read(*other)
        expected = union_of_readings(expected, values(came))
        held = add(held, came)
        assert values(held) == expected
        entry, rows = held
        assert entry.certificate["observations"] == expected.total()
        has_ended = has_ended or other[1]
        assert entry.final == has_ended
        found = rows.get("observations", ARCHIVED_OBSERVATIONS.to_frame())
        assert found.select("metric", "record", "place").is_unique().all()
        assert found.equals(found.sort("metric", "record"))


@SOME
@given(READINGS, READINGS)
def test_adding_the_same_again_changes_nothing(first, other):
    held = add(stored(*read(*first)), read(*other))
    again = add(held, read(*other))
    assert values(again) == values(held)
    assert again[0].certificate["observations"] == held[0].certificate["observations"]


@SOME
@given(READINGS, READINGS)
def test_complete_is_what_one_reading_had_whole(first, other):
    one, two = read(*first), read(*other)
    entry, rows = add(stored(*one), two)
    if entry.certificate["complete"]:
        whole = [each for each in (one, two) if each[0].certificate["complete"]]
        assert values((entry, rows)) in [values(each) for each in whole]


@given(LOGS, LOGS)
def test_what_is_lacking(log, other):
    (_, one), (_, two) = read(log, True, 0), read(other, True, 0)
    found = lacking(one["observations"], two["observations"])
    assert values((None, {"observations": found})) == values((None, two)) - values((None, one))


def test_what_a_log_has_no_more_stands_first():
    lines = [f"Metrics - timestamp={n}; a={n};" for n in range(6)]
    entry, rows = add(stored(*read(lines[:4], False, 0)), read(lines[2:], False, 1))
    assert rows["observations"].sort("record")["value"].to_list() == [0, 1, 2, 3, 4, 5]
    assert "At least 2 metric lines of an earlier reading" in entry.certificate["notes"]


def test_of_two_logs_the_later_stands_behind():
    lines = [f"Metrics - timestamp={n}; a={n};" for n in range(6)]
    _, rows = add(stored(*read(lines[2:], False, 1)), read(lines[:4], False, 0))
    assert rows["observations"].sort("record")["value"].to_list() == [0, 1, 2, 3, 4, 5]

"""plotting.timeline: when jobs waited and ran, and until when."""

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from drawn import dots, legend, pixels, row_labels
from matplotlib.dates import date2num, num2date
from matplotlib.patches import Rectangle

from jobanalytics import FrameSchemaError, InvalidArgumentError, plotting
from jobanalytics.schema import JOBS

BEGAN = datetime(2026, 9, 1, 8, tzinfo=UTC)
NOW = BEGAN + timedelta(hours=2)


def minutes(count):
    return None if count is None else BEGAN + timedelta(minutes=count)


def table(*jobs):
    """Jobs from (state, created, started, ended), in minutes."""
    rows = [
        {
            "job_name": f"{place}-{state}",
            "job_arn": f"arn:{place}",
            "state": state,
            "created_at": minutes(created),
            "started_at": minutes(started),
            "ended_at": minutes(ended),
        }
        for place, (state, created, started, ended) in enumerate(jobs)
    ]
    columns = ("job_name", "job_arn", "state", "created_at", "started_at", "ended_at")
    return pl.DataFrame(rows, schema={name: JOBS[name] for name in columns})


def bars(axes):
    """Row, begin and end in minutes, and the hatch of every bar."""
    origin = date2num(BEGAN)
    return sorted(
        (
            round(bar.get_y() + bar.get_height() / 2),
            round((bar.get_x() - origin) * 1440),
            round((bar.get_x() + bar.get_width() - origin) * 1440),
            bar.get_hatch(),
        )
        for bar in axes.patches
        if isinstance(bar, Rectangle)
    )


def test_time_in_the_queue_and_run(axes):
    assert plotting.timeline(table(("COMPLETED", 0, 5, 30)), now=NOW, ax=axes) is axes
    assert [bar[:3] for bar in bars(axes)] == [(0, 0, 5), (0, 5, 30)]
    assert axes.get_xlabel() == "time (UTC)"
    assert legend(axes) == ["in the queue", "COMPLETED"]


def test_jobs_that_have_not_ended_go_on_until_now(axes):
    jobs = table(("RUNNING", 0, 10, None), ("QUEUED", 20, None, None), ("CANCELLING", 30, 40, None))
    plotting.timeline(jobs, now=NOW, ax=axes)
    assert [bar[:3] for bar in bars(axes)] == [
        (0, 0, 10),
        (0, 10, 120),
        (1, 20, 120),
        (2, 30, 40),
        (2, 40, 120),
    ]
    assert "has not ended" in legend(axes)
    ends = [y for x, y in dots(axes) if x == date2num(NOW)]
    assert sorted(ends) == [0, 1, 2]


def test_states_are_told_apart_by_colour_and_hatch(axes):
    states = ["COMPLETED", "FAILED", "CANCELLED", "RUNNING", "CANCELLING"]
    plotting.timeline(table(*((state, 0, 5, 30) for state in states)), now=NOW, ax=axes)
    runs = [bar for bar in axes.patches if isinstance(bar, Rectangle) and bar.get_height() > 0.5]
    assert len({bar.get_hatch() for bar in runs}) == 5
    assert set(states) <= set(legend(axes))


def test_a_job_cancelled_in_the_queue_ends_there(axes):
    plotting.timeline(table(("CANCELLED", 0, None, 15)), now=NOW, ax=axes)
    assert [bar[:3] for bar in bars(axes)] == [(0, 0, 15)]
    assert (date2num(minutes(15)), 0.0) in dots(axes)
    assert "CANCELLED" in legend(axes)


def test_a_job_that_ended_nobody_knows_when_is_marked_where_it_began(axes):
    jobs = table(("FAILED", 0, 10, None), ("CANCELLED", 20, None, None), ("COMPLETED", 30, 40, 50))
    plotting.timeline(jobs, now=NOW, ax=axes)
    assert {(date2num(minutes(10)), 0.0), (date2num(minutes(20)), 1.0)} <= set(dots(axes))
    assert "end not known: 2 jobs" in legend(axes)
    assert "has not ended" not in legend(axes)


def test_the_first_created_is_at_the_top_and_no_times_are_marked(axes):
    jobs = table(("COMPLETED", 9, 10, 11), ("COMPLETED", None, None, None), ("FAILED", 1, 2, 3))
    plotting.timeline(jobs, now=NOW, ax=axes)
    assert row_labels(axes) == ["2-FAILED", "0-COMPLETED", "1-COMPLETED"]
    assert "no times" in legend(axes)
    assert (0.02, 2.0) in dots(axes)
    bottom, top = axes.get_ylim()
    assert bottom > top


def test_a_clock_that_is_behind_makes_no_bar_to_the_left(axes):
    plotting.timeline(table(("RUNNING", 0, 300, None)), now=NOW, ax=axes)
    assert all(begin <= end for _, begin, end, _ in bars(axes))


def test_now_in_another_time_zone_or_none(axes):
    jobs = table(("RUNNING", 0, 10, None))
    abroad = NOW.astimezone(timezone(timedelta(hours=9)))
    plotting.timeline(jobs, now=abroad, ax=axes)
    other = plotting.timeline(jobs, now=NOW.replace(tzinfo=None), ax=axes.figure.add_subplot())
    assert bars(axes) == bars(other)
    assert bars(axes)[-1][2] == 120


def test_by_default_it_is_now(axes):
    before = date2num(datetime.now(UTC))
    running = table(("RUNNING", 0, 10, None)).with_columns(
        pl.lit(datetime.now(UTC) - timedelta(hours=1), JOBS["started_at"]).alias("started_at")
    )
    plotting.timeline(running.with_columns(created_at=pl.col("started_at")), ax=axes)
    assert max(x for x, _ in dots(axes)) >= before


def test_a_state_nobody_knows_and_nothing_at_all(axes):
    plotting.timeline(table(("PAUSED", 0, 5, 9), (None, 1, 5, 9)), now=NOW, ax=axes)
    assert {"PAUSED", "unknown state"} <= set(legend(axes))
    pixels(axes.figure)
    other = axes.figure.add_subplot()
    assert bars(plotting.timeline(table(), now=NOW, ax=other)) == []


def test_what_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"now takes a datetime\.datetime; got 'today'"):
        plotting.timeline(table(), now="today")
    with pytest.raises(FrameSchemaError, match="jobs lack the column"):
        plotting.timeline(table().drop("ended_at"))


@pytest.mark.parametrize(
    ("seconds", "written"), [(20, "%H:%M:%S"), (60, "%H:%M:%S"), (7200, "%H:%M")]
)
def test_ticks_are_times_of_a_day_that_is_in_view(axes, seconds, written):
    begin, end = 0.5 / 60, (0.5 + seconds) / 60
    plotting.timeline(table(("COMPLETED", begin, begin, end)), ax=axes)
    low, high = date2num(minutes(begin)), date2num(minutes(end))
    axes.set_xlim(low, high)
    axes.figure.draw_without_rendering()
    shown = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
    labels = {at: label.get_text() for at, label in shown if low <= at <= high}
    expected = {at: f"{num2date(at):{written}}" for at in labels}
    expected[min(labels)] += "\nSep-01"
    assert labels == expected
    assert axes.xaxis.get_offset_text().get_text() == "2026"

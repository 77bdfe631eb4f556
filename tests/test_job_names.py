"""Jobs of one name are told apart by the ends of their ARNs, on every plot and page."""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from jobanalytics import plotting
from jobanalytics.comparison import standings
from jobanalytics.job_names import names_apart
from jobanalytics.report.labels import labels_of

ARNS = ["arn:job/1111-aaaa", "arn:job/2222-bbbb", "arn:job/3333-bbbb", "arn:job/4444-cccc"]
NAMES = ["same", "same", "same", "other"]
CALLED = ["same (…1-aaaa)", "same (…2-bbbb)", "same (…3-bbbb)", "other"]
JOBS = pl.DataFrame(
    {
        "job_name": NAMES,
        "job_arn": ARNS,
        "state": ["COMPLETED"] * 4,
        "created_at": [datetime(2026, 9, 1, hour, tzinfo=UTC) for hour in range(4)],
        "started_at": [datetime(2026, 9, 1, hour, 5, tzinfo=UTC) for hour in range(4)],
        "ended_at": [datetime(2026, 9, 1, hour, 9, tzinfo=UTC) for hour in range(4)],
    }
).cast({pl.Datetime: pl.Datetime("ms", "UTC")})
names = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.text("xy/", min_size=1, max_size=8)))


@given(names)
def test_no_two_jobs_are_called_alike(jobs):
    frame = pl.DataFrame(jobs, schema={"job_name": pl.String, "job_arn": pl.String}, orient="row")
    frame = frame.unique("job_arn", maintain_order=True)
    called = names_apart(frame)
    assert called.is_unique().all() or frame.is_empty()
    twice = names_apart(pl.concat([frame, frame.reverse()]))
    assert twice.to_list() == [*called, *called.reverse()]
    alone = frame.filter(frame["job_name"].is_unique())["job_name"]
    assert set(alone) <= set(called)


def test_a_name_of_one_job_and_null_stay():
    assert names_apart(JOBS).to_list() == CALLED
    assert names_apart(JOBS.tail(2)).to_list() == NAMES[2:]
    assert names_apart(JOBS.with_columns(job_name=pl.lit(None, pl.String))).to_list() == [None] * 4


def test_lines_of_curves():
    frame = JOBS.select("job_name", "job_arn", loss=pl.Series([1.0, 2.0, 3.0, 4.0]))
    frame = pl.concat([frame.with_columns(iteration_number=pl.lit(n)) for n in range(3)])
    axes = plotting.curves(frame, "loss", ax=Figure().subplots())
    assert {text.get_text() for text in axes.texts or axes.get_legend().get_texts()} == set(CALLED)
    assert len({to_hex(line.get_color()) for line in axes.lines}) == len(CALLED)


def test_rows_of_a_leaderboard_and_of_a_timeline():
    board = pl.DataFrame(
        {
            "rank": pl.Series([1, 2, 3, 4], dtype=pl.UInt32),
            "job_name": NAMES,
            "job_arn": ARNS,
            "loss": [1.0, 2.0, 3.0, 4.0],
            "iteration_number": [0] * 4,
            "timestamp": JOBS["ended_at"].cast(pl.Datetime("us", "UTC")),
            "node_id": pl.Series([None] * 4, dtype=pl.String),
        }
    )
    axes = plotting.leaderboard(standings(board, JOBS), ax=Figure().subplots())
    assert [row.get_text() for row in axes.get_yticklabels()] == CALLED
    axes = plotting.timeline(JOBS, ax=Figure().subplots())
    assert [row.get_text() for row in axes.get_yticklabels()] == CALLED
    assert labels_of(JOBS, []).jobs == CALLED

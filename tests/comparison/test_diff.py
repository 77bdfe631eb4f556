"""Two jobs beside each other."""

import math
from datetime import UTC, datetime

import comparison_strategies as own
import polars as pl
import pytest
from comparison_reference import Row, nulls_first
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jobanalytics.comparison import JobsDiff, diff, summary
from jobanalytics.errors import InvalidArgumentError
from jobanalytics.schema import (
    DIFFERENCES,
    SUMMARY_DIFFERENCES,
    MetricType,
    curve_differences_schema,
)

ARNS = [arn for _, arn in own.JOBS]
A, B = ARNS[:2]
JOBS = own.jobs_frame(
    state=["DONE", "FAILED", "DONE", "DONE"],
    device=["sv1"] * 4,
    created_at=[datetime(2026, 1, 1 + day, tzinfo=UTC) for day in range(4)],
    sizes=[[1, 2], [1, 2], [3], None],
    h_z=[1, 2, 2, 2],
    h_a=[0.5, 0.5, None, None],
    h_m=[None, True, None, None],
    h_nan=[math.nan] * 4,
    t_team=["x", None, None, None],
)


def lines(frame):
    return {row[:-3]: row[-3:] for row in frame.rows()}


def difference(a, b):
    if a is None or b is None:
        return None
    return 0.0 if a == b else b - a


@given(st.data(), own.pivots)
def test_all_values_of_both_are_there_side_by_side(data, pivot):
    rows = data.draw(own.metrics_rows(pivot, own.any_values))
    found = diff(own.metrics_frame(rows, pivot), JOBS, A, B)
    assert found.summary.schema == SUMMARY_DIFFERENCES
    assert found.curves.schema == curve_differences_schema(MetricType.of(pivot))
    expected = {}
    for row in rows:
        for metric, value in row.metrics.items():
            if value is not None and row.job_arn in (A, B):
                key = (row.node_id, metric, getattr(row, pivot))
                expected.setdefault(key, [None, None])[row.job_arn == B] = value
    own.assert_same(
        found.curves.rows(),
        [
            (*key, *expected[key], difference(*expected[key]))
            for key in sorted(expected, key=nulls_first)
        ],
    )


@given(st.data(), own.pivots)
def test_the_summaries_are_those_of_summary(data, pivot):
    rows = data.draw(own.metrics_rows(pivot, own.any_values))
    metrics = own.metrics_frame(rows, pivot)
    table = summary(metrics)
    names = table.columns[4 : table.columns.index("best")]
    expected = {}
    for row in table.rows(named=True):
        for name in names:
            if row[name] is not None and row["job_arn"] in (A, B):
                key = (row["node_id"], row["metric"], names.index(name))
                expected.setdefault(key, [None, None])[row["job_arn"] == B] = float(row[name])
    found = diff(metrics, JOBS, A, B).summary.rows()
    own.assert_same(
        [(*row[:2], names.index(row[2]), *row[3:]) for row in found],
        [
            (*key, *expected[key], difference(*expected[key]))
            for key in sorted(expected, key=nulls_first)
        ],
    )


@given(st.data(), own.pivots, st.sampled_from(ARNS), st.sampled_from(ARNS))
def test_the_other_way_round_is_the_mirror_image(data, pivot, a, b):
    rows = data.draw(own.metrics_rows(pivot, own.any_values))
    metrics = own.metrics_frame(rows, pivot)
    there, back = diff(metrics, JOBS, a, b), diff(metrics, JOBS, b, a)
    for name in JobsDiff._fields:
        turned = getattr(back, name).rename({"a": "b", "b": "a"})
        if "difference" in turned.columns:
            turned = turned.with_columns(-pl.col("difference") + 0.0)
        assert_frame_equal(
            getattr(there, name), turned.select(getattr(there, name).columns), check_exact=True
        )


@given(st.data(), own.pivots, st.sampled_from(ARNS))
def test_a_job_does_not_differ_from_itself(data, pivot, arn):
    rows = data.draw(own.metrics_rows(pivot, own.any_values))
    found = diff(own.metrics_frame(rows, pivot), JOBS, arn, arn)
    assert found.hyperparameters.equals(DIFFERENCES.to_frame())
    assert found.metadata.equals(DIFFERENCES.to_frame())
    for table in (found.summary, found.curves):
        assert set(table["difference"].fill_nan(0.0)) <= {0.0}
        assert (table["difference"].is_nan() == table["a"].is_nan()).all()


def test_only_what_differs_of_the_table_of_jobs():
    found = diff(own.metrics_frame([]), JOBS, A, B)
    assert found.hyperparameters.rows() == [("m", None, "true"), ("z", "1", "2")]
    day = "2026-01-0{} 00:00:00.000000+00:00"
    assert found.metadata.rows() == [
        ("job_name", "a", "b"),
        ("job_arn", A, B),
        ("state", "DONE", "FAILED"),
        ("created_at", day.format(1), day.format(2)),
        ("tags.team", "x", None),
    ]
    lists = diff(own.metrics_frame([]), JOBS, ARNS[2], ARNS[3]).metadata
    assert ("sizes", "[3]", None) in lists.rows()


@pytest.mark.parametrize(("a", "b"), [(A, "arn:x"), ("arn:x", A), (A, None), (A, "a")])
def test_another_job_is_refused_with_those_that_there_are(a, b):
    with pytest.raises(InvalidArgumentError, match=r"no job .* The jobs are 'arn.*job/3', 'arn"):
        diff(own.metrics_frame([]), JOBS, a, b)
    with pytest.raises(InvalidArgumentError, match=r"did you mean 'arn:aws.*job/1'"):
        diff(own.metrics_frame([]), JOBS, A, B + "1")


def test_what_print_and_notebooks_show():
    rows = [
        Row(*job, place, None, None, {"energy": 1.25 * place, "train/loss": 2.0})
        for job in own.JOBS
        for place in range(20)
    ]
    found = diff(own.metrics_frame(rows), JOBS, A, B)
    text, html = str(found), found._repr_html_()
    assert "\n" not in repr(found)
    assert repr(found).startswith(f"<JobsDiff: {found.hyperparameters.height} in hyperparameters, ")
    headings = [
        "Hyperparameters: 2 differ",
        "Metadata: 5 differ",
        "Summaries: 2 metrics",
        "Curves: 40 points",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    for part in [*headings, "train/loss", "difference", "1.25", "FAILED"]:
        assert part in text
        assert part in html
    assert len(text.splitlines()) < 70
    assert html.count("<h4>") == html.count("<table") == 4
    nothing = diff(own.metrics_frame([]), JOBS, A, A)
    assert str(nothing).split("\n\n") == [
        "Hyperparameters: 0 differ",
        "Metadata: 0 differ",
        "Summaries: 0 metrics",
        "Curves: 0 points",
    ]
    assert "<table" not in nothing._repr_html_()

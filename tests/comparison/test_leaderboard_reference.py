"""leaderboard against the rules in plain Python."""

import comparison_strategies as own
from comparison_reference import leaderboard as reference_leaderboard
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jobanalytics.comparison import leaderboard
from jobanalytics.schema import leaderboard_schema


def column_name(metric):
    return "metrics.rank" if metric == "rank" else metric


@given(st.data(), own.pivots, own.goals, st.sampled_from([own.exact_values, own.any_values]))
def test_the_jobs_are_ranked_as_the_rules_say(data, pivot, goal, values):
    rows = data.draw(own.metrics_rows(pivot, values))
    metric = data.draw(st.sampled_from(own.names_of(rows) or ["energy"]))
    others = sorted(set(own.names_of(rows)) - {metric}, key=column_name)
    table = leaderboard(own.metrics_frame(rows, pivot), metric, goal=goal)
    fixed = leaderboard_schema(column_name(metric))
    assert table.columns == [*fixed, *map(column_name, others)]
    assert table.select(list(fixed)).schema == fixed
    expected = [
        (
            *(rank, row.job_name, row.job_arn, row.metrics[metric]),
            *(row.iteration_number, row.timestamp, row.node_id),
            *(row.metrics[other] for other in others),
        )
        for rank, row in reference_leaderboard(rows, pivot, metric, goal)
    ]
    own.assert_same(table.rows(), expected)


@given(st.data(), own.pivots, own.goals)
def test_each_row_is_one_of_the_metrics_frame_bit_for_bit(data, pivot, goal):
    rows = data.draw(own.metrics_rows(pivot, own.any_values, min_size=1))
    frame = own.metrics_frame(rows, pivot)
    table = leaderboard(frame, own.names_of(rows)[0], goal=goal)
    table = table.drop("rank").rename({"metrics.rank": "rank"}, strict=False)
    keys = ["job_arn", pivot, "node_id"]
    found = frame.join(table.select(keys), on=keys, how="semi", nulls_equal=True)
    assert_frame_equal(table.select(frame.columns).sort(keys), found.sort(keys), check_exact=True)


@given(st.data(), own.pivots, own.goals, st.integers(1, 6))
def test_the_first_k_are_the_first_of_all(data, pivot, goal, k):
    rows = data.draw(own.metrics_rows(pivot))
    metric = data.draw(st.sampled_from(own.names_of(rows) or ["energy"]))
    frame = own.metrics_frame(rows, pivot)
    whole = leaderboard(frame, metric, goal=goal)
    assert_frame_equal(leaderboard(frame, metric, goal=goal, k=k), whole.head(k))

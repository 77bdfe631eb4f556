"""A task belongs to the iteration that its job logged next."""

import job_tables_reference as reference
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from job_tables_frames import arn_of, second, tasks_frame

from jobanalytics.errors import FrameSchemaError
from jobanalytics.schema import OBSERVATIONS, TASKS
from jobanalytics.tables import tasks_on_iterations

LOGGED = {name: OBSERVATIONS[name] for name in ("job_arn", "iteration_number", "timestamp")}


def metrics_frame(*rows):
    """Rows of (job, iteration, seconds), in a frame with what metrics frames have besides."""
    frame = pl.DataFrame(
        [(arn_of(job), iteration, second(time)) for job, iteration, time in rows],
        schema=LOGGED,
        orient="row",
    )
    return frame.with_columns(node_id=pl.lit(None, pl.String), energy=1.0)


def iterations(created, *logged):
    """The iterations of tasks of job a, created at these seconds."""
    tasks = tasks_frame(*({"created_at": second(time)} for time in created))
    return tasks_on_iterations(tasks, metrics_frame(*logged))["iteration_number"].to_list()


def test_the_iteration_logged_at_or_after_it():
    logged = [("a", 0, 10), ("a", 1, 20), ("a", 2, 30)]
    assert iterations([5, 10, 10.001, 20, 29, 30], *logged) == [0, 0, 1, 1, 2, 2]


def test_after_the_last_iteration_there_is_none():
    assert iterations([11, None], ("a", 0, 10)) == [None, None]
    assert iterations([0], ("b", 0, 10)) == [None]
    assert iterations([0]) == [None]


def test_the_first_node_to_log_an_iteration_ends_it():
    assert iterations([9, 11], ("a", 0, 10), ("a", 0, 12), ("a", 1, 20)) == [0, 1]


def test_rows_without_time_or_iteration_have_no_say():
    assert iterations([0], ("a", 0, None), ("a", None, 5), ("a", 1, 10)) == [1]


def test_of_iterations_at_one_time_the_smallest_counts():
    assert iterations([0], ("a", 7, 10), ("a", 3, 10)) == [3]


def test_time_decides_where_a_job_began_anew():
    assert iterations([0, 11, 21], ("a", 5, 10), ("a", 3, 20), ("a", 4, 30)) == [5, 3, 4]


def test_microseconds_count():
    assert iterations([1.001], ("a", 0, 1.0009), ("a", 1, 1.0011)) == [1]


def test_rows_and_columns_of_the_tasks_stay():
    tasks = tasks_frame({"created_at": second(15)}, {"created_at": second(5)})
    tasks = tasks.select(pl.lit("a").alias("job_name"), *TASKS, row=pl.lit(1))
    result = tasks_on_iterations(tasks, metrics_frame(("a", 0, 10), ("a", 1, 20)))
    assert result.drop("iteration_number").equals(tasks)
    assert result.columns == [*tasks.columns, "iteration_number"]
    assert result["iteration_number"].to_list() == [1, 0]
    assert tasks_on_iterations(result, metrics_frame()).columns == result.columns


def test_no_tasks_give_the_empty_table():
    for metrics in (metrics_frame(), metrics_frame(("a", 0, 10))):
        result = tasks_on_iterations(pl.DataFrame(schema=TASKS), metrics)
        assert result.schema == pl.Schema(TASKS | {"iteration_number": pl.Int64()})
        assert result.is_empty()


def test_other_frames_are_refused():
    with pytest.raises(FrameSchemaError, match="tasks lack the column"):
        tasks_on_iterations(pl.DataFrame(), metrics_frame())
    with pytest.raises(FrameSchemaError, match="metrics have columns of another dtype"):
        tasks_on_iterations(tasks_frame(), metrics_frame().with_columns(timestamp=pl.lit(1.0)))


def test_many_tasks_in_any_order():
    created = [(step * 377) % 1000 for step in range(1000)]
    logged = [("a", number, 10 * number) for number in range(100)]
    expected = [-(-time // 10) if time <= 990 else None for time in created]
    assert iterations(created, *logged[::-1]) == expected


jobs = st.sampled_from("ab")
times = st.none() | st.integers(0, 6)


@given(
    st.lists(st.tuples(jobs, times), max_size=6),
    st.lists(st.tuples(jobs, st.none() | st.integers(-2, 4), times), max_size=10),
    st.randoms(use_true_random=False),
)
def test_as_the_rules_say_in_any_order_of_rows(created, logged, random):
    tasks = tasks_frame(
        *({"job_arn": arn_of(job), "created_at": second(time)} for job, time in created)
    )
    result = tasks_on_iterations(tasks, metrics_frame(*logged))
    assert result["iteration_number"].to_list() == [
        reference.iteration_of(job, time, logged) for job, time in created
    ]
    random.shuffle(logged)
    order = random.sample(range(len(created)), len(created))
    again = tasks_on_iterations(tasks[order], metrics_frame(*logged))
    assert again.equals(result[order])

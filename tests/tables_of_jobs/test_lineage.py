"""Which job went on from the checkpoints of which."""

import job_tables_reference as reference
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from job_tables_frames import arn_of, chain_jobs, second

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import LINEAGE
from jobanalytics.tables import lineage

URI = "s3://bucket/checkpoints"


def lines(*rows, parents=None):
    """(name, the name that it continues, the name of its chain, position), in the order given."""
    table = lineage(*chain_jobs(*rows), parents)
    assert table.schema == LINEAGE
    short = pl.col("continues", "chain").str.split("/").list.last()
    return table.select("job_name", short, "position").rows()


def test_a_job_goes_on_where_another_ended():
    assert lines(("a", 0, URI, 0, 9), ("b", 1, URI, 10, 19), ("c", 2, URI, 20, 29)) == [
        ("a", None, "a", 0),
        ("b", "a", "a", 1),
        ("c", "b", "a", 2),
    ]


@pytest.mark.parametrize(
    ("first", "parent"), [(0, None), (1, "a"), (5, "a"), (9, "a"), (10, "a"), (11, None)]
)
def test_it_may_do_again_what_came_after_the_last_checkpoint(first, parent):
    assert lines(("a", 0, URI, 0, 9), ("b", 1, URI, first, 30))[1][:2] == ("b", parent)


def test_the_latest_that_fits_is_continued():
    rows = [("a", 0, URI, 0, 9), ("b", 1, URI, 0, 9), ("c", 2, URI, 50, 60), ("d", 3, URI, 10, 19)]
    assert lines(*rows) == [
        ("a", None, "a", 0),
        ("b", None, "b", 0),
        ("d", "b", "b", 1),
        ("c", None, "c", 0),
    ]


def test_a_branch_has_one_chain_and_two_jobs_at_a_position():
    rows = [("a", 0, URI, 0, 9), ("b", 1, URI, 10, 12), ("c", 2, URI, 8, 30), ("d", 3, URI, 10, 19)]
    for order in (rows, rows[::-1]):
        assert lines(*order) == [
            ("a", None, "a", 0),
            ("b", "a", "a", 1),
            ("c", "a", "a", 1),
            ("d", "c", "a", 2),
        ]


def test_only_jobs_of_one_location():
    assert lines(("a", 0, URI, 0, 9), ("b", 1, f"{URI}/b", 10, 19))[1][1] is None
    assert lines(("a", 0, None, 0, 9), ("b", 1, None, 10, 19))[1][1] is None
    assert lines(("a", 0, URI, 0, 9), ("b", 1, f"{URI}//", 10, 19))[1][1] == "a"


def test_no_job_continues_a_later_one():
    assert [row[1] for row in lines(("a", 1, URI, 0, 9), ("b", 0, URI, 10, 19))] == [None, None]


def test_of_jobs_created_at_once_the_smaller_arn_is_the_earlier():
    assert lines(("b", 0, URI, 10, 19), ("a", 0, URI, 0, 9))[1] == ("b", "a", "a", 1)
    assert lines(("a", 0, URI, 10, 19), ("b", 0, URI, 0, 9))[0][1] is None


@pytest.mark.parametrize(
    "odd", [("b", 1, URI, None, None), ("b", None, URI, 10, 19), ("b", 1, None, 10, 19)]
)
def test_what_is_not_known_joins_no_chain(odd):
    found = dict(row[:2] for row in lines(("a", 0, URI, 0, 9), odd, ("c", 2, URI, 20, 29)))
    assert found == {"a": None, "b": None, "c": None}


def test_jobs_without_iterations_may_be_missing():
    jobs, iterations = chain_jobs(("a", 0, URI, 0, 9), ("b", 1, URI, 10, 19))
    table = lineage(jobs, iterations.head(1))
    assert table.select("first_iteration", "last_iteration").rows() == [(0, 9), (None, None)]


def test_of_several_rows_of_a_job_the_outermost_count():
    jobs, iterations = chain_jobs(("a", 0, URI, 3, 9), ("b", 1, URI, 10, 19))
    more = iterations.head(1).with_columns(first_iteration=0, last_iteration=5)
    table = lineage(jobs, pl.concat([more.cast(iterations.schema), iterations]))
    assert table.row(0)[-2:] == (0, 9)
    assert table["continues"].to_list() == [None, arn_of("a")]


def test_parents_go_before_what_was_found():
    rows = [("a", 0, URI, 0, 9), ("b", 1, URI, 10, 19), ("c", 2, "s3://other", 0, 5)]
    given_parents = {arn_of("c"): arn_of("a"), arn_of("b"): None}
    assert lines(*rows, parents=given_parents) == [
        ("a", None, "a", 0),
        ("c", "a", "a", 1),
        ("b", None, "b", 0),
    ]
    assert lines(*rows, parents={arn_of("b"): arn_of("c")})[2] == ("b", "c", "c", 1)


@pytest.mark.parametrize("parents", [{"x": arn_of("a")}, {arn_of("a"): "x"}, {arn_of("a"): ["x"]}])
def test_unknown_parents_are_refused(parents):
    with pytest.raises(InvalidArgumentError, match=r"parents names .*x.*, which is none of these"):
        lines(("a", 0, URI, 0, 9), parents=parents)


def test_parents_that_are_no_mapping_are_refused():
    with pytest.raises(InvalidArgumentError, match="parents is a list; expected a mapping"):
        lines(("a", 0, URI, 0, 9), parents=[arn_of("a")])


@pytest.mark.parametrize(
    "parents",
    [
        {"a": "a"},
        {"a": "b", "b": "c", "c": "a"},
        {"a": "c"},  # b and c were found to continue a
    ],
)
def test_a_circle_is_refused(parents):
    rows = [("a", 0, URI, 0, 9), ("b", 1, URI, 10, 19), ("c", 2, URI, 20, 29)]
    arns = {arn_of(child): arn_of(parent) for child, parent in parents.items()}
    with pytest.raises(InvalidArgumentError, match="would continue itself: it leads back over"):
        lines(*rows, parents=arns)


def test_a_job_twice_is_refused():
    jobs, iterations = chain_jobs(("a", 0, URI, 0, 9), ("a", 1, URI, 0, 9))
    with pytest.raises(InvalidArgumentError, match="job/a more than once"):
        lineage(jobs, iterations)


def test_no_jobs_give_the_empty_table():
    assert lines() == []


def test_other_frames_are_refused():
    jobs, iterations = chain_jobs()
    with pytest.raises(FrameSchemaError, match="jobs lack the column"):
        lineage(jobs.drop("checkpoint_s3_uri"), iterations)
    with pytest.raises(FrameSchemaError, match="iterations lack the column"):
        lineage(jobs, iterations.drop("last_iteration"))


some_jobs = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.none() | st.integers(0, 5),
        st.sampled_from([URI, URI, f"{URI}/", "s3://other", None]),
        st.none() | st.integers(0, 6),
        st.none() | st.integers(0, 8),
    ),
    unique_by=lambda row: row[0],
    max_size=8,
)


@given(some_jobs, st.randoms(use_true_random=False))
def test_as_the_rules_say_in_any_order_of_rows(rows, random):
    table = lineage(*chain_jobs(*rows))
    expected = reference.continues([(arn_of(row[0]), *row[1:]) for row in rows])
    assert dict(table.select("job_arn", "continues").iter_rows()) == expected
    created = {arn_of(name): time for name, time, *_ in rows}
    for row in table.iter_rows(named=True):
        line = reference.line_of(row["job_arn"], expected)
        assert (row["chain"], row["position"]) == (line[-1], len(line) - 1)
    order = [
        (created[row[3]] is not None, second(created[row[3]] or 0), row[3], row[4], row[1])
        for row in table.iter_rows()
    ]
    assert order == sorted(order)
    random.shuffle(rows)
    jobs, iterations = chain_jobs(*rows)
    shuffled = random.sample(range(len(rows)), len(rows))
    assert lineage(jobs[shuffled], iterations).equals(table)

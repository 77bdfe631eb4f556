"""A chain of jobs is read as one job, each iteration from the last job that did it."""

import job_tables_reference as reference
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from job_tables_frames import arn_of, chain_jobs

from jobanalytics.errors import FrameSchemaError, InvalidArgumentError
from jobanalytics.schema import LINEAGE
from jobanalytics.tables import join_chains, lineage

SCHEMA = {
    "job_name": pl.String,
    "job_arn": pl.String,
    "iteration_number": pl.Int64,
    "timestamp": pl.Datetime("us", "UTC"),
    "node_id": pl.String,
    "energy": pl.Float64,
}
KEYS = ["job_name", "job_arn", "iteration_number", "node_id"]


def metrics_frame(*rows):
    """A metrics frame of rows (job, iteration, node, energy)."""
    return pl.DataFrame(
        [(job, arn_of(job), number, None, node, energy) for job, number, node, energy in rows],
        schema=SCHEMA,
        orient="row",
    ).sort(KEYS)


def logged(job, *iterations, node=None):
    """Rows of a job whose energy tells which job they are of."""
    return [(job, number, node, float(ord(job))) for number in iterations]


def lineage_of(metrics, parents):
    """The lineage of a frame's jobs where each continues the one that `parents` gives."""
    found = metrics.group_by("job_name").agg(
        first=pl.col("iteration_number").min(), last=pl.col("iteration_number").max()
    )
    ranges = {row[0]: row[1:] for row in found.rows()}
    rows = [(job, 0, None, *ranges.get(job, (None, None))) for job in parents]
    arns = {arn_of(job): parent and arn_of(parent) for job, parent in parents.items()}
    return lineage(*chain_jobs(*rows), arns)


def joined(rows, parents):
    metrics = metrics_frame(*rows)
    result = join_chains(metrics, lineage_of(metrics, parents))
    assert result.schema == metrics.schema
    assert (result["job_arn"] == result["job_name"].map_elements(arn_of, pl.String)).all()
    return [
        (job, number, node, chr(int(energy)))
        for job, _, number, _, node, energy in result.iter_rows()
    ]


def test_the_rows_of_a_chain_are_those_of_its_last_job():
    rows = logged("a", 0, 1) + logged("b", 2, 3)
    assert joined(rows, {"a": None, "b": "a"}) == [
        ("b", 0, None, "a"),
        ("b", 1, None, "a"),
        ("b", 2, None, "b"),
        ("b", 3, None, "b"),
    ]


def test_what_was_done_again_is_of_the_later_job():
    rows = logged("a", 0, 1, 2, 3, 9) + logged("b", 2, 4)
    assert joined(rows, {"a": None, "b": "a"}) == [
        ("b", 0, None, "a"),
        ("b", 1, None, "a"),
        ("b", 2, None, "b"),
        ("b", 4, None, "b"),
    ]


def test_on_all_nodes():
    rows = logged("a", 0, 1, node="x") + logged("a", 0, 1, node="y") + logged("b", 1, node="x")
    assert joined(rows, {"a": None, "b": "a"}) == [
        ("b", 0, "x", "a"),
        ("b", 0, "y", "a"),
        ("b", 1, "x", "b"),
    ]


def test_a_branch_gives_a_curve_for_each_end():
    rows = logged("a", 0, 1) + logged("b", 1, 2) + logged("c", 2)
    assert joined(rows, {"a": None, "b": "a", "c": "a"}) == [
        ("b", 0, None, "a"),
        ("b", 1, None, "b"),
        ("b", 2, None, "b"),
        ("c", 0, None, "a"),
        ("c", 1, None, "a"),
        ("c", 2, None, "c"),
    ]


def test_the_latest_job_of_the_line_counts_wherever_it_began():
    rows = logged("a", 0, 1, 2) + logged("b", 2, 3) + logged("c", 1, 5)
    assert joined(rows, {"a": None, "b": "a", "c": "b"}) == [
        ("c", 0, None, "a"),
        ("c", 1, None, "c"),
        ("c", 5, None, "c"),
    ]


def test_a_job_that_logged_nothing_cuts_nothing():
    rows = logged("a", 0, 1) + logged("c", 1)
    assert joined(rows, {"a": None, "b": "a"}) == [
        ("b", 0, None, "a"),
        ("b", 1, None, "a"),
        ("c", 1, None, "c"),
    ]
    assert joined(rows, {"a": None, "b": "a", "c": "b"}) == [
        ("c", 0, None, "a"),
        ("c", 1, None, "c"),
    ]


def test_a_frame_with_rows_left_out_is_cut_at_the_same_place():
    metrics = metrics_frame(*logged("a", 0, 1, 2), *logged("b", 1, 2))
    chains = lineage_of(metrics, {"a": None, "b": "a"})
    thinned = metrics.remove(job_name="b", iteration_number=1)
    assert join_chains(thinned, chains)["energy"].to_list() == [97.0, 98.0]
    unknown = chains.with_columns(first_iteration=pl.lit(None, pl.Int64))
    assert join_chains(metrics, unknown)["energy"].to_list() == [97.0, 98.0, 98.0]


def test_rows_are_sorted_with_nulls_first():
    rows = [*logged("b", 1, node="x"), *logged("b", 1), *logged("a", 0), *logged("c", 0)]
    metrics = metrics_frame(*rows)
    result = join_chains(metrics[::-1], lineage_of(metrics, {"a": None, "b": "a"}))
    assert result.select("job_name", "iteration_number", "node_id").rows() == [
        ("b", 0, None),
        ("b", 1, None),
        ("b", 1, "x"),
        ("c", 0, None),
    ]


def test_a_frame_without_names_and_with_any_columns():
    metrics = metrics_frame(*logged("a", 0), *logged("b", 1))
    chains = lineage_of(metrics, {"a": None, "b": "a"})
    renamed = metrics.drop("job_name").rename({"energy": "leaf_arn"}).with_columns(row=1, before=2)
    result = join_chains(renamed, chains)
    assert result.columns == renamed.columns
    assert result["job_arn"].to_list() == [arn_of("b")] * 2
    assert result["leaf_arn"].to_list() == [97.0, 98.0]


@pytest.mark.parametrize("rows", [[], logged("c", 0, 1)])
def test_nothing_to_join(rows):
    metrics = metrics_frame(*rows)
    assert join_chains(metrics, pl.DataFrame(schema=LINEAGE)).equals(metrics)
    chains = lineage_of(metrics, {"a": None, "b": "a"})
    assert join_chains(metrics, chains).equals(metrics)
    assert join_chains(metrics, chains).schema == metrics.schema


def test_frames_by_timestamp_are_refused():
    metrics = metrics_frame(("a", 0, None, 1.0), ("a", None, None, 1.0))
    with pytest.raises(InvalidArgumentError, match=r"1 row\(s\) without iteration_number; .*Merge"):
        join_chains(metrics, pl.DataFrame(schema=LINEAGE))


@pytest.mark.parametrize("continues", [["b", "a", "b"], ["c", "a", "b"], ["a", None, None]])
def test_a_lineage_in_a_circle_is_refused(continues):
    metrics = metrics_frame(*logged("a", 0), *logged("b", 1), *logged("c", 2))
    chains = lineage_of(metrics, dict.fromkeys("abc")).sort("job_name")
    arns = [parent and arn_of(parent) for parent in continues]
    with pytest.raises(InvalidArgumentError, match="would continue itself"):
        join_chains(metrics, chains.with_columns(continues=pl.Series(arns, dtype=pl.String)))


def test_a_part_of_a_lineage_joins_what_it_tells():
    metrics = metrics_frame(*logged("a", 0), *logged("b", 1), *logged("c", 2))
    chains = lineage_of(metrics, {"a": None, "b": "a", "c": "b"}).tail(2)
    result = join_chains(metrics, chains)
    assert result.select("job_name", "iteration_number").rows() == [("a", 0), ("c", 1), ("c", 2)]


def test_other_frames_are_refused():
    with pytest.raises(FrameSchemaError, match="metrics lack the column"):
        join_chains(pl.DataFrame(), pl.DataFrame(schema=LINEAGE))
    with pytest.raises(FrameSchemaError, match="lineage lack the column"):
        join_chains(metrics_frame(), pl.DataFrame())


some_rows = st.lists(
    st.tuples(
        st.sampled_from("abcde"),
        st.integers(0, 6),
        st.sampled_from([None, "x"]),
        st.sampled_from([0.5, 1.5, None]),
    ),
    unique_by=lambda row: row[:3],
    max_size=14,
)
# Each job continues none or one before it in the alphabet.
some_parents = st.fixed_dictionaries(
    {
        job: st.sampled_from([None, *"abcd"[:place]])
        for place, job in enumerate("abcd")  # e is in no lineage
    }
)


@given(some_rows, some_parents, st.randoms(use_true_random=False))
def test_as_the_rules_say_in_any_order_of_rows(rows, parents, random):
    metrics = metrics_frame(*rows)
    chains = lineage_of(metrics, parents)
    result = join_chains(metrics, chains)
    shown = result.select("job_name", "iteration_number", "node_id", "energy")
    assert shown.rows() == reference.join_chains(rows, parents)
    shuffled = metrics[random.sample(range(metrics.height), metrics.height)]
    turned = chains[random.sample(range(chains.height), chains.height)]
    assert join_chains(shuffled, turned).equals(result)


@given(some_rows, some_parents)
def test_there_is_one_row_for_each_job_iteration_and_node(rows, parents):
    metrics = metrics_frame(*rows)
    result = join_chains(metrics, lineage_of(metrics, parents))
    assert result.select(KEYS).is_unique().all()


@given(some_rows)
def test_single_jobs_stay_as_they_are(rows):
    metrics = metrics_frame(*rows)
    chains = lineage_of(metrics, dict.fromkeys("abcd"))
    assert join_chains(metrics, chains).equals(metrics)


@given(some_rows, some_parents)
def test_the_last_job_keeps_all_of_its_rows(rows, parents):
    metrics = metrics_frame(*rows)
    chains = lineage_of(metrics, parents)
    leaves = set(chains["job_arn"]) - set(chains["continues"])
    assume(leaves)
    kept = join_chains(metrics, chains)
    for leaf in leaves:
        own = metrics.filter(job_arn=leaf)
        assert own.join(kept, on=KEYS, how="anti", nulls_equal=True).is_empty()

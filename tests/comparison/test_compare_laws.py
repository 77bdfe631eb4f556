"""Laws of compare: two groups against each other, and what has no say."""

import math

import polars as pl
from comparison_groups import jobs_of_groups, of_group
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from jobanalytics.comparison import compare

values = st.one_of(
    st.integers(-3, 3).map(float),
    st.floats(),
    st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 0.0, 1.7e308, -1.7e308, 5e-324]),
)
groups = st.dictionaries(
    st.sampled_from([1, 2, 3]), st.lists(values, max_size=8), min_size=2, max_size=3
)
goals = st.sampled_from(["min", "max"])
PROBABILITY = ["probability_of_improvement", "probability_low", "probability_high"]


def compared(some_groups, **options):
    metrics, jobs = jobs_of_groups(some_groups)
    return compare(metrics, "energy", by="g", jobs=jobs, resamples=20, **options)


def mirrored(p, low, high):
    return tuple(None if one is None else 1 - one for one in (p, high, low))


@given(groups, goals)
def test_two_groups_against_each_other_are_exact_mirror_images(some_groups, goal):
    names = [name for name, numbers in some_groups.items() if numbers]
    tables = {name: compared(some_groups, goal=goal, baseline=name) for name in names}
    for one in names:
        for other in names:
            row = of_group(tables[one], other)
            there = tuple(row[name] for name in PROBABILITY)
            back = tuple(of_group(tables[other], one)[name] for name in PROBABILITY)
            assert there == mirrored(*back)
            assert (one == other) == row["is_baseline"]
            if one == other:
                assert there == (None, None, None)


@given(groups)
def test_the_other_goal_is_the_mirror_image(some_groups):
    baseline = next((name for name, numbers in some_groups.items() if numbers), None)
    rows = {
        goal: compared(some_groups, goal=goal, baseline=baseline).sort("hyperparameters.g")
        for goal in ("min", "max")
    }
    turned = [mirrored(*row) for row in rows["min"].select(PROBABILITY).rows()]
    assert rows["max"].select(PROBABILITY).rows() == turned
    assert_frame_equal(rows["min"].drop(PROBABILITY), rows["max"].drop(PROBABILITY))


@given(groups, goals, st.data())
def test_the_order_of_jobs_has_no_say(some_groups, goal, data):
    shuffled = {
        name: data.draw(st.permutations(some_groups[name]))
        for name in data.draw(st.permutations(list(some_groups)))
    }
    assert_frame_equal(
        compared(shuffled, goal=goal), compared(some_groups, goal=goal), check_exact=True
    )


@given(groups, goals)
def test_the_best_comes_first_and_is_the_baseline(some_groups, goal):
    table = compared(some_groups, goal=goal)
    assert table["is_baseline"].to_list() == [place == 0 for place in range(table.height)]
    ranked = table["iqm"].drop_nulls()
    assert ranked.equals(ranked.sort(descending=goal == "max"))
    assert table["iqm"].null_count() == table["iqm"].tail(table.height - len(ranked)).null_count()


@given(groups, goals, st.sampled_from([0.5, 2.0, 2.0**40]))
def test_a_unit_is_only_a_unit(some_groups, goal, unit):
    few = {name: numbers[:4] for name, numbers in some_groups.items()}
    plain = {
        name: [n for n in numbers if abs(n) < 1e3 and not 0 < abs(n) < 1e-3]
        for name, numbers in few.items()
    }
    scaled = {name: [unit * number for number in numbers] for name, numbers in plain.items()}
    centers = pl.col("^(mean|median|iqm).*$")
    expected = compared(plain, goal=goal).with_columns(centers * unit)
    assert_frame_equal(compared(scaled, goal=goal), expected, rel_tol=1e-9)

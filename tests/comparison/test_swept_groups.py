"""Which hyperparameters jobs are compared by, where nobody said so."""

import polars as pl
import pytest

from jobanalytics import FrameSchemaError
from jobanalytics.comparison import swept_groups


def jobs(**hyperparameters):
    height = max(map(len, hyperparameters.values()), default=6)
    columns = {f"hyperparameters.{name}": values for name, values in hyperparameters.items()}
    return pl.DataFrame({"job_arn": [f"a{place}" for place in range(height)], **columns})


def named(table, **arguments):
    return [name.removeprefix("hyperparameters.") for name in swept_groups(table, **arguments)]


def test_all_that_differ_if_their_groups_are_few():
    table = jobs(a=[1, 1, 2, 2, 2, 2], b=["x", "x", "x", "x", "y", "y"], same=[0] * 6)
    assert named(table) == ["a", "b"]


@pytest.mark.parametrize("seed", ["seed", "random_seed", "rngSeed", "SEED", "rng", "seed-2"])
def test_seeds_make_no_groups(seed):
    assert named(jobs(**{"n": [1, 1, 1, 2, 2, 2], seed: [0, 1, 2, 0, 1, 2]})) == ["n"]
    assert named(jobs(**{seed: [0, 0, 1, 1]})) == []


def test_what_only_has_a_seed_in_its_name_does():
    assert named(jobs(seeding=["a", "a", "b", "b"])) == ["seeding"]


def test_the_one_of_fewest_values_if_together_they_are_too_many():
    table = jobs(a=[1, 2, 3, 1, 2, 3], b=[1, 1, 1, 2, 2, 2], c=[1, 1, 1, 2, 2, 2])
    assert named(table, most=3) == ["b"]


def test_none_where_each_job_is_a_group_of_its_own():
    assert named(jobs(lr=[0.1, 0.2, 0.3])) == []
    assert named(jobs(lr=list(range(20)), most=[0] * 20)) == []


def test_what_some_jobs_lack_is_a_group_where_others_differ():
    assert named(jobs(a=[1, 2, None, None])) == ["a"]


def test_what_some_jobs_lack_and_all_others_have_alike_was_not_swept():
    assert named(jobs(a=[1, 1, None, None])) == []
    assert named(jobs(a=[1, 1, None, None], b=[1, 1, 2, 2])) == ["b"]
    assert named(jobs(a=[1, 2, None, None], b=[1, 2, None, None]), most=2) == []


def test_no_jobs_and_no_table():
    assert swept_groups(jobs().clear()) == []
    with pytest.raises(FrameSchemaError, match="job_arn"):
        swept_groups(pl.DataFrame({"a": [1]}))

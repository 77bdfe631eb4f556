"""standings(): jobs that differ in their seed alone share a place; nobody is left out."""

import math

import polars as pl
import pytest
from losses import metrics

from jobanalytics import FrameSchemaError, InvalidArgumentError
from jobanalytics.comparison import leaderboard, standings
from jobanalytics.schema import STANDINGS

LOSSES = {"1": 5.0, "2": 2.0, "3": 4.0, "4": 1.0, "5": math.nan}


def jobs(**hyperparameters):
    """Jobs 1 to 6, the last of which logs nothing."""
    arns = [str(number) for number in range(1, 7)]
    return pl.DataFrame(
        {
            "job_name": [f"job {arn}" for arn in arns],
            "job_arn": arns,
            "state": ["COMPLETED"] * 5 + ["FAILED"],
        }
        | {f"hyperparameters.{name}": values for name, values in hyperparameters.items()}
    )


LAYERS = [1, 1, 2, 2, 3, 3]
SEEDS = [0, 1, 0, 1, 0, 1]


def table(given, goal="min", **options):
    frame = metrics(*((arn, 0, None, loss) for arn, loss in LOSSES.items()))
    return standings(leaderboard(frame, "loss", goal=goal, jobs=given), given, **options)


def places(found):
    return [
        (place, part["configuration"][0], part["job_arn"].to_list())
        for (place,), part in found.partition_by("place", as_dict=True, maintain_order=True).items()
    ]


def test_seeds_share_a_place_and_the_best_of_them_decides():
    found = table(jobs(n_layers=LAYERS, seed=SEEDS))
    assert found.schema == STANDINGS
    assert places(found) == [
        (1, "n_layers=2", ["4", "3"]),
        (2, "n_layers=1", ["2", "1"]),
        (3, "n_layers=3", ["5", "6"]),
    ]
    assert found["state"].to_list()[-1] == "FAILED"
    assert found["value"].to_list()[-1] is None
    assert math.isnan(found["value"].to_list()[-2])
    assert found["metric"].unique().to_list() == ["loss"]


def test_the_largest_first():
    found = table(jobs(n_layers=LAYERS, seed=SEEDS), goal="max")
    assert [arns for _, _, arns in places(found)] == [["1", "2"], ["3", "4"], ["5", "6"]]


@pytest.mark.parametrize(
    "name", ["seed", "SEED", "data_seed", "randomSeed", "random_state", "rng", "trial", "repeat_id"]
)
def test_what_looks_like_a_seed(name):
    assert len(places(table(jobs(n_layers=LAYERS, **{name: SEEDS})))) == 3


@pytest.mark.parametrize("name", ["seedling", "n_trials", "strength", "trial_state", "repeats_h2o"])
def test_what_does_not(name):
    found = table(jobs(n_layers=LAYERS, **{name: SEEDS}))
    assert next(one for _, one, _ in places(found)) == "job 4"
    assert len(places(found)) == 6


def test_without_a_seed_that_varies_each_job_has_a_place():
    found = table(jobs(n_layers=LAYERS, seed=[7] * 6))
    assert places(found) == [
        (place, f"job {arn}", [arn]) for place, arn in enumerate(["4", "2", "3", "1", "5", "6"], 1)
    ]


def test_jobs_of_one_name_keep_their_own_places():
    assert len(places(table(jobs().with_columns(job_name=pl.lit("vqe"))))) == 6


def test_by_the_columns_that_are_named():
    given = jobs(n_layers=LAYERS, seed=SEEDS)
    of_seeds = [(1, "seed=1", ["4", "2", "6"]), (2, "seed=0", ["3", "1", "5"])]
    assert places(table(given, by="seed")) == of_seeds
    assert places(table(given, by=["state", "seed"]))[0][1] == "state=COMPLETED, seed=1"
    assert places(table(given, by=[])) == [(1, "all jobs", ["4", "2", "3", "1", "5", "6"])]


def test_none_is_a_value():
    found = table(jobs(n_layers=[1, 1, None, None, 3, 3], seed=SEEDS))
    assert places(found)[0][1] == "n_layers=not given"


def test_only_the_first_places():
    found = table(jobs(n_layers=LAYERS, seed=SEEDS), k=2)
    assert found["job_arn"].to_list() == ["4", "3", "2", "1"]


def test_of_nothing():
    given = jobs(n_layers=LAYERS, seed=SEEDS)
    nothing = leaderboard(metrics(("1", 0, None, 1.0)).clear(), "loss", goal="min", jobs=given)
    assert standings(nothing, given)["value"].null_count() == 6
    assert standings(nothing, given.clear()).schema == STANDINGS


def test_what_is_refused():
    given = jobs(n_layers=LAYERS, seed=SEEDS)
    with pytest.raises(InvalidArgumentError, match=r"no column 'layers' to group by.*n_layers"):
        table(given, by="layers")
    with pytest.raises(InvalidArgumentError, match="k takes a whole number, 1 or more; got 0"):
        table(given, k=0)
    with pytest.raises(FrameSchemaError, match="rows of the leaderboard lack"):
        standings(given, given)
    with pytest.raises(FrameSchemaError, match="more than one row"):
        table(pl.concat([given, given]))

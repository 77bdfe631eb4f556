"""group_by() splits a set by columns of the table, in the order of the values."""

import math

import pytest

from jobanalytics import InvalidArgumentError, JobSet


@pytest.fixture
def jobs(folder):
    """Five jobs, of which the last one has no n_layers."""
    given = [(4, "b"), (2, "a"), (4, "a"), (2, "b")]
    paths = [
        folder(f"vqe-{place}", n_layers=layers, ansatz=ansatz)
        for place, (layers, ansatz) in enumerate(given)
    ]
    return JobSet([*paths, folder("vqe-4", ansatz="a")])


def named(groups):
    return {value: [job.name for job in jobs] for value, jobs in groups.items()}


def test_by_one_column_nulls_first(jobs):
    groups = jobs.group_by("n_layers")
    assert list(groups) == [None, 2, 4]
    assert all(isinstance(group, JobSet) for group in groups.values())
    assert named(groups) == {None: ["vqe-4"], 2: ["vqe-1", "vqe-3"], 4: ["vqe-0", "vqe-2"]}
    assert groups[4][0] is jobs[0]


def test_by_several_in_the_order_of_by(jobs):
    expected = {
        (None, "a"): ["vqe-4"],
        (2, "a"): ["vqe-1"],
        (2, "b"): ["vqe-3"],
        (4, "a"): ["vqe-2"],
        (4, "b"): ["vqe-0"],
    }
    groups = named(jobs.group_by(["n_layers", "hyperparameters.ansatz"]))
    assert groups == expected
    assert list(groups) == list(expected)
    assert list(jobs.group_by(("ansatz", "n_layers")))[:2] == [("a", None), ("a", 2)]


def test_by_a_sequence_of_one(jobs):
    assert list(jobs.group_by(["n_layers"])) == [(None,), (2,), (4,)]


def test_by_columns_of_every_job(jobs):
    assert named(jobs.group_by("state")) == {"COMPLETED": [job.name for job in jobs]}
    assert named(jobs.group_by("job_name")) == {job.name: [job.name] for job in jobs}
    assert named(jobs.group_by("job_arn")) == {job.arn: [job.name] for job in jobs}
    assert named(jobs.group_by([])) == {(): [job.name for job in jobs]}


def test_the_order_of_the_set_stays_within_groups(jobs):
    assert named(jobs[::-1].group_by("n_layers"))[4] == ["vqe-2", "vqe-0"]


def test_nan_is_one_group(folder):
    for place, lr in enumerate(["nan", "0.5", "NaN"]):
        folder(f"vqe-{place}", lr=lr)
    groups = JobSet(folder("vqe-3", lr="0.25").parent).group_by("lr")
    assert [len(group) for group in groups.values()] == [1, 1, 2]
    assert math.isnan(list(groups)[2])


def test_an_unknown_column(jobs):
    with pytest.raises(InvalidArgumentError, match=r"no column 'n_layer'.*did you mean 'n_layers'"):
        jobs.group_by("n_layer")


def test_of_no_jobs_there_are_no_groups():
    assert JobSet().group_by("n_layers") == {}

"""Log streams are listed together as long as that pays; foreign streams are nobody's."""

import random
from uuid import UUID

import pytest
from sweeps import by_search, energies_of, expected_energies, own_region, put_sweep, readings

from jobanalytics.aws.log_streams import _come_past

SEED = random.Random(7)


@pytest.fixture
def region():
    return own_region()


def put_foreign(aws, region, names):
    """Put streams in that jobs of these names left, which no search finds any more."""
    keeper = aws.create_job("keeper", region=region)
    for name in names:
        folder = UUID(int=SEED.getrandbits(128))
        aws.put_log_events(keeper, ["Metrics - energy=666;"], stream=f"{name}/{folder}/algo-1-1")


def read_sweep(aws, region):
    """Read all jobs that are named vqe…; give their energies, and the calls that it took."""
    jobs = [job for job in by_search(region) if job.name.startswith("vqe")]
    aws.reset_calls()
    read = readings(jobs)
    return {job.arn: energies_of(read[job.arn]) for job in jobs}, aws.calls


def test_streams_of_others_between_them(aws, region):
    arns = put_sweep(aws, 40, region=region)
    put_foreign(aws, region, [f"vqe-{number}" for number in range(40)])
    found, calls = read_sweep(aws, region)
    assert [found[arn] for arn in arns] == expected_energies(40)
    assert calls["DescribeLogStreams"] == 2
    assert calls["FilterLogEvents"] == 4


def test_jobs_of_one_name(aws, region):
    arns = [put_sweep(aws, 1, lines=number + 1, region=region)[0] for number in range(20)]
    found, calls = read_sweep(aws, region)
    assert [len(found[arn]) for arn in arns] == list(range(1, 21))
    assert calls["DescribeLogStreams"] == 1


def test_too_many_streams_of_others(aws, region):
    arns = put_sweep(aws, 6, region=region)
    # By far the most are at the beginning, where the listing begins too.
    names = [f"vqe-{SEED.choice([0, 0, 1, SEED.randrange(300)])}" for _ in range(700)]
    put_foreign(aws, region, names)
    found, calls = read_sweep(aws, region)
    assert [found[arn] for arn in arns] == expected_energies(6)
    # To list all of them would be 15 calls.
    assert calls["DescribeLogStreams"] < 2 * 6
    assert calls["FilterLogEvents"] == 1


def test_names_each_of_which_begins_the_next(aws, region):
    names = [f"vqe-{'0' * number}" for number in range(1, 25)]
    arns = [put_sweep(aws, 1, name=name, region=region)[0] for name in names]
    put_foreign(aws, region, [SEED.choice(names) for _ in range(700)])
    found, calls = read_sweep(aws, region)
    assert [found[arn] for arn in arns] == expected_energies(1) * 24
    assert calls["DescribeLogStreams"] < 2 * 24


def test_a_dense_end_is_found_behind_many_streams_of_others(aws, region):
    put_foreign(aws, region, [f"vqe-{number:04}" for number in range(500)])
    names = [f"vqe-9{number:03}" for number in range(100)]
    arns = [put_sweep(aws, 1, name=name, region=region)[0] for name in names]
    found, calls = read_sweep(aws, region)
    assert [found[arn] for arn in arns] == expected_energies(1) * 100
    assert calls["DescribeLogStreams"] <= 1 + 2


def test_many_instances_are_listed_on(aws, region):
    arns = put_sweep(aws, 10, lines=0, region=region, instance_count=20)
    for arn in arns:
        for number in range(20):
            aws.put_log_events(arn, [f"Metrics - loss={number};"], instance=f"algo-{number + 1}")
    found, calls = read_sweep(aws, region)
    assert [sorted(found[arn]) for arn in arns] == [[float(n) for n in range(20)]] * 10
    assert calls["DescribeLogStreams"] == 4


def test_names_with_nothing_in_common(aws, region):
    arns = [put_sweep(aws, 1, name=f"{letter}-vqe", region=region)[0] for letter in "aqz"]
    arns += put_sweep(aws, 2, region=region)
    jobs = by_search(region)
    aws.reset_calls()
    read = readings(jobs)
    found = [energies_of(read[arn]) for arn in arns]
    assert found == [*expected_energies(1) * 3, *expected_energies(2)]
    assert aws.calls == {"DescribeLogStreams": 4, "FilterLogEvents": 1}


def test_old_and_new_jobs_of_one_name(aws, region):
    old = aws.create_job("vqe-1", region=region, old_arn=True)
    aws.put_log_events(old, ["Metrics - energy=-1;"])
    new = put_sweep(aws, 12, region=region)
    found, _ = read_sweep(aws, region)
    assert found[old] == [-1.0]
    assert [found[arn] for arn in new] == expected_energies(12)


def test_jobs_without_streams(aws, region):
    silent = put_sweep(aws, 5, lines=0, region=region)
    arns = put_sweep(aws, 5, name="vqe-1", region=region)
    found, calls = read_sweep(aws, region)
    assert [found[arn] for arn in silent] == [[]] * 5
    assert [found[arn] for arn in arns] == expected_energies(5)
    assert calls == {"DescribeLogStreams": 1, "FilterLogEvents": 1}


def test_only_jobs_without_streams(aws, region):
    put_sweep(aws, 5, lines=0, region=region)
    found, calls = read_sweep(aws, region)
    assert list(found.values()) == [[]] * 5
    assert calls == {"DescribeLogStreams": 1}


def test_streams_in_another_order_than_ours_prove_nothing():
    group = ["a/", "b/", "c/"]
    assert _come_past(group, ["a/1", "b/1"]) == 1
    assert _come_past(group, ["a/1", "bb/1"]) == 2
    assert _come_past(group, ["b/1", "a/1", "c/1"]) == 0

"""A fault costs no line, or it is told of the jobs that it befell, and of no other."""

import pytest
from sweeps import (
    by_arn,
    by_search,
    energies_of,
    errors,
    expected_energies,
    outcomes,
    own_region,
    put_sweep,
    readings,
)

from jobanalytics import (
    AccessDeniedError,
    AwsError,
    CredentialsError,
    IncompleteMetricsError,
    JobNotFoundError,
    MalformedResponseError,
    ServiceUnavailableError,
    ThrottledError,
)

# 25 jobs of 10 lines each are read by scans of 10, 10 and 5 streams, 20 lines a page.
JOBS, PAGES = 25, 5 + 5 + 3
FIRST, MIDDLE, LAST = 0, 4, PAGES - 1
SCANS = [
    [0 <= number < 10 for number in range(JOBS)],
    [10 <= number < 20 for number in range(JOBS)],
    [20 <= number < 25 for number in range(JOBS)],
]
TYPES = {
    "throttle": ThrottledError,
    "internal": ServiceUnavailableError,
    "unavailable": ServiceUnavailableError,
    "reset": ServiceUnavailableError,
    "empty": MalformedResponseError,
    "cut": MalformedResponseError,
    "missing": MalformedResponseError,
    "denied": AccessDeniedError,
    "expired-token": CredentialsError,
}


@pytest.fixture
def region():
    return own_region()


@pytest.fixture
def arns(aws, region):
    found = put_sweep(aws, JOBS, region=region)
    aws.configure(page_events=20)
    return found


@pytest.fixture
def jobs(aws, arns, region):
    found = by_search(region)
    aws.reset_calls()
    return found


def assert_whole(read, arns):
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(len(arns))
    assert all(reading.is_complete for reading in read.values())


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        *[("internal", FIRST), ("reset", FIRST), ("cut", FIRST), ("timeout", FIRST)],
        *[("throttle", MIDDLE), ("unavailable", MIDDLE), ("empty", MIDDLE), ("missing", MIDDLE)],
        *[("reset", LAST), ("not-json", LAST), ("cut", LAST)],
    ],
)
def test_a_fault_of_a_scan_that_passes(aws, arns, jobs, kind, after):
    aws.fail("FilterLogEvents", kind, after=after, seconds=0.3)
    assert_whole(readings(jobs), arns)
    assert aws.calls["FilterLogEvents"] == PAGES + (kind != "timeout")


@pytest.mark.parametrize("kind", ["internal", "reset", "cut", "timeout"])
def test_a_fault_of_the_listing_that_passes(aws, arns, jobs, kind):
    aws.fail("DescribeLogStreams", kind, seconds=0.3)
    assert_whole(readings(jobs), arns)
    assert aws.calls["DescribeLogStreams"] == 1 + (kind != "timeout")
    assert aws.calls["FilterLogEvents"] == PAGES


@pytest.mark.parametrize("kind", ["denied", "expired-token", "internal", "missing", "validation"])
def test_streams_that_cannot_be_listed(aws, arns, jobs, kind):
    aws.fail("DescribeLogStreams", kind, times=None)
    assert_whole(readings(jobs), arns)
    assert aws.calls["FilterLogEvents"] == JOBS


def test_only_jobs_whose_streams_could_not_be_listed_are_read_alone(aws, region):
    one, other = (put_sweep(aws, 12, name=name, region=region) for name in ("vqe", "qaoa"))
    jobs = by_search(region)
    aws.reset_calls()
    aws.fail("DescribeLogStreams", "denied")
    assert_whole({arn: reading for arn, reading in readings(jobs).items() if arn in one}, one)
    assert all(job._last_reading().is_complete for job in jobs if job.arn in other)
    assert aws.calls == {"DescribeLogStreams": 2, "FilterLogEvents": 12 + 2}


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        *[("internal", FIRST), ("denied", FIRST), ("cut", FIRST)],
        *[("unavailable", MIDDLE), ("reset", MIDDLE), ("empty", MIDDLE), ("missing", MIDDLE)],
        *[("denied", MIDDLE), ("expired-token", MIDDLE)],
    ],
)
def test_a_fault_of_all_scans_that_stays(aws, arns, jobs, kind, after):
    aws.fail("FilterLogEvents", kind, times=None, after=after)
    found = errors(jobs)
    assert found.keys() == set(arns)
    names = {job.arn: job.name for job in jobs}
    for arn, error in found.items():
        assert isinstance(error, (TYPES[kind], IncompleteMetricsError))
        if isinstance(error, IncompleteMetricsError):
            assert isinstance(error.__cause__, TYPES[kind])
            assert f"job {names[arn]!r} were not read to their end" in str(error)
            assert set(error.observations["job_arn"]) <= {arn}
    aws.clear_faults()
    aws.reset_calls()
    assert_whole(readings(jobs), arns)
    # What came before is not asked for again, and neither are the names of the streams.
    assert aws.calls == {"FilterLogEvents": PAGES - after}


@pytest.mark.parametrize("kind", ["denied", "expired-token"])
@pytest.mark.parametrize("after", [FIRST, MIDDLE, LAST])
def test_a_fault_of_one_scan(aws, arns, jobs, kind, after):
    aws.fail("FilterLogEvents", kind, after=after)
    found = outcomes(jobs)
    failed = {arn: outcome.exception() for arn, outcome in found.items() if outcome.exception()}
    assert len(failed) in {5, 10}
    # They are those of one scan, which holds jobs of one time together.
    assert [arn in failed for arn in arns] in SCANS
    assert {type(error) for error in failed.values()} <= {TYPES[kind], IncompleteMetricsError}
    rest = [number for number, arn in enumerate(arns) if arn not in failed]
    expected = expected_energies(JOBS)
    assert all(energies_of(found[arns[n]].result()) == expected[n] for n in rest)
    assert_whole(readings(jobs), arns)
    assert aws.calls["FilterLogEvents"] == PAGES + 1


def test_a_scan_that_is_throttled_to_the_end(aws, arns, jobs):
    jobs = [job for job in jobs if job.arn in arns[:3]]
    aws.fail("FilterLogEvents", "throttle", times=None)
    assert {type(error.__cause__) for error in errors(jobs).values()} == {ThrottledError}
    aws.clear_faults()
    assert_whole(readings(jobs), arns[:3])


def test_an_error_names_the_jobs_that_were_read_together(aws, jobs):
    aws.fail("FilterLogEvents", "denied", times=None)
    message = str(errors(jobs)[jobs[0].arn])
    assert message.startswith("Reading the metrics of ")
    assert " jobs ('vqe-" in message
    assert "lack the permission for FilterLogEvents" in message


@pytest.mark.parametrize("kind", ["denied", "expired-token", "validation"])
def test_a_record_that_cannot_be_had(aws, arns, kind):
    jobs = by_arn(arns[:3])
    aws.fail("GetJob", kind)
    found = outcomes(jobs)
    ((arn, error),) = ((arn, out.exception()) for arn, out in found.items() if out.exception())
    assert type(error) is TYPES.get(kind, AwsError)
    assert arn in str(error)
    others = [other for other in arns[:3] if other != arn]
    assert all(found[other].result().is_complete for other in others)
    aws.reset_calls()
    assert_whole(readings(jobs), arns[:3])
    assert aws.calls == {"GetJob": 1, "FilterLogEvents": 1}


@pytest.mark.parametrize("kind", ["denied", "internal", "empty"])
def test_no_record_can_be_had(aws, arns, kind):
    jobs = by_arn(arns[:3])
    aws.fail("GetJob", kind, times=None)
    found = errors(jobs)
    assert {arn: type(error) for arn, error in found.items()} == dict.fromkeys(
        arns[:3], TYPES[kind]
    )
    assert all(arn in str(error) for arn, error in found.items())
    aws.clear_faults()
    assert_whole(readings(jobs), arns[:3])


def test_a_job_that_does_not_exist(aws, arns):
    missing = f"{arns[0][:-36]}00000000-0000-0000-0000-000000000000"
    found = outcomes(by_arn([*arns[:2], missing]))
    assert isinstance(found[missing].exception(), JobNotFoundError)
    assert_whole({arn: found[arn].result() for arn in arns[:2]}, arns[:2])


@pytest.mark.parametrize("kind", ["denied", "internal", "reset", "cut", "validation"])
def test_a_search_that_fails(aws, arns, kind):
    jobs = by_arn(arns)
    aws.fail("SearchJobs", kind, times=None)
    assert_whole(readings(jobs), arns)
    assert aws.calls["GetJob"] == JOBS


def test_a_search_that_fails_on_its_second_page(aws, arns, region):
    put_sweep(aws, 100, lines=0, name="newer", region=region, created_at=None)
    aws.reset_calls()
    aws.fail("SearchJobs", "denied", after=1)
    assert_whole(readings(by_arn(arns)), arns)
    assert aws.calls["SearchJobs"] == 2
    assert aws.calls["GetJob"] == JOBS


def test_a_log_group_that_is_said_not_to_exist(aws, arns, jobs):
    aws.fail("DescribeLogStreams", "not-found", times=None)
    assert not any(reading.is_complete for reading in readings(jobs).values())
    aws.clear_faults()
    assert_whole(readings(jobs), arns)

"""A scan that was stopped, or broke off, goes on where it was."""

import gc
import weakref

import pytest
from job_logs import ago, energy, milliseconds
from raw_server import raw_server
from sweeps import (
    by_search,
    energies_of,
    errors,
    expected_energies,
    outcomes,
    own_region,
    put_sweep,
    reading_of,
    readings,
)
from waiting import settled

from jobanalytics import AwsQuantumJob, IncompleteMetricsError

# 25 jobs of 10 lines each are read by scans of 10, 10 and 5 streams, 20 lines a page.
JOBS, PAGES = 25, 5 + 5 + 3


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
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(JOBS)
    assert all(reading.is_complete for reading in read.values())


def break_off(aws, jobs, after):
    """Read jobs until all of their scans have broken off behind so many pages."""
    aws.fail("FilterLogEvents", "denied", times=None, after=after)
    found = errors(jobs)
    aws.clear_faults()
    return found


@pytest.mark.parametrize("after", [0, 1, 4, 7])
def test_broken_off(aws, arns, jobs, after):
    break_off(aws, jobs, after)
    aws.reset_calls()
    assert_whole(readings(jobs), arns)
    assert aws.calls == {"FilterLogEvents": PAGES - after}


def test_broken_off_again_and_again(aws, arns, jobs):
    for _ in range(6):
        break_off(aws, jobs, 2)
    aws.reset_calls()
    assert_whole(readings(jobs), arns)
    assert aws.calls["FilterLogEvents"] <= PAGES - 6 * 2 + 3


@pytest.mark.parametrize("latency", [0.05, 0.3])
def test_closed_and_called_again_at_once(aws, arns, jobs, latency):
    # The pages that are under way when it is called again are waited for.
    aws.configure(latency=latency)
    reading = reading_of(jobs)
    next(reading)
    reading.close()
    assert_whole(readings(jobs), arns)
    assert aws.calls == {"DescribeLogStreams": 1, "FilterLogEvents": PAGES}


def test_closed_again_before_its_scans_have_begun(aws, region):
    put_sweep(aws, 200, lines=1, region=region)
    aws.configure(page_events=5, latency=0.02)
    jobs = by_search(region)
    aws.reset_calls()
    for _ in range(3):
        reading = reading_of(jobs)
        next(reading)
        reading.close()
    readings(jobs)
    assert aws.calls == {"DescribeLogStreams": 4, "FilterLogEvents": 40}


def test_with_other_jobs_besides(aws, arns, jobs, region):
    break_off(aws, jobs, 4)
    more = put_sweep(aws, 3, name="more", region=region)
    both = jobs + [job for job in by_search(region) if job.arn in more]
    aws.reset_calls()
    read = readings(both)
    assert_whole({arn: read[arn] for arn in arns}, arns)
    assert aws.calls == {"DescribeLogStreams": 1, "FilterLogEvents": PAGES - 4 + 2}


def test_with_some_of_its_jobs_read_in_between(aws, arns, jobs):
    break_off(aws, jobs, 4)
    readings([job for job in jobs if job.arn in arns[8:12]])
    aws.reset_calls()
    assert_whole(readings(jobs), arns)
    assert aws.calls == {"FilterLogEvents": PAGES - 4}


def test_without_some_of_its_jobs_they_are_read_anew(aws, arns, jobs):
    break_off(aws, jobs, 4)
    some = [job for job in jobs if job.arn in arns[:12]]
    assert [energies_of(readings(some)[arn]) for arn in arns[:12]] == expected_energies(12)


def test_jobs_of_scans_that_overlap_are_given_once(aws, arns, jobs):
    by = {job.arn: job for job in jobs}
    one, other = ([by[arn] for arn in part] for part in (arns[:8], arns[4:12]))
    break_off(aws, one, 1)
    break_off(aws, other, 1)
    assert_whole(readings(jobs), arns)


def test_a_token_that_is_valid_no_more(aws, arns, jobs):
    some = jobs[:10]  # those of one scan, so that it is sure to have a token
    break_off(aws, some, 2)
    aws.reset_calls()
    aws.fail("FilterLogEvents", "validation", times=1)
    read, expected = readings(some), expected_energies(JOBS)
    assert all(energies_of(read[job.arn]) == expected[arns.index(job.arn)] for job in some)
    assert all(reading.is_complete for reading in read.values())
    assert aws.calls["FilterLogEvents"] == 1 + 5


def test_a_request_that_is_not_valid_is_no_expired_token(aws, jobs):
    aws.fail("FilterLogEvents", "validation", times=None)
    found = errors(jobs)
    assert len(found) == JOBS
    assert "InvalidParameterException" in str(found[jobs[0].arn])
    assert aws.calls["FilterLogEvents"] == 3


def test_a_stream_that_is_gone_meanwhile(aws, arns, jobs):
    break_off(aws, jobs, 4)
    aws.delete_log_streams(arns[3])
    read = readings(jobs)
    assert energies_of(read.pop(arns[3])) == []
    expected = expected_energies(JOBS)
    assert all(energies_of(read[arn]) == expected[arns.index(arn)] for arn in read)
    assert all(reading.is_complete for reading in read.values())


def test_a_stream_that_is_gone_is_found_out_once(aws, arns, jobs):
    break_off(aws, jobs, 4)
    aws.delete_log_streams(arns[3])
    readings(jobs)
    aws.reset_calls()
    readings(jobs)
    # The job lacks its stream, and is asked for again, by itself.
    assert aws.calls == {"FilterLogEvents": 1, "DescribeLogStreams": 1}


def test_closed_while_jobs_are_read_alone(aws, arns, jobs):
    break_off(aws, jobs, 4)
    aws.delete_log_streams(arns[3])
    aws.configure(latency=0.15)
    reading = reading_of(jobs)
    next(reading)  # of another scan: this one's ten jobs are read one after the other
    reading.close()
    calls = aws.calls.total()
    # Each of the three scans may finish the call that it is in.
    assert settled(lambda: aws.calls, "the number of calls").total() <= calls + 3


def test_a_fault_while_jobs_are_read_alone(aws, arns, jobs):
    break_off(aws, jobs, 4)
    aws.delete_log_streams(arns[3])
    aws.fail("FilterLogEvents", "denied", after=6)
    outcomes(jobs)
    read = readings(jobs)
    expected = expected_energies(JOBS)
    assert all(
        energies_of(read[arn]) == expected[arns.index(arn)] for arn in read.keys() - arns[3:4]
    )


def test_an_error_does_not_replace_what_is_complete(aws, arns, jobs):
    break_off(aws, jobs, 4)
    job = next(job for job in jobs if job.arn == arns[0])
    job.observations()
    break_off(aws, jobs, 0)
    aws.reset_calls()
    assert len(job.observations()) == 10
    assert aws.calls == {}


def test_a_job_alone(aws, arns, jobs):
    job = next(job for job in jobs if job.arn == arns[7])
    aws.configure(page_events=2)
    aws.fail("FilterLogEvents", "denied", after=3)
    with pytest.raises(IncompleteMetricsError, match=r"only 3 pages with 6 metric lines came"):
        job.observations()
    assert job.observations()["value"].to_list() == expected_energies(JOBS)[7]
    assert aws.calls["FilterLogEvents"] == 5 + 1


def test_a_token_that_came_twice_is_no_place_to_go_on_from(ended, monkeypatch):
    event = {"logStreamName": "s/algo-1-1", "timestamp": 1, "message": "Metrics - loss=3;"}
    page = {"events": [event | {"eventId": "1"}]}
    round_and_round = page | {"nextToken": "round"}
    with raw_server(round_and_round, round_and_round, page) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", url)
        job = AwsQuantumJob(ended)
        with pytest.raises(IncompleteMetricsError, match="the same page token twice"):
            job.observations()
        # Whether its page came once or twice is not known: it is read anew.
        assert job.observations()["value"].to_list() == [3.0]


def test_a_log_that_had_not_settled_is_read_from_its_beginning(aws, region):
    ended = {"created_at": ago(hours=2), "ended_at": ago(minutes=1)}
    arns = put_sweep(aws, 5, region=region, **ended)
    aws.configure(page_events=10)
    jobs = by_search(region)
    break_off(aws, jobs, 3)
    # A late line, which belongs before what was read already.
    aws.put_log_events(arns[0], [(milliseconds(ago(hours=1, minutes=55)), energy(0, -1))])
    aws.reset_calls()
    read = readings(jobs)
    assert sorted(energies_of(read[arns[0]])) == [-1.0, *sorted(expected_energies(1)[0])]
    assert aws.calls["FilterLogEvents"] == 6


def test_a_job_that_runs_keeps_no_other_from_going_on(aws, arns, region):
    for arn in arns[::6]:
        aws.update_job(arn, status="RUNNING", ended_at=None)
    jobs = by_search(region)
    growing = {arn for number, arn in enumerate(arns) if number % 6 == 0}
    break_off(aws, jobs, 0)
    aws.reset_calls()
    read = readings(jobs)
    assert [energies_of(read[arn]) for arn in arns] == expected_energies(JOBS)
    assert {arn for arn in arns if not read[arn].is_complete} == growing
    # Only those that run are listed again: 20 jobs and 5 are read by two scans and one.
    assert aws.calls == {"GetJob": 5, "DescribeLogStreams": 1, "FilterLogEvents": 10 + 3}


def test_a_scan_is_let_go_at_its_end(arns, jobs):
    readings(jobs)
    assert {job._state.scan for job in jobs} == {None}
    gone = weakref.ref(jobs[0]._state)
    jobs.clear()
    gc.collect()
    assert gone() is None

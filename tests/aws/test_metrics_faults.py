"""A page that is not whole is asked for again; a reading that stops says so, with its part."""

import pytest

from jobanalytics import AwsQuantumJob, IncompleteMetricsError, JobAnalyticsError

PAGE_EVENTS, PAGES, LINES = 10, 3, 30
FIRST, MIDDLE, LAST = 0, 1, 2


@pytest.fixture
def job(aws, ended):
    aws.configure(page_events=PAGE_EVENTS)
    return AwsQuantumJob(ended)


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        *[("empty", FIRST), ("cut", FIRST), ("missing", FIRST), ("reset", FIRST)],
        *[("empty", MIDDLE), ("cut", MIDDLE), ("missing", MIDDLE), ("not-json", MIDDLE)],
        *[("internal", MIDDLE), ("unavailable", MIDDLE), ("reset", MIDDLE)],
        *[("empty", LAST), ("cut", LAST), ("reset", LAST)],
    ],
)
def test_a_fault_that_passes_costs_no_line(aws, job, kind, page):
    aws.fail("FilterLogEvents", kind, times=1, after=page)
    assert job.metrics()["energy"] == [float(number) for number in range(LINES)]
    assert job.completeness()["complete"].item()
    assert aws.calls["FilterLogEvents"] == PAGES + 1


@pytest.mark.parametrize(
    ("kind", "page", "says"),
    [
        ("empty", FIRST, "AWS answered 4 times with success but without events"),
        ("cut", MIDDLE, "Such an answer was cut short or emptied on its way"),
        ("missing", LAST, "Try again; if it goes on, look at proxies"),
        ("internal", MIDDLE, "failed within the service, after all retries. AWS said to FilterLog"),
        ("reset", FIRST, "the service could not be reached"),
        ("not-found", MIDDLE, "The specified resource does not exist"),
    ],
)
def test_a_fault_that_stays_is_told_with_what_was_read(aws, job, kind, page, says):
    aws.fail("FilterLogEvents", kind, times=None, after=page)
    with pytest.raises(IncompleteMetricsError) as caught:
        job.metrics()
    error = caught.value
    assert isinstance(error, RuntimeError)
    assert isinstance(error, JobAnalyticsError)
    assert says in str(error)
    assert f"The metrics of job {job.name!r} were not read to their end; only {page} page" in (
        str(error)
    )
    assert error.observations["value"].to_list() == [float(x) for x in range(page * PAGE_EVENTS)]
    certificate = job.completeness()
    assert certificate.equals(error.completeness)
    row = certificate.row(0, named=True)
    assert not row["complete"]
    assert row["pages"] == page
    assert "The reading stopped before the end of the log" in row["notes"]
    assert says in row["notes"]


def test_after_a_fault_the_next_reading_is_whole(aws, job):
    aws.fail("FilterLogEvents", "internal", times=2, after=1)
    with pytest.raises(IncompleteMetricsError):
        job.observations()
    assert len(job.observations()) == LINES
    assert job.completeness()["complete"].item()


def test_a_slow_service_is_waited_for(aws, job):
    aws.configure(latency=0.2)
    aws.fail("FilterLogEvents", "timeout", seconds=1.0, after=1)
    assert len(job.observations()) == LINES


@pytest.mark.parametrize("kind", ["denied", "expired-token"])
def test_a_permission_lost_on_the_way_leaves_what_was_read(aws, job, kind):
    aws.fail("FilterLogEvents", kind, times=None, after=2)
    with pytest.raises(IncompleteMetricsError) as caught:
        job.metrics_frame()
    assert len(caught.value.observations) == 2 * PAGE_EVENTS
    assert isinstance(caught.value.__cause__, PermissionError)


def test_other_lines_of_the_log_are_as_safe(aws, job):
    aws.fail("FilterLogEvents", "empty", times=1, after=1)
    assert len(job.log_events()) == LINES

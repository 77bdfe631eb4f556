"""On S3, with connections that die, each job is as before or as after, and no error is silent."""

import pytest
from archive_state import assert_whole, only_leftovers_in, state_of
from archives_on_s3 import lay_out_on_s3, tidy_up_some_days_later
from crash_scenarios import NAMES
from cutting_proxy import CONFLICT, CUT, LOST, UNANSWERED, Plan

from jobanalytics import AwsError
from jobanalytics.emulator.environment import leading

HOW = [LOST, CUT, UNANSWERED]


@pytest.fixture
def few_attempts(monkeypatch):
    """Let who asks in vain give up soon."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr("s3fs.S3FileSystem.retries", 2)


def counts_of(aws, scenario, proxy):
    """Return how many requests of each kind a change makes."""
    with leading(proxy.environ):
        scenario.change(lay_out_on_s3(aws, scenario))
    return proxy.counts


def check(aws, scenario, proxy, plan):
    root = lay_out_on_s3(aws, scenario)
    proxy.begin_anew(plan)
    failed = False
    with leading(proxy.environ):
        try:
            scenario.change(root)
        except AwsError:
            failed = True
    found = state_of(root)
    assert found in (scenario.before, scenario.after), plan
    assert failed or found == scenario.after, plan
    assert found is None or only_leftovers_in(root)
    scenario.sync_again(root)
    assert state_of(root) == scenario.after
    tidy_up_some_days_later(root)
    assert_whole(root, scenario.after, scenario.logged)
    return failed


# A compaction writes the observations, then the table of jobs.
def test_the_table_of_jobs_is_sent_again(aws, scenarios, proxy):
    assert not check(aws, scenarios["compact"], proxy, Plan(1, UNANSWERED))


def test_the_table_of_jobs_does_not_arrive(aws, scenarios, proxy, few_attempts):
    assert check(aws, scenarios["compact"], proxy, Plan(1, LOST, lasting=True))


@pytest.mark.crash
@pytest.mark.parametrize("name", NAMES)
def test_each_that_is_lost_is_sent_again(aws, scenarios, proxy, name):
    counts = counts_of(aws, scenarios[name], proxy)
    plans = [Plan(number, how) for number in range(counts["writes"]) for how in HOW]
    plans += [Plan(number, HOW[number % 3], of="reads") for number in range(counts["reads"])]
    assert [plan for plan in plans if check(aws, scenarios[name], proxy, plan)] == []


@pytest.mark.crash
@pytest.mark.parametrize("name", NAMES)
def test_each_that_meets_another_writer_is_sent_again(aws, scenarios, proxy, name):
    for number in range(counts_of(aws, scenarios[name], proxy)["conditional"]):
        assert not check(aws, scenarios[name], proxy, Plan(number, CONFLICT, of="conditional"))


@pytest.mark.crash
@pytest.mark.parametrize("how", [LOST, UNANSWERED])
@pytest.mark.parametrize("name", NAMES)
def test_none_arrives_from_each_on(aws, scenarios, proxy, few_attempts, name, how):
    counts = counts_of(aws, scenarios[name], proxy)
    plans = [Plan(number, how, lasting=True) for number in range(counts["writes"])]
    failed = [check(aws, scenarios[name], proxy, plan) for plan in plans]
    assert any(failed)

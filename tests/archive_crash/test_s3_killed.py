"""On S3, killed at any request that writes: each job is as before or after; the next sync ends it.

What is left there by who was killed goes when it is a day old.
"""

import pytest
from archive_state import assert_whole, only_leftovers_in, state_of, strays_in
from archives_on_s3 import lay_out_on_s3, tidy_up_some_days_later
from children import ended
from crash_scenarios import NAMES
from cutting_proxy import CUT, LOST, UNANSWERED, Plan

from jobanalytics.archive.change import tidy_up
from jobanalytics.emulator.environment import leading
from jobanalytics.storage import open_store

KILLED = -9


def plans_of(aws, scenario, proxy):
    with leading(proxy.environ):
        scenario.change(lay_out_on_s3(aws, scenario))
    return [
        Plan(at, how) for at in range(proxy.counts["writes"]) for how in (LOST, CUT, UNANSWERED)
    ]


def check(aws, scenario, children, proxy, plan):
    root = lay_out_on_s3(aws, scenario)
    proxy.begin_anew(plan)
    child = children.change(scenario, root, environ=proxy.environ)
    plan.kills = child.pid
    assert ended(child) == KILLED
    found = state_of(root)
    assert found in (scenario.before, scenario.after), plan
    assert found is None or only_leftovers_in(root)
    scenario.sync_again(root)
    assert state_of(root) == scenario.after
    # It cannot be known whether somebody is still at work with what is left.
    left = strays_in(open_store(root))
    tidy_up(open_store(root))
    assert strays_in(open_store(root)) == left
    tidy_up_some_days_later(root)
    assert_whole(root, scenario.after, scenario.logged)


def test_at_the_table_of_jobs(aws, scenarios, children, proxy):
    # A compaction writes the observations, then this.
    check(aws, scenarios["compact"], children, proxy, Plan(1, UNANSWERED))


@pytest.mark.crash
@pytest.mark.parametrize("name", NAMES)
def test_at_every_request(aws, scenarios, children, proxy, name):
    for plan in plans_of(aws, scenarios[name], proxy):
        check(aws, scenarios[name], children, proxy, plan)

"""concurrently() calls a function in threads: every item once, errors by item, and it stops."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiting import PATIENCE, settled

from jobanalytics.concurrently import concurrently, raised, returned


class ItemError(Exception):
    """An error of an item."""


def half(number):
    if number % 2:
        raise ItemError(number)
    return number // 2


@given(items=st.lists(st.integers(0, 20), max_size=30), workers=st.integers(1, 8))
def test_each_item_has_its_outcome(items, workers):
    outcomes = list(concurrently(half, items, workers=workers))
    assert sorted(item for item, _ in outcomes) == sorted(items)
    for item, future in outcomes:
        assert future.done()
        if item % 2:
            with pytest.raises(ItemError, match=str(item)):
                future.result()
        else:
            assert future.result() == item // 2


def test_an_iterator_of_items():
    assert sorted(item for item, _ in concurrently(half, iter(range(5)))) == [0, 1, 2, 3, 4]


def test_no_item_takes_no_thread():
    before = set(threading.enumerate())
    assert list(concurrently(half, [])) == []
    assert set(threading.enumerate()) <= before


def test_outcomes_come_as_they_are_ready():
    release = threading.Event()
    outcomes = concurrently(lambda wait: wait and release.wait(), [True, False], workers=2)
    assert next(outcomes)[0] is False
    release.set()
    assert next(outcomes)[0] is True


@pytest.mark.parametrize("workers", [1, 3])
def test_no_more_calls_at_once_than_workers(workers):
    lock, at_once, most = threading.Lock(), 0, 0
    together = threading.Barrier(workers)

    def call(_):
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        # Each waits for as many as there are to be at once, and for one too many to show.
        together.wait(PATIENCE)
        time.sleep(0.005)
        with lock:
            at_once -= 1

    outcomes = list(concurrently(call, range(21), workers=workers))
    assert [future.exception() for _, future in outcomes] == [None] * 21
    assert most == workers


def test_no_more_threads_than_items():
    started = threading.Barrier(3)

    def call(_):
        # Two threads, and this one: with a third there were more than two.
        started.wait()
        return sum(thread.name == "jobanalytics" for thread in threading.enumerate())

    others = sum(thread.name == "jobanalytics" for thread in threading.enumerate())
    outcomes = concurrently(call, range(2))
    waiter = threading.Thread(target=started.wait)
    waiter.start()
    assert all(future.result() <= others + 2 for _, future in outcomes)
    waiter.join()


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError])
def test_whatever_a_call_raises_is_raised_where_its_result_is_asked_for(error):
    def call(number):
        if number == 1:
            raise error
        return number

    outcomes = dict(concurrently(call, range(3)))
    assert outcomes[0].result() == 0
    assert outcomes[2].result() == 2
    with pytest.raises(error):
        outcomes[1].result()


class Calls:
    """Counts calls, all of which but the first wait until they may go on."""

    def __init__(self):
        self.begun = []
        self.may_go_on = threading.Event()

    def __call__(self, item):
        self.begun.append(item)
        if item != 0:
            self.may_go_on.wait()
        return item

    def settle(self):
        """Let the calls that are under way end; give how many have begun."""
        self.may_go_on.set()
        return settled(lambda: len(self.begun), "the number of calls", seconds=0.15)


def test_closing_it_lets_nothing_begin_any_more():
    calls = Calls()
    outcomes = concurrently(calls, range(1000), workers=4)
    next(outcomes)
    outcomes.close()
    assert calls.settle() < 20


def test_losing_it_closes_it():
    calls = Calls()
    for _ in concurrently(calls, range(1000), workers=4):
        break
    assert calls.settle() < 20


def test_an_error_of_whoever_consumes_closes_it():
    calls = Calls()

    def consume():
        for _ in concurrently(calls, range(1000), workers=4):
            raise ItemError

    with pytest.raises(ItemError):
        consume()
    assert calls.settle() < 20


def test_closing_it_waits_for_no_call():
    release = threading.Event()
    outcomes = concurrently(lambda wait: wait and release.wait(), [False, True], workers=2)
    next(outcomes)
    outcomes.close()
    # It is back, although that call is still under way.
    assert not release.is_set()
    release.set()


def test_its_threads_keep_nobody_alive():
    called, release = threading.Event(), threading.Event()
    outcomes = concurrently(lambda _: called.set() or release.wait(), [1, 2])
    consumer = threading.Thread(target=next, args=(outcomes,))
    consumer.start()
    assert called.wait(PATIENCE)
    ours = [thread for thread in threading.enumerate() if thread.name == "jobanalytics"]
    assert ours
    assert all(thread.daemon for thread in ours)
    release.set()
    consumer.join()


def test_a_stop_from_elsewhere_ends_it_early():
    calls, stop = Calls(), threading.Event()
    outcomes = concurrently(calls, range(1000), workers=4, stop=stop)
    next(outcomes)
    stop.set()
    calls.may_go_on.set()
    assert len(list(outcomes)) < 20
    assert calls.settle() < 20


def test_a_stop_before_it_began():
    stop = threading.Event()
    stop.set()
    assert list(concurrently(half, range(4), stop=stop)) == []


def test_a_stop_that_it_shares_is_not_set_by_it():
    stop = threading.Event()
    outcomes = concurrently(half, range(4), stop=stop)
    next(outcomes)
    outcomes.close()
    assert not stop.is_set()


def test_within_itself():
    def sums(number):
        inner = concurrently(lambda more: number + more, range(4), workers=2)
        return sum(future.result() for _, future in inner)

    outer = concurrently(sums, range(30), workers=8)
    found = {number: future.result() for number, future in outer}
    assert found == {number: 4 * number + 6 for number in range(30)}


def test_futures_that_are_done():
    assert returned(3).result() == 3
    with pytest.raises(ItemError):
        raised(ItemError()).result()

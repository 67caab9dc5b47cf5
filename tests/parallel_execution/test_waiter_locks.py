"""🔐 Waiter locks: what happens when a future ends while wait or as_completed looks at it.

The story is told, and runs, in showcase/parallel_execution/waiter_locks_demo.py.
"""

from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    Future,
    as_completed,
    wait,
)

import pytest

from showcase.parallel_execution import waiter_locks_demo as demo
from showcase.utils.stage import PATIENCE, may_enter, play, until

WAIT = "concurrent.futures.wait"
AS_COMPLETED = "concurrent.futures.as_completed"
WAITED = demo.Meeting(overtook=False, got_through=True)


def value(future):
    future.set_result(42)


def error(future):
    future.set_exception(ValueError("no"))


def cancelled(future):
    future.cancel()
    future.set_running_or_notify_cancel()


every_end = pytest.mark.parametrize("end", [value, error, cancelled], ids=lambda f: f.__name__)


@every_end
@pytest.mark.pins(AS_COMPLETED)
def test_a_future_that_ends_while_the_list_is_read_is_not_lost(end):
    """concurrent.futures.as_completed() reads the list of ended Futures under a lock: a Future
    that ends meanwhile waits for the lock, and is given as well.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.ends_while_the_list_is_read(end) == ("oab", WAITED)


@every_end
@pytest.mark.pins(WAIT)
def test_futures_that_end_at_the_same_time_are_counted_one_by_one(end):
    """concurrent.futures.wait() counts the Futures that end under a lock: a second one that ends
    at the same time waits for the lock, and both are counted.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.counts_while_another_counts(end) == (WAITED, 2)


@every_end
@pytest.mark.pins(f"{WAIT}(return_when)")
@pytest.mark.parametrize("return_when", [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED])
def test_a_future_is_listed_before_the_waiter_is_woken(return_when, end):
    """A Future that ends is put on the list of concurrent.futures.wait() before the waiting thread
    is woken, which finds it there and returns it as done.

    Docs: undocumented, and all supported Pythons agree.
    """
    future, listed = Future(), []

    def ender():
        until(lambda: future._waiters, "a waiter")
        (waiter,) = future._waiters
        wake = waiter.event.set
        waiter.event.set = lambda: (listed.append([*waiter.finished_futures]), wake())
        end(future)

    waited, _ = play(lambda: wait([future], PATIENCE, return_when), ender)
    assert (listed, waited.done) == ([[future]], {future})


@pytest.mark.pins(WAIT, AS_COMPLETED)
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda futures: wait(futures, 0), id="wait"),
        pytest.param(lambda futures: next(as_completed(futures)), id="as_completed"),
    ],
)
def test_a_waiter_is_left_with_a_future_under_the_lock_of_the_future(look):
    """concurrent.futures.wait() and as_completed() add their waiter to a Future while they hold the
    Future's lock, under which they have read its state: it cannot end unnoticed in between.

    Docs: undocumented, and all supported Pythons agree.
    """

    class Waiters(list):
        def append(self, waiter):
            could_end.extend(play(lambda: may_enter(future._condition)))
            super().append(waiter)

    future, done, could_end = Future(), Future(), []
    done.set_result(42)
    future._waiters = Waiters()
    look([future, done])
    assert could_end == [False]


@pytest.mark.pins(WAIT, AS_COMPLETED)
@pytest.mark.parametrize(
    ("leave", "is_done", "given"),
    [
        pytest.param(demo.by_wait, False, 1, id="wait"),
        pytest.param(demo.by_next, True, 2, id="next"),
        pytest.param(demo.by_close, False, 1, id="close"),
    ],
)
def test_a_waiter_leaves_a_future_under_the_lock_of_the_future(leave, is_done, given):
    """concurrent.futures.wait() and as_completed() remove their waiter from a Future under the
    Future's lock, and so not while another thread changes the Future.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.leaves_a_busy_future(leave, is_done) == (WAITED, given)


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase waiter_locks` prints, in this order on every run.

    Docs: library/concurrent.futures#module-functions
    """
    assert tell(demo.main) == [
        "MainThread | 📜 while the list is read, a future that ends waits; given: oab",
        "MainThread | 🔢 while another one is counted, it waits; counted: 2",
        "MainThread | 🚪 while the future changes, a waiter that leaves it waits; given: 1",
    ]

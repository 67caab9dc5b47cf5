"""🔔 Waiters: how wait and as_completed listen, and what they leave behind.

The story is told, and runs, in showcase/parallel_execution/waiters_demo.py.
"""

from concurrent.futures import Future, as_completed, wait

import pytest

from showcase.parallel_execution import waiters_demo as demo

WAIT = "concurrent.futures.wait"
AS_COMPLETED = "concurrent.futures.as_completed"


@pytest.mark.pins(WAIT, AS_COMPLETED)
@pytest.mark.parametrize(
    ("leave", "waiters"),
    [
        pytest.param("stay", 2, id="as_completed goes on: two waiters"),
        pytest.param("close", 0, id="as_completed is dropped: none"),
        pytest.param("wait", 0, id="wait has given up: none"),
    ],
)
def test_no_waiter_is_left_on_a_future_that_was_given_up(leave, waiters):
    """When concurrent.futures.wait() has timed out, or an as_completed() iterator is dropped, no
    waiter is left on the pending Future.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.waiters_left_behind(leave) == (waiters, 2)


@pytest.mark.pins(AS_COMPLETED)
@pytest.mark.parametrize("done_before", [True, False])
def test_a_future_that_was_given_is_not_held(done_before):
    """The iterator of concurrent.futures.as_completed() keeps no reference to a Future that it
    has given.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.given_future_is_held(done_before, kept=True) == (True, not done_before)
    assert demo.given_future_is_held(done_before, kept=False) == (False, not done_before)


@pytest.mark.pins(f"{WAIT}(fs)", f"{AS_COMPLETED}(fs)")
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda futures: wait(futures, 0), id="wait"),
        pytest.param(lambda futures: next(as_completed([*futures, _done()])), id="as_completed"),
    ],
)
def test_waits_for_the_same_futures_cannot_deadlock(call, backwards):
    """concurrent.futures.wait() and as_completed() take the locks of their Futures in the order
    of their id(), in whatever order the Futures are passed.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.locks_taken(call, backwards) == [0, 1]


def _done():
    future = Future()
    future.set_result(42)
    return future


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase waiters` prints, in this order on every run.

    Docs: library/concurrent.futures#module-functions
    """
    assert tell(demo.main) == [
        "MainThread | 🔔 stay: 2 waiters left, 2 futures given",
        "MainThread | 🔔 close: 0 waiters left, 2 futures given",
        "MainThread | 🔔 wait: 0 waiters left, 2 futures given",
        "MainThread | ✅ a future that was given, kept: True; held, if done before: "
        "{True: True, False: True}",
        "MainThread | ✅ a future that was given, kept: False; held, if done before: "
        "{True: False, False: False}",
    ]

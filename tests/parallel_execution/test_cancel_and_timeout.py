"""✋ Cancel and timeout: what stops a call, and what only stops the waiting.

The story is told, and runs, in showcase/parallel_execution/cancel_and_timeout_demo.py.
"""

import pytest

from showcase.parallel_execution import cancel_and_timeout_demo as demo
from showcase.parallel_execution.cancel_and_timeout_demo import Cancelled, GivenUp, Known

FUTURE = "concurrent.futures.Future"


@pytest.mark.pins(f"{FUTURE}.cancel", f"{FUTURE}.cancelled")
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(
            "waits", Cancelled(False, True, cancelled=True, ran=False), id="it waits: True"
        ),
        pytest.param(
            "runs", Cancelled(True, False, cancelled=False, ran=True), id="it runs: False"
        ),
        pytest.param(
            "is done", Cancelled(False, False, cancelled=False, ran=True), id="done: False"
        ),
    ],
)
def test_only_a_call_that_waits_can_be_cancelled(state, expected):
    """Future.cancel() keeps a ThreadPoolExecutor from starting a pending call; for a running or
    finished call it returns False and changes nothing.

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    assert demo.cancel_a_call_that(state) == expected


@pytest.mark.pins(f"{FUTURE}.cancel", f"{FUTURE}.set_running_or_notify_cancel")
def test_the_worker_skips_a_cancelled_call_and_does_the_next_one():
    """A ThreadPoolExecutor's worker drops a call whose Future was cancelled while it was pending,
    and runs the calls behind it in their order.

    Docs: library/concurrent.futures#concurrent.futures.Future.set_running_or_notify_cancel
    """
    assert demo.worker_skips_the_cancelled() == ["first", "second", "fourth"]


@pytest.mark.pins(f"{FUTURE}.cancel", "concurrent.futures.wait")
@pytest.mark.parametrize("worker_has_left", [False, True])
def test_wait_counts_a_cancelled_call_once_the_worker_has_skipped_it(worker_has_left):
    """concurrent.futures.wait() counts a Future cancelled by Future.cancel() as done only after a
    worker has taken the call off the queue.

    Docs: library/concurrent.futures#concurrent.futures.Future.set_running_or_notify_cancel
    """
    known = demo.what_wait_knows(by_shutdown=False, worker_has_left=worker_has_left)
    assert known == Known(cancelled=True, done=worker_has_left)


@pytest.mark.pins("concurrent.futures.Executor.shutdown(cancel_futures)", "concurrent.futures.wait")
@pytest.mark.parametrize("worker_has_left", [False, True])
def test_a_call_that_a_shutdown_has_cancelled_is_never_done_for_wait(worker_has_left):
    """Executor.shutdown(cancel_futures=True) removes pending calls from the queue, so no worker
    ever takes them, and concurrent.futures.wait() never counts their Futures as done.

    The documentation of wait() says that cancelled futures are done (gh-109934).

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    known = demo.what_wait_knows(by_shutdown=True, worker_has_left=worker_has_left)
    assert known == Known(cancelled=True, done=False)


@pytest.mark.pins(f"{FUTURE}.result(timeout)", f"{FUTURE}.cancel")
@pytest.mark.parametrize(
    ("with_a_stop_event", "steps"),
    [pytest.param(False, 5, id="given up: 5"), pytest.param(True, 1, id="told to stop: 1")],
)
def test_a_call_that_was_given_up_goes_on_unless_it_looks_for_a_stop(with_a_stop_event, steps):
    """Future.result(timeout) gives up the waiting only: the call runs to its end, unless it checks
    an Event that tells it to stop.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert demo.give_up(with_a_stop_event) == GivenUp("TimeoutError", cancelled=False, steps=steps)


@pytest.mark.pins(f"{FUTURE}.result(timeout)", "concurrent.futures.Executor.shutdown(wait)")
def test_a_timeout_inside_with_still_waits_for_the_call():
    """A TimeoutError raised inside `with ThreadPoolExecutor()` leaves the block only after the
    running call has ended.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    told = demo.leave_a_pool_by_a_timeout()
    assert told == ["the call ends, waited for: True", "the error arrives"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase cancel_and_timeout` prints, in this order on every
    run.

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    assert tell(demo.main) == [
        "MainThread | ✋ runs: cancel() False, ran True",
        "MainThread | ✋ is done: cancel() False, ran True",
        "MainThread | ✋ waits: cancel() True, ran False",
        "MainThread | ✋ the worker runs: first, second, fourth",
        "MainThread | ❌ only given up: TimeoutError, 5 of 5 steps",
        "MainThread | ✅ told to stop: TimeoutError, 1 of 5 steps",
    ]

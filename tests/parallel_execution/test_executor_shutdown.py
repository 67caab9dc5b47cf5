"""🌙 shutdown: the end of a pool.

The story is told, and runs, in showcase/parallel_execution/executor_shutdown_demo.py.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.parallel_execution import executor_shutdown_demo as demo
from showcase.parallel_execution.executor_shutdown_demo import Left, Meeting
from showcase.utils.stage import Cue, may_enter, until

SHUTDOWN = "concurrent.futures.Executor.shutdown"
DONE = ("done", "done", "done")
CANCELLED = ("done", "cancelled", "cancelled")


def shutdown(*args, **options):
    return lambda pool: pool.shutdown(*args, **options)


@pytest.mark.pins(f"{SHUTDOWN}(wait, cancel_futures)")
@pytest.mark.parametrize(
    ("leave", "left"),
    [
        pytest.param(demo.leave_with, Left(True, DONE), id="with: waits"),
        pytest.param(shutdown(), Left(True, DONE), id="shutdown(): waits"),
        pytest.param(shutdown(wait=True), Left(True, DONE), id="wait=True: waits"),
        pytest.param(shutdown(wait=False), Left(False, DONE), id="wait=False: goes on"),
        pytest.param(shutdown(False), Left(False, DONE), id="shutdown(False): goes on"),
        pytest.param(
            shutdown(cancel_futures=True),
            Left(True, CANCELLED),
            id="cancel_futures=True: waits, cancels",
        ),
        pytest.param(
            shutdown(wait=False, cancel_futures=True),
            Left(False, CANCELLED),
            id="wait=False, cancel_futures=True: goes on, cancels",
        ),
    ],
)
def test_a_pool_can_be_left_with_or_without_its_calls(leave, left):
    """Executor.shutdown(wait) says whether to wait for the calls, cancel_futures whether pending
    calls are cancelled instead of done; `with` means shutdown(wait=True).

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert demo.leave_while_calls_wait(leave) == left


@pytest.mark.pins(f"{SHUTDOWN}(wait, cancel_futures)")
@pytest.mark.parametrize(
    ("again", "left"),
    [
        pytest.param(shutdown(wait=False), Left(False, DONE), id="wait=False"),
        pytest.param(shutdown(wait=True), Left(True, DONE), id="wait=True: waits now"),
        pytest.param(shutdown(cancel_futures=True), Left(True, CANCELLED), id="cancels now"),
    ],
)
def test_a_pool_can_be_shut_down_again(again, left):
    """A second Executor.shutdown() can wait for, or cancel, the calls that the first one left
    behind.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.leave_while_calls_wait(shutdown(wait=False), again) == left


@pytest.mark.pins(f"{SHUTDOWN}(cancel_futures)")
def test_cancel_futures_is_given_by_name():
    """The parameter cancel_futures of Executor.shutdown() is keyword-only: shutdown(True, True)
    raises TypeError.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    with ThreadPoolExecutor(1) as pool, pytest.raises(TypeError, match="positional"):
        pool.shutdown(True, True)


@pytest.mark.pins(SHUTDOWN, "concurrent.futures.Executor.submit")
@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(demo.leave_with, id="with"),
        pytest.param(shutdown(), id="shutdown()"),
        pytest.param(shutdown(wait=False), id="wait=False"),
        pytest.param(shutdown(cancel_futures=True), id="cancel_futures=True"),
    ],
)
def test_submit_after_shutdown_is_refused(leave):
    """Executor.submit() raises RuntimeError once the pool has been shut down, in whichever way.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert demo.submit_after(lambda pool: None) == "accepted"
    assert demo.submit_after(leave) == "cannot schedule new futures after shutdown"


@pytest.mark.pins(SHUTDOWN, "concurrent.futures.Executor.submit")
def test_a_call_that_is_waited_for_cannot_submit_another_one():
    """At the end of `with ThreadPoolExecutor()` a running call is waited for, but submit() raises
    RuntimeError in it from then on: the pool has been shut down.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """

    def call():
        until(lambda: pool._shutdown, "the block has ended")
        pool.submit(int)

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(call)
    with pytest.raises(RuntimeError, match="cannot schedule new futures after shutdown"):
        future.result()


@pytest.mark.pins(f"{SHUTDOWN}(wait)")
@pytest.mark.parametrize("wait", [True, False])
def test_shutdown_sends_every_worker_home(wait):
    """All workers of a pool end after Executor.shutdown(); with wait=True they have ended when it
    returns.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert demo.workers_before_and_after(wait) == (3, 0)


@pytest.mark.pins("concurrent.futures.Executor")
def test_a_with_block_gives_the_pool_and_lets_errors_through():
    """The `with` statement of a ThreadPoolExecutor binds the pool itself, and does not suppress
    an exception that is raised in its block.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    pool = ThreadPoolExecutor(1)
    with pytest.raises(ZeroDivisionError), pool as bound:
        assert bound is pool
        1 / 0
    assert pool.__exit__(None, None, None) is False


@pytest.mark.pins(f"{SHUTDOWN}(wait)")
@pytest.mark.parametrize(
    ("wait", "meets"),
    [
        pytest.param(
            True, "RuntimeError('cannot join current thread')", id="wait=True: RuntimeError"
        ),
        pytest.param(False, "None", id="wait=False: fine"),
    ],
)
def test_a_worker_cannot_wait_for_its_own_pool(wait, meets):
    """Executor.shutdown(wait=True) joins every worker, so it raises RuntimeError when a worker
    calls it for its own pool; wait=False does not.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.shutdown_by_a_worker(wait) == meets


@pytest.mark.pins(SHUTDOWN, "concurrent.futures.Executor.submit")
def test_a_shutdown_waits_for_a_submit_in_progress():
    """ThreadPoolExecutor.submit() and shutdown() exclude each other: shutdown() waits until a
    submit() in progress has returned, and the submitted call is still done.

    Docs: undocumented, and all supported Pythons agree.
    """
    meeting = demo.shutdown_in_the_middle_of_a_submit(shutdown(wait=False))
    assert meeting == Meeting(shutdown_overtook=False, result="done")
    assert demo.shutdown_in_the_middle_of_a_submit(lambda pool: None).shutdown_overtook


@pytest.mark.pins(f"{SHUTDOWN}(cancel_futures)", "concurrent.futures.Future.add_done_callback(fn)")
@pytest.mark.parametrize(
    ("cancels", "could_submit"),
    [
        pytest.param(False, True, id="the call is done: the worker calls back"),
        pytest.param(True, False, id="the call is cancelled: shutdown() calls back"),
    ],
)
def test_a_callback_of_a_call_that_shutdown_cancels_cannot_submit(cancels, could_submit):
    """Executor.shutdown(cancel_futures=True) calls the callbacks of the Futures that it cancels
    while it holds the lock of the ThreadPoolExecutor: submit() and shutdown() of that pool, called
    there, would wait for ever.

    Docs: undocumented, and all supported Pythons agree.
    """
    found, gate, pool = [], Cue(), ThreadPoolExecutor(1)
    pool.submit(gate.wait)
    future = pool.submit(int)
    future.add_done_callback(lambda _: found.append(may_enter(pool._shutdown_lock)))
    pool.shutdown(wait=False, cancel_futures=cancels)
    gate.set()
    pool.shutdown()
    assert (future.cancelled(), found) == (cancels, [could_submit])


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase executor_shutdown` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert tell(demo.main) == [
        "MainThread | 🌙 with: waited? True; done, done, done",
        "MainThread | 🌙 shutdown(): waited? True; done, done, done",
        "MainThread | 🌙 wait=False: waited? False; done, done, done",
        "MainThread | 🌙 cancel_futures=True: waited? True; done, cancelled, cancelled",
        "MainThread | 🌙 both: waited? False; done, cancelled, cancelled",
        "MainThread | ❌ submit then: cannot schedule new futures after shutdown",
    ]

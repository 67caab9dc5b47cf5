"""💥 Broken pool: one worker could not be set up, and the whole pool is unusable.

The story is told, and runs, in showcase/parallel_execution/broken_pool_demo.py.
"""

import logging

import pytest

from showcase.parallel_execution import broken_pool_demo as demo
from showcase.parallel_execution.broken_pool_demo import Broken

POOL = "concurrent.futures.ThreadPoolExecutor"
BROKEN = "concurrent.futures.thread.BrokenThreadPool"


def failures(caplog):
    """What was logged: each message with the exception that came with it."""
    return [f"{record.getMessage()} {record.exc_info[1]}" for record in caplog.records]


@pytest.mark.pins(f"{POOL}(initializer)", BROKEN, "concurrent.futures.BrokenExecutor")
@pytest.mark.parametrize("initializer", [demo.fails, demo.exits], ids=lambda f: f.__name__)
def test_an_initializer_that_fails_breaks_the_pool(initializer):
    """If the initializer of a ThreadPoolExecutor raises any exception, even SystemExit, all pending
    Futures and every further submit() raise BrokenThreadPool, and the worker ends.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.start_with(int) == Broken(["0", "1", "2"], "accepted", "", worker_left=False)
    assert demo.start_with(initializer) == Broken(
        waiting=["BrokenThreadPool"] * 3,
        submit="BrokenThreadPool",
        message="A thread initializer failed, the thread pool is not usable anymore",
        worker_left=True,
    )


@pytest.mark.pins(f"{POOL}(initializer)")
def test_the_error_of_an_initializer_is_logged_as_critical(caplog):
    """An exception raised by the initializer of a ThreadPoolExecutor is logged at level CRITICAL by
    the logger "concurrent.futures".

    Docs: undocumented, and all supported Pythons agree.
    """
    demo.start_with(demo.fails)
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("concurrent.futures", "CRITICAL")
    assert record.getMessage() == "Exception in initializer:"
    assert repr(record.exc_info[1]) == "OSError('no connection')"


@pytest.mark.pins(f"{POOL}(initializer)", "concurrent.futures.Executor.shutdown(wait)")
@pytest.mark.parametrize(
    ("leave", "call"),
    [
        pytest.param(lambda pool: None, "BrokenThreadPool", id="it is in use"),
        pytest.param(
            lambda pool: pool.shutdown(wait=False), "BrokenThreadPool", id="it was shut down"
        ),
        pytest.param(None, "never done", id="it was dropped: the call is never done"),
    ],
)
def test_an_initializer_may_fail_when_its_pool_has_ended(caplog, leave, call):
    """An initializer that fails after its ThreadPoolExecutor was shut down breaks the pending call,
    as it does in a pool in use; if the pool was garbage-collected, the Future of the call is never
    done. Nothing but the error of the initializer is logged.

    Docs: undocumented, and all supported Pythons agree.
    """
    left = []
    assert demo.fail_too_late(leave and (lambda pool: left.append(leave(pool)))) == call
    assert left == [None] * bool(leave)
    assert failures(caplog) == ["Exception in initializer: no connection"]


@pytest.mark.pins(f"{POOL}(initializer)", "concurrent.futures.Executor.submit")
def test_a_pool_does_not_break_in_the_middle_of_a_submit(caplog):
    """A worker whose initializer has failed waits for an Executor.submit() in progress before it
    breaks the pool, so the Future of the new call raises as well.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.break_in_the_middle_of_a_submit() == [False, True, True]
    assert set(failures(caplog)) == {"Exception in initializer: no connection"}


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase broken_pool` prints, in this order on every run.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | ❌ it fails: BrokenThreadPool, BrokenThreadPool, BrokenThreadPool; "
        "submit: BrokenThreadPool",
        "MainThread | A thread initializer failed, the thread pool is not usable anymore",
        "MainThread | ✅ it succeeds: 0, 1, 2; submit: accepted",
    ]
    assert not logging.getLogger("concurrent.futures").disabled  # as before

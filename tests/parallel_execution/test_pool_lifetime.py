"""🗑️ The life of a pool: what it holds on to, and what ends it.

The story is told, and runs, in showcase/parallel_execution/pool_lifetime_demo.py.
"""

import pytest

from showcase.parallel_execution import pool_lifetime_demo as demo
from showcase.utils.child import in_a_child

POOL = "concurrent.futures.ThreadPoolExecutor"


@pytest.mark.pins(POOL)
def test_an_idle_worker_does_not_hold_the_last_argument():
    """A ThreadPoolExecutor's worker that waits for its next call keeps no reference to the
    arguments of the last one.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.worker_holds_its_parcel(idle=False)
    assert not demo.worker_holds_its_parcel(idle=True)


@pytest.mark.pins(POOL)
def test_a_pool_that_is_collected_sends_its_workers_home(caplog):
    """An idle worker does not keep its ThreadPoolExecutor alive, and ends when the pool is
    garbage-collected.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.worker_outlives_its_pool(kept=True) == (True, False)
    assert demo.worker_outlives_its_pool(kept=False) == (False, False)
    assert not caplog.records


@pytest.mark.pins(POOL)
def test_a_pool_that_is_collected_finishes_its_work_first(caplog):
    """A ThreadPoolExecutor that is garbage-collected cancels nothing: its running call and its
    pending call are still done.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.work_of_a_dropped_pool() == [
        "the pool is dropped",
        "the running call",
        "the waiting call",
    ]
    assert not caplog.records


@pytest.mark.pins(POOL, "concurrent.futures.Executor.shutdown(wait)", "atexit.register")
def test_the_interpreter_waits_for_all_submitted_work_before_atexit():
    """At exit the main thread waits for a submit() in progress and joins the workers of every
    ThreadPoolExecutor, even after shutdown(wait=False); only then are atexit functions called, and
    submit() raises RuntimeError in them.

    The message of that RuntimeError depends on whether the pool had a worker, which has shut it
    down.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    child = in_a_child(demo.leave_work_behind)
    assert (child.exit_code, child.err) == (0, "")
    assert child.said == [
        "idle from now on",
        "main ends: cannot schedule new futures after shutdown",
        "the exit waits for a submit in progress: True",
        "the running call ends, and the main thread waits: True",
        "the waiting call",
        "atexit: cannot schedule new futures after shutdown",
        "atexit: cannot schedule new futures after interpreter shutdown",
    ]


@pytest.mark.needs("fork")
@pytest.mark.pins(POOL, "os.fork", "os.register_at_fork")
def test_both_sides_of_a_fork_can_use_a_pool():
    """os.fork() waits for an Executor.submit() in progress in another thread; afterwards the
    child and the parent can both use a ThreadPoolExecutor.

    Docs: undocumented, and all supported Pythons agree.
    """
    child = in_a_child(demo.fork_in_the_middle_of_a_submit, "-W", "ignore::DeprecationWarning")
    assert (child.exit_code, child.err) == (0, "")
    assert child.said == [
        "the fork waits: True",
        "the child's pool works",
        "the child's exit code is 3",
        "the fork came back: True",
        "the parent's pool works",
    ]


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase pool_lifetime` prints, in this order on every run.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | 📦 idle: False; holds its parcel: True",
        "MainThread | 📦 idle: True; holds its parcel: False",
        "MainThread | 🗑️ pool kept: True; worker alive: True; in the end: False",
        "MainThread | 🗑️ pool kept: False; worker alive: False; in the end: False",
        "MainThread | ✅ dropped: the running call, the waiting call",
    ]

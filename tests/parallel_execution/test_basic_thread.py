"""🧵 Thread: a second pair of hands inside one program.

The story is told, and runs, in showcase/parallel_execution/basic_thread_demo.py.
"""

import sys
import threading
from threading import Thread

import pytest

from showcase.parallel_execution import basic_thread_demo

EVERYWHERE = {
    "active_count",
    "Barrier",
    "BoundedSemaphore",
    "BrokenBarrierError",
    "Condition",
    "current_thread",
    "enumerate",
    "Event",
    "excepthook",
    "ExceptHookArgs",
    "get_ident",
    "get_native_id",
    "getprofile",
    "gettrace",
    "local",
    "Lock",
    "main_thread",
    "RLock",
    "Semaphore",
    "setprofile",
    "settrace",
    "stack_size",
    "Thread",
    "ThreadError",
    "TIMEOUT_MAX",
    "Timer",
}
NEW_IN = {
    (3, 12): {"setprofile_all_threads", "settrace_all_threads"},
    (3, 15): {"concurrent_tee", "serialize_iterator", "synchronized_iterator"},
}


@pytest.mark.pins("threading.Thread.run", "threading.Thread.start")
@pytest.mark.parametrize(
    ("call", "worker"),
    [
        pytest.param(Thread.run, threading.main_thread().name, id="run(): the caller"),
        pytest.param(Thread.start, "worker", id="start(): a new thread"),
    ],
)
def test_only_start_makes_a_new_thread(call, worker):
    """Thread.run() is the work itself and runs in whoever calls it; Thread.start() has a new
    thread of control call run().

    Docs: library/threading#threading.Thread.start, library/threading#threading.Thread.run
    """
    assert basic_thread_demo.who_does_the_work(call) == worker


@pytest.mark.pins("threading.Thread.is_alive")
def test_a_thread_is_alive_from_start_to_join():
    """A Thread is alive as soon as Thread.start() has returned, and no longer once a
    Thread.join() without timeout has returned.

    Docs: library/threading#threading.Thread.is_alive
    """
    assert basic_thread_demo.what_start_leaves_running() == (True, False)


def test_start_does_not_wait_for_the_result():
    """Thread.start() returns while the thread still works, so its result cannot be there yet.

    Docs: library/threading#threading.Thread.start
    """
    assert basic_thread_demo.what_the_caller_sees(join_first=False) == ([], ["soup"])


@pytest.mark.pins("threading.Thread.join")
def test_join_waits_for_the_result():
    """Thread.join() blocks its caller until the thread has terminated: then all that the thread
    did is there.

    Docs: library/threading#threading.Thread.join
    """
    assert basic_thread_demo.what_the_caller_sees(join_first=True) == (["soup"], ["soup"])


@pytest.mark.parametrize("number", [1, 3, 8])
def test_threads_that_are_all_started_before_the_first_join_run_together(number):
    """Nothing of a thread's work waits for another thread that was started before it.

    Docs: library/threading#introduction
    """
    assert basic_thread_demo.most_at_work_at_once(number, join_at_once=False) == (number, 0)


def test_threads_that_are_joined_one_by_one_never_meet():
    """A Thread.join() right after each Thread.start() lets one thread at a time exist: nothing is
    won over plain calls.

    Docs: library/threading#threading.Thread.join
    """
    assert basic_thread_demo.most_at_work_at_once(3, join_at_once=True) == (1, 0)


@pytest.mark.pins("threading.__all__")
def test_the_module_exports_these_names():
    """`from threading import *` brings exactly these names: two were added in 3.12, three in 3.15,
    and none has gone.

    Docs: library/threading#reference
    """
    new = set().union(*(names for version, names in NEW_IN.items() if sys.version_info >= version))
    assert sorted(threading.__all__) == sorted(EVERYWHERE | new)
    assert all(hasattr(threading, name) for name in threading.__all__)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase basic_thread` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(basic_thread_demo.main) == [
        "MainThread | 📞 thread.run()",
        "MainThread | I do the work",
        "MainThread | ❌ done by MainThread",
        "MainThread | 🧵 thread.start()",
        "worker | I do the work",
        "MainThread | ✅ done by worker",
        "MainThread | 👀 on the table after start(): ❌ []",
        "MainThread | 🤝 on the table after join(): ✅ ['soup']",
        "MainThread | 🐌 3 threads, each joined after its start: ❌ 1 at once",
        "MainThread | 🚀 3 threads, joined at the end: ✅ 3 at once",
    ]

"""🧵 Thread: a flow of control of its own, inside the same program.

The story is told, and runs, in showcase/parallel_execution/basic_thread_demo.py.
"""

import inspect
import sys
import threading
from threading import Barrier, BoundedSemaphore, Condition, Event, Semaphore, Thread, Timer

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
SIGNATURES = {
    Barrier: "(parties, action=None, timeout=None)",
    Barrier.wait: "(self, timeout=None)",
    BoundedSemaphore: "(value=1)",
    BoundedSemaphore.release: "(self, n=1)",
    Condition: "(lock=None)",
    Condition.notify: "(self, n=1)",
    Condition.wait: "(self, timeout=None)",
    Condition.wait_for: "(self, predicate, timeout=None)",
    Event: "()",
    Event.wait: "(self, timeout=None)",
    Semaphore: "(value=1)",
    Semaphore.acquire: "(self, blocking=True, timeout=None)",
    Semaphore.release: "(self, n=1)",
    threading._PyRLock.acquire: "(self, blocking=True, timeout=-1)",
    Thread: "(group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None"
    + (", context=None)" if sys.version_info >= (3, 14) else ")"),
    Thread.join: "(self, timeout=None)",
    Timer: "(interval, function, args=None, kwargs=None)",
    threading.setprofile: "(func)",
    threading.settrace: "(func)",
}
SIGNATURES_NEW = {
    "setprofile_all_threads": "(func)",
    "settrace_all_threads": "(func)",
    "concurrent_tee": "(iterable, n=2)",
    "serialize_iterator": "(iterable)",
    "synchronized_iterator": "(func)",
}
SIGNATURES |= {
    getattr(threading, name): signature
    for name, signature in SIGNATURES_NEW.items()
    if hasattr(threading, name)
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
    """Thread.run() does the work in the thread that calls it; Thread.start() makes a new thread,
    which calls run().

    Docs: library/threading#threading.Thread.start, library/threading#threading.Thread.run
    """
    assert basic_thread_demo.who_does_the_work(call) == worker


@pytest.mark.pins("threading.Thread.is_alive")
def test_a_thread_is_alive_from_start_to_join():
    """Thread.is_alive() is True as soon as Thread.start() has returned, and False once the thread
    has ended and been joined.

    Docs: library/threading#threading.Thread.is_alive
    """
    assert basic_thread_demo.what_start_leaves_running() == (True, False)


def test_start_does_not_wait_for_the_result():
    """Thread.start() returns while the thread is still working, so a caller that looks for the
    result at once finds none.

    Docs: library/threading#threading.Thread.start
    """
    assert basic_thread_demo.what_the_caller_sees(join_first=False) == ([], ["soup"])


@pytest.mark.pins("threading.Thread.join")
def test_join_waits_for_the_result():
    """Thread.join() blocks its caller until the thread has ended, so that everything the thread did
    can be seen afterwards.

    Docs: library/threading#threading.Thread.join
    """
    assert basic_thread_demo.what_the_caller_sees(join_first=True) == (["soup"], ["soup"])


@pytest.mark.parametrize("number", [1, 3, 8])
def test_threads_that_are_all_started_before_the_first_join_run_together(number):
    """Threads that are all started before the first Thread.join() are alive at the same time: none
    of them waits for another one to end.

    Docs: library/threading#introduction
    """
    assert basic_thread_demo.most_at_work_at_once(number, join_at_once=False) == (number, 0)


def test_threads_that_are_joined_one_by_one_never_meet():
    """A Thread.join() right after each Thread.start() leaves only one thread alive at a time.

    Docs: library/threading#threading.Thread.join
    """
    assert basic_thread_demo.most_at_work_at_once(3, join_at_once=True) == (1, 0)


@pytest.mark.pins("threading.__all__")
def test_the_module_exports_these_names():
    """threading.__all__ lists the same 26 names in every supported Python, two more since 3.12 and
    three more since 3.15; the module has every one of them.

    Docs: library/threading#reference
    """
    new = set().union(*(names for version, names in NEW_IN.items() if sys.version_info >= version))
    assert sorted(threading.__all__) == sorted(EVERYWHERE | new)
    assert all(hasattr(threading, name) for name in threading.__all__)


@pytest.mark.pins(
    "threading.Barrier(parties, action, timeout)",
    "threading.Barrier.wait(timeout)",
    "threading.BoundedSemaphore(value)",
    "threading.BoundedSemaphore.release(n)",
    "threading.Condition(lock)",
    "threading.Condition.notify(n)",
    "threading.Condition.wait(timeout)",
    "threading.Condition.wait_for(predicate, timeout)",
    "threading.Event.wait(timeout)",
    "threading.Semaphore(value)",
    "threading.Semaphore.acquire(blocking, timeout)",
    "threading.Semaphore.release(n)",
    "threading.Thread(group, target, name, args, kwargs, daemon)",
    "threading.Thread.join(timeout)",
    "threading.Timer(interval, function, args, kwargs)",
    "threading.setprofile(func)",
    "threading.settrace(func)",
)
@pytest.mark.parametrize(
    ("function", "signature"), SIGNATURES.items(), ids=[f.__qualname__ for f in SIGNATURES]
)
def test_parameters_and_defaults_are_as_documented(function, signature):
    """The classes and functions of threading have the documented parameters, in the documented
    order and with the documented defaults. (For Thread's kwargs the documentation says {}; the
    default is None, which stands for {}.)

    Docs: library/threading#reference
    """
    assert str(inspect.signature(function)) == signature


@pytest.mark.parametrize("make_lock", [threading.Lock, threading.RLock], ids=["Lock", "RLock"])
@pytest.mark.since("3.13")
@pytest.mark.pins("threading.Lock.acquire(blocking, timeout)", "threading.RLock.acquire(timeout)")
def test_a_lock_in_c_tells_the_parameters_of_acquire(make_lock):
    """Lock.acquire() and RLock.acquire() have the parameters blocking=True and timeout=-1, and
    since Python 3.13 inspect.signature() shows them, although both are written in C.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.RLock.acquire
    """
    assert str(inspect.signature(make_lock().acquire)) == "(blocking=True, timeout=-1)"


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

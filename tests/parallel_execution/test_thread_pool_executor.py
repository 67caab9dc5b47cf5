"""🏊 ThreadPoolExecutor: a crew of threads that takes call after call.

The story is told, and runs, in showcase/parallel_execution/thread_pool_executor.py.
"""

import concurrent.futures
import inspect
import os
import re
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from threading import Thread

import pytest

from showcase.parallel_execution import thread_pool_executor as demo
from showcase.parallel_execution.thread_pool_executor import AfterAnError, Crew
from showcase.utils.stage import Cue

POOL = "concurrent.futures.ThreadPoolExecutor"


# ── submit ───────────────────────────────────────────────────────────────────


@pytest.mark.pins("concurrent.futures.Executor.submit(fn, args, kwargs)")
def test_submit_passes_positional_and_keyword_arguments_on():
    """Executor.submit(fn, *args, **kwargs) calls fn(*args, **kwargs), whose value Future.result()
    returns.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(pow, 2, 5, mod=10).result() == 2


@pytest.mark.pins("concurrent.futures.Executor.submit(fn)")
def test_submit_leaves_the_keywords_fn_and_self_to_the_call():
    """The parameter fn of Executor.submit() is positional-only, so keyword arguments named fn and
    self are passed on to the callable.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(dict, fn=1, self=2).result() == {"fn": 1, "self": 2}


@pytest.mark.pins("concurrent.futures.Executor.submit(fn)", "concurrent.futures.Future")
def test_submit_returns_a_future_for_each_call():
    """Executor.submit() returns a new Future for each call, even of the same function.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool:
        futures = [pool.submit(int), pool.submit(int)]
    assert [type(future) for future in futures] == [Future, Future]
    assert futures[0] is not futures[1]


@pytest.mark.pins("concurrent.futures.Executor.submit")
def test_submit_without_a_function_is_refused():
    """Executor.submit() without a callable raises TypeError.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool, pytest.raises(TypeError, match="fn"):
        pool.submit()


@pytest.mark.pins("concurrent.futures.Executor.submit(fn)")
def test_submit_does_not_check_that_its_function_can_be_called():
    """Executor.submit(fn) does not check that fn can be called: the Future has the TypeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit("no function")
    assert repr(future.exception()) == """TypeError("'str' object is not callable")"""


@pytest.mark.pins("concurrent.futures.Executor.submit", "concurrent.futures.Executor.shutdown")
def test_a_call_for_which_no_thread_can_be_started_may_be_done_all_the_same(monkeypatch):
    """If no thread can be started, ThreadPoolExecutor.submit() raises the RuntimeError of
    Thread.start(), but the call stays in the queue, and another worker does it. shutdown() joins
    only the workers that were started.

    Docs: undocumented, and all supported Pythons agree.
    """

    def no_thread(self):
        raise RuntimeError("can't start new thread")

    gate, done = Cue(), []
    with ThreadPoolExecutor(2) as pool:
        pool.submit(gate.wait)
        with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="new thread"):
            patch.setattr(Thread, "start", no_thread)
            pool.submit(done.append, "the call")
        gate.set()
    assert done == ["the call"]


# ── the size of the crew ─────────────────────────────────────────────────────


@pytest.mark.pins(f"{POOL}(max_workers, thread_name_prefix)")
@pytest.mark.parametrize(
    ("calls", "room", "expected"),
    [
        pytest.param(1, 1, Crew(("w_0",), 0, waiting=0, done=1), id="one for one"),
        pytest.param(2, 5, Crew(("w_0", "w_1"), 0, waiting=0, done=2), id="more room than work"),
        pytest.param(5, 2, Crew(("w_0", "w_1"), 0, waiting=3, done=5), id="more work than room"),
    ],
)
def test_the_crew_is_no_larger_than_the_work_and_max_workers(calls, room, expected):
    """ThreadPoolExecutor(max_workers) starts a thread for each call that finds no idle one, up to
    max_workers; further calls wait, and are done in the end.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.crew(calls, max_workers=room, thread_name_prefix="w") == expected


@pytest.mark.pins(POOL)
def test_an_idle_thread_is_asked_before_a_new_one_is_hired():
    """A ThreadPoolExecutor gives a call to an idle worker, if there is one, before it starts
    another thread.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.hired_for_two_calls(first_is_done=False) == ["worker_0", "worker_1"]
    assert demo.hired_for_two_calls(first_is_done=True) == ["worker_0"]


@pytest.mark.pins(POOL)
def test_no_thread_is_started_for_a_pool_that_gets_no_work():
    """ThreadPoolExecutor(max_workers) starts no thread before the first call of submit().

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.crew(0, max_workers=3) == Crew((), 0, waiting=0, done=0)


@pytest.mark.pins(POOL)
def test_the_workers_are_not_daemons():
    """The workers of a ThreadPoolExecutor are no daemon threads (since Python 3.9).

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.crew(2, max_workers=2).daemons == 0


@pytest.mark.pins(f"{POOL}(thread_name_prefix)")
def test_pools_without_a_prefix_number_themselves():
    """Without thread_name_prefix the first worker of a ThreadPoolExecutor is called
    "ThreadPoolExecutor-N_0", where N grows by one with each pool.

    Docs: undocumented, and all supported Pythons agree.
    """
    (name,), (next_name,) = demo.crew(1, max_workers=1).names, demo.crew(1, max_workers=1).names
    number = int(re.fullmatch(r"ThreadPoolExecutor-(\d+)_0", name)[1])
    assert next_name == f"ThreadPoolExecutor-{number + 1}_0"


@pytest.mark.pins(f"{POOL}(max_workers)")
@pytest.mark.parametrize("max_workers", [0, -1])
def test_a_pool_without_workers_is_refused(max_workers):
    """ThreadPoolExecutor(max_workers) raises ValueError for 0 and for a negative number.

    Docs: undocumented for threads, and all supported Pythons agree.
    """
    with pytest.raises(ValueError, match="max_workers must be greater than 0"):
        ThreadPoolExecutor(max_workers)


@pytest.mark.pins(f"{POOL}(max_workers)", "os.cpu_count")
@pytest.mark.parametrize(
    ("cpus", "threads"),
    [
        pytest.param(1, 5, id="1 CPU: 5"),
        pytest.param(2, 6, id="2 CPUs: 6"),
        pytest.param(27, 31, id="27 CPUs: 31"),
        pytest.param(28, 32, id="28 CPUs: 32"),
        pytest.param(64, 32, id="64 CPUs: 32 at most"),
        pytest.param(None, 5, id="unknown: 5"),
    ],
)
def test_the_default_crew_is_four_more_than_the_cpus(monkeypatch, cpus, threads):
    """The default max_workers of ThreadPoolExecutor is min(32, CPUs + 4), or 5 if the number of
    CPUs is unknown; the CPUs are counted by os.process_cpu_count() since Python 3.13, and by
    os.cpu_count() before.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    process_counts = sys.version_info >= (3, 13)
    monkeypatch.setattr(os, "cpu_count", lambda: 99 if process_counts else cpus)
    if process_counts:
        monkeypatch.setattr(os, "process_cpu_count", lambda: cpus)
    seen = demo.crew(34)
    assert (len(seen.names), seen.waiting) == (threads, 34 - threads)


# ── errors ───────────────────────────────────────────────────────────────────


@pytest.mark.pins("concurrent.futures.Future.exception", POOL)
@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError("oh"), SystemExit(3), KeyboardInterrupt(), GeneratorExit()],
    ids=lambda error: type(error).__name__,
)
def test_an_error_goes_to_its_future_and_the_worker_goes_on(error):
    """An exception of a call, even SystemExit, goes to its Future, and the worker of the
    ThreadPoolExecutor does the next call.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    seen = demo.fail_and_go_on(error)
    assert seen == AfterAnError(error, same_thread_goes_on=True)
    assert seen.error is error


@pytest.mark.pins("concurrent.futures.Future.set_result", POOL)
def test_setting_the_result_of_a_running_call_costs_the_pool_its_worker(caplog):
    """If another thread calls Future.set_result() for a running call, the ThreadPoolExecutor's
    worker gets an InvalidStateError when the call returns, logs it as CRITICAL, and ends.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.worker_after_a_meddler(meddles=False) == (True, [True])
    assert not caplog.records
    assert demo.worker_after_a_meddler(meddles=True) == (False, [True])
    (record,) = caplog.records
    assert (record.name, record.levelname, record.getMessage()) == (
        "concurrent.futures",
        "CRITICAL",
        "Exception in worker",
    )
    assert record.exc_info[0] is concurrent.futures.InvalidStateError


# ── Executor, the base class, and the module ─────────────────────────────────


@pytest.mark.pins("concurrent.futures.Executor", "concurrent.futures.Executor.submit")
def test_an_executor_is_abstract():
    """Executor.submit() raises NotImplementedError: subclasses, such as ThreadPoolExecutor, have
    to override it.

    Docs: library/concurrent.futures#concurrent.futures.Executor
    """
    assert issubclass(ThreadPoolExecutor, Executor)
    with pytest.raises(NotImplementedError):
        Executor().submit(int)


@pytest.mark.pins("concurrent.futures.Executor", "concurrent.futures.Executor.shutdown")
def test_an_executor_needs_no_shutdown_of_its_own():
    """Executor.shutdown() of the base class accepts wait and cancel_futures, does nothing, and
    returns None.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert Executor().shutdown(wait=False, cancel_futures=True) is None


OLD = sys.version_info < (3, 14)
SIGNATURES = [
    (Executor.submit, "(self, fn, /, *args, **kwargs)"),
    (
        Executor.map,
        "(self, fn, *iterables, timeout=None, chunksize=1" + (")" if OLD else ", buffersize=None)"),
    ),
    (Executor.shutdown, "(self, wait=True, *, cancel_futures=False)"),
    (ThreadPoolExecutor.shutdown, "(self, wait=True, *, cancel_futures=False)"),
    (
        ThreadPoolExecutor,
        "(max_workers=None, thread_name_prefix='', initializer=None, initargs=()"
        + (")" if OLD else ", **ctxkwargs)"),
    ),
    (Future.result, "(self, timeout=None)"),
    (Future.exception, "(self, timeout=None)"),
    (Future.add_done_callback, "(self, fn)"),
    (concurrent.futures.wait, "(fs, timeout=None, return_when='ALL_COMPLETED')"),
    (concurrent.futures.as_completed, "(fs, timeout=None)"),
]


@pytest.mark.pins(
    "concurrent.futures.Executor.submit(fn, args, kwargs)",
    "concurrent.futures.Executor.map(fn, iterables, timeout, chunksize, buffersize)",
    "concurrent.futures.Executor.shutdown(wait, cancel_futures)",
    f"{POOL}(max_workers, thread_name_prefix, initializer, initargs, ctxkwargs)",
    "concurrent.futures.Future.result(timeout)",
    "concurrent.futures.Future.exception(timeout)",
    "concurrent.futures.Future.add_done_callback(fn)",
    "concurrent.futures.wait(fs, timeout, return_when)",
    "concurrent.futures.as_completed(fs, timeout)",
)
@pytest.mark.parametrize(
    ("function", "signature"), SIGNATURES, ids=[f.__qualname__ for f, _ in SIGNATURES]
)
def test_parameters_and_defaults_are_as_documented(function, signature):
    """The classes and functions of concurrent.futures have the documented parameters, in the
    documented order and with the documented defaults; Python 3.14 added buffersize and ctxkwargs.

    Docs: library/concurrent.futures#module-concurrent.futures
    """
    assert str(inspect.signature(function)) == signature


@pytest.mark.pins("concurrent.futures.Executor.shutdown", "concurrent.futures.Executor.submit")
@pytest.mark.parametrize("name", ["submit", "shutdown"])
def test_a_pool_documents_its_methods_as_the_executor_does(name):
    """submit() and shutdown() of ThreadPoolExecutor have the docstrings of those of Executor.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert getattr(ThreadPoolExecutor, name).__doc__ == getattr(Executor, name).__doc__


@pytest.mark.pins("concurrent.futures")
@pytest.mark.parametrize("name", ["ThreadPoolExecutor", "Future", "as_completed", "__doc__"])
def test_the_module_lists_its_names(name):
    """dir(concurrent.futures) has the public names of the module, even those that are imported
    only when they are used.

    Docs: library/concurrent.futures#module-concurrent.futures
    """
    assert name in dir(concurrent.futures)
    assert getattr(concurrent.futures, name)


@pytest.mark.pins("concurrent.futures")
def test_the_module_exports_these_names():
    """concurrent.futures.__all__ lists the same 12 names in every supported Python,
    InvalidStateError since 3.13, and InterpreterPoolExecutor since 3.14.

    Docs: library/concurrent.futures#module-concurrent.futures
    """
    names = {"Executor", "ThreadPoolExecutor", "ProcessPoolExecutor", "Future"}
    names |= {"wait", "as_completed", "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"}
    names |= {"CancelledError", "TimeoutError", "BrokenExecutor"}
    names |= {"InvalidStateError"} if sys.version_info >= (3, 13) else set()
    names |= {"InterpreterPoolExecutor"} if sys.version_info >= (3, 14) else set()
    assert set(concurrent.futures.__all__) == names


@pytest.mark.pins("concurrent.futures")
@pytest.mark.parametrize(
    ("name", "module"), [("ThreadPoolExecutor", "thread"), ("ProcessPoolExecutor", "process")]
)
def test_the_first_one_to_ask_for_a_pool_gets_its_class(name, module):
    """concurrent.futures imports its pools when they are used, and the first use gives the class
    already: until Python 3.14 with a __getattr__() of the module, since 3.15 with a lazy import.

    Docs: undocumented: the documentation does not tell when the pools are imported.
    """
    first_use = getattr(concurrent.futures, "__getattr__", partial(getattr, concurrent.futures))
    assert first_use(name) is getattr(import_module(f"concurrent.futures.{module}"), name)


@pytest.mark.pins("concurrent.futures")
def test_the_module_has_no_other_names():
    """concurrent.futures, which imports some of its names only when they are used, raises
    AttributeError for a name that it does not have.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(AttributeError, match=r"concurrent\.futures'? has no attribute '?Pool"):
        concurrent.futures.Pool


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase thread_pool_executor` prints, in this order on every run.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | 🏊 2 calls, room for 5: worker_0, worker_1 at work, 0 waiting",
        "MainThread | 🏊 5 calls, room for 2: worker_0, worker_1 at work, 3 waiting",
        "MainThread | 🥱 the first call goes on: worker_0 and worker_1",
        "MainThread | 🥱 the first call is done: worker_0",
        "MainThread | 💥 ZeroDivisionError('oh') is in the future",
        "MainThread | ✅ the same thread goes on? True",
    ]

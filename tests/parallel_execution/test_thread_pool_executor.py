"""🏊 ThreadPoolExecutor: a crew of threads that takes call after call.

The story is told, and runs, in showcase/parallel_execution/thread_pool_executor.py.
"""

import concurrent.futures
import inspect
import os
import re
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from showcase.parallel_execution import thread_pool_executor as demo
from showcase.parallel_execution.thread_pool_executor import AfterAnError, Crew

POOL = "concurrent.futures.ThreadPoolExecutor"


# ── submit ───────────────────────────────────────────────────────────────────


@pytest.mark.pins("concurrent.futures.Executor.submit(fn, args, kwargs)")
def test_submit_passes_positional_and_keyword_arguments_on():
    """Executor.submit(fn, *args, **kwargs) calls fn(*args, **kwargs) in a worker.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(pow, 2, 5, mod=10).result() == 2


@pytest.mark.pins("concurrent.futures.Executor.submit(fn)")
def test_submit_leaves_the_keywords_fn_and_self_to_the_call():
    """The fn of Executor.submit is positional only, so that a call may have keywords fn and self.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(dict, fn=1, self=2).result() == {"fn": 1, "self": 2}


@pytest.mark.pins("concurrent.futures.Executor.submit(fn)", "concurrent.futures.Future")
def test_submit_returns_a_future_for_each_call():
    """Executor.submit returns a new Future, which represents this one execution of the callable.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool:
        futures = [pool.submit(int), pool.submit(int)]
    assert [type(future) for future in futures] == [Future, Future]
    assert futures[0] is not futures[1]


@pytest.mark.pins("concurrent.futures.Executor.submit")
def test_submit_without_a_function_is_refused():
    """Executor.submit() needs at least the callable, otherwise it raises TypeError.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool, pytest.raises(TypeError, match="fn"):
        pool.submit()


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
    """ThreadPoolExecutor(max_workers) hires a thread per call until max_workers are there.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.crew(calls, max_workers=room, thread_name_prefix="w") == expected


@pytest.mark.pins(POOL)
def test_an_idle_thread_is_asked_before_a_new_one_is_hired():
    """Since 3.8 a ThreadPoolExecutor reuses idle workers before it starts another one.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.hired_for_two_calls(first_is_done=False) == ["worker_0", "worker_1"]
    assert demo.hired_for_two_calls(first_is_done=True) == ["worker_0"]


@pytest.mark.pins(POOL)
def test_no_thread_is_started_for_a_pool_that_gets_no_work():
    """ThreadPoolExecutor(max_workers) is a limit and not a number of threads to begin with.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.crew(0, max_workers=3) == Crew((), 0, waiting=0, done=0)


@pytest.mark.pins(POOL)
def test_the_workers_are_not_daemons():
    """A ThreadPoolExecutor's workers are joined at exit, so since 3.9 they are no daemons.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.crew(2, max_workers=2).daemons == 0


@pytest.mark.pins(f"{POOL}(thread_name_prefix)")
def test_pools_without_a_prefix_number_themselves():
    """Without thread_name_prefix the workers are ThreadPoolExecutor-N_0, _1 …, N growing by pool.

    Docs: undocumented, and all supported Pythons agree.
    """
    (name,), (next_name,) = demo.crew(1, max_workers=1).names, demo.crew(1, max_workers=1).names
    number = int(re.fullmatch(r"ThreadPoolExecutor-(\d+)_0", name)[1])
    assert next_name == f"ThreadPoolExecutor-{number + 1}_0"


@pytest.mark.pins(f"{POOL}(max_workers)")
@pytest.mark.parametrize("none_of_them", [0, -1])
def test_a_crew_of_nobody_is_refused(none_of_them):
    """ThreadPoolExecutor raises ValueError for a max_workers that is not above zero.

    Docs: undocumented for threads, and all supported Pythons agree.
    """
    with pytest.raises(ValueError, match="max_workers must be greater than 0"):
        ThreadPoolExecutor(none_of_them)


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
    """The default max_workers of ThreadPoolExecutor is min(32, CPUs + 4), and 5 if their number is
    unknown; since 3.13 only the CPUs count that the process may use.

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
    """No exception of a submitted call ends a ThreadPoolExecutor's worker, not even SystemExit.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    seen = demo.fail_and_go_on(error)
    assert seen == AfterAnError(error, same_thread_goes_on=True)
    assert seen.error is error


@pytest.mark.pins("concurrent.futures.Future.set_result", POOL)
def test_setting_the_result_of_a_running_call_costs_the_pool_its_worker(caplog):
    """Future.set_result belongs to the worker: it meets InvalidStateError, logs it, and leaves.

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
    """Executor.submit is for subclasses to write: the base class raises NotImplementedError.

    Docs: library/concurrent.futures#concurrent.futures.Executor
    """
    assert issubclass(ThreadPoolExecutor, Executor)
    with pytest.raises(NotImplementedError):
        Executor().submit(int)


@pytest.mark.pins("concurrent.futures.Executor", "concurrent.futures.Executor.shutdown")
def test_an_executor_needs_no_shutdown_of_its_own():
    """A subclass of Executor that has nothing to free may leave shutdown as it is.

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
    """The parameters of concurrent.futures, their order and their defaults; 3.14 added two.

    Docs: library/concurrent.futures#module-concurrent.futures
    """
    assert str(inspect.signature(function)) == signature


@pytest.mark.pins("concurrent.futures.Executor.shutdown", "concurrent.futures.Executor.submit")
@pytest.mark.parametrize("name", ["submit", "shutdown"])
def test_a_pool_documents_its_methods_as_the_executor_does(name):
    """help(ThreadPoolExecutor.submit) says what Executor.submit promises.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert getattr(ThreadPoolExecutor, name).__doc__ == getattr(Executor, name).__doc__


@pytest.mark.pins("concurrent.futures")
@pytest.mark.parametrize("name", ["ThreadPoolExecutor", "Future", "as_completed", "__doc__"])
def test_the_module_lists_its_names(name):
    """dir(concurrent.futures) is what the module offers, even what it has not imported yet.

    Docs: library/concurrent.futures#module-concurrent.futures
    """
    assert name in dir(concurrent.futures)
    assert getattr(concurrent.futures, name)


@pytest.mark.pins("concurrent.futures")
def test_the_module_exports_these_names():
    """`from concurrent.futures import *` brings InvalidStateError since 3.13 only, and
    InterpreterPoolExecutor since 3.14.

    Docs: library/concurrent.futures#module-concurrent.futures
    """
    names = {"Executor", "ThreadPoolExecutor", "ProcessPoolExecutor", "Future"}
    names |= {"wait", "as_completed", "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"}
    names |= {"CancelledError", "TimeoutError", "BrokenExecutor"}
    names |= {"InvalidStateError"} if sys.version_info >= (3, 13) else set()
    names |= {"InterpreterPoolExecutor"} if sys.version_info >= (3, 14) else set()
    assert set(concurrent.futures.__all__) == names


@pytest.mark.pins("concurrent.futures")
def test_the_module_has_no_other_names():
    """A name that concurrent.futures does not have is an AttributeError, though it imports lazily.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(AttributeError, match=r"concurrent\.futures'? has no attribute '?Pool"):
        concurrent.futures.Pool


def test_the_demo_tells_this_story(tell):
    """How the crew of a ThreadPoolExecutor grows, and what an error does to it.

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

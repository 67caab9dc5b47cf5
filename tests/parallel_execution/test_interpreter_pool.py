"""🏝️ InterpreterPoolExecutor: each worker has an interpreter of its own (since 3.14).

The story is told, and runs, in showcase/parallel_execution/interpreter_pool_demo.py.
"""

import concurrent.futures
import inspect
import pickle
import re
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from operator import setitem
from queue import Queue
from threading import Lock

import pytest

from showcase.parallel_execution import interpreter_pool_demo as demo
from showcase.parallel_execution.interpreter_pool_demo import Failed, Mark, interpreter_pool
from showcase.utils.stage import PATIENCE, switch_interval

POOL = "concurrent.futures.InterpreterPoolExecutor"
BROKEN = "concurrent.futures.interpreter.BrokenInterpreterPool"
CANNOT_CROSS_OVER = "class Local(Exception): __module__ = 'nowhere'\nraise Local('lost')"


def in_both_pools(argument, threads, interpreters):
    """A spec for both kinds of pool, each with its own expectation."""
    return pytest.mark.parametrize(
        ("make_pool", argument),
        [
            pytest.param(ThreadPoolExecutor, threads, id="threads"),
            pytest.param(
                interpreter_pool, interpreters, id="interpreters", marks=pytest.mark.since("3.14")
            ),
        ],
    )


@pytest.mark.before("3.14")
@pytest.mark.pins(POOL)
def test_there_is_no_interpreter_pool_yet():
    """concurrent.futures has no InterpreterPoolExecutor before Python 3.14.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert not hasattr(concurrent.futures, "InterpreterPoolExecutor")


@pytest.mark.since("3.14")
@pytest.mark.pins(POOL)
def test_an_interpreter_pool_is_a_thread_pool():
    """An InterpreterPoolExecutor is a ThreadPoolExecutor, and its map() gives the results of the
    calls in the order of the inputs.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    with interpreter_pool(2) as pool:
        assert isinstance(pool, ThreadPoolExecutor)
        assert list(pool.map(pow, [2, 3], [5, 2])) == [32, 9]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(max_workers, thread_name_prefix, initializer, initargs)")
def test_an_interpreter_pool_takes_what_a_thread_pool_takes_but_no_ctxkwargs():
    """InterpreterPoolExecutor has the parameters max_workers, thread_name_prefix, initializer and
    initargs, with the defaults of ThreadPoolExecutor, and no further keywords.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert str(inspect.signature(concurrent.futures.InterpreterPoolExecutor)) == (
        "(max_workers=None, thread_name_prefix='', initializer=None, initargs=())"
    )


@pytest.mark.since("3.14")
@pytest.mark.pins("concurrent.futures.Executor.map(chunksize, buffersize)", POOL)
def test_map_of_an_interpreter_pool_is_that_of_a_thread_pool():
    """InterpreterPoolExecutor inherits Executor.map(), as ThreadPoolExecutor does: chunksize and
    buffersize do not change the results.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with interpreter_pool(1) as pool:
        assert list(pool.map(str.upper, "abc", chunksize=2, buffersize=1)) == ["A", "B", "C"]
    assert type(pool).map is ThreadPoolExecutor.map is Executor.map


@pytest.mark.pins(POOL)
@pytest.mark.parametrize("module", ["sys", "builtins", "__main__"])
@in_both_pools("mark", Mark(in_the_worker=True, here=True), Mark(in_the_worker=True, here=False))
def test_each_interpreter_has_modules_of_its_own(make_pool, mark, module):
    """An attribute that a call of an InterpreterPoolExecutor sets in the module sys, builtins or
    __main__ is there for the next call of that worker, but not for the caller; in a
    ThreadPoolExecutor it is there for both.

    Docs: library/concurrent.futures#interpreterpoolexecutor
    """
    assert demo.leave_a_mark(make_pool, module) == mark


@pytest.mark.pins(POOL)
@in_both_pools("is_there", True, False)
def test_an_import_is_not_seen_in_another_interpreter(make_pool, is_there):
    """A module that the caller has imported is not in the sys.modules of an
    InterpreterPoolExecutor's worker; in a ThreadPoolExecutor it is.

    Docs: library/concurrent.futures#interpreterpoolexecutor
    """
    with make_pool(1) as pool:
        look = "'pytest' in __import__('sys').modules"
        assert pool.submit(eval, look).result(PATIENCE) is is_there


@pytest.mark.pins(POOL)
@in_both_pools("seen", "StringIO", "TextIOWrapper")
def test_a_redirected_stdout_stays_in_its_interpreter(make_pool, seen):
    """A sys.stdout that the caller has redirected is not redirected in an
    InterpreterPoolExecutor's worker; in a ThreadPoolExecutor it is.

    Docs: library/concurrent.futures#interpreterpoolexecutor
    """
    with redirect_stdout(StringIO()), make_pool(1) as pool:
        look = "type(__import__('sys').stdout).__name__"
        assert pool.submit(eval, look).result(PATIENCE) == seen


@pytest.mark.pins(POOL, "sys.setswitchinterval(interval)")
@in_both_pools("is_ours", True, False)
def test_each_interpreter_has_a_gil_of_its_own(make_pool, is_ours):
    """The switch interval belongs to the GIL: sys.setswitchinterval() in an
    InterpreterPoolExecutor's worker does not change the caller's interval, so the worker has
    another GIL.

    Docs: library/concurrent.futures#interpreterpoolexecutor, library/sys#sys.setswitchinterval
    """
    with switch_interval(sys.getswitchinterval()), make_pool(1) as pool:
        pool.submit(sys.setswitchinterval, 0.25).result(PATIENCE)
        assert pool.submit(sys.getswitchinterval).result(PATIENCE) == 0.25
        assert (sys.getswitchinterval() == 0.25) is is_ours


@pytest.mark.pins(POOL)
@in_both_pools("ours", [1, 2], [1])
def test_arguments_arrive_as_copies(make_pool, ours):
    """InterpreterPoolExecutor pickles the arguments of a call: the call appends to a copy of the
    caller's list.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert demo.list_after_an_append(make_pool) == ours


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(max_workers)")
def test_each_worker_has_an_interpreter_of_its_own():
    """Two workers of an InterpreterPoolExecutor and their caller run in three different
    interpreters.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert len(demo.interpreters_of_two_workers()) == 3


@pytest.mark.since("3.14")
@pytest.mark.pins(POOL)
def test_the_interpreters_are_closed_with_the_pool():
    """An InterpreterPoolExecutor with one worker has one interpreter, which is closed when the
    pool has shut down.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    assert demo.interpreters_of_a_pool() == (1, 0)


@pytest.mark.since("3.14")
@pytest.mark.pins(POOL)
@pytest.mark.parametrize(
    ("wrap", "ours"),
    [
        pytest.param(bytearray, b"old", id="a bytearray is copied"),
        pytest.param(memoryview, b"new", id="a memoryview of it is not"),
    ],
)
def test_a_memoryview_shares_its_memory_with_another_interpreter(wrap, ours):
    """A call of an InterpreterPoolExecutor that writes into a memoryview changes the caller's
    buffer; a bytearray is copied.

    Docs: library/concurrent.interpreters#sharing-objects
    """
    buffer = bytearray(b"old")
    with interpreter_pool(1) as pool:
        pool.submit(setitem, wrap(buffer), slice(0, 3), b"new").result(PATIENCE)
    assert buffer == ours


@pytest.mark.pins(POOL)
@in_both_pools("cause", "NoneType", "ExecutionFailed")
def test_an_error_crosses_over_and_its_cause_tells_from_where(make_pool, cause):
    """An exception of a call in an InterpreterPoolExecutor keeps its type and message, and has an
    ExecutionFailed as its __cause__; in a ThreadPoolExecutor it has no __cause__.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    seen = demo.error_of(int, "x", make_pool=make_pool)
    assert seen == Failed("ValueError(\"invalid literal for int() with base 10: 'x'\")", cause)


@pytest.mark.since("3.14")
@pytest.mark.pins("concurrent.interpreters.ExecutionFailed")
def test_the_cause_of_an_error_sums_it_up():
    """An exception from an InterpreterPoolExecutor has an ExecutionFailed as its __cause__, whose
    excinfo has the type and the message of the exception, and the traceback in the worker.

    Docs: library/concurrent.interpreters#concurrent.interpreters.ExecutionFailed.excinfo
    """
    with interpreter_pool(1) as pool:
        summary = pool.submit(int, "x").exception(PATIENCE).__cause__.excinfo
    said = "invalid literal for int() with base 10: 'x'"
    assert (summary.type.__name__, summary.msg) == ("ValueError", said)
    assert summary.errdisplay.startswith("Traceback (most recent call last):\n")
    assert summary.errdisplay.endswith(f"\nValueError: {said}")


@pytest.mark.since("3.14")
@pytest.mark.pins(
    "concurrent.interpreters.ExecutionFailed", "concurrent.interpreters.NotShareableError"
)
def test_the_errors_of_interpreters_are_ordinary_exceptions():
    """In concurrent.interpreters, ExecutionFailed is a subclass of InterpreterError, which is a
    subclass of Exception; NotShareableError is a subclass of TypeError.

    Docs: library/concurrent.interpreters#exceptions
    """
    from concurrent import interpreters

    assert interpreters.ExecutionFailed.__bases__ == (interpreters.InterpreterError,)
    assert interpreters.InterpreterError.__bases__ == (Exception,)
    assert interpreters.NotShareableError.__bases__ == (TypeError,)


@pytest.mark.since("3.14")
@pytest.mark.pins(POOL)
def test_an_error_that_cannot_cross_over_is_reported(capfd):
    """An exception that an InterpreterPoolExecutor cannot pickle becomes an ExecutionFailed
    without a __cause__, and its traceback is printed to stderr.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    seen = demo.error_of(exec, CANNOT_CROSS_OVER, make_pool=interpreter_pool)
    assert seen == Failed("ExecutionFailed('nowhere.Local: lost')", cause="NoneType")
    told = capfd.readouterr().err
    assert told.startswith("exception is not shareable:\n")
    assert told.endswith("nowhere.Local: lost\n")


@pytest.mark.pins(POOL)
@in_both_pools("result", "1", "NotShareableError")
def test_a_closure_cannot_be_sent_to_another_interpreter(make_pool, result):
    """InterpreterPoolExecutor raises NotShareableError for a function that uses a local variable
    of the function around it, since such a closure cannot be pickled.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert demo.call_a_closure(make_pool) == result


@pytest.mark.pins(POOL)
@pytest.mark.parametrize(
    "call",
    [
        pytest.param((bool, Lock()), id="a Lock as argument"),
        pytest.param((bool, Queue()), id="a queue.Queue as argument"),
        pytest.param((Lock,), id="a Lock as result"),
    ],
)
@in_both_pools("error", "None", "NotShareableError")
def test_what_cannot_be_pickled_does_not_cross_over(make_pool, error, call):
    """InterpreterPoolExecutor pickles arguments and results: a Lock, which cannot be pickled,
    raises NotShareableError as either, and so does a queue.Queue, which has one.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert demo.error_of(*call, make_pool=make_pool).error.partition("(")[0] == error


@pytest.mark.since("3.14")
@pytest.mark.pins(POOL)
def test_a_lambda_that_needs_nothing_from_here_crosses_over():
    """pickle accepts no lambda; InterpreterPoolExecutor accepts one, unless it uses a global name
    of its module.

    Docs: undocumented: the documentation speaks of pickle alone.
    """
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(lambda: 42)
    with interpreter_pool(1) as pool:
        assert pool.submit(lambda: 42).result(PATIENCE) == 42
        error = pool.submit(lambda: PATIENCE).exception(PATIENCE)
        assert type(error).__name__ == "NotShareableError"


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(initializer, initargs)")
def test_the_initializer_runs_in_the_interpreter_of_its_worker():
    """The initializer of an InterpreterPoolExecutor runs in the worker's interpreter: the calls
    there find what it has put into builtins.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert demo.initialised("import builtins; builtins.harbour = 'Oslo'") == ["Oslo", "accepted"]


@pytest.mark.since("3.14")
@pytest.mark.pins(BROKEN, f"{POOL}(initializer)")
def test_an_initializer_that_fails_breaks_the_interpreter_pool(caplog):
    """If the initializer of an InterpreterPoolExecutor raises, the pending call and every further
    submit() raise BrokenInterpreterPool, a subclass of BrokenThreadPool.

    Docs: library/concurrent.futures#concurrent.futures.interpreter.BrokenInterpreterPool
    """
    from concurrent.futures.interpreter import BrokenInterpreterPool
    from concurrent.futures.thread import BrokenThreadPool

    assert demo.initialised("1 / 0") == ["BrokenInterpreterPool", "BrokenInterpreterPool"]
    assert BrokenInterpreterPool.__base__ is BrokenThreadPool
    assert [record.getMessage() for record in caplog.records] == ["Exception in initializer:"]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(initializer)", "concurrent.interpreters.ExecutionFailed")
@pytest.mark.parametrize(
    ("code", "logged"),
    [
        pytest.param("1 / 0", "ZeroDivisionError", id="the error itself"),
        pytest.param(CANNOT_CROSS_OVER, "ExecutionFailed", id="what stands for it"),
    ],
)
def test_the_error_of_an_initializer_may_be_replaced(caplog, capfd, code, logged):
    """An exception of the initializer of an InterpreterPoolExecutor is logged as it is if it can
    be pickled, and as an ExecutionFailed otherwise; the pool is broken in both cases.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    assert demo.initialised(code) == ["BrokenInterpreterPool", "BrokenInterpreterPool"]
    (record,) = caplog.records
    assert record.exc_info[0].__name__ == logged


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(initargs)")
def test_an_argument_of_the_initializer_that_cannot_be_pickled_breaks_the_pool(caplog):
    """InterpreterPoolExecutor pickles initargs when its first worker starts, not when it is made:
    a Lock among them breaks the pool, and a NotShareableError is logged.

    Docs: library/concurrent.futures#concurrent.futures.InterpreterPoolExecutor
    """
    with interpreter_pool(initializer=bool, initargs=(Lock(),)) as pool:
        error = pool.submit(int).exception(PATIENCE)
    assert type(error).__name__ == "BrokenInterpreterPool"
    assert [record.exc_info[0].__name__ for record in caplog.records] == ["NotShareableError"]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(initializer)")
def test_a_script_is_refused():
    """InterpreterPoolExecutor takes functions only: source code in a string, for submit() or as
    initializer, raises TypeError.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    with pytest.raises(TypeError, match="scripts not supported"):
        interpreter_pool(1, initializer="import sys")
    with interpreter_pool(1) as pool, pytest.raises(TypeError, match="scripts not supported"):
        pool.submit("import sys")


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(max_workers)")
def test_an_interpreter_pool_without_workers_is_refused():
    """InterpreterPoolExecutor(max_workers=0) raises ValueError, as ThreadPoolExecutor does.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    with pytest.raises(ValueError, match="max_workers must be greater than 0"):
        interpreter_pool(0)


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(thread_name_prefix)")
def test_interpreter_pools_number_themselves_unless_they_are_named():
    """The first thread of an InterpreterPoolExecutor is called "InterpreterPoolExecutor-N_0"
    without a thread_name_prefix, and "island_0" with the prefix "island".

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    assert re.fullmatch(r"InterpreterPoolExecutor-\d+_0", demo.worker_name())
    assert demo.worker_name(thread_name_prefix="island") == "island_0"


@pytest.mark.since("3.14")
def test_the_demo_tells_this_story(tell):
    """What `python -m showcase interpreter_pool` prints, in this order on every run since Python
    3.14.

    Docs: library/concurrent.futures#interpreterpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | 🏝️ threads: the mark is here? True",
        "MainThread |    our list: [1, 2]",
        "MainThread |    a closure: 1",
        "MainThread | 🏝️ interpreters: the mark is here? False",
        "MainThread |    our list: [1]",
        "MainThread |    a closure: NotShareableError",
    ]


@pytest.mark.before("3.14")
def test_the_demo_tells_that_something_is_missing(tell):
    """What `python -m showcase interpreter_pool` prints, in this order on every run before Python
    3.14.

    Docs: library/concurrent.futures#interpreterpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | 🏝️ this Python has no InterpreterPoolExecutor: it came with 3.14",
        "MainThread | 🏝️ threads: the mark is here? True",
        "MainThread |    our list: [1, 2]",
        "MainThread |    a closure: 1",
    ]

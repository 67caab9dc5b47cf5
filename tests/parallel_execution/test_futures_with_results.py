"""🎫 Future: stands for a result that is not there yet.

The story is told, and runs, in showcase/parallel_execution/futures_with_results.py.
"""

import asyncio
import builtins
import concurrent.futures
import sys
from concurrent.futures import CancelledError, Future, InvalidStateError

import pytest

from showcase.parallel_execution import futures_with_results as demo
from showcase.parallel_execution.futures_with_results import Answers
from showcase.utils.child import in_a_child

FUTURE = "concurrent.futures.Future"
ERROR = ValueError("no")
TIMEOUT = concurrent.futures.TimeoutError


def returned(future):
    future.set_result(42)


def raised(future):
    future.set_exception(ERROR)


already_or_not = pytest.mark.parametrize(
    "waiting", [pytest.param(True, id="asked before"), pytest.param(False, id="asked after")]
)
ends = pytest.mark.parametrize("end", [returned, raised, Future.cancel], ids=lambda f: f.__name__)


@pytest.mark.pins(f"{FUTURE}.result", f"{FUTURE}.set_result(result)")
@already_or_not
def test_result_is_what_the_call_returned(waiting):
    """Future.result() waits until the Future is done and returns its value, to every thread that
    asks.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert demo.answers(Future.result, returned, waiting) == Answers([42, 42], waiting)


@pytest.mark.pins(f"{FUTURE}.result", f"{FUTURE}.set_exception(exception)")
@already_or_not
def test_result_raises_what_the_call_raised(waiting):
    """Future.result() raises the very exception object that the call raised, in every thread that
    asks.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert demo.answers(Future.result, raised, waiting) == Answers([ERROR, ERROR], waiting)
    with pytest.raises(ValueError, match="no"):
        _ended(raised).result()


@pytest.mark.pins(f"{FUTURE}.exception", f"{FUTURE}.set_exception(exception)")
@already_or_not
def test_exception_returns_what_the_call_raised(waiting):
    """Future.exception() returns the very exception object that the call raised, and does not
    raise it.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    assert demo.answers(Future.exception, raised, waiting) == Answers(
        [ERROR, ERROR], waited=waiting
    )
    assert Future.exception(_ended(raised)) is ERROR


def _ended(end):
    future = Future()
    end(future)
    return future


@pytest.mark.pins(f"{FUTURE}.exception")
@already_or_not
def test_exception_is_none_for_a_call_that_returned(waiting):
    """Future.exception() waits until the Future is done, and returns None if the call returned a
    value.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    assert demo.answers(Future.exception, returned, waiting) == Answers(
        [None, None], waited=waiting
    )


def cancelled_and_seen(future):
    with future._condition:  # so that whoever waits wakes up when both have happened
        future.cancel()
        future.set_running_or_notify_cancel()


@pytest.mark.pins("concurrent.futures.CancelledError", f"{FUTURE}.cancel", f"{FUTURE}.result")
@pytest.mark.parametrize("ask", [Future.result, Future.exception], ids=lambda f: f.__name__)
@pytest.mark.parametrize("cancel", [Future.cancel, cancelled_and_seen], ids=["cancel", "and seen"])
@already_or_not
def test_a_cancelled_future_raises_cancelled_error(ask, cancel, waiting):
    """Future.result() and exception() raise CancelledError for a cancelled Future, whether or not
    its executor has taken notice of the cancellation.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert [type(answer) for answer in demo.answers(ask, cancel, waiting).got] == [
        CancelledError,
        CancelledError,
    ]
    with pytest.raises(CancelledError):
        ask(_ended(cancel))


def test_each_future_leads_to_its_own_result():
    """as_completed() gives the keys of a dictionary from Futures to inputs, so that each result
    can be assigned to its input.

    Docs: library/concurrent.futures#threadpoolexecutor-example
    """
    assert demo.squares([3, 1, 2]) == {3: 9, 1: 1, 2: 4}


def test_an_error_shows_where_it_was_raised_in_the_worker():
    """The traceback of the exception that Future.exception() returns ends in the function that
    raised it in the worker.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    assert demo.lines_of_the_error()[-1] == "explode"


def test_an_error_that_nobody_reads_is_never_seen():
    """A ThreadPoolExecutor does not report what its calls raise: if nobody asks the Future, the
    program prints no traceback and ends with exit code 0.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    child = in_a_child(demo.leave_an_error_unread)
    assert (child.exit_code, child.said, child.err) == (
        0,
        ["I fail", "all is well: finished raised Boom>"],
        "",
    )


# ── timeout ──────────────────────────────────────────────────────────────────


@pytest.mark.pins(f"{FUTURE}.result(timeout)", f"{FUTURE}.exception(timeout)")
@pytest.mark.parametrize("ask", [Future.result, Future.exception], ids=lambda f: f.__name__)
@pytest.mark.parametrize("timeout", [0, 0.03])
def test_a_call_that_takes_longer_than_the_timeout_is_a_timeout_error(ask, timeout):
    """Future.result(timeout) and exception(timeout) raise TimeoutError after that many seconds,
    and the call goes on.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    waited = demo.ask_too_early(ask, timeout)
    assert (waited.error, waited.later) == ("TimeoutError", True)
    assert waited.seconds >= timeout * 0.9


@pytest.mark.pins(f"{FUTURE}.result(timeout)", f"{FUTURE}.exception(timeout)")
def test_a_future_that_is_done_needs_no_time():
    """With timeout=0, Future.result() returns the value, and Future.exception() the exception, of
    a Future that is done.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert _ended(returned).result(timeout=0) == 42
    assert _ended(raised).exception(timeout=0) is ERROR


# ── the exceptions ───────────────────────────────────────────────────────────


@pytest.mark.pins("concurrent.futures.TimeoutError")
def test_timeout_error_is_the_builtin_one_since_3_11():
    """concurrent.futures.TimeoutError is the builtin TimeoutError since Python 3.11; before, it
    is another class, which is no OSError.

    Docs: library/concurrent.futures#concurrent.futures.TimeoutError
    """
    assert (TIMEOUT is builtins.TimeoutError) is (sys.version_info >= (3, 11))
    assert issubclass(TIMEOUT, OSError) is (sys.version_info >= (3, 11))


@pytest.mark.pins("concurrent.futures.CancelledError", "concurrent.futures.InvalidStateError")
@pytest.mark.parametrize("error", [CancelledError, InvalidStateError], ids=lambda e: e.__name__)
def test_the_errors_of_a_future_are_ordinary_exceptions(error):
    """concurrent.futures.CancelledError and InvalidStateError are subclasses of Exception;
    asyncio.CancelledError is another class, and not an Exception.

    Docs: library/concurrent.futures#exception-classes
    """
    assert issubclass(error, Exception)
    assert error is not asyncio.CancelledError
    assert not issubclass(asyncio.CancelledError, Exception)


@pytest.mark.pins("concurrent.futures.BrokenExecutor", "concurrent.futures.thread.BrokenThreadPool")
def test_a_broken_pool_is_a_runtime_error():
    """BrokenThreadPool is a subclass of BrokenExecutor, which is a subclass of RuntimeError.

    Docs: library/concurrent.futures#concurrent.futures.BrokenExecutor
    """
    from concurrent.futures.thread import BrokenThreadPool

    assert BrokenThreadPool.__mro__[1:3] == (concurrent.futures.BrokenExecutor, RuntimeError)


@pytest.mark.pins(f"{FUTURE}.result")
def test_an_error_that_is_false_is_an_error():
    """Future.result() raises an exception even if bool(exception) is False; until Python 3.13.3
    it returned None instead.

    Docs: undocumented, fixed in 3.13.4 and 3.14 (gh-132063).
    """
    error = demo.Falsy()
    (answer, _) = demo.answers(Future.result, lambda f: f.set_exception(error), False).got
    assert answer is (error if sys.version_info >= (3, 13, 4) else None)


@pytest.mark.pins(f"{FUTURE}.result", "concurrent.futures.Executor.map")
@pytest.mark.parametrize("meet", [demo.by_result, demo.by_map], ids=lambda f: f.__name__)
def test_an_error_that_was_handled_is_freed_at_once(meet):
    """An exception raised by Future.result() or Executor.map() is freed at once when it has been
    handled: no reference cycle holds it.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.error_outlives_its_handler(meet, kept=True)
    assert not demo.error_outlives_its_handler(meet, kept=False)


@pytest.mark.pins(FUTURE)
def test_a_future_of_threads_is_no_future_of_coroutines():
    """A concurrent.futures.Future is no future for asyncio.isfuture(), and unlike asyncio.Future
    it has no __await__().

    Docs: library/concurrent.futures#module-concurrent.futures, library/asyncio-future
    """
    assert not asyncio.isfuture(Future())
    assert (hasattr(Future, "__await__"), hasattr(asyncio.Future, "__await__")) == (False, True)


@pytest.mark.pins("asyncio.wrap_future(future)")
@pytest.mark.parametrize(
    ("end", "answer"),
    [(returned, 42), (raised, "ValueError"), (Future.cancel, "CancelledError")],
    ids=["returned", "raised", "cancel"],
)
def test_a_coroutine_can_await_a_future_of_a_thread(end, answer):
    """asyncio.wrap_future() makes an awaitable of a concurrent.futures.Future, with the same
    value, exception or cancellation.

    Docs: library/asyncio-future#asyncio.wrap_future
    """
    assert demo.awaited(end) == answer


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase futures_with_results` prints, in this order on every run.

    Docs: library/concurrent.futures#future-objects
    """
    assert tell(demo.main) == [
        "MainThread | 🎫 squares: [(1, 1), (2, 4), (3, 9)]",
        "MainThread | 🎫 returned: result() 42, waited: True",
        "MainThread | 🎫 returned: exception() None, waited: True",
        "MainThread | 🎫 raised: result() ValueError('no'), waited: True",
        "MainThread | 🎫 raised: exception() ValueError('no'), waited: True",
        "MainThread | 🎫 cancelled: result() CancelledError(), waited: True",
        "MainThread | 🎫 cancelled: exception() CancelledError(), waited: True",
        "MainThread | ⏰ too early, for 0.01 s: TimeoutError; later: True",
    ]

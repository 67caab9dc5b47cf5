"""🌉 Loops and threads: what crosses from an event loop into a thread, and back.

The story is told, and runs, in showcase/parallel_execution/loops_and_threads_demo.py.
"""

import asyncio
import concurrent.futures
import signal
import sys

import pytest

from showcase.parallel_execution import loops_and_threads_demo
from showcase.utils.stage import play

INHERITS = bool(getattr(sys.flags, "thread_inherit_context", False))


# From a loop into a thread ───────────────────────────────────────────────────


@pytest.mark.pins("asyncio.to_thread(func, args, kwargs)")
def test_to_thread_calls_a_function_with_its_arguments_in_another_thread():
    """`await asyncio.to_thread(func, *args, **kwargs)` is what func(*args, **kwargs) returns in
    another thread, or the exception that it raises there.

    Docs: library/asyncio-task#asyncio.to_thread
    """
    assert asyncio.run(asyncio.to_thread(int, "11", base=2)) == 3
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(asyncio.to_thread(int, "twelve"))
    in_another_thread, _ = loops_and_threads_demo.read_in_a_thread(to_thread=True)
    assert in_another_thread


@pytest.mark.pins("asyncio.to_thread(func)")
def test_to_thread_calls_nothing_before_it_is_awaited():
    """asyncio.to_thread() returns a coroutine: as long as nobody awaits it, the function is not
    called.

    Docs: library/asyncio-task#asyncio.to_thread
    """
    called = []
    asyncio.to_thread(called.append, "called").close()
    assert called == []


@pytest.mark.pins("asyncio.to_thread(func)", "contextvars.ContextVar.get(default)")
def test_to_thread_takes_context_variables_along():
    """A function that asyncio.to_thread() calls in a thread reads the context variables of the
    coroutine that awaits it.

    With loop.run_in_executor() it does not, unless threads inherit the context of their starter
    (sys.flags.thread_inherit_context).

    Docs: library/asyncio-task#asyncio.to_thread
    """
    assert loops_and_threads_demo.read_in_a_thread(to_thread=True) == (True, "written")
    found = "written" if INHERITS else "blank"
    assert loops_and_threads_demo.read_in_a_thread(to_thread=False) == (True, found)


@pytest.mark.pins("asyncio.to_thread(func)")
def test_a_function_in_a_thread_runs_on_when_its_coroutine_is_cancelled():
    """Cancelling the coroutine of asyncio.to_thread() raises CancelledError in the coroutine that
    awaits it, and does not stop the function; asyncio.run() waits for the function at its end.

    Docs: library/asyncio-eventloop#asyncio.loop.shutdown_default_executor
    """
    assert loops_and_threads_demo.cancelled_call() == [
        "the coroutine is cancelled",
        "the function ends",
        "asyncio.run() returns",
    ]


def test_the_default_executor_of_a_loop_is_a_thread_pool():
    """loop.set_default_executor() raises TypeError for anything but a ThreadPoolExecutor; in Python
    3.10 that is a DeprecationWarning only.

    Docs: library/asyncio-eventloop#asyncio.loop.set_default_executor
    """
    loop = asyncio.new_event_loop()
    try:
        if sys.version_info >= (3, 11):
            with pytest.raises(TypeError, match="must be ThreadPoolExecutor instance"):
                loop.set_default_executor(concurrent.futures.Executor())
        else:
            with pytest.warns(DeprecationWarning, match="not an instance of ThreadPoolExecutor"):
                loop.set_default_executor(concurrent.futures.Executor())
    finally:
        loop.close()


# From a thread into a loop ───────────────────────────────────────────────────


@pytest.mark.pins("asyncio.run_coroutine_threadsafe(coro, loop)")
def test_an_error_of_a_coroutine_is_in_the_future_of_the_thread_that_asked():
    """asyncio.run_coroutine_threadsafe() returns a concurrent.futures.Future; an exception that the
    coroutine raises is the exception of that future.

    Docs: library/asyncio-task#asyncio.run_coroutine_threadsafe
    """

    async def fail():
        raise LookupError("not here")

    kind, error = loops_and_threads_demo.error_of(fail)
    assert kind is concurrent.futures.Future
    assert error == "LookupError('not here')"


@pytest.mark.pins("asyncio.run_coroutine_threadsafe(coro, loop)")
def test_a_thread_may_cancel_the_coroutine_that_it_has_handed_over():
    """Future.cancel() of what asyncio.run_coroutine_threadsafe() returns cancels the coroutine in
    its loop: CancelledError is raised there.

    Docs: library/asyncio-task#asyncio.run_coroutine_threadsafe
    """
    assert loops_and_threads_demo.cancelled_from_a_thread() == [
        "the future is cancelled: True",
        "the coroutine gets CancelledError",
    ]


@pytest.mark.pins("asyncio.run_coroutine_threadsafe(coro, loop)")
def test_only_a_coroutine_can_be_handed_over():
    """asyncio.run_coroutine_threadsafe() raises TypeError for a function, even a coroutine
    function: it takes the coroutine that such a function returns.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="A coroutine object is required"):
        loops_and_threads_demo.error_of(lambda: asyncio.sleep)


def test_a_closed_loop_takes_no_callback_from_a_thread():
    """loop.call_soon_threadsafe() raises RuntimeError if the loop has been closed, as it may be
    while the program shuts down and another thread still runs; a loop that runs takes the callback.

    Docs: library/asyncio-eventloop#asyncio.loop.call_soon_threadsafe
    """
    loop = asyncio.new_event_loop()
    loop.close()
    with pytest.raises(RuntimeError, match="Event loop is closed"):
        play(lambda: loop.call_soon_threadsafe(print, "never"))
    call_soon = lambda loop: loop.call_soon_threadsafe(str)
    assert loops_and_threads_demo.said_to_another_thread(call_soon) == "accepted"


# One loop, one thread ────────────────────────────────────────────────────────


@pytest.mark.pins("asyncio.run(coro)", "asyncio.get_running_loop")
def test_each_thread_may_run_a_loop_of_its_own():
    """asyncio.run() may be called in several threads at the same time: each of them runs an event
    loop of its own, which asyncio.get_running_loop() returns in that thread.

    Docs: library/asyncio-eventloop#asyncio.get_running_loop, library/asyncio-runner#asyncio.run
    """
    first, second = loops_and_threads_demo.loops_of_two_threads()
    assert first is not second


@pytest.mark.pins("asyncio.get_running_loop")
@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        pytest.param(lambda loop: asyncio.get_running_loop(), "no running event loop", id="get"),
        pytest.param(
            lambda loop: loop.run_forever(), "This event loop is already running", id="run"
        ),
        pytest.param(
            lambda loop: loop.add_signal_handler(signal.SIGUSR1, print),
            "set_wakeup_fd only works in main thread of the main interpreter",
            id="handle a signal",
            marks=pytest.mark.needs("posix_signals"),
        ),
    ],
)
def test_a_loop_is_the_running_loop_of_one_thread(act, refusal):
    """While an event loop runs in one thread, asyncio.get_running_loop() raises RuntimeError in
    another one, and so does running that loop there. loop.add_signal_handler() raises RuntimeError
    in any thread but the main one.

    Docs: library/asyncio-eventloop#asyncio.get_running_loop,
    library/asyncio-eventloop#asyncio.loop.add_signal_handler
    """
    assert loops_and_threads_demo.said_to_another_thread(act) == refusal


def test_an_event_of_asyncio_belongs_to_one_loop():
    """An asyncio.Event for which the loop of one thread waits cannot be waited for by the loop of
    another one: that is a RuntimeError. asyncio's locks and queues are not for several threads.

    Docs: library/asyncio-sync#asyncio.Event
    """
    said = loops_and_threads_demo.event_of_two_loops()
    assert said.endswith("is bound to a different event loop")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase loops_and_threads` prints, in this order on every run.

    Docs: library/asyncio-task#asyncio.to_thread
    """
    assert tell(loops_and_threads_demo.main) == [
        "MainThread | ✅ asyncio.to_thread(): the page is written",
        "MainThread | ❌ its coroutine is cancelled: "
        "the coroutine is cancelled, the function ends, asyncio.run() returns",
        "MainThread | ✅ cancelled from a thread: "
        "the future is cancelled: True, the coroutine gets CancelledError",
        "MainThread | ❌ an asyncio.Event of two loops: is bound to a different event loop",
        "MainThread | ✅ asyncio.run() in two threads: 2 loops",
    ]

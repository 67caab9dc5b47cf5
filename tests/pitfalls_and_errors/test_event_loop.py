"""🔁 Event loop: one thread runs all coroutines, and nothing else may touch them.

The story is told, and runs, in showcase/pitfalls_and_errors/event_loop_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import event_loop_demo

by_a_future = pytest.mark.parametrize(
    "by_a_future", [False, True], ids=["a callback", "the result of a future"]
)


def test_a_lock_that_is_held_across_an_await_stops_the_loop():
    """If a coroutine blocks on a threading.Lock, the thread of the event loop stands still, and
    with it the coroutine that holds the Lock and would release it.

    Docs: library/asyncio-dev#asyncio-multithreading
    """
    assert event_loop_demo.two_coroutines("block") == [
        "the first holds it",
        "the second stops the loop, and so the first",
        "the first gives it back",
    ]


@pytest.mark.parametrize("how", ["to_thread", "asyncio"])
def test_a_wait_that_the_loop_can_see_lets_the_holder_go_on(how):
    """asyncio.Lock suspends a coroutine that has to wait, and asyncio.to_thread() makes another
    thread wait: the event loop goes on, and the holder releases its lock.

    Docs: library/asyncio-sync#asyncio.Lock, library/asyncio-task#asyncio.to_thread
    """
    assert event_loop_demo.two_coroutines(how) == [
        "the first holds it",
        "the first gives it back",
        "the second has it",
    ]


@by_a_future
def test_a_callback_from_another_thread_is_refused_in_debug_mode(by_a_future):
    """In debug mode loop.call_soon() raises RuntimeError in any thread but that of the loop, and so
    does set_result() of an asyncio.Future that has a callback: the result is set, and the callback
    is not called.

    Docs: library/asyncio-dev#asyncio-multithreading
    """
    refused = ["RuntimeError", "the result is set"] if by_a_future else ["RuntimeError"]
    seen = event_loop_demo.called_from_a_thread(threadsafe=False, by_a_future=by_a_future)
    assert seen == refused


@by_a_future
def test_a_callback_from_another_thread_comes_in_by_call_soon_threadsafe(by_a_future):
    """loop.call_soon_threadsafe() accepts a callback from another thread in debug mode, too; that
    may be set_result() of an asyncio.Future, whose own callback is then called.

    Docs: library/asyncio-eventloop#asyncio.loop.call_soon_threadsafe
    """
    seen = event_loop_demo.called_from_a_thread(threadsafe=True, by_a_future=by_a_future)
    assert seen == ["accepted", "called"]


@pytest.mark.parametrize(
    ("threadsafe", "is_called"),
    [
        pytest.param(False, False, id="call_soon: it sleeps on"),
        pytest.param(True, True, id="call_soon_threadsafe: it wakes up"),
    ],
)
def test_only_call_soon_threadsafe_wakes_a_sleeping_loop(threadsafe, is_called, monkeypatch):
    """Without debug mode loop.call_soon() accepts a callback from another thread, but does not wake
    the event loop, so the callback is not called while the loop sleeps; loop.call_soon_threadsafe()
    wakes the loop.

    Docs: library/asyncio-dev#asyncio-multithreading
    """
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")  # the scenario switches the debug mode off
    assert event_loop_demo.is_heard_by_a_sleeping_loop(threadsafe) is is_called


def test_a_loop_that_blocks_for_its_own_coroutine_waits_for_itself():
    """asyncio.run_coroutine_threadsafe().result() in the thread of the event loop blocks that loop,
    so the coroutine cannot run, and only a timeout ends the wait.

    Docs: library/asyncio-task#asyncio.run_coroutine_threadsafe
    """
    assert event_loop_demo.answer_of_the_loop(own_thread=True) == "TimeoutError"


def test_another_thread_may_block_for_a_coroutine_of_the_loop():
    """asyncio.run_coroutine_threadsafe().result() in a thread that runs no event loop waits for the
    coroutine, and returns its result.

    Docs: library/asyncio-task#asyncio.run_coroutine_threadsafe
    """
    assert event_loop_demo.answer_of_the_loop(own_thread=False) == "42"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase event_loop` prints, in this order on every run.

    Docs: library/asyncio-dev#asyncio-multithreading
    """
    assert tell(event_loop_demo.main) == [
        "MainThread | ❌ a threading.Lock across await: the first holds it, "
        "the second stops the loop, and so the first, the first gives it back",
        "MainThread | ✅ taken in a thread: the first holds it, the first gives it back, "
        "the second has it",
        "MainThread | ✅ an asyncio.Lock: the first holds it, the first gives it back, "
        "the second has it",
        "MainThread | ❌ call_soon from a thread: RuntimeError",
        "MainThread | ❌ call_soon to a sleeping loop: False",
        "MainThread | ✅ call_soon_threadsafe from a thread: accepted, called",
        "MainThread | ✅ call_soon_threadsafe to a sleeping loop: True",
        "MainThread | ❌ the loop asks itself: TimeoutError",
        "MainThread | ✅ another thread asks the loop: 42",
    ]

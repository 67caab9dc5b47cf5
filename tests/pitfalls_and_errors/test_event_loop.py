"""🔁 Event loop: one thread runs all coroutines, and nothing else may touch them.

The story is told, and runs, in showcase/pitfalls_and_errors/event_loop_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import event_loop_demo


def test_a_lock_that_is_held_across_an_await_stops_the_loop():
    """A coroutine that blocks on a threading.Lock blocks its thread, and so whoever holds the lock.

    Docs: library/asyncio-dev#asyncio-multithreading
    """
    assert event_loop_demo.two_coroutines("block") == [
        "the first holds it",
        "the second stops the loop, and so the first",
        "the first gives it back",
    ]


@pytest.mark.parametrize("how", ["to_thread", "asyncio"])
def test_a_wait_that_the_loop_can_see_lets_the_holder_go_on(how):
    """An asyncio.Lock makes a coroutine wait; asyncio.to_thread() makes another thread wait.

    Docs: library/asyncio-sync#asyncio.Lock, library/asyncio-task#asyncio.to_thread
    """
    assert event_loop_demo.two_coroutines(how) == [
        "the first holds it",
        "the first gives it back",
        "the second has it",
    ]


def test_a_callback_from_another_thread_is_refused_in_debug_mode():
    """loop.call_soon() is not thread-safe: the loop may sleep on; in debug mode it raises.

    Docs: library/asyncio-dev#asyncio-multithreading
    """
    assert event_loop_demo.called_from_a_thread(threadsafe=False) == ["RuntimeError"]


def test_a_callback_from_another_thread_comes_in_by_call_soon_threadsafe():
    """loop.call_soon_threadsafe() wakes the loop, which calls the callback in its own thread.

    Docs: library/asyncio-eventloop#asyncio.loop.call_soon_threadsafe
    """
    assert event_loop_demo.called_from_a_thread(threadsafe=True) == ["accepted", "called"]


def test_a_loop_that_blocks_for_its_own_coroutine_waits_for_itself():
    """run_coroutine_threadsafe().result() in the thread of the loop: the coroutine cannot run.

    Docs: library/asyncio-task#asyncio.run_coroutine_threadsafe
    """
    assert event_loop_demo.answer_of_the_loop(own_thread=True) == "TimeoutError"


def test_another_thread_may_block_for_a_coroutine_of_the_loop():
    """run_coroutine_threadsafe().result() is meant for threads that run no loop.

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
        "MainThread | ✅ call_soon_threadsafe from a thread: accepted, called",
        "MainThread | ❌ the loop asks itself: TimeoutError",
        "MainThread | ✅ another thread asks the loop: 42",
    ]

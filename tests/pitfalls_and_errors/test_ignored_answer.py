"""🙉 Ignored answer: the call said it, and nobody listened; or it was asked for something else.

The story is told, and runs, in showcase/pitfalls_and_errors/ignored_answer_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import ignored_answer_demo
from showcase.pitfalls_and_errors.ignored_answer_demo import Observed

REFUSED = {"get": "Empty", "put": "Full"}


@pytest.mark.pins("threading.Lock.acquire(timeout)", "threading.Lock.release")
def test_a_timed_acquire_whose_answer_is_ignored_opens_the_lock_of_another():
    """If a thread calls release() although its Lock.acquire(timeout=...) has returned False, it
    releases the Lock of its holder: a third thread gets in, and release() in the holder raises
    RuntimeError.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.Lock.release
    """
    observed = ignored_answer_demo.hold_and_try(looks=False)
    assert observed == Observed(["first", "second", "third"], first_could_release=False)


def test_a_timed_acquire_whose_answer_is_heard_keeps_everybody_out():
    """A thread that goes in and calls release() only if Lock.acquire(timeout=...) has returned True
    leaves the holder alone with its Lock.

    Docs: library/threading#threading.Lock.acquire
    """
    observed = ignored_answer_demo.hold_and_try(looks=True)
    assert observed == Observed(["first"], first_could_release=True)


@pytest.mark.pins("queue.Queue.get(block)", "queue.Queue.put(block)")
@pytest.mark.parametrize("method", ["get", "put"])
def test_a_number_by_position_is_no_timeout_of_a_queue(method):
    """Queue.get(0.01) is get(block=0.01), which waits without a limit since 0.01 is true, and so
    does Queue.put(item, 0.01).

    Docs: library/queue#queue.Queue.get, library/queue#queue.Queue.put
    """
    said = ignored_answer_demo.wait_at_a_queue(method, by_name=False)
    assert said == "has a limit: False, and was helped"


@pytest.mark.pins("queue.Queue.get(timeout)", "queue.Queue.put(timeout)")
@pytest.mark.parametrize("method", ["get", "put"])
def test_a_timeout_of_a_queue_is_given_by_name(method):
    """Queue.get(timeout=0.01) raises Empty when the time is up, and Queue.put(item, timeout=0.01)
    raises Full.

    Docs: library/queue#queue.Queue.get, library/queue#queue.Queue.put
    """
    said = ignored_answer_demo.wait_at_a_queue(method, by_name=True)
    assert said == REFUSED[method]


@pytest.mark.pins(
    "threading.Condition.wait(timeout)",
    "threading.Condition.wait_for(timeout)",
    "threading.Event.wait(timeout)",
)
@pytest.mark.parametrize("how", ["wait", "wait_for", "Event"])
def test_a_timed_wait_whose_answer_is_ignored_goes_on_with_nothing(how):
    """After a timeout Condition.wait() and Event.wait() return False, and Condition.wait_for()
    returns the last value of its predicate, which is falsy: a thread that ignores this goes on with
    nothing.

    Docs: library/threading#threading.Condition.wait_for, library/threading#threading.Event.wait,
    library/threading#threading.Condition.wait
    """
    cook = ignored_answer_demo.cook_after_a_timed_wait
    assert cook(looks_at_the_answer=False, how=how) == "IndexError"
    assert cook(looks_at_the_answer=True, how=how) == "no order came"


@pytest.mark.pins("threading.Thread.join(timeout)", "threading.Thread.is_alive")
def test_join_with_a_timeout_never_tells_whether_the_thread_has_ended():
    """Thread.join(timeout) returns None whether the thread has ended or the time is up: only
    Thread.is_alive() tells which.

    Docs: library/threading#threading.Thread.join, library/threading#threading.Thread.is_alive
    """
    said_and_alive = ignored_answer_demo.alive_after_join(ignored_answer_demo.SHORT)
    assert said_and_alive == [(None, True), (None, False)]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase ignored_answer` prints, in this order on every run.

    Docs: library/threading#threading.Lock.acquire
    """
    assert tell(ignored_answer_demo.main) == [
        "MainThread | ❌ the answer is ignored, inside: first, second, third",
        "MainThread | ✅ somebody looks, inside: first",
        "MainThread | ❌ nobody looked at what wait_for() said: IndexError",
        "MainThread | ✅ somebody did: no order came",
        "MainThread | ❌ join(timeout) said None, and it is alive: True",
        "MainThread | ❌ join(timeout) said None, and it is alive: False",
        "MainThread | ❌ get(…, 0.01): has a limit: False, and was helped",
        "MainThread | ✅ get(…, timeout=0.01): Empty",
        "MainThread | ❌ put(…, 0.01): has a limit: False, and was helped",
        "MainThread | ✅ put(…, timeout=0.01): Full",
    ]

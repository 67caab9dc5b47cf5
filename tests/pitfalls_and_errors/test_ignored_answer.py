"""🙉 Ignored answer: the call said it, and nobody listened; or it was asked for something else.

The story is told, and runs, in showcase/pitfalls_and_errors/ignored_answer_demo.py.
"""

import sys
from threading import Event

import pytest

from showcase.pitfalls_and_errors import ignored_answer_demo

REFUSED = {"get": "Empty", "put": "Full"}


@pytest.mark.pins("threading.Lock.acquire(timeout)", "threading.Lock.release")
def test_a_timed_acquire_whose_answer_is_ignored_opens_the_lock_of_another():
    """Lock.acquire(timeout=…) said False; the release() in the `finally` lets a third one in.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.Lock.release
    """
    inside = ignored_answer_demo.inside_at_once(looks=False)
    assert inside == ["first", "second", "third"]


def test_a_timed_acquire_whose_answer_is_heard_keeps_everybody_out():
    """`if lock.acquire(timeout=…):` works, and releases, only with the lock.

    Docs: library/threading#threading.Lock.acquire
    """
    assert ignored_answer_demo.inside_at_once(looks=True) == ["first"]


@pytest.mark.pins("queue.Queue.get(block)", "queue.Queue.put(block)")
@pytest.mark.parametrize("method", ["get", "put"])
def test_a_number_by_position_is_no_timeout_of_a_queue(method):
    """Queue.get(0.01) is get(block=0.01), which is true: it waits without a limit, as put() does.

    Docs: library/queue#queue.Queue.get, library/queue#queue.Queue.put
    """
    said = ignored_answer_demo.wait_at_a_queue(method, by_name=False)
    assert said == "has a limit: False, and was helped"


@pytest.mark.pins("queue.Queue.get(timeout)", "queue.Queue.put(timeout)")
@pytest.mark.parametrize("method", ["get", "put"])
def test_a_timeout_of_a_queue_is_given_by_name(method):
    """Queue.get(timeout=0.01) raises Empty, and put(item, timeout=0.01) raises Full.

    Docs: library/queue#queue.Queue.get, library/queue#queue.Queue.put
    """
    said = ignored_answer_demo.wait_at_a_queue(method, by_name=True)
    assert said == REFUSED[method]


@pytest.mark.pins("threading.Thread.is_alive", "threading.Event.is_set")
@pytest.mark.parametrize("thing", ["is_alive", "is_set", ""], ids=lambda thing: thing or "Event")
def test_what_is_not_called_is_true(thing):
    """Thread.is_alive without parentheses is a method, and an Event is an object: both are true.

    Docs: library/stdtypes#truth-value-testing
    """
    assert ignored_answer_demo.looks_true(thing, called=False) is True
    assert ignored_answer_demo.looks_true(thing, called=True) is False


def test_a_thread_needs_its_own_attributes():
    """Thread._started is an Event; a subclass that uses the name for itself cannot be started.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert ignored_answer_demo.fate_of_a_subclass("_started", False) == "AttributeError"
    assert ignored_answer_demo.fate_of_a_subclass("has_started", False) == "started and joined"


def test_an_attribute_named_stop_broke_join_until_3_12():
    """Thread._stop was the method that marks the end: an Event of that name makes join() fail.

    Docs: undocumented, and 3.13 and newer have no such method.
    """
    fate = ignored_answer_demo.fate_of_a_subclass("_stop", Event())
    assert fate == ("started and joined" if sys.version_info >= (3, 13) else "TypeError")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase ignored_answer` prints, in this order on every run.

    Docs: library/threading#threading.Lock.acquire
    """
    assert tell(ignored_answer_demo.main) == [
        "MainThread | ❌ the answer is ignored, inside: first, second, third",
        "MainThread | ✅ somebody looks, inside: first",
        "MainThread | ❌ get(…, 0.01): has a limit: False, and was helped",
        "MainThread | ✅ get(…, timeout=0.01): Empty",
        "MainThread | ❌ put(…, 0.01): has a limit: False, and was helped",
        "MainThread | ✅ put(…, timeout=0.01): Full",
        "MainThread | ❌ thread.is_alive, never started: True",
        "MainThread | ✅ thread.is_alive(), never started: False",
        "MainThread | ❌ an Event that nobody has set: True",
        "MainThread | ✅ its is_set(): False",
        "MainThread | ❌ self._started = False: AttributeError",
        "MainThread | ✅ self.has_started = False: started and joined",
    ]

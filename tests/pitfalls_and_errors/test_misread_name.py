"""🏷️ Misread name: it is there, it is no error, and it means something else.

The story is told, and runs, in showcase/pitfalls_and_errors/misread_name_demo.py.
"""

import sys
from threading import Event

import pytest

from showcase.pitfalls_and_errors import misread_name_demo


@pytest.mark.pins("threading.Thread.is_alive", "threading.Event.is_set")
@pytest.mark.parametrize("what", ["thread.is_alive", "event.is_set", "event"])
def test_what_is_not_called_is_true(what):
    """Thread.is_alive without parentheses is a method, and an Event is an object: both are true.

    Docs: builtins/stdtypes#truth-value-testing
    """
    as_it_stands, asked = misread_name_demo.looks_true(what)
    assert (as_it_stands, asked) == (True, False)


def test_a_thread_needs_its_own_attributes():
    """Thread keeps an Event in its attribute _started: if a subclass puts something else there,
    start() raises AttributeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert misread_name_demo.fate_of_a_subclass("_started", "no") == "AttributeError"
    assert misread_name_demo.fate_of_a_subclass("has_started", "no") == "started and joined"


def test_an_attribute_named_stop_broke_join_until_3_12():
    """Until Python 3.12 Thread._stop() is a method that marks the end of a thread: if a subclass
    puts an Event there, join() raises TypeError.

    Docs: undocumented, and 3.13 and newer have no such method.
    """
    fate = misread_name_demo.fate_of_a_subclass("_stop", Event())
    assert fate == ("started and joined" if sys.version_info >= (3, 13) else "TypeError")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase misread_name` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(misread_name_demo.main) == [
        "MainThread | ❌ thread.is_alive: True; ✅ with parentheses: False",
        "MainThread | ❌ event.is_set: True; ✅ with parentheses: False",
        "MainThread | ❌ event: True; ✅ with parentheses: False",
        "MainThread | ❌ self._started = 'no': AttributeError",
        "MainThread | ✅ self.has_started = 'no': started and joined",
    ]

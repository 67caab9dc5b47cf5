"""🪝 In the middle of an operation: where it calls your code, another thread gets its turn.

showcase/utils/middle.py.
"""

import threading
from threading import Lock

import pytest

from showcase.utils.middle import Item, in_the_middle, stopping


def scene(door=None):
    """An operation with two stops, and another one with a stop of its own; returns the order."""
    order, stops = [], []

    def operation(stop):
        stops.append(stop)
        for line in ("begins", "goes on"):
            order.append(line)
            stop()
        order.append("ends")
        return "one"

    def meanwhile():
        order.append(threading.current_thread().name)
        stops[0]()
        return "other"

    assert in_the_middle(operation, meanwhile, door) == ("one", "other")
    return order


def test_the_other_thread_acts_at_the_first_stop_and_only_there():
    """stop() hands over once: later stops, and those of the other thread, pass by.

    Docs: none, this is the house's own rule.
    """
    assert scene() == ["begins", "second", "goes on", "ends"]


def test_behind_a_lock_the_other_thread_acts_when_the_operation_is_done():
    """Both take the Lock: the other thread finds it shut, which lets the operation go on.

    Docs: library/threading#lock-objects
    """
    assert scene(Lock()) == ["begins", "goes on", "ends", "second"]


def test_an_operation_without_a_stop_is_over_before_the_other_begins():
    """Nobody waits for a stop that does not come.

    Docs: none, this is the house's own rule.
    """
    order = []
    in_the_middle(lambda stop: order.append("one"), lambda: order.append("other"))

    assert order == ["one", "other"]


@pytest.mark.parametrize("error", [KeyError, IndexError, RuntimeError, ValueError, BufferError])
def test_an_error_is_an_answer(error):
    """What a list, a dict or an iterator may raise is returned by its name.

    Docs: none, this is the house's own rule.
    """

    def refuse(*stop):
        raise error

    assert in_the_middle(refuse, refuse) == (error.__name__, error.__name__)


def test_any_other_error_is_raised_and_keeps_nobody_waiting():
    """A slip in a scenario is no answer: it ends the scene, whichever of the two made it.

    Docs: none, this is the house's own rule.
    """
    with pytest.raises(TypeError):
        in_the_middle(lambda stop: len(1), lambda: None)
    with pytest.raises(TypeError):
        in_the_middle(lambda stop: stop(), lambda: len(1))


def test_an_item_is_equal_and_ordered_by_its_name_and_stops_at_each_comparison():
    """Item calls stop() in ==, in != and in <, before it answers; its hash and repr are its name.

    Docs: reference/datamodel#object.__eq__
    """
    stops = []
    item = Item("b", lambda: stops.append(1))

    assert [item == Item("b"), item == Item("c"), item == "b", item != Item("c")] == [
        *(True, False, False, True),
    ]
    assert [item < Item("c"), item < Item("a"), item < Item("b")] == [True, False, False]
    assert len(stops) == 7
    assert (hash(item), repr(item)) == (hash("b"), "b")


def test_a_generator_stops_after_its_first_item():
    """stopping() yields all items, and calls stop() once between the first and the second.

    Docs: none, this is the house's own rule.
    """
    order = []
    for item in stopping("abc", lambda: order.append("stop")):
        order.append(item)

    assert order == ["a", "stop", "b", "c"]

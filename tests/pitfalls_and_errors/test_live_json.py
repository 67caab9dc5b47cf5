"""📸 Live JSON: a picture of something that moves.

The story is told, and runs, in showcase/pitfalls_and_errors/live_json_demo.py.
"""

import sys

import pytest

from showcase.pitfalls_and_errors import live_json_demo
from showcase.pitfalls_and_errors.live_json_demo import CHANGES, written

LIVE = sys.version_info >= (3, 12)
"""Since then the C encoder walks through the dict itself, and not through a list of its items."""

BEFORE = {
    "a new key": {"at": "now", "Ann": 5},
    "a payment": {"Ann": 50, "at": "now", "Bob": 50},
    "a new item": ["now", 1, 2],
    "the first item out": ["now", 1, 2],
}


def test_a_key_that_is_added_while_a_dict_is_written_is_written_since_312():
    """Since Python 3.12 json.dumps() reads the items of a dict one by one, and writes a key that
    another thread adds meanwhile; before 3.12 it made a list of the items first.

    Docs: library/json#json.dumps
    """
    new = {"at": "now", "Ann": 5, "Bob": 5}
    assert written("a new key") == (new if LIVE else BEFORE["a new key"])


def test_half_of_a_change_is_written_since_312():
    """Since Python 3.12 json.dumps() may write one value as it was before a change by another
    thread, and another as it is after it; before 3.12, without indent=, it read all values first.

    Docs: library/json#json.dumps
    """
    seen = written("a payment")
    assert seen["Ann"] + seen["Bob"] == (110 if LIVE else 100)


def test_with_an_indent_half_of_a_change_is_written_on_every_python():
    """json.dumps(indent=2) reads the values one by one in all versions: one may be written as it
    was before a change by another thread, and another as it is after it.

    Docs: library/json#json.dumps
    """
    assert written("a payment", indent=2) == {"Ann": 50, "at": "now", "Bob": 60}


def test_with_an_indent_a_new_key_was_an_error_until_312():
    """Until Python 3.12 json.dumps(indent=2) raises RuntimeError if another thread adds a key
    meanwhile; since 3.13 the new key is written.

    Docs: library/json#json.dumps, builtins/exceptions#RuntimeError
    """
    grown = {"at": "now", "Ann": 5, "Bob": 5}
    expected = grown if sys.version_info >= (3, 13) else "RuntimeError"
    assert written("a new key", indent=2) == expected


def test_sorted_keys_are_a_list_that_is_made_first():
    """json.dumps(sort_keys=True) makes a list of all items before it writes the first one: what
    another thread changes meanwhile is not written.

    Docs: library/json#json.dumps
    """
    for name in ("a new key", "a payment"):
        assert written(name, sort_keys=True) == BEFORE[name]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        pytest.param("a new item", ["now", 1, 2, 3], id="one more"),
        pytest.param("the first item out", ["now", 2], id="one less"),
    ],
)
@pytest.mark.parametrize("how", [{}, {"indent": 2}], ids=["plain", "indent"])
def test_a_list_is_written_by_position_while_it_changes(name, seen, how):
    """json.dumps() goes through a list by position: it writes an item that another thread appends
    meanwhile, and skips one if another thread removes an item that was written already.

    Docs: library/json#json.dumps
    """
    assert written(name, **how) == seen


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("how", [{}, {"indent": 2}], ids=["plain", "indent"])
def test_a_copy_is_written_as_it_was_made(name, how):
    """json.dumps(things.copy()) writes a copy that no other thread can change.

    Docs: library/json#json.dumps, builtins/stdtypes#dict.copy
    """
    assert written(name, a_copy=True, **how) == BEFORE[name]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase live_json` prints, in this order on every run.

    Docs: library/json#json.dumps
    """
    grown = {"at": "now", "Ann": 5, "Bob": 5}
    bob = 60 if LIVE else 50
    indented = grown if sys.version_info >= (3, 13) else "RuntimeError"
    assert tell(live_json_demo.main) == [
        f"MainThread | ❌ a new key: {grown if LIVE else BEFORE['a new key']}",
        "MainThread | ✅ a new key, a copy: {'at': 'now', 'Ann': 5}",
        f"MainThread | ❌ a payment: {{'Ann': 50, 'at': 'now', 'Bob': {bob}}}",
        "MainThread | ✅ a payment, a copy: {'Ann': 50, 'at': 'now', 'Bob': 50}",
        "MainThread | ❌ a new item: ['now', 1, 2, 3]",
        "MainThread | ✅ a new item, a copy: ['now', 1, 2]",
        "MainThread | ❌ the first item out: ['now', 2]",
        "MainThread | ✅ the first item out, a copy: ['now', 1, 2]",
        f"MainThread | 🔧 a new key, {{'indent': 2}}: {indented}",
        "MainThread | 🔧 a new key, {'sort_keys': True}: {'Ann': 5, 'at': 'now'}",
    ]

"""📖 What a dict and a set promise: a key is looked up as of now, and an update is not one step.

The story is told, and runs, in showcase/thread_safety/dict_guarantees_demo.py.
"""

import operator
from threading import Lock

import pytest

from showcase.thread_safety import dict_guarantees_demo
from showcase.thread_safety.dict_guarantees_demo import NEW, OLD, Left, interrupted


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("get(new)", Left(2, None, "{old: 0, new: 2}"), id="dict.get()"),
        pytest.param("new in d", Left(True, None, "{old: 0, new: 2}"), id="in a dict"),
        pytest.param("new in s", Left(True, None, "{old, new}"), id="in a set"),
    ],
)
def test_an_interrupted_lookup_finds_the_key_that_was_stored_meanwhile(name, left):
    """A dict or set that another thread changed during an __eq__() is looked through again: get()
    and `in` find a key that was not there when they began.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects,
        builtins/threadsafety#thread-safety-for-set-objects
    """
    assert interrupted(name) == left


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("d[old]", Left("KeyError", None, "{}"), id="d[key]"),
        pytest.param("del d[old]", Left("KeyError", None, "{}"), id="del d[key]"),
        pytest.param("discard(old)", Left(None, None, "set()"), id="set.discard()"),
    ],
)
def test_an_interrupted_lookup_misses_the_key_that_was_removed_meanwhile(name, left):
    """A key that was in the dict or set when its comparison began, and is gone when it ends, is not
    found: d[key] and `del d[key]` raise KeyError, set.discard() does nothing.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects,
        builtins/threadsafety#thread-safety-for-set-objects
    """
    assert interrupted(name) == left


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("pop(old, None)", Left(None, 0, "{}"), id="dict.pop(key, default)"),
        pytest.param("remove(old)", Left("KeyError", None, "set()"), id="set.remove()"),
    ],
)
def test_of_two_threads_that_remove_a_key_one_has_it(name, left):
    """Two threads remove the same key, and one overtakes the other in its comparison: the overtaken
    dict.pop(key, default) returns the default, and the overtaken set.remove() raises KeyError.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects,
        builtins/threadsafety#thread-safety-for-set-objects
    """
    assert interrupted(name) == left


def test_setdefault_gives_both_threads_the_value_that_came_first():
    """A dict.setdefault() that is overtaken by another thread's stores nothing, and returns the
    value that the other thread stored.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects, builtins/stdtypes#dict.setdefault
    """
    assert hash(OLD) == hash(NEW) == 1  # so that they are compared
    assert interrupted("setdefault(new)") == Left(2, 2, "{old: 0, new: 2}")


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("d[new] = 1", Left(None, None, "{old: 0, new: 1}"), id="dict"),
        pytest.param("add(new)", Left(None, None, "{old, new}"), id="set"),
    ],
)
def test_a_key_that_two_threads_store_at_a_time_is_there_once(name, left):
    """A thread stores a key while another thread's comparison is under way for an equal one: a dict
    or set never holds equal keys twice, and the dict has the value that was stored last.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects,
        builtins/threadsafety#thread-safety-for-set-objects
    """
    assert interrupted(name) == left


def test_an_update_from_a_generator_is_seen_and_cleared_half_way():
    """dict.update(generator) stores pair by pair, and another thread gets in between; update() from
    a list that is complete is one step.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects
    """
    assert dict_guarantees_demo.update_while_cleared(as_a_list=False) == [{"x": 1}, {"y": 2}]
    assert dict_guarantees_demo.update_while_cleared(as_a_list=True) == [{}, {"x": 1, "y": 2}]


def test_two_dicts_that_were_never_equal_can_compare_equal():
    """`left == right` compares two dicts value by value. Another thread changes one of them during
    an __eq__(): the first values were equal before that, and the second ones are equal after it.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects
    """
    assert dict_guarantees_demo.compared_while_changed() == [False, True, False]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(operator.ior, id="|="),
        pytest.param(operator.iand, id="&="),
        pytest.param(operator.isub, id="-="),
        pytest.param(operator.ixor, id="^="),
    ],
)
def test_the_operators_of_a_set_refuse_what_is_no_set(change):
    """`s |= other`, `&=`, `-=` and `^=` take a set or a frozenset, and raise TypeError for a list.

    Docs: builtins/threadsafety#thread-safety-for-set-objects
    """
    with pytest.raises(TypeError, match="unsupported operand"):
        change({1}, [2])
    assert change({1, 2}, frozenset([2])) == change({1, 2}, {2})


def test_two_updates_of_a_counter_may_count_one():
    """Counter.update() reads a count, adds to it, and stores the sum: when two threads read before
    either of them stores, one item is not counted.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert dict_guarantees_demo.counted_twice() == 1


def test_under_a_lock_an_update_is_seen_whole():
    """A Lock around dict.update(), and around the copy that another thread makes: the copy has all
    of the new keys or none.

    Docs: library/threading#lock-objects
    """
    whole = dict_guarantees_demo.update_while_cleared(as_a_list=False, door=Lock())

    assert whole == [{"x": 1, "y": 2}, {}]


def test_under_a_lock_dicts_are_compared_as_they_are_and_counts_are_kept():
    """With a Lock around the comparison of two dicts, and around each Counter.update(), the other
    thread waits: unequal dicts do not compare equal, and every item is counted.

    Docs: library/threading#lock-objects
    """
    assert dict_guarantees_demo.compared_while_changed(Lock()) == [False, False, False]
    assert dict_guarantees_demo.counted_twice(Lock()) == 2


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("get(new)", Left(None, None, "{old: 0, new: 2}"), id="dict.get()"),
        pytest.param("d[old]", Left(0, None, "{}"), id="d[key]"),
        pytest.param("pop(old, None)", Left(0, None, "{}"), id="dict.pop()"),
        pytest.param("setdefault(new)", Left(1, 1, "{old: 0, new: 1}"), id="dict.setdefault()"),
        pytest.param("d[new] = 1", Left(None, None, "{old: 0, new: 2}"), id="d[key] = value"),
        pytest.param("new in s", Left(False, None, "{old, new}"), id="in a set"),
        pytest.param("remove(old)", Left(None, "KeyError", "set()"), id="set.remove()"),
    ],
)
def test_under_a_lock_the_first_thread_is_first(name, left):
    """Each thread takes one Lock around its operation on the dict or set: the second operation
    begins when the first one, its comparisons included, has ended.

    Docs: library/threading#lock-objects
    """
    assert interrupted(name, Lock()) == left


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase dict_guarantees` prints, in this order on every run.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects
    """
    assert tell(dict_guarantees_demo.main) == [
        "MainThread | ✅ no lock, get(new): 2, None → {old: 0, new: 2}",
        "MainThread | ✅ no lock, new in d: True, None → {old: 0, new: 2}",
        "MainThread | ✅ no lock, d[old]: KeyError, None → {}",
        "MainThread | ✅ no lock, del d[old]: KeyError, None → {}",
        "MainThread | ✅ no lock, pop(old, None): None, 0 → {}",
        "MainThread | ✅ no lock, setdefault(new): 2, 2 → {old: 0, new: 2}",
        "MainThread | ✅ no lock, d[new] = 1: None, None → {old: 0, new: 1}",
        "MainThread | ✅ no lock, new in s: True, None → {old, new}",
        "MainThread | ✅ no lock, add(new): None, None → {old, new}",
        "MainThread | ✅ no lock, remove(old): KeyError, None → set()",
        "MainThread | ✅ no lock, discard(old): None, None → set()",
        "MainThread | ❌ no lock, update(generator): seen {'x': 1}, left {'y': 2}",
        "MainThread | ❌ no lock, left == right: before, said, after: [False, True, False]",
        "MainThread | ❌ no lock, Counter.update() twice: 1",
        "MainThread | ✅ a lock, update(generator): seen {'x': 1, 'y': 2}, left {}",
        "MainThread | ✅ a lock, left == right: before, said, after: [False, False, False]",
        "MainThread | ✅ a lock, Counter.update() twice: 2",
        "MainThread | ✅ no lock, update([*generator]): seen {}, left {'x': 1, 'y': 2}",
    ]

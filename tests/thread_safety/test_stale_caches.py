"""🥫 Stale caches: a result that was worked out before the change, and is stored after it.

The story is told, and runs, in showcase/thread_safety/stale_caches_demo.py.
"""

from threading import Lock

import pytest

from showcase.thread_safety import stale_caches_demo
from showcase.thread_safety.stale_caches_demo import (
    by_cached_property,
    by_lru_cache,
    cleared_during_a_call,
    dropped_while_used,
)

each_cache = pytest.mark.parametrize(
    "make",
    [
        pytest.param(by_lru_cache, id="lru_cache"),
        pytest.param(by_cached_property, id="cached_property"),
    ],
)


@each_cache
def test_a_call_that_is_under_way_fills_the_cache_that_was_cleared_meanwhile(make):
    """functools.lru_cache and cached_property store what the function returns when it returns:
    clearing the cache before that does not help, and the old result stays.

    Docs: library/functools#functools.lru_cache, library/functools#functools.cached_property
    """
    assert cleared_during_a_call(make) == ["old", "old"]


@each_cache
def test_a_cache_that_is_cleared_under_the_lock_of_the_call_is_up_to_date(make):
    """With one Lock around the call, and around the change and the clearing, the old result is
    stored first and cleared after that.

    Docs: library/threading#lock-objects
    """
    assert cleared_during_a_call(make, Lock()) == ["old", "new"]


def test_a_weak_reference_that_was_alive_at_the_look_can_be_dead_at_the_use():
    """`if key in weak_dict: weak_dict[key]`: another thread drops the last strong reference in
    between, and it is a KeyError.

    Docs: library/weakref#weakref.WeakValueDictionary, library/weakref#weakref.ref
    """
    assert dropped_while_used(look_first=True) == ("KeyError", False)


def test_a_strong_reference_that_is_taken_in_one_step_keeps_the_thing_alive():
    """WeakValueDictionary.get() returns the thing itself or None: while it is held it does not die,
    whatever the other threads drop.

    Docs: library/weakref#weakref.WeakValueDictionary, library/weakref#weakref.ref
    """
    assert dropped_while_used(look_first=False) == ("Thing", True)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase stale_caches` prints, in this order on every run.

    Docs: library/functools#functools.lru_cache
    """
    assert tell(stale_caches_demo.main) == [
        "MainThread | ❌ by_lru_cache: old, later old",
        "MainThread | ✅ by_lru_cache, a lock: old, later new",
        "MainThread | ❌ by_cached_property: old, later old",
        "MainThread | ✅ by_cached_property, a lock: old, later new",
        "MainThread | ❌ key in weak, then weak[key]: KeyError, still there: False",
        "MainThread | ✅ weak.get(key): Thing, still there: True",
    ]

"""🐘 Cache stampede: it is not there yet, so all of them compute it.

The story is told, and runs, in showcase/pitfalls_and_errors/cache_stampede_demo.py.
"""

import sys
from threading import Lock

import pytest

from showcase.pitfalls_and_errors import cache_stampede_demo
from showcase.utils.stage import OpenDoor


@pytest.mark.parametrize(
    ("maxsize", "kept"),
    [
        pytest.param(128, [False, True], id="lru_cache(128): the first that was stored"),
        pytest.param(None, [True, False], id="lru_cache(None): the last that was stored"),
    ],
)
def test_a_cached_function_may_run_twice_for_two_first_callers(maxsize, kept):
    """functools.lru_cache does not wait for a call that is running: if two threads call the
    function with the same argument, it may run twice, and later calls return one of the two
    results.

    Docs: library/functools#functools.lru_cache
    """
    assert cache_stampede_demo.two_callers_of_a_cache(maxsize, OpenDoor()) == (2, kept)


@pytest.mark.parametrize("maxsize", [128, None])
def test_a_cached_function_under_a_lock_runs_once(maxsize):
    """If a Lock is held for each call of a function with functools.lru_cache, the second caller
    gets the result of the first one, and the function runs once.

    Docs: library/functools#functools.lru_cache
    """
    assert cache_stampede_demo.two_callers_of_a_cache(maxsize, Lock()) == (1, [True, True])


@pytest.mark.pins("concurrent.futures.Future.set_result(result)")
def test_a_cache_of_calls_runs_once_and_holds_no_lock_meanwhile():
    """If a Future is put into a cache under a Lock before its value is computed, a second thread
    finds the Future and waits in Future.result(): the function runs once. If a value is put into
    the cache when it is there, both threads run the function, and get different values.

    Docs: library/concurrent.futures#concurrent.futures.Future
    """
    runs, same = cache_stampede_demo.two_callers_of_a_cache_of_calls(entered_before=False)
    assert (runs, same) == (2, False)
    runs, same = cache_stampede_demo.two_callers_of_a_cache_of_calls(entered_before=True)
    assert (runs, same) == (1, True)


def test_a_cached_property_runs_its_getter_twice_for_two_first_readers_since_312():
    """Until Python 3.11 functools.cached_property has a lock, so its getter runs once for two
    threads that read it at the same time; since 3.12 it has none, and the getter runs twice.

    Docs: library/functools#functools.cached_property
    """
    runs = 2 if sys.version_info >= (3, 12) else 1
    assert cache_stampede_demo.two_readers_of_a_cached_property() == runs


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase cache_stampede` prints, in this order on every run.

    Docs: library/functools#functools.lru_cache
    """
    assert tell(cache_stampede_demo.main) == [
        "MainThread | ❌ lru_cache, maxsize 128: called 2 times",
        "MainThread | ❌ lru_cache, maxsize None: called 2 times",
        "MainThread | ✅ under a lock, maxsize 128: called 1 times",
        "MainThread | ✅ under a lock, maxsize None: called 1 times",
        "MainThread | ❌ results are entered: called 2 times",
        "MainThread | ✅ calls are entered: called 1 times",
    ]

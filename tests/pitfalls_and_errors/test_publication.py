"""📣 Publication: what others can see must be ready, and there must be one of it.

The story is told, and runs, in showcase/pitfalls_and_errors/publication_demo.py.
"""

import sys
from threading import Lock

import pytest

from showcase.pitfalls_and_errors import publication_demo
from showcase.pitfalls_and_errors.publication_demo import Made, OpenDoor


@pytest.mark.parametrize("look_before", [True, False], ids=["looked before", "always inside"])
def test_two_first_callers_without_a_lock_make_two_singletons(look_before):
    """`if it is None: it = make()` in two threads: both find None, and each gets its own.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert publication_demo.two_first_callers(OpenDoor(), look_before) == Made(
        times=2, same_for_all=False, late_caller_needs_the_door=not look_before
    )


def test_a_lock_without_a_second_look_makes_two_singletons_one_after_the_other():
    """What was seen before the Lock is stale behind it: the second thread makes another one.

    Docs: library/threading#lock-objects
    """
    assert publication_demo.two_first_callers(Lock(), look_again=False) == Made(
        times=2, same_for_all=False, late_caller_needs_the_door=False
    )


@pytest.mark.parametrize(
    "look_before",
    [pytest.param(True, id="double-checked"), pytest.param(False, id="always locked")],
)
def test_a_look_under_the_lock_makes_one_for_both(look_before):
    """The look that counts is the one under the Lock; the one before it saves the late callers from
    taking it.

    Docs: library/threading#lock-objects
    """
    assert publication_demo.two_first_callers(Lock(), look_before) == Made(
        times=1, same_for_all=True, late_caller_needs_the_door=not look_before
    )


def test_an_object_that_is_stored_before_it_is_complete_is_seen_half_built():
    """A reference is visible to every thread as soon as it is stored, whatever it refers to.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert publication_demo.seen_while_it_is_filled(publish_last=False) == [
        "host",
        "host and port",
    ]


def test_an_object_that_is_stored_last_is_seen_complete_or_not_at_all():
    """Filled in through a local variable, the object is out of other threads' sight until then.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert publication_demo.seen_while_it_is_filled(publish_last=True) == [
        "nothing yet",
        "host and port",
    ]


def test_a_thread_that_is_started_in_the_middle_of_init_misses_attributes():
    """Thread.start() in __init__ lets `self` escape: what is assigned after it is not there yet.

    Docs: library/threading#threading.Thread.start
    """
    assert publication_demo.Greeter(start_last=False).heard == "AttributeError"
    assert publication_demo.Greeter(start_last=True).heard == "hello world"


@pytest.mark.parametrize(
    ("maxsize", "kept"),
    [
        pytest.param(128, [False, True], id="lru_cache(128): the first that was stored"),
        pytest.param(None, [True, False], id="lru_cache(None): the last that was stored"),
    ],
)
def test_a_cached_function_may_run_twice_for_two_first_callers(maxsize, kept):
    """functools.lru_cache keeps its dictionary whole, and does not wait for a call that runs: two
    callers get two results, and later ones get one of them.

    Docs: library/functools#functools.lru_cache
    """
    assert publication_demo.two_callers_of_a_cache(maxsize, OpenDoor()) == (2, kept)


@pytest.mark.parametrize("maxsize", [128, None])
def test_a_cached_function_under_a_lock_runs_once(maxsize):
    """With a Lock around the call the second caller finds the first one's result.

    Docs: library/functools#functools.lru_cache
    """
    assert publication_demo.two_callers_of_a_cache(maxsize, Lock()) == (1, [True, True])


def test_a_cached_property_runs_its_getter_twice_for_two_first_readers_since_312():
    """functools.cached_property had a lock until 3.11, which let all instances wait for each other;
    since 3.12 it has none, and two first readers both run the getter.

    Docs: library/functools#functools.cached_property
    """
    runs = 2 if sys.version_info >= (3, 12) else 1
    assert publication_demo.two_readers_of_a_cached_property() == runs


@pytest.mark.parametrize("asked", [1, 3])
def test_the_default_of_setdefault_is_made_on_every_call(asked):
    """dict.setdefault(key, make()) is a call like any other: its arguments come first.

    Docs: library/stdtypes#dict.setdefault
    """
    assert publication_demo.made_by_setdefault(asked, look_first=False) == (asked, 1)
    assert publication_demo.made_by_setdefault(asked, look_first=True) == (1, 1)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase publication` prints, in this order on every run.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert tell(publication_demo.main) == [
        "MainThread | ❌ no lock: made 2, a late caller goes straight in",
        "MainThread | ❌ a lock, and no second look: made 2, a late caller goes straight in",
        "MainThread | ✅ double-checked: made 1, a late caller goes straight in",
        "MainThread | ✅ always under the lock: made 1, a late caller takes it, too",
        "MainThread | ❌ published first: one sees host; then host and port",
        "MainThread | ✅ published last: one sees nothing yet; then host and port",
        "MainThread | ❌ a thread started too early hears AttributeError",
        "MainThread | ✅ a thread started last hears hello world",
        "MainThread | ❌ lru_cache, maxsize 128: called 2 times",
        "MainThread | ❌ lru_cache, maxsize None: called 2 times",
        "MainThread | ✅ under a lock, maxsize 128: called 1 times",
        "MainThread | ✅ under a lock, maxsize None: called 1 times",
        "MainThread | ❌ setdefault(key, make()), 1 times: 1 made, number 1 kept",
        "MainThread | ❌ setdefault(key, make()), 3 times: 3 made, number 1 kept",
        "MainThread | ✅ a look first, 1 times: 1 made, number 1 kept",
        "MainThread | ✅ a look first, 3 times: 1 made, number 1 kept",
    ]

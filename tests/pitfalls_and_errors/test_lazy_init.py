"""🥇 Lazy initialisation: two come first, and each makes one.

The story is told, and runs, in showcase/pitfalls_and_errors/lazy_init_demo.py.
"""

from threading import Lock

import pytest

from showcase.pitfalls_and_errors import lazy_init_demo
from showcase.pitfalls_and_errors.lazy_init_demo import Made
from showcase.utils.stage import OpenDoor


@pytest.mark.parametrize("look_before", [True, False], ids=["looked before", "always inside"])
def test_two_first_callers_without_a_lock_make_two_singletons(look_before):
    """`if it is None: it = make()` without a Lock: two threads may both find None, and each makes
    an object of its own.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert lazy_init_demo.two_first_callers(OpenDoor(), look_before) == Made(
        times=2, same_for_all=False, late_caller_needs_the_door=not look_before
    )


def test_a_lock_without_a_second_look_makes_two_singletons_one_after_the_other():
    """If threads look for the object before they acquire the Lock, and not under it, the second one
    makes another object when it gets the Lock.

    Docs: library/threading#lock-objects
    """
    assert lazy_init_demo.two_first_callers(Lock(), look_again=False) == Made(
        times=2, same_for_all=False, late_caller_needs_the_door=False
    )


@pytest.mark.parametrize(
    "look_before",
    [pytest.param(True, id="double-checked"), pytest.param(False, id="always locked")],
)
def test_a_look_under_the_lock_makes_one_for_both(look_before):
    """If threads look for the object under the Lock, only the first one makes it; a look before
    that (double-checked locking) saves later callers from acquiring the Lock.

    Docs: library/threading#lock-objects
    """
    assert lazy_init_demo.two_first_callers(Lock(), look_before) == Made(
        times=1, same_for_all=True, late_caller_needs_the_door=not look_before
    )


@pytest.mark.parametrize("asked", [1, 3])
def test_the_default_of_setdefault_is_made_on_every_call(asked):
    """In dict.setdefault(key, make()) the argument is computed before the call, so make() is called
    each time; it is called once if a look for the key comes first.

    Docs: builtins/stdtypes#dict.setdefault
    """
    the_first = 1  # is kept
    assert lazy_init_demo.made_by_setdefault(asked, look_first=False) == (asked, the_first)
    assert lazy_init_demo.made_by_setdefault(asked, look_first=True) == (1, the_first)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase lazy_init` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(lazy_init_demo.main) == [
        "MainThread | ❌ no lock: made 2, a late caller goes straight in",
        "MainThread | ❌ a lock, and no second look: made 2, a late caller goes straight in",
        "MainThread | ✅ double-checked: made 1, a late caller goes straight in",
        "MainThread | ✅ always under the lock: made 1, a late caller takes it, too",
        "MainThread | ❌ setdefault(key, make()), 1 times: 1 made, number 1 kept",
        "MainThread | ❌ setdefault(key, make()), 3 times: 3 made, number 1 kept",
        "MainThread | ✅ a look first, 1 times: 1 made, number 1 kept",
        "MainThread | ✅ a look first, 3 times: 1 made, number 1 kept",
    ]

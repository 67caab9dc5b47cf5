"""🔑 Mislaid lock: there is a lock, and it is not where one looks for it.

The story is told, and runs, in showcase/pitfalls_and_errors/mislaid_lock_demo.py.
"""

import copy

import pytest

from showcase.pitfalls_and_errors import mislaid_lock_demo
from showcase.pitfalls_and_errors.mislaid_lock_demo import (
    Copied,
    OneEach,
    OneForAll,
    through_pickle,
)


def test_a_lock_that_is_made_when_it_is_needed_is_made_twice():
    """`if self.lock is None: self.lock = Lock()` is itself a race: two threads may both find None,
    and each gets a Lock of its own.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe,
    library/threading#lock-objects
    """
    assert mislaid_lock_demo.two_ask_for_the_lock(made_at_once=False) is False


def test_a_lock_that_is_made_in_init_is_the_same_for_all():
    """No other thread knows an object while its __init__ runs, so a Lock that is made there is the
    same for all threads.

    Docs: library/threading#lock-objects
    """
    assert mislaid_lock_demo.two_ask_for_the_lock(made_at_once=True) is True


def test_a_reset_that_makes_a_new_lock_lets_a_second_one_in():
    """If a method replaces the Lock of an object while a thread holds the old one, another thread
    can acquire the new Lock: the first thread is not alone any more.

    Docs: library/threading#lock-objects
    """
    assert mislaid_lock_demo.may_enter_after_a_reset(new_lock=True) is True


def test_a_lock_that_stays_for_life_is_shut_after_a_reset():
    """If a method replaces the data of an object and keeps its Lock, a thread that holds the Lock
    still keeps all others out.

    Docs: library/threading#lock-objects
    """
    assert mislaid_lock_demo.may_enter_after_a_reset(new_lock=False) is False


def test_a_lock_in_the_class_is_one_for_all_objects():
    """A Lock that is a class attribute is one for all objects of the class: a thread that uses one
    object keeps other threads from using another.

    Docs: tutorial/classes#class-and-instance-variables
    """
    assert mislaid_lock_demo.may_use_another(OneForAll) is False


def test_a_lock_in_the_object_leaves_other_objects_alone():
    """If __init__ makes a Lock for each object, a thread that uses one object keeps nobody from
    using another.

    Docs: tutorial/classes#class-and-instance-variables
    """
    assert mislaid_lock_demo.may_use_another(OneEach) is True


@pytest.mark.parametrize(
    ("how", "fate"),
    [(copy.copy, "shared"), (copy.deepcopy, "TypeError"), (through_pickle, "TypeError")],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_lock_cannot_be_copied_with_its_object(how, fate):
    """copy.copy() of an object with a Lock makes a second object with the same Lock;
    copy.deepcopy() and pickle raise TypeError.

    Docs: library/copy, library/pickle#what-can-be-pickled-and-unpickled
    """
    assert mislaid_lock_demo.lock_of_a_copy(OneEach, how) == fate


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy, through_pickle])
def test_an_object_that_leaves_its_lock_out_can_be_copied(how):
    """If __getstate__() leaves the Lock out, and __setstate__() makes a new one, each copy has a
    Lock of its own.

    Docs: library/pickle#object.__getstate__, library/pickle#object.__setstate__
    """
    assert mislaid_lock_demo.lock_of_a_copy(Copied, how) == "a new one"


def test_a_copy_has_all_the_rest():
    """__getstate__() of the scenario leaves out the Lock and nothing else: a copy has the rows of
    the original.

    Docs: library/pickle#object.__getstate__
    """
    original = Copied()
    original.rows = [1, 2]
    assert copy.deepcopy(original).rows == [1, 2]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase mislaid_lock` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(mislaid_lock_demo.main) == [
        "MainThread | ❌ made when it is needed: the same? False",
        "MainThread | ✅ made in __init__: the same? True",
        "MainThread | ❌ a new lock by a reset: a second one inside? True",
        "MainThread | ✅ the same lock for life: a second one inside? False",
        "MainThread | ❌ a lock in the class: may use another object? False",
        "MainThread | ✅ a lock in the object: may use another object? True",
        "MainThread | ❌ copy: shared",
        "MainThread | ✅ copy, with __getstate__: a new one",
        "MainThread | ❌ deepcopy: TypeError",
        "MainThread | ✅ deepcopy, with __getstate__: a new one",
        "MainThread | ❌ through_pickle: TypeError",
        "MainThread | ✅ through_pickle, with __getstate__: a new one",
    ]

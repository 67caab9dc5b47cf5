"""🔭 Explored publication: what a reader sees while something is being made or changed.

The story is told, and runs, in showcase/thread_safety/explored_publication_demo.py.
"""

import pytest

from showcase.thread_safety import explored_publication_demo
from showcase.thread_safety.explored_publication_demo import TWINS
from showcase.utils.explore import explore, schedules


@pytest.mark.parametrize("wrong", TWINS["a pair"].wrong, ids=["new right", "new left"])
def test_a_pair_that_is_written_in_two_steps_is_seen_half_changed(wrong):
    """In two of the six orders of two writes and two reads the reader gets one half of the old pair
    and one of the new.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    explored = explore(TWINS["a pair"].broken)

    assert len(explored.runs) == schedules(2, 2)
    assert explored.outcomes == {(0, 0): 2, (0, 1): 1, (1, 0): 1, (1, 1): 2}
    assert (
        explored.schedule(wrong)
        == {
            (0, 1): (
                *("reader reads left", "writer writes left"),
                *("writer writes right", "reader reads right"),
            ),
            (1, 0): (
                *("writer writes left", "reader reads left"),
                *("reader reads right", "writer writes right"),
            ),
        }[wrong]
    )


def test_a_tuple_that_is_stored_in_one_step_is_seen_old_or_new():
    """A writer stores a new tuple in one assignment: in no schedule does a reader get one half of
    the old pair and one of the new.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert explore(TWINS["a pair"].cured).outcomes == {(0, 0): 1, (1, 1): 1}


def test_what_is_stored_before_it_is_filled_in_is_seen_half_built():
    """A thread stores an object where others see it, and fills it in afterwards: in one of three
    schedules another thread looks in between, and finds the object half-built.

    Docs: undocumented, and all supported Pythons agree.
    """
    explored = explore(TWINS["publication"].broken)

    assert explored.outcomes == {"not there yet": 1, "half-built": 1, "8080": 1}
    assert explored.schedule("half-built") == (
        *("maker publishes", "reader looks", "maker fills in"),
    )


def test_what_is_filled_in_before_it_is_stored_is_never_seen_half_built():
    """A thread fills an object in, and stores it where others see it afterwards: in each of the
    three schedules another thread finds nothing or the whole object.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert explore(TWINS["publication"].cured).outcomes == {"not there yet": 2, "8080": 1}


def test_without_a_second_look_most_schedules_make_two_singletons():
    """A thread that looks, takes the Lock and does not look again makes a singleton that may be
    there already: in six of eight schedules both threads had looked before either stored one.

    Docs: library/threading#lock-objects
    """
    explored = explore(TWINS["a singleton"].broken)

    assert explored.outcomes == {1: 2, 2: 6}
    assert explored.schedule(2) == (
        *("Ann looks", "Ann takes the lock", "Bob looks", "Ann makes one"),
        *("Bob takes the lock", "Bob makes one"),
    )


def test_with_a_second_look_no_schedule_makes_two_singletons():
    """Double-checked locking looks again under the Lock: in all eight schedules the second thread
    finds the singleton of the first one.

    Docs: library/threading#lock-objects
    """
    assert explore(TWINS["a singleton"].cured).outcomes == {1: 8}


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase explored_publication` prints, in this order.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert tell(explored_publication_demo.main) == [
        "MainThread | ❌ a pair, broken: 2 of 6",
        "MainThread | ❌ (0, 1): reader reads left, writer writes left, writer writes right, "
        "reader reads right",
        "MainThread | ✅ a pair, cured: 0 of 2",
        "MainThread | ❌ publication, broken: 1 of 3",
        "MainThread | ❌ half-built: maker publishes, reader looks, maker fills in",
        "MainThread | ✅ publication, cured: 0 of 3",
        "MainThread | ❌ a singleton, broken: 6 of 8",
        "MainThread | ❌ 2: Ann looks, Ann takes the lock, Bob looks, Ann makes one, "
        "Bob takes the lock, Bob makes one",
        "MainThread | ✅ a singleton, cured: 0 of 8",
    ]

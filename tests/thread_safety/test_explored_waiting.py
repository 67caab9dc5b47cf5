"""🔭 Explored waiting: a wake-up that comes too early, or for somebody else.

The story is told, and runs, in showcase/thread_safety/explored_waiting_demo.py.
"""

import pytest

from showcase.thread_safety import explored_waiting_demo
from showcase.thread_safety.explored_waiting_demo import TWINS
from showcase.utils.explore import DEADLOCK, explore


def test_a_wait_without_a_look_at_the_state_can_come_too_late():
    """Condition.notify() is forgotten if nobody waits: in one of two orders the consumer, who does
    not look whether the flag is set, waits for ever.

    Docs: library/threading#threading.Condition.notify
    """
    explored = explore(TWINS["wait() without a look"].broken)

    assert explored.outcomes == {"done": 1, DEADLOCK: 1}
    assert explored.schedule(DEADLOCK) == (
        *("producer takes the lock", "consumer takes the lock", "consumer never wakes up"),
    )


def test_a_look_without_the_lock_is_stale_when_the_wait_begins():
    """A consumer looks at the state without the Condition's lock, and then takes it to wait(): the
    producer may notify in between, and the consumer waits for ever.

    Docs: library/threading#condition-objects
    """
    explored = explore(TWINS["a look without the lock"].broken)

    assert explored.outcomes == {"done": 2, DEADLOCK: 1}
    assert explored.schedule(DEADLOCK) == (
        *("consumer looks", "producer takes the lock", "consumer takes the lock"),
        "consumer never wakes up",
    )


@pytest.mark.parametrize("name", ["wait() without a look", "a look without the lock"])
def test_a_look_under_the_lock_never_misses_a_notify(name):
    """A consumer that holds the Condition's lock from its look at the state to its wait() leaves no
    room for a notify() in between: both schedules end well.

    Docs: library/threading#condition-objects
    """
    assert explore(TWINS[name].cured).outcomes == {"done": 2}


def test_an_if_before_the_wait_finds_nothing_when_another_consumer_was_faster():
    """A thread that Condition.notify() woke has to take the lock again, and another one may take
    the item before: in 2 of 24 schedules `if not items: condition.wait()` goes on with nothing.

    Docs: library/threading#condition-objects
    """
    explored = explore(TWINS["if, not while"].broken)

    assert explored.outcomes == {("item", "item"): 22, ("IndexError", "item"): 2}
    assert explored.schedule(("IndexError", "item")) == (
        *("Ann takes the lock", "producer takes the lock", "Bob takes the lock"),
        *("Ann wakes up", "producer takes the lock"),
    )


def test_a_while_loop_waits_again_when_another_consumer_was_faster():
    """`while not items: condition.wait()` serves both consumers in all 24 schedules.

    Docs: library/threading#condition-objects
    """
    assert explore(TWINS["if, not while"].cured).outcomes == {("item", "item"): 24}


def test_notify_for_two_kinds_of_waiters_can_wake_the_wrong_one():
    """Condition.notify() wakes whoever is first in the queue: Ann is woken for Bob's cake, and Bob
    for Ann's tea, who then waits for ever.

    Docs: library/threading#threading.Condition.notify
    """
    explored = explore(TWINS["notify() for two kinds"].broken)

    assert explored.outcomes == {"all served": 26, DEADLOCK: 1}
    assert explored.schedule(DEADLOCK) == (
        *("Ann takes the lock", "Bob takes the lock", "cook takes the lock", "Ann wakes up"),
        *("cook takes the lock", "Bob wakes up", "Ann never wakes up"),
    )


def test_notify_for_all_lets_every_waiter_look_for_itself():
    """Condition.notify_all() wakes both kinds, and whoever was meant is among them: all 35
    schedules end well.

    Docs: library/threading#threading.Condition.notify_all
    """
    assert explore(TWINS["notify() for two kinds"].cured).outcomes == {"all served": 35}


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase explored_waiting` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(explored_waiting_demo.main) == [
        "MainThread | ❌ wait() without a look, broken: 1 of 2",
        "MainThread | ❌ deadlock: producer takes the lock, consumer takes the lock, "
        "consumer never wakes up",
        "MainThread | ✅ wait() without a look, cured: 0 of 2",
        "MainThread | ❌ a look without the lock, broken: 1 of 3",
        "MainThread | ❌ deadlock: consumer looks, producer takes the lock, "
        "consumer takes the lock, consumer never wakes up",
        "MainThread | ✅ a look without the lock, cured: 0 of 2",
        "MainThread | ❌ if, not while, broken: 2 of 24",
        "MainThread | ❌ ('IndexError', 'item'): Ann takes the lock, producer takes the lock, "
        "Bob takes the lock, Ann wakes up, producer takes the lock",
        "MainThread | ✅ if, not while, cured: 0 of 24",
        "MainThread | ❌ notify() for two kinds, broken: 1 of 27",
        "MainThread | ❌ deadlock: Ann takes the lock, Bob takes the lock, cook takes the lock, "
        "Ann wakes up, cook takes the lock, Bob wakes up, Ann never wakes up",
        "MainThread | ✅ notify() for two kinds, cured: 0 of 35",
    ]

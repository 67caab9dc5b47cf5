"""🔭 Explored deadlocks: is there any schedule in which nobody can go on?

The story is told, and runs, in showcase/thread_safety/explored_deadlocks_demo.py.
"""

import pytest

from showcase.thread_safety import explored_deadlocks_demo
from showcase.thread_safety.explored_deadlocks_demo import TWINS
from showcase.utils.explore import DEADLOCK, explore


@pytest.mark.parametrize(
    ("name", "outcomes", "schedule"),
    [
        pytest.param(
            "two locks",
            {(120, 80): 2, DEADLOCK: 2},
            (
                *("Ann takes Ann's lock", "Bob takes Bob's lock"),
                *("Ann never takes Bob's lock", "Bob never takes Ann's lock"),
            ),
            id="lock order",
        ),
        pytest.param(
            "equal keys",
            {(120, 80): 2, DEADLOCK: 2},
            (
                *("Ann takes Ann's lock", "Bob takes Bob's lock"),
                *("Ann never takes Bob's lock", "Bob never takes Ann's lock"),
            ),
            id="lock order by equal keys",
        ),
        pytest.param(
            "2 philosophers",
            {2: 2, DEADLOCK: 2},
            (
                *("Kant takes fork 0", "Plato takes fork 1"),
                *("Kant never takes fork 1", "Plato never takes fork 0"),
            ),
            id="2 philosophers",
        ),
        pytest.param(
            "3 philosophers",
            {3: 24, DEADLOCK: 6},
            (
                *("Kant takes fork 0", "Plato takes fork 1", "Zeno takes fork 2"),
                *("Kant never takes fork 1", "Plato never takes fork 2"),
                "Zeno never takes fork 0",
            ),
            id="3 philosophers",
        ),
        pytest.param(
            "3, and two seats",
            {3: 546, DEADLOCK: 90},
            (
                *("Kant sits down", "Kant takes fork 0", "Plato sits down"),
                *("Plato takes fork 1", "Zeno sits down", "Zeno takes fork 2"),
                *("Kant never takes fork 1", "Plato never takes fork 2"),
                "Zeno never takes fork 0",
            ),
            id="3 philosophers on 3 seats",
        ),
        pytest.param(
            "an upgrade",
            {2: 2, DEADLOCK: 2},
            ("Ann reads", "Bob reads", "Ann never writes", "Bob never writes"),
            id="from shared to exclusive",
        ),
        pytest.param(
            "join()",
            {"stopped": 1, DEADLOCK: 1},
            ("main takes the lock", "main never joins", "worker never takes the lock"),
            id="join() under the lock",
        ),
    ],
)
def test_exploration_finds_the_schedules_that_end_in_a_deadlock(name, outcomes, schedule):
    """Threads that hold one lock and wait for another in a cycle are deadlocked: the schedule that
    leads there is told step by step, and it ends with who can never take what.

    Docs: library/threading#lock-objects
    """
    explored = explore(TWINS[name].broken)

    assert explored.outcomes == outcomes
    assert explored.schedule(DEADLOCK) == schedule


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        pytest.param("two locks", {(120, 80): 2}, id="locks in one order"),
        pytest.param("equal keys", {(120, 80): 2}, id="a third lock first for equal keys"),
        pytest.param("2 philosophers", {2: 2}, id="2 philosophers, forks by number"),
        pytest.param("3 philosophers", {3: 20}, id="3 philosophers, forks by number"),
        pytest.param("3, and two seats", {3: 222}, id="3 philosophers on 2 seats"),
        pytest.param("an upgrade", {2: 14}, id="let go of the shared lock first"),
        pytest.param("join()", {"stopped": 2}, id="join() outside the lock"),
    ],
)
def test_no_schedule_of_the_cured_twin_ends_in_a_deadlock(name, outcomes):
    """Threads that follow a rule against cycles (one order for all locks, a third lock
    where their keys are equal, fewer seats than philosophers, nothing held while waiting) all get
    through, in every schedule there is.

    Docs: library/threading#lock-objects
    """
    assert explore(TWINS[name].cured).outcomes == outcomes


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase explored_deadlocks` prints, in this order.

    Docs: library/threading#lock-objects
    """
    assert tell(explored_deadlocks_demo.main) == [
        "MainThread | ❌ two locks, broken: 2 of 4",
        "MainThread | ❌ deadlock: Ann takes Ann's lock, Bob takes Bob's lock, "
        "Ann never takes Bob's lock, Bob never takes Ann's lock",
        "MainThread | ✅ two locks, cured: 0 of 2",
        "MainThread | ❌ equal keys, broken: 2 of 4",
        "MainThread | ❌ deadlock: Ann takes Ann's lock, Bob takes Bob's lock, "
        "Ann never takes Bob's lock, Bob never takes Ann's lock",
        "MainThread | ✅ equal keys, cured: 0 of 2",
        "MainThread | ❌ 2 philosophers, broken: 2 of 4",
        "MainThread | ❌ deadlock: Kant takes fork 0, Plato takes fork 1, "
        "Kant never takes fork 1, Plato never takes fork 0",
        "MainThread | ✅ 2 philosophers, cured: 0 of 2",
        "MainThread | ❌ 3 philosophers, broken: 6 of 30",
        "MainThread | ❌ deadlock: Kant takes fork 0, Plato takes fork 1, Zeno takes fork 2, "
        "Kant never takes fork 1, Plato never takes fork 2, Zeno never takes fork 0",
        "MainThread | ✅ 3 philosophers, cured: 0 of 20",
        "MainThread | ❌ 3, and two seats, broken: 90 of 636",
        "MainThread | ❌ deadlock: Kant sits down, Kant takes fork 0, Plato sits down, "
        "Plato takes fork 1, Zeno sits down, Zeno takes fork 2, Kant never takes fork 1, "
        "Plato never takes fork 2, Zeno never takes fork 0",
        "MainThread | ✅ 3, and two seats, cured: 0 of 222",
        "MainThread | ❌ an upgrade, broken: 2 of 4",
        "MainThread | ❌ deadlock: Ann reads, Bob reads, Ann never writes, Bob never writes",
        "MainThread | ✅ an upgrade, cured: 0 of 14",
        "MainThread | ❌ join(), broken: 1 of 2",
        "MainThread | ❌ deadlock: main takes the lock, main never joins, "
        "worker never takes the lock",
        "MainThread | ✅ join(), cured: 0 of 2",
    ]

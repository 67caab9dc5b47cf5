"""🔭 Explored races: not one lucky schedule, but every schedule there is.

The story is told, and runs, in showcase/thread_safety/explored_races_demo.py.
"""

import pytest

from showcase.thread_safety import explored_races_demo
from showcase.thread_safety.explored_races_demo import TWINS, increments
from showcase.utils.explore import explore, schedules
from showcase.utils.perform import force

LOST = ("Ann reads", "Bob reads", "Ann writes", "Bob writes")


@pytest.mark.parametrize(
    ("name", "steps", "outcomes"),
    [
        pytest.param("two increments", (2, 2), {1: 4, 2: 2}, id="lost update"),
        pytest.param("two withdrawals", (2, 2), {-80: 4, 0: 2}, id="check then act"),
        pytest.param("a rule about a sum", (3, 3), {-60: 12, 0: 8}, id="write skew"),
        pytest.param(
            "one job",
            (2, 2),
            {("Empty, unforeseen", "job"): 4, ("job", "nothing to do"): 2},
            id="empty then get",
        ),
    ],
)
def test_the_schedules_that_break_the_program_are_counted(name, steps, outcomes):
    """Run in every order of its steps, an unguarded program goes wrong in a certain share of them:
    no more depends on luck than which of them a run takes.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    explored = explore(TWINS[name].broken)

    assert explored.outcomes == outcomes
    assert set(TWINS[name].wrong) < set(outcomes)
    assert len(explored.runs) == schedules(*steps)


@pytest.mark.parametrize(
    ("name", "wrong", "schedule"),
    [
        pytest.param("two increments", 1, LOST, id="lost update"),
        pytest.param(
            "two withdrawals",
            -80,
            ("Ann looks", "Bob looks", "Ann takes 80", "Bob takes 80"),
            id="check then act",
        ),
        pytest.param(
            "a rule about a sum",
            -60,
            (
                *("Ann takes the lock", "Ann adds both up", "Bob takes the lock"),
                *("Bob adds both up", "Ann writes", "Bob writes"),
            ),
            id="write skew",
        ),
        pytest.param(
            "one job",
            ("Empty, unforeseen", "job"),
            ("Ann looks", "Bob looks", "Ann takes", "Bob takes"),
            id="empty then get",
        ),
    ],
)
def test_what_goes_wrong_is_told_with_its_schedule(name, wrong, schedule):
    """A wrong outcome comes with the steps that lead there, in order: whoever forces them in real
    threads sees it every time.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert explore(TWINS[name].broken).schedule(wrong) == schedule


@pytest.mark.parametrize("name", TWINS)
def test_a_schedule_that_was_explored_breaks_real_threads_every_time(name):
    """Forced upon real threads, step by step, the schedule has the outcome that exploration found.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    explored = explore(TWINS[name].broken)

    for wrong in TWINS[name].wrong:
        assert force(TWINS[name].broken, explored.schedule(wrong)) == wrong


@pytest.mark.parametrize(
    ("name", "number", "outcomes"),
    [
        pytest.param("two increments", 2, {2: 2}, id="lost update: a lock"),
        pytest.param("two withdrawals", 2, {0: 2}, id="check then act: a lock"),
        pytest.param("a rule about a sum", 2, {0: 2}, id="write skew: one lock for the rule"),
        pytest.param("one job", 2, {("job", "nothing to do"): 2}, id="empty then get: just get"),
    ],
)
def test_no_schedule_breaks_the_cured_twin(name, number, outcomes):
    """A program that takes a Lock, or one step in place of two, is safe: its schedules are counted,
    and none of them leads to a wrong outcome.

    Docs: howto/free-threading-python#thread-safety
    """
    explored = explore(TWINS[name].cured)

    assert explored.outcomes == outcomes
    assert not set(TWINS[name].wrong) & set(outcomes)
    assert len(explored.runs) == number


@pytest.mark.parametrize(
    ("threads", "outcomes"), [(1, {1: 1}), (2, {1: 4, 2: 2}), (3, {1: 48, 2: 36, 3: 6})]
)
def test_only_n_factorial_schedules_of_n_unlocked_increments_lose_nothing(threads, outcomes):
    """n increments of two steps have (2n)! / 2**n schedules, and only the n! of them keep all in
    which the threads take turns.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    explored = explore(lambda: increments(locked=False, threads=threads))

    assert explored.outcomes == outcomes
    assert len(explored.runs) == schedules(*[2] * threads)


@pytest.mark.parametrize(("threads", "number"), [(1, 1), (2, 2), (3, 6)])
def test_a_lock_leaves_n_factorial_schedules_and_all_of_them_keep_everything(threads, number):
    """Under one Lock the n threads can only take turns: of (3n)! / 6**n schedules n! are left.

    Docs: library/threading#lock-objects
    """
    assert explore(lambda: increments(locked=True, threads=threads)).outcomes == {threads: number}


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase explored_races` prints, in this order on every run.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert tell(explored_races_demo.main) == [
        "MainThread | ❌ two increments, broken: 4 of 6",
        "MainThread | ❌ 1: Ann reads, Bob reads, Ann writes, Bob writes",
        "MainThread | ✅ two increments, cured: 0 of 2",
        "MainThread | ❌ two withdrawals, broken: 4 of 6",
        "MainThread | ❌ -80: Ann looks, Bob looks, Ann takes 80, Bob takes 80",
        "MainThread | ✅ two withdrawals, cured: 0 of 2",
        "MainThread | ❌ a rule about a sum, broken: 12 of 20",
        "MainThread | ❌ -60: Ann takes the lock, Ann adds both up, Bob takes the lock, "
        "Bob adds both up, Ann writes, Bob writes",
        "MainThread | ✅ a rule about a sum, cured: 0 of 2",
        "MainThread | ❌ one job, broken: 4 of 6",
        "MainThread | ❌ ('Empty, unforeseen', 'job'): Ann looks, Bob looks, Ann takes, Bob takes",
        "MainThread | ✅ one job, cured: 0 of 2",
    ]

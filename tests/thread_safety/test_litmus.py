"""🧪 Litmus tests: tiny programs, and every outcome is judged before the first run.

The story is told, and runs, in showcase/thread_safety/litmus_demo.py. How often an outcome was
seen is written to the log and to the report, and is never asserted.
"""

import pytest

from showcase.thread_safety import litmus_demo
from showcase.thread_safety.litmus_demo import FAMILIES, program
from showcase.utils.explore import explore, schedules
from showcase.utils.perform import force
from showcase.utils.verdicts import Verdict, forbidden_here

LEGAL = {Verdict.ACCEPTABLE, Verdict.INTERESTING}

each_family = pytest.mark.parametrize("name", FAMILIES)
plain_and_locked = pytest.mark.parametrize(
    "locked", [pytest.param(False, id="plain"), pytest.param(True, id="under a lock")]
)


@each_family
@plain_and_locked
def test_in_real_threads_nothing_forbidden_is_seen(name, locked, sampled):
    """Whatever luck shows of a program of reads and writes, it is an outcome that the table allows;
    with the GIL none that needs its steps out of order.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe,
        builtins/threadsafety#thread-safety-for-list-objects
    """
    rows = sampled(name, FAMILIES[name].litmus(locked))

    assert sum(row.seen for row in rows) == 100
    assert [row for row in rows if row.seen and row.verdict in forbidden_here()] == []


@each_family
@plain_and_locked
def test_every_order_of_the_steps_ends_as_the_table_allows_and_all_that_is_legal_is_reached(
    name, locked
):
    """Exploring all schedules of a litmus test reaches each outcome that its table calls acceptable
    or interesting, and no other.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    litmus = FAMILIES[name].litmus(locked)
    legal = {o for row in litmus.table if row.verdict in LEGAL for o in row.outcomes}

    assert set(explore(litmus.make).outcomes) == legal


@each_family
def test_every_surprise_is_made_to_happen_in_real_threads(name):
    """A schedule that was explored is forced upon real threads: rare or not, each interesting
    outcome is seen at the first try.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    litmus = FAMILIES[name].litmus(locked=False)
    explored = explore(litmus.make)
    surprises = {o for o in explored.outcomes if litmus.judge(o).verdict is Verdict.INTERESTING}

    assert surprises
    for outcome in surprises:
        assert force(litmus.make, explored.schedule(outcome)) == outcome


@each_family
def test_a_lock_forbids_all_outcomes_but_those_of_taking_turns(name):
    """Under one Lock each actor is a single step: the program is the same, the outcomes listed are
    the same, and every verdict but "one after the other" changes to forbidden.

    Docs: library/threading#lock-objects
    """
    plain, locked = (FAMILIES[name].litmus(locked).table for locked in (False, True))

    assert [row.outcomes for row in plain] == [row.outcomes for row in locked]
    assert [row.verdict for row in plain] == [*Verdict]
    assert [row.verdict for row in locked] == [Verdict.ACCEPTABLE, *[Verdict.FORBIDDEN] * 3]


@each_family
def test_the_broken_twin_reaches_what_its_locked_twin_forbids(name):
    """The program without the Lock, judged by the table of the program with it, reaches forbidden
    outcomes: exploration alone shows that, without luck.

    Docs: library/threading#lock-objects
    """
    plain, locked = (FAMILIES[name].litmus(locked) for locked in (False, True))
    verdicts = {locked.judge(outcome).verdict for outcome in explore(plain.make).outcomes}

    assert verdicts == {Verdict.ACCEPTABLE, Verdict.FORBIDDEN}


@pytest.mark.parametrize(
    ("name", "steps", "in_turn"),
    [
        ("store buffering", (2, 2), 2),
        ("load buffering", (2, 2), 2),
        ("message passing", (2, 2), 2),
        ("causality", (1, 2, 2), 6),
        ("IRIW", (1, 1, 2, 2), 24),
        ("two plus two writes", (2, 2), 2),
        ("coherence", (2, 2), 2),
        ("own write", (2, 1), 2),
    ],
)
def test_the_schedules_of_a_litmus_test_are_all_there_are(name, steps, in_turn):
    """Actors of a, b, … steps have (a+b+…)! / (a! b! …) schedules without a Lock; under one Lock n
    actors have n!.

    Docs: library/math#math.factorial
    """
    plain, locked = (FAMILIES[name].litmus(locked).make for locked in (False, True))

    assert len(explore(plain).runs) == schedules(*steps)
    assert len(explore(locked).runs) == schedules(*[1] * len(steps)) == in_turn


def test_a_program_is_read_step_by_step():
    """ "x=1; r1=y" writes a number to x, and then copies y to r1; all places are 0 at first.

    Docs: none, this is the house's own rule.
    """
    run = explore(lambda: program(False, "r1 x y z", "x=3; r1=x; z=y", "y=2")).runs[0]

    assert run.schedule == ("actor 1 x=3", "actor 1 r1=x", "actor 1 z=y", "actor 2 y=2")
    assert run.outcome == (3, 3, 2, 0)


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase litmus` prints; no frequency is told as a fact.

    Docs: library/threading#lock-objects
    """
    assert tell(litmus_demo.main) == [
        "MainThread | 🧪 store buffering: x=1; r1=y │ y=1; r2=x",
        "MainThread | 🚪 plain: 2 ✅, 1 🔶, 1 ❓ in 6 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 2 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🧪 load buffering: r1=x; y=1 │ r2=y; x=1",
        "MainThread | 🚪 plain: 2 ✅, 1 🔶, 1 ❓ in 6 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 2 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🧪 message passing: x=1; y=1 │ r1=y; r2=x",
        "MainThread | 🚪 plain: 2 ✅, 1 🔶, 1 ❓ in 6 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 2 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🧪 causality: x=1 │ r1=x; y=1 │ r2=y; r3=x",
        "MainThread | 🚪 plain: 6 ✅, 1 🔶, 1 ❓ in 30 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 6 ✅, 2 ⛔ in 6 schedules; 0 forbidden seen",
        "MainThread | 🧪 IRIW: x=1 │ y=1 │ r1=x; r2=y │ r3=y; r4=x",
        "MainThread | 🚪 plain: 14 ✅, 1 🔶, 1 ❓ in 180 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 14 ✅, 2 ⛔ in 24 schedules; 0 forbidden seen",
        "MainThread | 🧪 two plus two writes: x=1; y=2 │ y=1; x=2",
        "MainThread | 🚪 plain: 2 ✅, 1 🔶, 1 ❓ in 6 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 2 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🧪 coherence: x=1; x=2 │ r1=x; r2=x",
        "MainThread | 🚪 plain: 2 ✅, 4 🔶, 3 ⛔ in 6 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 2 ✅, 7 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🧪 own write: x=1; r1=x │ x=2",
        "MainThread | 🚪 plain: 1 ✅, 1 🔶, 1 ⛔ in 3 schedules; 0 forbidden seen",
        "MainThread | 🔒 under a lock: 1 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
    ]

"""🧪 Litmus tests of updates: which changes of a list or a dict are a single step?

The story is told, and runs, in showcase/thread_safety/litmus_updates_demo.py. How often an outcome
was seen is written to the log and to the report, and is never asserted.
"""

import pytest

from showcase.thread_safety import litmus_updates_demo
from showcase.thread_safety.litmus_updates_demo import FAMILIES
from showcase.utils.explore import explore
from showcase.utils.perform import force
from showcase.utils.verdicts import Verdict, forbidden_here

each_family = pytest.mark.parametrize("name", FAMILIES)
both_variants = pytest.mark.parametrize(
    "in_one", [pytest.param(False, id="step by step"), pytest.param(True, id="in one step")]
)


@each_family
@both_variants
def test_in_real_threads_nothing_forbidden_is_seen(name, in_one, sampled):
    """Whatever luck shows of two threads that change or read one list or dict, the table allows it;
    what an atomic operation forbids is seen on no build, with the GIL or without.

    Docs: builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects
    """
    rows = sampled(name, FAMILIES[name].litmus(in_one))

    assert sum(row.seen for row in rows) == 100
    assert [row for row in rows if row.seen and row.verdict in forbidden_here()] == []


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        pytest.param("an increment", {1: 4, 2: 2}, id="an increment"),
        pytest.param("an append", {"Ann": 2, "Ann Bob": 1, "Bob": 2, "Bob Ann": 1}, id="an append"),
        pytest.param(
            "an extend",
            {
                "A1 A2 B1 B2": 1,
                "A1 B1 A2 B2": 1,
                "A1 B1 B2 A2": 1,
                "B1 A1 A2 B2": 1,
                "B1 A1 B2 A2": 1,
                "B1 B2 A1 A2": 1,
            },
            id="an extend",
        ),
        pytest.param("a pair", {(0, 0): 2, (0, 1): 1, (1, 0): 1, (1, 1): 2}, id="a pair"),
        pytest.param("a snapshot", {(0, 0): 2, (0, 1): 1, (1, 0): 1, (1, 1): 2}, id="a snapshot"),
    ],
)
def test_step_by_step_some_schedules_end_in_a_surprise(name, outcomes):
    """Two threads act in several steps each: exploration counts the schedules that end in each
    outcome, and real threads that are made to follow the schedule of a surprise end in it, too.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    litmus = FAMILIES[name].litmus(in_one=False)
    explored = explore(litmus.make)

    assert explored.outcomes == outcomes
    for outcome in explored.outcomes:
        verdict = litmus.judge(outcome).verdict
        assert verdict in {Verdict.ACCEPTABLE, Verdict.INTERESTING}
        if verdict is Verdict.INTERESTING:
            assert force(litmus.make, explored.schedule(outcome)) == outcome


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        pytest.param("an increment", {2: 2}, id="an increment"),
        pytest.param("an append", {"Ann Bob": 1, "Bob Ann": 1}, id="an append"),
        pytest.param("an extend", {"A1 A2 B1 B2": 1, "B1 B2 A1 A2": 1}, id="an extend"),
        pytest.param("a pair", {(0, 0): 1, (1, 1): 1}, id="a pair"),
        pytest.param("a snapshot", {(0, 0): 1, (1, 0): 1, (1, 1): 1}, id="a snapshot"),
    ],
)
def test_in_one_step_no_schedule_ends_in_a_surprise(name, outcomes):
    """list.append(), list.extend() of a list, dict.copy(), one assignment, or a Lock around the
    steps: every schedule ends in an acceptable outcome.

    Docs: builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects
    """
    litmus = FAMILIES[name].litmus(in_one=True)

    assert explore(litmus.make).outcomes == outcomes
    assert {litmus.judge(outcome).verdict for outcome in outcomes} == {Verdict.ACCEPTABLE}


@each_family
def test_only_the_verdicts_change_with_the_single_step(name):
    """The tables of a litmus test, step by step and in one step, list the same outcomes: what is a
    surprise, or not ruled out, in the first is forbidden in the second.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    several, one = (FAMILIES[name].litmus(in_one).table for in_one in (False, True))

    assert [row.outcomes for row in several] == [row.outcomes for row in one]
    assert [row.verdict for row in several] == [*Verdict][:3]
    assert [row.verdict for row in one] == [Verdict.ACCEPTABLE, *[Verdict.FORBIDDEN] * 2]


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase litmus_updates` prints; no frequency is told as a fact.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert tell(litmus_updates_demo.main) == [
        "MainThread | 🔶 an increment, step by step: 1 ✅, 1 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ an increment, in one step: 1 ✅, 1 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 an append, step by step: 2 ✅, 2 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ an append, in one step: 2 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 an extend, step by step: 2 ✅, 4 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ an extend, in one step: 2 ✅, 4 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 a pair, step by step: 2 ✅, 2 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ a pair, in one step: 2 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 a snapshot, step by step: 3 ✅, 1 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ a snapshot, in one step: 3 ✅, 1 ⛔ in 3 schedules; 0 forbidden seen",
    ]

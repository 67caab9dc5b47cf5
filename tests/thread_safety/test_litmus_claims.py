"""🧪 Litmus tests of claims: two threads want it, and one can have it.

The story is told, and runs, in showcase/thread_safety/litmus_claims_demo.py. How often an outcome
was seen is written to the log and to the report, and is never asserted.
"""

import pytest

from showcase.thread_safety import litmus_claims_demo
from showcase.thread_safety.litmus_claims_demo import FAMILIES
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
    """Whatever luck shows of two threads that claim one thing, the table allows it; what an atomic
    operation or a Lock forbids is seen on no build, with the GIL or without.

    Docs: builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects, library/collections#collections.deque
    """
    rows = sampled(name, FAMILIES[name].litmus(in_one))

    assert sum(row.seen for row in rows) == 100
    assert [row for row in rows if row.seen and row.verdict in forbidden_here()] == []


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        pytest.param(
            "the last item", {("IndexError", "item"): 4, ("item", "nothing"): 2}, id="the last item"
        ),
        pytest.param(
            "the last key",
            {("KeyError", "removed"): 4, ("nothing", "removed"): 2},
            id="the last key",
        ),
        pytest.param("a leader", {"agreed": 14, "two leaders": 4}, id="a leader"),
        pytest.param("a job", {(1, 1): 4, (1, 2): 2}, id="a job"),
        pytest.param("a ticket", {(0, 1): 2}, id="a ticket"),
        pytest.param("both locks", {0: 8, 1: 8, 2: 4}, id="both locks"),
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
        pytest.param("the last item", {("item", "nothing"): 2}, id="the last item"),
        pytest.param("the last key", {("nothing", "removed"): 2}, id="the last key"),
        pytest.param("a leader", {"agreed": 2}, id="a leader"),
        pytest.param("a job", {(1, 2): 2}, id="a job"),
        pytest.param("a ticket", {(0, 1): 2}, id="a ticket"),
        pytest.param("both locks", {2: 2}, id="both locks"),
    ],
)
def test_in_one_step_no_schedule_ends_in_a_surprise(name, outcomes):
    """list.pop(), dict.pop(key, default), dict.setdefault(), deque.popleft(), or a Lock taken
    first: every schedule ends in an acceptable outcome.

    Docs: builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects, library/collections#collections.deque
    """
    litmus = FAMILIES[name].litmus(in_one=True)

    assert explore(litmus.make).outcomes == outcomes
    assert {litmus.judge(outcome).verdict for outcome in outcomes} == {Verdict.ACCEPTABLE}


def test_without_the_gil_nothing_rules_out_that_two_threads_draw_one_number():
    """next() of a shared itertools.count() is one step under the GIL; without it the manual says
    that threads may see duplicates. With a Lock around it that is forbidden in every build.

    Docs: howto/free-threading-python#iterators
    """
    plain, locked = (FAMILIES["a ticket"].litmus(in_one) for in_one in (False, True))

    assert plain.judge((0, 0)).verdict is Verdict.UNPROMISED
    assert plain.judge((0, 0)).why == locked.judge((0, 0)).why == "not ruled out"
    assert locked.judge((0, 0)).verdict is Verdict.FORBIDDEN


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
    """What `python -m showcase litmus_claims` prints; no frequency is told as a fact.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert tell(litmus_claims_demo.main) == [
        "MainThread | 🔶 the last item, step by step: 1 ✅, 1 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ the last item, in one step: 1 ✅, 1 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 the last key, step by step: 1 ✅, 1 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ the last key, in one step: 1 ✅, 1 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 a leader, step by step: 1 ✅, 1 🔶 in 18 schedules; 0 forbidden seen",
        "MainThread | ✅ a leader, in one step: 1 ✅, 1 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 a job, step by step: 1 ✅, 1 🔶 in 6 schedules; 0 forbidden seen",
        "MainThread | ✅ a job, in one step: 1 ✅, 1 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 a ticket, step by step: 1 ✅, 1 ❓ in 2 schedules; 0 forbidden seen",
        "MainThread | ✅ a ticket, in one step: 1 ✅, 1 ⛔ in 2 schedules; 0 forbidden seen",
        "MainThread | 🔶 both locks, step by step: 1 ✅, 2 🔶 in 20 schedules; 0 forbidden seen",
        "MainThread | ✅ both locks, in one step: 1 ✅, 2 ⛔ in 2 schedules; 0 forbidden seen",
    ]

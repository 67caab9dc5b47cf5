"""⚖️ Verdicts: a program, and every outcome that it could have, judged before the first run.

showcase/utils/verdicts.py.
"""

import sys
from dataclasses import FrozenInstanceError

import pytest

from showcase.utils.explore import Program
from showcase.utils.logger import get_logger
from showcase.utils.verdicts import (
    Expected,
    Litmus,
    Row,
    Variants,
    Verdict,
    examine,
    forbidden_here,
    tell_table,
    two,
)

LEGAL = {Verdict.ACCEPTABLE, Verdict.INTERESTING}


def act():
    """An actor of one step."""
    yield "acts"


def test_an_outcome_that_nobody_has_listed_is_forbidden():
    """A table of outcomes is complete, or the missing one is found.

    Docs: none, this is the house's own rule.
    """

    listed = Expected(Verdict.ACCEPTABLE, "it is so", frozenset({"this"}))
    litmus = Litmus(lambda: Program(lambda: "that", ann=act), (listed,))
    assert examine(litmus, samples=3) == [
        Row("that", Verdict.FORBIDDEN, "nobody has listed it", schedules=1, seen=3),
        Row("this", Verdict.ACCEPTABLE, "it is so", schedules=0, seen=0),
    ]


def test_steps_out_of_order_are_forbidden_where_there_is_a_gil():
    """With the GIL threads change between bytecodes only; without it the manual promises no order
    between two objects, so there such an outcome is no error.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe,
        howto/free-threading-python#thread-safety
    """
    with_the_gil = not hasattr(sys, "_is_gil_enabled") or sys._is_gil_enabled()

    assert (Verdict.UNPROMISED in forbidden_here()) is with_the_gil
    assert Verdict.FORBIDDEN in forbidden_here()
    assert not LEGAL & forbidden_here()


def a_coin(in_one):
    """A program whose outcome tells which variant it is."""
    return two(lambda: "one" if in_one else "several", lambda name: act())


def test_two_variants_have_one_table_with_other_verdicts():
    """Variants.litmus() makes the program with its argument; what is a surprise, or not ruled out,
    in several steps is forbidden in one.

    Docs: none, this is the house's own rule.
    """
    variants = Variants(a_coin, {"one"}, {"several"}, {"never"})
    several, one = (variants.litmus(in_one) for in_one in (False, True))

    assert [several.judge(o).verdict for o in ("one", "several", "never")] == [*Verdict][:3]
    assert [one.judge(o).verdict for o in ("one", "several", "never")] == [
        *(Verdict.ACCEPTABLE, Verdict.FORBIDDEN, Verdict.FORBIDDEN),
    ]
    assert (several.make().outcome(), one.make().outcome()) == ("several", "one")


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(Expected(Verdict.FORBIDDEN, "", frozenset()), id="Expected"),
        pytest.param(Litmus(bool, ()), id="Litmus"),
        pytest.param(Row("", Verdict.FORBIDDEN, "", 0, 0), id="Row"),
        pytest.param(Variants(bool, set(), set()), id="Variants"),
    ],
)
def test_what_was_judged_beforehand_cannot_be_changed_afterwards(judged):
    """A table of outcomes is frozen, and so is what was seen.

    Docs: library/dataclasses#frozen-instances
    """
    with pytest.raises(FrozenInstanceError):
        judged.verdict = Verdict.ACCEPTABLE


def test_two_actors_do_the_same_under_their_names():
    """two() gives Ann and Bob the same steps.

    Docs: none, this is the house's own rule.
    """
    names = []
    program = two(lambda: names, lambda name: iter([name]))

    assert {name: next(actor()) for name, actor in program.actors.items()} == {
        "Ann": "Ann",
        "Bob": "Bob",
    }


def test_a_table_is_told_in_a_line(tell):
    """How many outcomes of each verdict there are, in how many schedules; and how often something
    forbidden was seen, which is told and not hidden.

    Docs: none, this is the house's own rule.
    """
    fine, broken = (Variants(a_coin, {"several"}, {"one", "two"}).litmus(o) for o in (False, True))

    def main():
        tell_table("fine", fine, get_logger(), samples=7)
        tell_table("broken", broken, get_logger())

    assert tell(main) == [
        "MainThread | fine: 1 ✅, 2 🔶 in 2 schedules; 0 forbidden seen",
        "MainThread | broken: 1 ✅, 2 ⛔ in 2 schedules; 20 forbidden seen",
    ]

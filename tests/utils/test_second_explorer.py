"""🔭 A second opinion: two libraries explore the same programs, in real threads.

frontrun reorders what touches shared objects, interleave-test switches between any two lines; see
tests/utils/explorers.py. `tox -e explore` brings both along.
"""

import json
import logging
import re
import threading
import time
from math import factorial
from typing import NamedTuple

import pytest

from showcase.thread_safety.explored_races_demo import increments
from showcase.utils.explore import DEADLOCK, explore
from tests.plugins.inner import PROJECT, Order, inner_python
from tests.utils.explorers import DEMOS, LEFT_OUT

TWINS = {n: pair for demo in DEMOS for n, pair in demo.TWINS.items() if n not in LEFT_OUT}
DEADLOCKS = {name for name, pair in TWINS.items() if pair.wrong == (DEADLOCK,)}
UNDECIDED = ["wait() without a look", "a look without the lock"]


class Library(NamedTuple):
    """One of them, and its process, which is asked once."""

    name: str
    order: Order

    def lines(self):
        """What the process says."""
        assert self.order.run.exit_code == 0, self.order.run.err
        return [json.loads(line) for line in self.order.run.out.splitlines()]


def library(name):
    """A library, by its name on the package index."""
    module = name.replace("-", "_")
    return Library(name, inner_python("-m", "tests.utils.explorers", module, cwd=PROJECT))


FRONTRUN = library("frontrun")
INTERLEAVE_TEST = library("interleave-test")


def param(library, *values, id):
    """A set of parameters, for whoever has the library."""
    return pytest.param(library, *values, id=id, marks=pytest.mark.needs(library.name))


def each(but=()):
    """Both libraries and all twins, `but` for those of frontrun."""
    return [
        param(library, name, id=f"{library.name}: {name}")
        for library in (FRONTRUN, INTERLEAVE_TEST)
        for name in TWINS
        if library is INTERLEAVE_TEST or name not in but
    ]


def verdict(library, program):
    """On one program; with -rP it is seen."""
    (found,) = [told for told in library.lines()[:-1] if told["name"] == program]
    log = logging.getLogger("showcase")
    log.info("%(name)s: %(says)s, %(schedules)d schedules, %(seconds).2f s", found)
    log.info("%s", ", ".join(found["steps"]))
    return found


# What they find ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("library", "name"), each(but=UNDECIDED))
def test_a_second_explorer_finds_the_schedule_that_breaks_the_program(library, name):
    """The broken twin is broken in real threads as well, by a schedule that is told step by step,
    and that breaks it again; a deadlock is told as one.

    Docs: none, this is what frontrun 0.7.0 and interleave-test 0.1.0 find.
    """
    found = verdict(library, f"{name}, broken")

    assert found["says"] == ("deadlock" if name in DEADLOCKS else "broken")
    assert found["again"]
    assert re.search(rf"(after|on schedule) {found['schedules']} ", found["report"])
    assert {step.partition(" ")[0] for step in found["steps"]} == {*TWINS[name].broken().actors}


@pytest.mark.parametrize(("library", "name"), each())
def test_a_second_explorer_finds_no_schedule_that_breaks_the_cured_twin(library, name):
    """With the settings that find the broken twin, all schedules of the cured one are run, and no
    one breaks it.

    Docs: none, this is what frontrun 0.7.0 and interleave-test 0.1.0 find.
    """
    assert verdict(library, f"{name}, cured")["says"] == "safe"


@pytest.mark.needs("frontrun")
@pytest.mark.parametrize("threads", [2, 3])
def test_a_second_explorer_counts_n_factorial_schedules_under_one_lock(threads):
    """n increments under one Lock can only take turns: frontrun runs n! schedules, as many as the
    explorer in showcase/utils/explore.py.

    Docs: none, this is what frontrun 0.7.0 finds.
    """
    ours = explore(lambda: increments(locked=True, threads=threads))
    theirs = verdict(FRONTRUN, f"{threads} increments, untold")

    assert (theirs["says"], theirs["schedules"]) == ("safe", factorial(threads))
    assert len(ours.runs) == factorial(threads)


# What they do not ────────────────────────────────────────────────────────────


@pytest.mark.needs("frontrun")
@pytest.mark.parametrize("name", ["two withdrawals", "a pair", "a singleton"])
def test_frontrun_passes_over_a_race_if_it_does_not_see_what_is_shared(name):
    """It calls these programs safe, in which threads share variables of an outer function or a list
    that is asked whether it is empty. The same ones are found broken when each step begins with a
    word into a list: then all steps touch one object, and are tried in each order.

    Docs: none, this is what frontrun 0.7.0 does not find.
    """
    assert verdict(FRONTRUN, f"{name}, untold")["says"] == "safe"
    assert verdict(FRONTRUN, f"{name}, broken")["says"] == "broken"


@pytest.mark.needs("frontrun")
def test_frontrun_passes_over_a_look_at_its_own_queue():
    """`if not jobs.empty(): jobs.get_nowait()` is found broken with Python's queue.Queue, and is
    called safe with the Queue that frontrun puts in its place.

    Docs: none, this is what frontrun 0.7.0 does not find.
    """
    assert verdict(FRONTRUN, "its Queue, untold")["says"] == "safe"
    assert verdict(FRONTRUN, "one job, untold")["says"] == "broken"


@pytest.mark.needs("frontrun")
@pytest.mark.parametrize("name", UNDECIDED)
def test_frontrun_does_not_decide_about_a_lost_wake_up(name):
    """A thread that waits for ever in Condition.wait() is no deadlock to it: it waits as well,
    until its time is over, and says that it does not know.

    Docs: none, this is what frontrun 0.7.0 does not find.
    """
    found = verdict(FRONTRUN, f"{name}, broken")

    assert found["says"] == "inconclusive"
    assert "timed out" in found["report"]


@pytest.mark.needs("interleave-test")
def test_a_bounded_search_is_only_as_good_as_its_bound():
    """Without a preemption, a thread runs until it blocks or ends: interleave-test has run all
    schedules of that kind, and the lost update is in none.

    Docs: none, this is what interleave-test 0.1.0 does not find.
    """
    assert verdict(INTERLEAVE_TEST, "two increments, no preemption")["says"] == "safe"
    assert verdict(INTERLEAVE_TEST, "two increments, broken")["says"] == "broken"


# Where they are ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("library", "module"),
    [
        param(FRONTRUN, "frontrun._cooperative", id="frontrun"),
        param(INTERLEAVE_TEST, "interleave_test._primitives", id="interleave-test"),
    ],
)
def test_the_locks_of_a_second_explorer_stay_in_its_process(library, module):
    """While it explores, every Lock in its process is of its own kind. Here none is.

    Docs: none, this is the house's own rule.
    """
    assert library.lines()[-1] == [module]
    assert threading.Lock.__module__ == "_thread"
    assert {threading.Condition.__module__, threading.Thread.__module__} == {"threading"}
    assert (time.sleep.__module__, time.monotonic.__module__) == ("time", "time")


def test_what_is_left_out_says_why():
    """A program that no library is asked about is a program of ours, with a reason.

    Docs: none, this is the house's own rule.
    """
    assert set(LEFT_OUT) <= {name for demo in DEMOS for name in demo.TWINS}
    assert all(len(why) > 10 for why in LEFT_OUT.values())

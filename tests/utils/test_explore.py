"""🔭 The explorer: every interleaving of a small program, and not only the lucky ones.

showcase/utils/explore.py. An explorer that misses schedules proves nothing, so it is counted.
"""

import threading
from dataclasses import FrozenInstanceError
from itertools import permutations
from threading import Lock

import pytest

from showcase.utils.explore import (
    DEADLOCK,
    Explored,
    Program,
    Run,
    Until,
    explore,
    schedules,
    taking,
)
from tests.utils.programs import walkers


def behind(*locks_of_each):
    """A program whose actors take the given locks of two, in that order, and give them back."""

    def make():
        locks = [Lock(), Lock()]
        entered = []

        def actor(name, numbers):
            def act():
                for number in numbers:
                    yield from taking(locks[number], f"lock {number}")
                entered.append(name)
                yield "leaves"
                for number in numbers:
                    locks[number].release()

            return act

        actors = {name: actor(name, ns) for name, ns in zip("ab", locks_of_each, strict=True)}
        return Program(lambda: "".join(entered), **actors)

    return make


@pytest.mark.parametrize(
    ("steps", "number"),
    [((1, 1), 2), ((2, 2), 6), ((3, 3), 20), ((1, 4), 5), ((1, 2, 3), 60), ((2, 2, 2), 90)],
)
def test_the_number_of_schedules_is_the_multinomial_coefficient(steps, number):
    """Actors of a, b, … steps that never wait have (a+b+…)! / (a! b! …) schedules: explore() runs
    so many, and schedules() says so beforehand.

    Docs: library/math#math.factorial
    """
    explored = explore(walkers(**dict(zip("abc", steps, strict=False))))

    assert len(explored.runs) == schedules(*steps) == number


@pytest.mark.parametrize("steps", [(2, 2), (3, 2), (2, 1, 2)])
def test_no_schedule_is_missed_and_none_is_run_twice(steps):
    """What explore() ran is what itertools.permutations says there is, each order of steps once.

    Docs: library/itertools#itertools.permutations
    """
    by_name = dict(zip("abc", steps, strict=False))
    letters = "".join(name * count for name, count in by_name.items())
    orders = {"".join(order) for order in permutations(letters)}

    assert explore(walkers(**by_name)).outcomes == dict.fromkeys(orders, 1)


def test_a_run_tells_its_schedule_step_by_step():
    """Run.schedule names who takes which step, in order: it can be read aloud, and followed.

    Docs: none, this is the house's own rule.
    """
    assert explore(walkers(ann=1, bob=1)).runs == (
        Run("annbob", ("ann walks", "bob walks")),
        Run("bobann", ("bob walks", "ann walks")),
    )


def test_actors_behind_one_lock_have_one_schedule_for_each_order():
    """While one actor holds the Lock the other cannot move: two actors, two schedules.

    Docs: library/threading#lock-objects
    """
    assert explore(behind([0], [0])).outcomes == {"ab": 1, "ba": 1}


def test_actors_behind_different_locks_are_not_kept_apart():
    """The broken twin: two steps each, and nobody waits for anybody, so there are six.

    Docs: library/threading#lock-objects
    """
    assert len(explore(behind([0], [1])).runs) == schedules(2, 2) == 6


def test_a_program_in_which_nobody_can_go_on_is_a_deadlock():
    """explore() finds the cycle of two locks in both orders, and the schedule ends with who never
    gets what.

    Docs: library/threading#lock-objects
    """
    explored = explore(behind([0, 1], [1, 0]))

    assert set(explored.outcomes) == {"ab", "ba", DEADLOCK}
    assert explored.schedule(DEADLOCK) == (
        *("a takes lock 0", "b takes lock 1"),
        *("a never takes lock 1", "b never takes lock 0"),
    )


def test_an_actor_that_waits_alone_for_ever_is_a_deadlock_too():
    """The others may end: what counts is that somebody is left.

    Docs: library/threading#lock-objects
    """

    def never():
        yield Until("sees Godot", lambda: False)

    run = explore(lambda: Program(lambda: "", ann=never, **walkers(bob=1)().actors)).runs
    assert run == (Run(DEADLOCK, ("bob walks", "ann never sees Godot")),)


def test_a_step_that_waits_is_taken_as_soon_as_it_can_be():
    """Until is looked at before every step, and says nothing in the schedule while it waits.

    Docs: none, this is the house's own rule.
    """
    arrived = []

    def guest():
        yield "comes"
        arrived.append(True)

    def host():
        yield Until("opens", lambda: bool(arrived))

    def make():
        arrived.clear()
        return Program(lambda: "met", guest=guest, host=host)

    assert explore(make).runs == (Run("met", ("guest comes", "host opens")),)


def test_the_schedule_that_is_told_is_the_shortest_with_that_outcome():
    """Explored.schedule() gives the simplest way there, and ValueError where there is none.

    Docs: none, this is the house's own rule.
    """

    def make():
        done = []

        def ann():
            yield "looks"
            if not done:
                yield "waits a turn"
            done.append("ann")

        def bob():
            yield "works"
            done.append("bob")

        return Program(lambda: len(done), ann=ann, bob=bob)

    explored = explore(make)
    assert [len(run.schedule) for run in explored.runs] == [3, 3, 2]
    assert explored.schedule(2) == ("bob works", "ann looks")
    with pytest.raises(ValueError, match="empty"):
        explored.schedule(3)


def test_an_error_of_an_actor_is_an_error_of_the_exploration():
    """An actor's exception is no outcome unless the actor makes one of it: explore() raises it.

    Docs: none, this is the house's own rule.
    """

    def divide():
        yield "divides"
        1 / 0

    with pytest.raises(ZeroDivisionError):
        explore(lambda: Program(lambda: "", ann=divide))


@pytest.mark.parametrize(
    ("steps", "most", "error"),
    [
        pytest.param({"a": 3, "b": 3}, 119, "too many steps", id="more steps than allowed"),
        pytest.param({"a": 1001}, 10_000, "does not end", id="a run without an end"),
    ],
)
def test_a_program_without_an_end_is_given_up(steps, most, error):
    """explore() has a fuse: 20 schedules of 6 steps are 120 steps, and a run may have 1000.

    Docs: none, this is the house's own rule.
    """
    with pytest.raises(RuntimeError, match=error):
        explore(walkers(**steps), most_steps=most)
    assert len(explore(walkers(a=3, b=3), most_steps=120).runs) == 20
    assert len(explore(walkers(a=1000)).runs) == 1


@pytest.mark.parametrize(
    "found", [Until("", bool), Run("", ()), Explored(())], ids=["Until", "Run", "Explored"]
)
def test_what_was_explored_cannot_be_changed(found):
    """A step, a run and an exploration stay as they were seen.

    Docs: library/dataclasses#frozen-instances
    """
    with pytest.raises(FrozenInstanceError):
        found.outcome = "another"


def test_the_explorer_starts_no_thread_and_patches_nothing():
    """All actors run in the thread of the caller, and threading is as it was.

    Docs: none, this is the house's own rule.
    """
    seen, before = set(), dict(vars(threading))

    def ann():
        yield "looks"
        seen.add((threading.current_thread(), threading.active_count()))

    count = threading.active_count()
    explore(lambda: Program(lambda: "", ann=ann, bob=ann))
    assert seen == {(threading.current_thread(), count)}
    assert dict(vars(threading)) == before

"""🎬 The explorer's programs in real threads: one schedule by force, or many by luck.

showcase/utils/perform.py.
"""

import sys
import threading
from threading import Lock

import pytest

from showcase.utils.explore import Program, Until, explore, taking
from showcase.utils.perform import force, sample
from tests.utils.programs import walkers


@pytest.mark.parametrize("steps", [(2, 2), (1, 2, 1)])
def test_a_schedule_is_forced_in_real_threads(steps):
    """force() lets a thread for each actor take its steps in the order of the schedule, whatever it
    is: the outcome is the one that was explored.

    Docs: none, this is the house's own rule.
    """
    make = walkers(**dict(zip("abc", steps, strict=False)))

    for run in explore(make).runs:
        assert force(make, run.schedule) == run.outcome


def test_a_forced_step_is_taken_in_the_thread_of_its_actor():
    """force() starts a thread for each actor, under the actor's name.

    Docs: none, this is the house's own rule.
    """
    seen = []

    def look():
        yield "looks"
        seen.append(threading.current_thread().name)

    force(lambda: Program(lambda: "", ann=look, bob=look), ("bob looks", "ann looks"))
    assert seen == ["bob", "ann"]


def test_a_sample_runs_the_program_in_a_thread_for_each_actor():
    """sample() makes the program anew each time, and every actor runs in the thread of its name.

    Docs: none, this is the house's own rule.
    """

    def make():
        seen = []

        def look():
            yield "looks"
            seen.append(threading.current_thread().name)

        return Program(lambda: tuple(sorted(seen)), ann=look, bob=look)

    assert sample(make, 7) == {("ann", "bob"): 7}


def test_a_sample_waits_where_the_program_waits():
    """A Lock is really taken, and Until holds a real thread back: nobody is in between.

    Docs: library/threading#lock-objects
    """

    def make():
        lock, order = Lock(), []

        def enter_and_leave():
            yield from taking(lock)
            order.append("in")
            yield "leaves"
            order.append("out")
            lock.release()

        return Program(lambda: " ".join(order), ann=enter_and_leave, bob=enter_and_leave)

    assert sample(make, 20) == {"in out in out": 20}


def test_a_sample_runs_at_its_switch_interval_and_puts_the_old_one_back():
    """sys.setswitchinterval() holds for the whole process: sample() restores it, errors or not.

    Docs: library/sys#sys.setswitchinterval
    """
    seen, before = [], sys.getswitchinterval()

    def look():
        yield "looks"
        seen.append(sys.getswitchinterval())
        1 / 0

    with pytest.raises(ZeroDivisionError):
        sample(lambda: Program(lambda: "", ann=look), 1, switch_interval=1e-4)
    assert seen == [pytest.approx(1e-4)]
    assert sys.getswitchinterval() == before


def test_the_threads_of_a_sample_meet_at_each_program(monkeypatch):
    """Each thread looks a while whether the others have come: with patience enough none is ahead.

    Docs: none, this is the house's own rule.
    """
    monkeypatch.setattr("showcase.utils.perform.PATIENT_LOOKS", 10**9)
    programs, order = iter(range(5)), []

    def make():
        number = next(programs)

        def play_it():
            yield "plays"
            order.append(number)

        return Program(lambda: "", ann=play_it, bob=play_it)

    sample(make, 5)
    assert order == sorted([*range(5)] * 2)


def test_a_thread_of_a_sample_goes_on_when_nobody_comes_unless_the_program_waits(monkeypatch):
    """It looks PATIENT_LOOKS times for the others, and not for ever; but before a step that has to
    wait it asks again and again whether it is ready.

    Docs: none, this is the house's own rule.
    """
    monkeypatch.setattr("showcase.utils.perform.PATIENT_LOOKS", 0)
    done, asked = [], []

    def first():
        yield "comes"
        done.append("first")

    def second():
        yield Until("sees the first at the end", lambda: bool(asked.append(1)) or len(done) > 1)
        done.append("second")

    sample(lambda: Program(lambda: "", first=first, second=second), 2)
    assert done[:2] == ["first", "first"]
    assert asked


def test_all_threads_of_a_sample_are_there_before_the_first_step():
    """A Barrier at the start lets them overlap.

    Docs: library/threading#barrier-objects
    """
    before, seen = threading.active_count(), []

    def look():
        yield "looks"
        seen.append(threading.active_count())

    sample(lambda: Program(lambda: "", ann=look, bob=look, cat=look), 1)
    assert seen[0] == before + 3

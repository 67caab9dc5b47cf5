"""🎭 The stage: the verbs that every scenario shares keep their own promises.

They are defined in showcase/utils/stage.py.
"""

import sys
import threading
from pathlib import Path
from threading import Condition, Lock, Semaphore
from types import SimpleNamespace

import pytest

from showcase.utils import stage
from showcase.utils.stage import (
    PATIENCE,
    Cue,
    OpenDoor,
    Script,
    live_stack,
    may_enter,
    play,
    sleep_number,
    stands_in,
    until,
    waiting_in,
)


@pytest.fixture
def impatient(monkeypatch):
    """Fuses blow at once, for specs about blown fuses."""
    monkeypatch.setattr(stage, "PATIENCE", 0.02)


def test_actors_are_threads_named_after_their_parts():
    """play() names each thread after its function, or after the keyword it is given with.

    Docs: none, this is the showcase's own vocabulary.
    """

    def romeo() -> str:
        return threading.current_thread().name

    assert play(romeo, juliet=romeo) == ["romeo", "juliet"]


def test_play_returns_what_each_actor_returned_in_the_order_of_the_cast():
    """The order is that of the arguments, whoever left the stage first.

    Docs: none, this is the showcase's own vocabulary.
    """
    second_has_left = Cue()

    def first() -> int:
        second_has_left.wait()
        return 1

    def second() -> int:
        second_has_left.set()
        return 2

    assert play(first, second) == [1, 2]


def test_nobody_is_on_stage_after_the_play():
    """play() joins every thread that it started.

    Docs: none, this is the showcase's own vocabulary.
    """
    threads = play(threading.current_thread, again=threading.current_thread)

    assert [thread.is_alive() for thread in threads] == [False, False]


def test_an_error_on_stage_reaches_the_audience():
    """An exception in a thread is raised again by play(), after the others have left.

    Docs: none, this is the showcase's own vocabulary.
    """
    others = []

    with pytest.raises(ZeroDivisionError):
        play(lambda: 1 / 0, other=lambda: others.append("was here"))
    assert others == ["was here"]


def test_an_actor_who_never_leaves_is_called_by_name(impatient):
    """A deadlock ends as a TimeoutError that names the threads, and not as a hung run.

    Docs: none, this is the showcase's own vocabulary.
    """
    door = Lock()
    dawdlers = []

    def dawdler() -> None:
        dawdlers.append(threading.current_thread())
        with door:
            pass

    with door, pytest.raises(TimeoutError, match=r"still on stage after 0\.02 s: dawdler"):
        play(dawdler)
    dawdlers[0].join(10)  # the door is open again
    assert dawdlers[0].daemon  # even a stuck one cannot keep the interpreter from ending


def test_a_cue_that_was_given_lets_everyone_pass():
    """Cue.wait() returns True once the fact is announced, like the Event that it is.

    Docs: library/threading#event-objects
    """
    cue = Cue()
    cue.set()

    assert cue.wait() is True


@pytest.mark.parametrize("timeout", [None, 0.01], ids=["PATIENCE", "a timeout"])
def test_a_cue_that_is_never_given_raises(impatient, timeout):
    """Where an Event returns False a Cue raises: whoever walks on without it proves nothing.

    Docs: none, this is the showcase's own vocabulary.
    """
    with pytest.raises(TimeoutError, match="a cue was never given"):
        Cue().wait(timeout)


def test_lines_are_spoken_in_the_order_of_their_numbers():
    """Script.line(n) waits for line n - 1, in whichever thread that is spoken.

    Docs: none, this is the showcase's own vocabulary.
    """
    script, spoken = Script(), []

    def even() -> None:
        for number in (2, 4):
            with script.line(number):
                spoken.append(number)

    def odd() -> None:
        for number in (1, 3, 5):
            with script.line(number):
                spoken.append(number)

    play(even, odd)
    assert spoken == [1, 2, 3, 4, 5]


def test_a_line_finds_its_speaker_among_all_who_wait():
    """Script.line(2) is spoken though line 3 has been waiting longer: all who wait look again.

    Docs: none, this is the showcase's own vocabulary.
    """
    script, spoken, parked = Script(), [], {}

    def speak(number, after):
        until(lambda: after is None or (after in parked and waiting_in(parked[after])), "my cue")
        parked[number] = threading.current_thread()
        with script.line(number):
            spoken.append(number)

    play(one=lambda: speak(1, after=2), two=lambda: speak(2, after=3), three=lambda: speak(3, None))
    assert spoken == [1, 2, 3]


def test_a_line_is_passed_on_only_when_its_block_has_ended():
    """While line 1 is being spoken, line 2 is not.

    Docs: none, this is the showcase's own vocabulary.
    """
    script, order = Script(), []

    def first() -> None:
        with script.line(1):
            order.append("first begins")
            until(lambda: stands_in(threads["second"], "wait_for"), "second waits for its turn")
            order.append("first ends")

    def second() -> None:
        threads["second"] = threading.current_thread()
        with script.line(2):
            order.append("second")

    threads = {"second": threading.current_thread()}
    play(second, first)
    assert order == ["first begins", "first ends", "second"]


def test_a_script_that_lacks_a_line_says_which(impatient):
    """The TimeoutError names the line that waits and the one that was never spoken.

    Docs: none, this is the showcase's own vocabulary.
    """
    with (
        pytest.raises(TimeoutError, match="line 2 waits, line 1 was never spoken"),
        Script().line(2),
    ):
        pass


@pytest.mark.parametrize("make_door", [Lock, lambda: Semaphore(1)], ids=["Lock", "Semaphore(1)"])
def test_a_knock_tells_whether_the_door_is_open_and_leaves_it_as_it_was(make_door):
    """may_enter() tries without blocking, and steps straight out again.

    Docs: none, this is the showcase's own vocabulary.
    """
    door = make_door()

    assert [may_enter(door), may_enter(door)] == [True, True]
    with door:
        assert not may_enter(door)
    assert may_enter(door)


def test_an_open_door_keeps_nobody_out():
    """OpenDoor has the methods of a lock and none of its effect: the broken twin.

    Docs: none, this is the showcase's own vocabulary.
    """
    door = OpenDoor()

    with door as entered:
        assert entered
        assert may_enter(door)
        assert door.acquire(blocking=False)


def test_until_looks_again_until_the_fact_is_true(monkeypatch):
    """until() polls a state that no primitive announces: it lets others run after each look in
    vain, and looks until the very end of its time.

    Docs: none, this is the showcase's own vocabulary.
    """
    answers, sleeps = iter([False, False, True, False]), []
    clock = iter([100.0, 100.0, 100.0 + PATIENCE])
    watched_time = SimpleNamespace(monotonic=lambda: next(clock), sleep=sleeps.append)
    monkeypatch.setattr(stage, "time", watched_time)

    until(lambda: next(answers), "the third answer")

    assert next(answers) is False  # it looked three times, and no more
    assert sleeps == [0, 0]


def test_until_gives_up_and_says_on_what(impatient):
    """A fact that never comes true is a TimeoutError with its name.

    Docs: none, this is the showcase's own vocabulary.
    """
    with pytest.raises(TimeoutError, match=r"never seen within 0\.02 s: pigs fly"):
        until(lambda: False, "pigs fly")


def test_a_thread_that_waits_is_seen_to_stand_in_wait():
    """stands_in() reads the live stack, and a thread that has ended stands nowhere.

    Docs: library/sys#sys._current_frames
    """
    ready, seen = Condition(), []

    def waiter() -> threading.Thread:
        with ready:
            seen.append(threading.current_thread())
            ready.wait(10)
        return threading.current_thread()

    def looker() -> bool:
        until(lambda: bool(seen) and stands_in(seen[0], "wait"), "the waiter waits")
        with ready:  # so the waiter has let go of it: it is parked
            ready.notify()
        return stands_in(seen[0], "looker")

    ended, looks_like_a_looker = play(waiter, looker)
    assert not looks_like_a_looker
    assert not stands_in(ended, "wait")


@pytest.mark.parametrize("wait", ["condition", "event"])
def test_a_thread_that_is_parked_is_seen_in_a_call_of_condition_wait(wait):
    """waiting_in() gives the frame of Condition.wait, where an Event blocks too, and else None.

    Docs: library/sys#sys._current_frames
    """
    ready, event, seen = Condition(), threading.Event(), []

    def waiter() -> None:
        seen.append(threading.current_thread())
        if wait == "event":
            event.wait(10)
        else:
            with ready:
                ready.wait(10)

    def looker() -> tuple[object, threading.Thread]:
        frames = []

        def is_parked() -> bool:
            frames.extend(map(waiting_in, seen))
            return any(frames)

        until(is_parked, "the waiter is parked")
        with ready:
            ready.notify()
        event.set()
        return frames[-1].f_code, seen[0]

    _, (code, thread) = play(waiter, looker)
    assert code is Condition.wait.__code__
    assert waiting_in(threading.current_thread()) is None
    thread.join(10)
    assert waiting_in(thread) is None


@pytest.mark.needs("no_gil", "proc")
def test_without_the_gil_the_stack_of_a_thread_that_runs_is_not_read():
    """The frames of a running thread change under the reader, so live_stack() gives none.

    Docs: howto/free-threading-python#frame-objects
    """
    looked, seen = threading.Event(), []

    def runner() -> None:
        seen.append(threading.current_thread())
        while not looked.is_set():
            pass

    def looker() -> list[object]:
        until(lambda: bool(seen), "the runner runs")
        frames = [live_stack(seen[0]) for _ in range(5)]
        looked.set()
        return frames

    assert play(runner, looker)[1] == [[]] * 5


def test_a_thread_reads_its_own_stack_while_it_runs():
    """Nothing of it changes meanwhile: live_stack() of the calling thread begins with its caller.

    Docs: library/sys#sys._current_frames
    """
    names = [frame.f_code.co_name for frame in live_stack(threading.current_thread())]

    assert names[:2] == ["live_stack", "test_a_thread_reads_its_own_stack_while_it_runs"]


@pytest.mark.parametrize("gil", [pytest.param(True, id="GIL"), pytest.param(False, id="no GIL")])
def test_each_sleep_of_a_parked_thread_has_one_number(gil, monkeypatch):
    """sleep_number() stays what it is while a thread is parked; a thread that ended has none.

    With the GIL there is nothing to prove, and the number is 0.

    Docs: none, this is the showcase's own vocabulary.
    """
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: gil, raising=False)
    event, seen = threading.Event(), []

    def waiter() -> None:
        seen.append(threading.current_thread())
        event.wait(10)

    def looker() -> int:
        until(lambda: bool(seen) and stands_in(seen[0], "wait"), "the waiter waits")
        numbers: list[int | None] = [None]

        def same_as_before() -> bool:
            numbers.append(sleep_number(seen[0]))
            return None is not numbers[-1] == numbers[-2]

        until(same_as_before, "two equal answers")
        event.set()
        return numbers[-1]

    number = play(waiter, looker)[1]
    seen[0].join(10)

    assert bool(number) is (not gil and Path("/proc/self/task").exists())
    assert not sleep_number(seen[0])


def test_where_nothing_tells_of_the_gil_there_is_one(monkeypatch):
    """Before Python 3.13 there is no sys._is_gil_enabled(), and sleep_number() is always 0.

    Docs: library/sys#sys._is_gil_enabled
    """
    monkeypatch.delattr(sys, "_is_gil_enabled", raising=False)

    assert sleep_number(threading.Thread()) == 0


@pytest.mark.parametrize(
    ("there_is_proc", "number"),
    [pytest.param(True, None, id="/proc: not there"), pytest.param(False, 0, id="no /proc")],
)
def test_what_proc_does_not_know_does_not_sleep(there_is_proc, number, monkeypatch):
    """A thread without an entry in /proc has no sleep_number(); without /proc nobody can tell,
    and the number is 0.

    Docs: none, this is the showcase's own vocabulary.
    """
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    path = SimpleNamespace(exists=lambda _: there_is_proc)
    monkeypatch.setattr(stage, "os", SimpleNamespace(path=path))

    assert sleep_number(threading.Thread()) == number


@pytest.mark.needs("proc")
def test_the_name_of_a_thread_may_look_like_a_fact(monkeypatch):
    """Since Python 3.14 the system knows a thread by its name, and sleep_number() is not confused
    by what that name holds.

    Docs: library/threading#threading.Thread.name
    """
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    main = threading.main_thread()
    name = Path(f"/proc/self/task/{main.native_id}/comm")
    before = name.read_text().strip()

    def sees_it_sleep() -> bool:
        until(lambda: sleep_number(main) is not None, "the main thread sleeps in play()")
        return True

    name.write_text("State:R:no")
    try:
        assert play(sees_it_sleep) == [True]
    finally:
        name.write_text(before)


@pytest.mark.parametrize(
    ("numbers", "counts"),
    [
        pytest.param([3, 3, 3], True, id="it sleeps"),
        pytest.param([None, None, None], False, id="it runs"),
        pytest.param([3, 4, 4], False, id="it ran before it was read"),
        pytest.param([3, 3, 4], False, id="it ran while it was read"),
    ],
)
def test_a_stack_counts_only_if_its_thread_slept_all_the_time(numbers, counts, monkeypatch):
    """live_stack() asks for the number of the sleep before and after, and gives no frames if the
    answers differ.

    Docs: none, this is the showcase's own vocabulary.
    """
    answers = iter(numbers)
    monkeypatch.setattr(stage, "sleep_number", lambda _: next(answers))

    assert (live_stack(threading.current_thread()) != []) is counts

"""📣 Event misuse: an Event is one bit that stays. It is no lock, no counter, and no letter.

    used as                                   ❌                          ✅
    ────────────────────────────────────────  ──────────────────────────  ───────────────────────
    a counter: set() for every job            three set() are one         Semaphore.release()
    a lock: `if not busy.is_set(): set()`     two are in                  acquire(blocking=False)
    a pulse: set(), then clear()              who comes later misses it   count the rounds
    a bell: handle the jobs, then clear()     a new set() is wiped out    clear(), then handle
    a letter: one Event for all answers       woken by another's answer   a Future each

TL;DR  Use an Event for a fact that becomes true once and for all who ask. Nothing else.

Run    python -m showcase.pitfalls_and_errors.event_misuse_demo
Specs  tests/pitfalls_and_errors/test_event_misuse.py
Next   wasted_wakeup_demo.py: the wake-up that does no good
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Lock, Semaphore

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

SHORT = 0.01
"""Seconds that somebody waits in vain: in life it would be for ever."""


def jobs_done(announced: int, counted: bool) -> int:
    """Jobs are announced while the worker is busy elsewhere; then it does one per announcement.

    Args:
        announced: how many.
        counted: by a Semaphore, and not by an Event.
    """
    places, event = Semaphore(0), Event()
    for _ in range(announced):
        places.release()
        event.set()
    done = 0

    def is_announced() -> bool:
        if counted:
            return places.acquire(blocking=False)
        was_set = event.is_set()
        event.clear()
        return was_set

    while is_announced():
        done += 1
    return done


def let_in(a_lock: bool) -> list[bool]:
    """Three enter if nobody is inside; the second looks when the first has looked.

    Args:
        a_lock: try to acquire a Lock, which is one step, and not is_set() and then set().

    Returns which of them are let in.
    """
    busy, lock = Event(), Lock()
    first_has_looked, second_is_through = Cue(), Cue()

    def enter(in_between: Callable[[], object] = bool) -> bool:
        is_free = lock.acquire(blocking=False) if a_lock else not busy.is_set()
        in_between()
        busy.set()
        return is_free

    def second_comes() -> None:
        first_has_looked.set()
        second_is_through.wait()

    def second() -> bool:
        first_has_looked.wait()
        is_free = enter()
        second_is_through.set()
        return is_free

    second_in, first_in = play(second, first=lambda: enter(second_comes))
    return [first_in, second_in, enter()]


def starts_of_a_latecomer(rounds_are_counted: bool) -> list[bool]:
    """The start is signalled while a runner still ties his shoes: does he start, when he comes?

    Args:
        rounds_are_counted: he looks whether there are more rounds than he knows of, and does not
            wait for an Event that was set and cleared.

    Returns whether the Event was set at all, whether he starts, and whether he starts once more.
    """
    start = Event()
    rounds: list[bool] = []
    was_signalled = Cue()

    def starter() -> None:
        start.set()
        rounds.append(start.is_set())
        start.clear()
        was_signalled.set()

    known = 0

    def starts() -> bool:
        nonlocal known
        if not rounds_are_counted:
            return start.wait(SHORT)
        is_new, known = len(rounds) > known, len(rounds)
        return is_new

    def runner() -> list[bool]:
        was_signalled.wait()
        return [starts(), starts()]

    started = play(runner, starter)[0]
    return [*rounds, *started]


def answers_of_two_requests(a_future_each: bool) -> list[str]:
    """Ann's request is answered; Bob's will be later. What do they read when they are woken?

    Args:
        a_future_each: every request has a Future, and not all of them one Event.
    """
    answer_is_in = Cue()
    answers: dict[str, str] = {}
    futures: dict[str, Future[str]] = {"Ann": Future(), "Bob": Future()}
    bob_has_read = Cue()

    def answer(who: str) -> None:
        answers[who] = f"for {who}"
        answer_is_in.set()
        futures[who].set_result(f"for {who}")

    def read(who: str) -> str:
        if a_future_each:
            return futures[who].result(PATIENCE)
        answer_is_in.wait()
        return answers.get(who, "nothing")

    def server() -> None:
        answer("Ann")
        if not a_future_each:
            bob_has_read.wait()
        answer("Bob")

    def bob() -> str:
        got = read("Bob")
        bob_has_read.set()
        return got

    return play(ann=lambda: read("Ann"), bob=bob, server=server)[:2]


def jobs_by_round(clear_first: bool) -> list[list[str]]:
    """A second job comes when the worker has handled the first, and has not cleared his Event.

    Args:
        clear_first: he clears it before he handles the jobs, and not after that.

    Returns which jobs were handled, each time that the Event said that there are some.
    """
    work_is_there = Event()
    jobs = ["first"]
    work_is_there.set()
    has_handled, second_is_in = Cue(), Cue()
    rounds: list[list[str]] = []

    def worker() -> None:
        while work_is_there.is_set() and len(rounds) < 3:  # in life: wait(), and for ever
            if clear_first:
                work_is_there.clear()
            rounds.append(jobs.copy())
            jobs.clear()
            has_handled.set()
            second_is_in.wait()
            if not clear_first:
                work_is_there.clear()

    def client() -> None:
        has_handled.wait()
        jobs.append("second")
        work_is_there.set()
        second_is_in.set()

    play(client, worker)
    return rounds


def main() -> None:
    """❌ before ✅."""
    for announced in (2, 3):
        log.info("❌ %d jobs, an Event: %d done", announced, jobs_done(announced, counted=False))
        log.info("✅ %d jobs, a Semaphore: %d done", announced, jobs_done(announced, counted=True))
    log.info("❌ an Event as a lock: %d are let in", sum(let_in(a_lock=False)))
    log.info("✅ a Lock: %d is let in", sum(let_in(a_lock=True)))
    for title, counted in [("❌ set(), then clear()", False), ("✅ rounds are counted", True)]:
        log.info("%s: a latecomer starts: %s", title, starts_of_a_latecomer(counted)[1])
    log.info("❌ handle, then clear(): %s", jobs_by_round(clear_first=False))
    log.info("✅ clear(), then handle: %s", jobs_by_round(clear_first=True))
    log.info("❌ one Event for all: Ann reads %r, Bob %r", *answers_of_two_requests(False))
    log.info("✅ a Future each: Ann reads %r, Bob %r", *answers_of_two_requests(True))


if __name__ == "__main__":
    run(main)

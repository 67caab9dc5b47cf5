"""📣 Event misuse: an Event is one bit that stays. It is no lock, no counter, and no letter.

    used as                                   ❌                          ✅
    ────────────────────────────────────────  ──────────────────────────  ───────────────────────
    a counter: set() for every job            three set() are one         Semaphore.release()
    a lock: `if not busy.is_set(): set()`     two are in                  acquire(blocking=False)
    a pulse: set(), then clear()              who comes later misses it   count the rounds
    a letter: one Event for all answers       woken by another's answer   a Future each

TL;DR  Use an Event for a fact that becomes true once and for all who ask. Nothing else.

Run    python -m showcase.pitfalls_and_errors.event_misuse_demo
Specs  tests/pitfalls_and_errors/test_event_misuse.py
Next   wasted_wakeup_demo.py: the wake-up that does no good
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from concurrent.futures import Future
from threading import Condition, Event, Lock, Semaphore

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


def inside_at_once(a_lock: bool) -> int:
    """Three enter if nobody is inside; the second looks when the first has looked.

    Args:
        a_lock: try to acquire a Lock, which is one step, and not is_set() and then set().

    Returns how many are inside.
    """
    busy, lock = Event(), Lock()
    first_has_looked, second_is_through = Cue(), Cue()
    inside: list[str] = []

    def enter(name: str, in_between: Callable[[], object]) -> None:
        if a_lock:
            is_free = lock.acquire(blocking=False)
            in_between()
        else:
            is_free = not busy.is_set()
            in_between()
            busy.set()
        if is_free:
            inside.append(name)

    def first() -> None:
        def in_between() -> None:
            first_has_looked.set()
            second_is_through.wait()

        enter("first", in_between)

    def second() -> None:
        first_has_looked.wait()
        enter("second", in_between=bool)
        second_is_through.set()

    play(first, second)
    enter("third", in_between=bool)  # when both are through
    return len(inside)


def starts_of_a_latecomer(rounds_are_counted: bool) -> bool:
    """The start is signalled while a runner still ties his shoes: does he start, when he comes?

    Args:
        rounds_are_counted: he waits for a number to be larger than the one he has seen, and not
            for an Event that was set and cleared.
    """
    start, started = Event(), Condition()
    rounds = 0
    ties_his_shoes, was_signalled = Cue(), Cue()

    def starter() -> None:
        nonlocal rounds
        ties_his_shoes.wait()
        start.set()
        start.clear()
        with started:
            rounds += 1
            started.notify_all()
        was_signalled.set()

    def runner() -> bool:
        seen = rounds
        ties_his_shoes.set()
        was_signalled.wait()
        if rounds_are_counted:
            with started:
                return started.wait_for(lambda: rounds > seen, SHORT)
        return start.wait(SHORT)

    return bool(play(starter, runner)[1])


def answers_of_two_requests(a_future_each: bool) -> list[str]:
    """Ann's request is answered; Bob's will be later. What do they read when they are woken?

    Args:
        a_future_each: every request has a Future, and not all of them one Event.
    """
    answer_is_in = Event()
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
        answer_is_in.wait(PATIENCE)
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


def main() -> None:
    """❌ before ✅."""
    for announced in (2, 3):
        log.info("❌ %d jobs, an Event: %d done", announced, jobs_done(announced, counted=False))
        log.info("✅ %d jobs, a Semaphore: %d done", announced, jobs_done(announced, counted=True))
    log.info("❌ an Event as a lock: %d inside", inside_at_once(a_lock=False))
    log.info("✅ a Lock: %d inside", inside_at_once(a_lock=True))
    log.info("❌ set() and clear(): a latecomer starts: %s", starts_of_a_latecomer(False))
    log.info("✅ rounds are counted: a latecomer starts: %s", starts_of_a_latecomer(True))
    log.info("❌ one Event for all: Ann reads %r, Bob %r", *answers_of_two_requests(False))
    log.info("✅ a Future each: Ann reads %r, Bob %r", *answers_of_two_requests(True))


if __name__ == "__main__":
    run(main)

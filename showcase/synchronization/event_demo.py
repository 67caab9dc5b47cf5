"""📣 Event: one thread says that something has happened, and everyone who waits may go on.

Each round of news goes to two workers, and one of them comes late. An Event is a state, not a
signal: it stays set until some thread clears it. So which thread should clear it?

    who clears the event                  round 2 begins   the late worker
    ────────────────────────────────────  ───────────────  ───────────────────
    ✂️ the first worker who has heard      unannounced      ❌ missed the round
    🙈 nobody                              ❌ announced      heard
    📣 the announcer, after all answered   unannounced ✅   heard ✅

TL;DR  Workers only wait. The thread that sets the event clears it, once everyone has
       answered. And look at what wait(timeout) returns: False means that nothing happened.

Run    python -m showcase.synchronization.event_demo
Specs  tests/synchronization/test_event.py
Next   condition_demo.py: what if the fact is more than a yes or no?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Event, Thread, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until, waiting_in

log = get_logger()

A_MOMENT = 0.001
"""Seconds."""

FIRST_WORKER, NOBODY, ANNOUNCER = "the first worker", "nobody", "the announcer"


@dataclass(frozen=True)
class Round:
    """What became of one round of news."""

    set_before_the_announcement: bool
    prompt_heard: bool
    late_heard: bool


# 1 ── A broadcast over several rounds ────────────────────────────────────────


def broadcast(rounds: int, cleared_by: str) -> list[Round]:
    """Announce one thing a round to two workers; the late one comes after the prompt one left.

    Args:
        rounds: how many.
        cleared_by: FIRST_WORKER, NOBODY or ANNOUNCER.

    Returns what was seen in each round.
    """
    news = Event()
    seen = []
    for number in range(1, rounds + 1):
        seen.append(one_round(news, number, cleared_by))  # returns when all have answered
        if cleared_by == ANNOUNCER:
            news.clear()
    return seen


def one_round(news: Event, number: int, cleared_by: str) -> Round:
    """Set `news` for two workers; the late one comes when the prompt one is done."""
    set_before = news.is_set()
    prompt_is_done = Cue()

    def prompt() -> bool:
        heard = news.wait(PATIENCE)
        log.info("I hear round %d", number)
        if cleared_by == FIRST_WORKER:
            news.clear()
        prompt_is_done.set()
        return heard

    def late() -> bool:
        prompt_is_done.wait()
        heard = news.is_set()  # a wait would last until the next round
        log.info("I hear round %d" if heard else "I miss round %d", number)
        return heard

    log.info("I announce round %d", number)
    news.set()
    late_heard, prompt_heard = play(late, prompt)
    return Round(set_before, prompt_heard, late_heard)


# 2 ── A fact that nobody was waiting for yet ─────────────────────────────────


def heard_by_a_latecomer(channel: Event | Condition) -> bool:
    """Announce first and wait afterwards: does the word still arrive?

    Args:
        channel: an Event remembers; a Condition only wakes those who wait already.
    """
    if isinstance(channel, Event):
        channel.set()
        return channel.wait(A_MOMENT)
    with channel:
        channel.notify_all()
        return channel.wait(A_MOMENT)


# 3 ── Everyone who is parked, at once ────────────────────────────────────────


def parked_then(announce: Callable[[Event], object], waiters: int) -> tuple[list[bool], bool]:
    """Park `waiters` threads at an event that is clear, then `announce(event)`.

    Returns what wait() returned to each of them, and whether the event is set when all have left.
    """
    event = Event()
    parked: list[Thread] = []

    def waiter() -> bool:
        parked.append(current_thread())
        return event.wait(PATIENCE)

    def announcer() -> None:
        until(
            lambda: len(parked) == waiters and all(map(waiting_in, parked)),
            "everyone is parked",
        )
        announce(event)

    results = play(announcer, **{f"waiter {n}": waiter for n in range(1, waiters + 1)})
    return results[1:], event.is_set()


def pulse(event: Event) -> None:
    """Set the event, and clear it at once."""
    event.set()
    event.clear()


# 4 ── Waiting with a limit ───────────────────────────────────────────────────


def waits_in_vain(seconds: float) -> tuple[bool, float]:
    """Wait for what never happens; returns what wait() returned, and the seconds it took."""
    start = time.monotonic()
    heard = Event().wait(seconds)
    return heard, time.monotonic() - start


def heartbeats_until(stop_after: int) -> int:
    """A worker that beats every moment until it is told to stop.

    `while not stop.wait(interval)` is the pause and the way out in one: unlike sleep(), it
    ends as soon as somebody sets the event. Returns the number of beats.
    """
    stop = Event()
    beats = 0
    while not stop.wait(A_MOMENT):
        beats += 1
        log.info("beat %d", beats)
        if beats == stop_after:
            stop.set()
    return beats


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, cleared_by in [
        ("✂️ the first worker who hears it clears the event", FIRST_WORKER),
        ("🙈 nobody clears the event", NOBODY),
        ("📣 the announcer clears it, when everyone has answered", ANNOUNCER),
    ]:
        log.info("%s", title)
        seen = broadcast(rounds=2, cleared_by=cleared_by)
        if not all(each.late_heard for each in seen):
            log.info("❌ the late worker missed what was announced")
        elif seen[1].set_before_the_announcement:
            log.info("❌ round 2 was open before it was announced")
        else:
            log.info("✅ everyone heard each round")

    log.info("⏰ announced first, then waited for %g s", A_MOMENT)
    log.info("❌ a Condition forgets: %s", heard_by_a_latecomer(Condition()))
    log.info("✅ an Event remembers: %s", heard_by_a_latecomer(Event()))

    log.info("💓 a heart that stops when it is told to")
    log.info("✅ %d beats, then quiet", heartbeats_until(stop_after=2))


if __name__ == "__main__":
    run(main)

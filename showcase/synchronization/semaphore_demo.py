"""🚦 Semaphore: a counter of free places, so never more than N inside.

Three guests come to a room with two places, one after another, and nobody leaves before all
have come.

    the door                 most inside   turned away at first
    ──────────────────────   ───────────   ────────────────────
    🚪 no door                3  ❌         nobody
    🔒 Semaphore(1)           1            second, third
    🚦 Semaphore(2)           2  ✅         third

    release() once too often   places afterwards
    ────────────────────────   ───────────────────────────────────
    Semaphore(2)               3  ❌  the room has grown unnoticed
    BoundedSemaphore(2)        2  ✅  ValueError, nothing changed

TL;DR  acquire() takes a place or waits for one, release() gives it back. Where the number of
       places is fixed, take a BoundedSemaphore: it finds the release() that was one too many.

Run    python -m showcase.synchronization.semaphore_demo
Specs  tests/synchronization/test_semaphore.py
Next   condition_demo.py: what if "a free place" is not all there is to wait for?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from threading import BoundedSemaphore, Semaphore, Thread, current_thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, play, stands_in, until

log = get_logger()


# 1 ── Never more than N inside ───────────────────────────────────────────────


@dataclass(frozen=True)
class Evening:
    """How full the room got."""

    most_inside: int
    turned_away: list[str]
    """Who found it full at first, and had to wait."""
    were_inside: int


def three_guests(door: Door) -> Evening:
    """Let three guests come one after another through `door`; nobody leaves before all have come.

    Returns how many were inside at most, who had to wait, and how many got in, sooner or later.
    """
    inside: set[str] = set()  # each guest adds and removes only itself
    crowds: list[int] = []
    turned_away: list[str] = []
    first_has_come, second_has_come, third_has_come = Cue(), Cue(), Cue()

    def go_in() -> None:
        inside.add(current_thread().name)
        crowds.append(len(inside))
        log.info("I am inside")

    def visit(is_settled: Cue) -> None:
        at_once = door.acquire(blocking=False)
        if at_once:
            go_in()
        else:
            log.info("the room is full, so I wait")
            turned_away.append(current_thread().name)
        is_settled.set()
        third_has_come.wait()
        if not at_once:
            door.acquire()
            go_in()
        inside.remove(current_thread().name)
        door.release()

    def first() -> None:
        visit(first_has_come)

    def second() -> None:
        first_has_come.wait()
        visit(second_has_come)

    def third() -> None:
        second_has_come.wait()
        visit(third_has_come)

    play(third, second, first)  # the last one starts first, and has to wait for its cue
    return Evening(max(crowds), turned_away, len(crowds))


# 2 ── Waiting for a release ──────────────────────────────────────────────────


@dataclass(frozen=True)
class Released:
    """How many waited, and how many of them were inside after each release(n)."""

    waited: int
    inside: list[int]


def released_while_threads_wait(
    make_semaphore: Callable[[int], Semaphore], *releases: int
) -> Released:
    """Park a thread for each place that will be released, then call release(n) for each n.

    Args:
        make_semaphore: is called with 0, so that everybody waits at first.
        releases: how many places each release() gives back.
    """
    semaphore = make_semaphore(0)
    waiters: list[Thread] = []
    inside: list[Thread] = []

    def waiter() -> None:
        waiters.append(current_thread())
        semaphore.acquire()
        inside.append(current_thread())

    def parked() -> int:
        return sum(stands_in(thread, "wait") for thread in waiters)

    def inside_after(n: int) -> int:
        wanted = len(inside) + n
        semaphore.release(n)
        until(lambda: len(inside) >= wanted, f"{wanted} are inside")
        return len(inside)

    def host() -> Released:
        # Whoever stands in Condition.wait() holds the semaphore's lock until it is queued, and
        # release() needs that lock: so it finds every one of them parked.
        until(lambda: parked() == sum(releases), "all of them wait")
        return Released(len(waiters), [inside_after(n) for n in releases])

    released: Released = play(host, *[waiter] * sum(releases))[0]
    return released


def answers_before_and_after_a_wait(
    make_semaphore: Callable[[int], Semaphore], *arguments: Any
) -> tuple[bool, bool]:
    """What do acquire(False) and then acquire(*arguments) return to a thread that has to wait?"""
    semaphore = make_semaphore(1)
    semaphore.acquire()
    guests: list[Thread] = []

    def guest() -> tuple[bool, bool]:
        guests.append(current_thread())
        return semaphore.acquire(False), semaphore.acquire(*arguments)

    def host() -> None:
        until(lambda: any(stands_in(thread, "wait") for thread in guests), "the guest waits")
        semaphore.release()

    answers: tuple[bool, bool] = play(host, guest)[1]
    return answers


# 3 ── One release() too many ─────────────────────────────────────────────────


def places(semaphore: Semaphore) -> int:
    """How many places are free? It counts by taking them all."""
    taken = 0
    while semaphore.acquire(blocking=False):
        taken += 1
    return taken


@dataclass(frozen=True)
class OneTooMany:
    """What one release() too many led to."""

    error: str
    places: int


def released_once_too_often(make_semaphore: Callable[[int], Semaphore]) -> OneTooMany:
    """Two places, both of them free, and one more is given back."""
    semaphore = make_semaphore(2)
    try:
        semaphore.release()
        error = ""
    except ValueError as refusal:
        error = str(refusal)
    return OneTooMany(error, places(semaphore))


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    doors: dict[str, Door] = {"🚪 no door": OpenDoor(), "🚦 Semaphore(2)": Semaphore(2)}
    for title, door in doors.items():
        log.info("%s", title)
        most = three_guests(door).most_inside
        log.info("%s the room is for 2, and at most %d were inside", "❌✅"[most == 2], most)

    log.info("🎁 release(2), then release(1)")
    seen = released_while_threads_wait(Semaphore, 2, 1)
    log.info("%d waited, then %d were inside, then %d", seen.waited, *seen.inside)

    log.info("➕ one release() too many")
    log.info("❌ Semaphore(2) has %d places now", released_once_too_often(Semaphore).places)
    refused = released_once_too_often(BoundedSemaphore)
    log.info("✅ BoundedSemaphore(2) has %d: %s", refused.places, refused.error)


if __name__ == "__main__":
    run(main)

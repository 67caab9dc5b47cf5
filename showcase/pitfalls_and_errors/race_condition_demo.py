"""🏁 Race condition: the result depends on who comes first.

`x += 1` is a read, an addition and a write. Here the number that is added stops in the middle
of the addition until a second thread has come by: no luck is needed, and every run is the same.

    the door between them         total   the second thread
    ────────────────────────────  ──────  ────────────────────────────
    🚪 no lock                     1  ❌   walked in
    🆕 a new lock for each call    1  ❌   walked in
    🔑 a lock each                 1  ❌   walked in
    🙈 only the first locks        1  ❌   walked in
    🔒 one lock, shared            2  ✅   was turned away, then waited

TL;DR  Every thread that touches the data takes the *same* lock first, for the read *and* the
       write; or nothing is shared, and the counts are added up when the threads have ended.

Run    python -m showcase.pitfalls_and_errors.race_condition_demo
Specs  tests/pitfalls_and_errors/test_race_condition.py
Next   interleavings_demo.py: in how many ways can two increments meet?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from types import SimpleNamespace
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play

log = get_logger()


# 1 ── Places for a count, and `+=` is the same in all of them ─────────────────

Place = tuple[Callable[[int], None], Callable[[], int]]
"""Where a count is kept: how to add to it with `+=`, and how to look at it."""


def an_attribute() -> Place:
    """`box.count += step`"""
    box = SimpleNamespace(count=0)

    def add(step: int) -> None:
        box.count += step

    return add, lambda: box.count


def an_item(counts: Any, key: object) -> Place:
    """`counts[key] += step`, of a list, a dict, or a Counter, which is made for counting."""

    def add(step: int) -> None:
        counts[key] += step

    return add, lambda: int(counts[key])


def a_variable() -> Place:
    """`count += step`, on a variable that both threads see."""
    count = 0

    def add(step: int) -> None:
        nonlocal count
        count += step

    return add, lambda: count


# 2 ── The forced race ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Observed:
    """What was left when both threads had gone home."""

    total: int
    second_was_turned_away: bool


class Step(int):
    """A number that calls `in_between` while it is added: after the read, before the write."""

    in_between: Callable[[], object]

    def __radd__(self, seen: int) -> int:
        self.in_between()
        return seen + int(self)


def two_increments(
    first_door: Callable[[], Door],
    second_door: Callable[[], Door],
    place: Callable[[], Place] = an_attribute,
) -> Observed:
    """Count to two, in two threads; the second comes between the first one's read and write.

    Args:
        first_door: gives what the first thread passes through, and the second in `second_door`.
        place: where the count is kept.

    Returns the total, and whether the second thread found the door shut.
    """
    add, total = place()
    turned_away = False
    first_has_read = Cue()
    second_is_settled = Cue()  # it has finished, or it has found the door shut

    def in_between() -> None:
        first_has_read.set()
        second_is_settled.wait()

    def first() -> None:
        one = Step(1)
        one.in_between = in_between
        with first_door():
            add(one)

    def second() -> None:
        nonlocal turned_away
        door = second_door()
        first_has_read.wait()
        if not may_enter(door):
            turned_away = True
            second_is_settled.set()
        with door:
            add(1)
        second_is_settled.set()

    play(second, first)
    return Observed(total(), turned_away)


def without_a_lock(place: Callable[[], Place] = an_attribute) -> Observed:
    """🚪 Both walk in."""
    return two_increments(OpenDoor, OpenDoor, place)


def with_a_fresh_lock_per_call(place: Callable[[], Place] = an_attribute) -> Observed:
    """🆕 `with Lock():` makes the lock that it takes: nobody else can ever hold it."""
    return two_increments(Lock, Lock, place)


def with_a_lock_each(place: Callable[[], Place] = an_attribute) -> Observed:
    """🔑 Two locks for one datum."""
    mine, yours = Lock(), Lock()
    return two_increments(lambda: mine, lambda: yours, place)


def with_one_careless_thread(place: Callable[[], Place] = an_attribute) -> Observed:
    """🙈 The first locks, and the second does not know that it should."""
    return two_increments(Lock, OpenDoor, place)


def with_one_shared_lock(place: Callable[[], Place] = an_attribute) -> Observed:
    """🔒 The same lock for both."""
    lock = Lock()
    return two_increments(lambda: lock, lambda: lock, place)


def with_a_count_each(place: Callable[[], Place] = an_attribute) -> int:
    """🧮 The cure without a lock: nothing is shared; each thread counts, and the sum comes last."""

    def count() -> int:
        add, total = place()
        add(1)
        return total()

    return sum(play(first=count, second=count))


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, increments in [
        ("🚪 no lock", without_a_lock),
        ("🆕 a new lock for each call", with_a_fresh_lock_per_call),
        ("🔑 a lock each", with_a_lock_each),
        ("🙈 only the first locks", with_one_careless_thread),
        ("🔒 one lock, shared", with_one_shared_lock),
    ]:
        total = increments().total
        log.info("%s %s: counted to %d", "✅" if total == 2 else "❌", title, total)
    log.info("✅ 🧮 a count each: counted to %d", with_a_count_each())


if __name__ == "__main__":
    run(main)

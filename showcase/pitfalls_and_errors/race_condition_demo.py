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

Of the six orders of two reads and two writes, four lose an update.

TL;DR  Every thread that touches the data takes the *same* lock first, for the read *and* the
       write; or nothing is shared, and the counts are added up when the threads have ended.

Run    python -m showcase.pitfalls_and_errors.race_condition_demo
Specs  tests/pitfalls_and_errors/test_race_condition.py
Next   race_sampling_demo.py: why a stress test may never show it
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations
from threading import Lock
from types import SimpleNamespace

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, Script, may_enter, play

log = get_logger()

Place = tuple[Callable[[int], None], Callable[[], int]]
"""Where a count is kept: how to add to it with `+=`, and how to look at it."""


@dataclass(frozen=True)
class Observed:
    """What was left when both threads had gone home."""

    total: int
    second_was_turned_away: bool


# 1 ── Five places for a count, and `+=` is the same in all of them ────────────


def an_attribute() -> Place:
    """`box.count += step`"""
    box = SimpleNamespace(count=0)

    def add(step: int) -> None:
        box.count += step

    return add, lambda: box.count


def a_list_item() -> Place:
    """`counts[0] += step`"""
    counts = [0]

    def add(step: int) -> None:
        counts[0] += step

    return add, lambda: counts[0]


def a_dict_item() -> Place:
    """`counts["visits"] += step`"""
    counts = {"visits": 0}

    def add(step: int) -> None:
        counts["visits"] += step

    return add, lambda: counts["visits"]


def a_counter() -> Place:
    """`Counter()["visits"] += step`: made for counting, and not for counting in two threads."""
    counts: Counter[str] = Counter()

    def add(step: int) -> None:
        counts["visits"] += step

    return add, lambda: counts["visits"]


def a_variable() -> Place:
    """`count += step`, on a variable that both threads see."""
    count = 0

    def add(step: int) -> None:
        nonlocal count
        count += step

    return add, lambda: count


# 2 ── The forced race ─────────────────────────────────────────────────────────


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


# 3 ── Every schedule there is ───────────────────────────────────────────────────


def totals_by_schedule() -> dict[str, int]:
    """The total after each order of two reads and two writes: "RrWw" is A, B, A, B."""
    orders = {"".join(order) for order in permutations("RWrw")}
    return {
        order: total_of(order)
        for order in sorted(orders)
        if order.index("R") < order.index("W") and order.index("r") < order.index("w")
    }


def total_of(order: str) -> int:
    """Two increments in the given order: capitals are thread A's read and write."""
    total = 0
    script = Script()

    def increment(read: str, write: str) -> None:
        nonlocal total
        with script.line(order.index(read) + 1):
            seen = total
        with script.line(order.index(write) + 1):
            total = seen + 1

    play(a=lambda: increment("R", "W"), b=lambda: increment("r", "w"))
    return total


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

    log.info("🗓️ every order of two reads and two writes")
    for order, total in totals_by_schedule().items():
        log.info("%s %s: %d", "✅" if total == 2 else "❌", order, total)


if __name__ == "__main__":
    run(main)

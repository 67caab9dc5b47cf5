"""🕳️ Check-then-act: between the look and the leap, the world changes.

Nothing here is an update of a number, and each single step is atomic. The answer to the check is
true when it is given and false when it is used.

    check, then act                       outcome ❌              the cure ✅
    ────────────────────────────────────  ──────────────────────  ─────────────────────────────
    balance >= n, then balance -= n       overdrawn               one lock around both
    key not in cache, then cache[key]=…   made twice, one orphan  one lock, or setdefault
    defaultdict's missing key             an item vanishes *      one lock, or setdefault
    exists(), then open("w")              a file written over     open("x"): one step
    not q.empty(), then q.get_nowait()    Empty                   get_nowait(), handle Empty

    * until 3.13.11 and 3.14.2; since then the list that came first stays (python/cpython#142495).

TL;DR  Make check and act one step: a lock around both, or one operation that does both, and
       whose failure is an answer (FileExistsError, Empty).

Run    python -m showcase.pitfalls_and_errors.check_then_act_demo
Specs  tests/pitfalls_and_errors/test_check_then_act.py
Next   lazy_init_demo.py: made when it is first asked for, by two at once
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play

log = get_logger()

Gap = Callable[[], object]
"""To be called between check and act."""


def into_the_gap(
    first: Callable[[Gap], Any], second: Callable[[], Any], door: Door | None = None
) -> list[Any]:
    """Run `first` in one thread, and `second` in another one while the first is in its gap.

    Args:
        first: is given what it calls between its check and its act.
        second: goes on when the first one has reached its gap.
        door: the lock that both take, in vain if it is an OpenDoor (the default).

    Returns what the two returned.
    """
    door = door or OpenDoor()
    gap_is_open = Cue()
    second_is_settled = Cue()  # it has finished, or it has found the door shut

    def gap() -> None:
        gap_is_open.set()
        second_is_settled.wait()

    def guarded_first() -> Any:
        with door:
            return first(gap)

    def guarded_second() -> Any:
        gap_is_open.wait()
        if not may_enter(door):
            second_is_settled.set()
        with door:
            answer = second()
        second_is_settled.set()
        return answer

    of_second, of_first = play(second=guarded_second, first=guarded_first)
    return [of_first, of_second]


# 1 ── Money ───────────────────────────────────────────────────────────────────


def balance_after_two_withdrawals(door: Door) -> tuple[int, list[bool]]:
    """Two threads take 80 out of 80 if there are 80; returns the balance, and who was paid."""
    balance = 80

    def withdraw(gap: Gap = lambda: None) -> bool:
        nonlocal balance
        if balance < 80:
            return False
        gap()
        balance -= 80
        return True

    paid = into_the_gap(withdraw, withdraw, door)
    return balance, paid


# 2 ── A missing key ───────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Cached:
    """What two threads got that asked a cache for the same key."""

    made: int
    both_hold_the_same: bool


def two_ask_a_cache(door: Door, use_setdefault: bool = False) -> Cached:
    """Two threads ask for one missing key: how often is the value made, and do they share it?"""
    cache: dict[str, object] = {}
    made = 0

    def ask(gap: Gap = lambda: None) -> object:
        nonlocal made
        if "key" not in cache:
            made += 1
            value = object()
            gap()
            if use_setdefault:
                return cache.setdefault("key", value)
            cache["key"] = value
            return value
        return cache["key"]

    one, other = into_the_gap(ask, ask, door)
    return Cached(made, one is other is cache["key"])


def two_append_to_a_defaultdict(door: Door, use_setdefault: bool = False) -> list[str]:
    """Two threads append under one missing key of a defaultdict; returns what is there then."""
    found: defaultdict[str, list[str]] = defaultdict()

    def first(gap: Gap) -> None:
        def new_list() -> list[str]:
            gap()  # the key is missing, and the list is not stored yet
            return []

        found.default_factory = new_list
        if use_setdefault:
            found.setdefault("key", new_list()).append("first")
        else:
            found["key"].append("first")

    def second() -> None:
        found.setdefault("key", []).append("second")

    into_the_gap(first, second, door)
    return found["key"]


# 3 ── A file ──────────────────────────────────────────────────────────────────


def two_create_a_file(mode: str) -> tuple[str, list[str]]:
    """Two threads create a file if it is not there, and a late one comes; mode "w" or "x".

    Returns what stands in the file, and what became of the first, the second, and the late one.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, "the one and only")

        def create(text: str, gap: Gap) -> str:
            if path.exists():
                return "saw it"
            gap()
            try:
                with path.open(mode, encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                return "was told"
            return "wrote"

        fates = into_the_gap(lambda gap: create("first", gap), lambda: create("second", gap=int))
        fates.append(create("third", gap=int))
        return path.read_text("utf-8"), fates


# 4 ── Snapshots: an answer that is stale when it is used ──────────────────────


def two_take_one_job(look_first: bool) -> list[str]:
    """One job, two takers, and a late one; they look with empty() first, or simply take.

    Returns what became of the three. Looking first does not save the first taker from Empty:
    it only adds an answer that is out of date.
    """
    jobs: Queue[str] = Queue()
    jobs.put("job")

    def take(gap: Gap = lambda: None) -> str:
        if look_first and jobs.empty():
            return "saw that it is empty"
        gap()
        try:
            return jobs.get_nowait()
        except Empty:
            return "Empty"

    return [*into_the_gap(take, take), take()]


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    doors: list[tuple[str, Door]] = [("❌ no lock", OpenDoor()), ("✅ one lock", Lock())]
    for title, door in doors:
        log.info(title)
        balance, paid = balance_after_two_withdrawals(door)
        log.info("💰 %d paid out of 80: the balance is %d", 80 * sum(paid), balance)
        cached = two_ask_a_cache(door)
        log.info("🔑 made %d, shared: %s", cached.made, cached.both_hold_the_same)
        log.info("🗂️ in the defaultdict: %s", ", ".join(two_append_to_a_defaultdict(door)))

    log.info("❌ exists(), open('w'): it says %r, they %s", *two_create_a_file("w"))
    log.info("✅ open('x'): it says %r, they %s", *two_create_a_file("x"))
    log.info("❌ not empty(), then get_nowait(): %s", two_take_one_job(look_first=True))
    log.info("✅ get_nowait(), and be ready for Empty: %s", two_take_one_job(look_first=False))


if __name__ == "__main__":
    run(main)

"""🧪 Litmus tests of updates: which changes of a list or a dict are a single step?

Each family is a program of two threads in two variants, judged before the first run: several
steps, and the one operation (or the lock) that makes a single step of them.

    step by step                           may end so             in one step
    ─────────────────────────────────────  ─────────────────────  ───────────────────────────────
    counts[0] += 1                          🔶 one is lost         ✅ under a lock
    items[:] = [*items, new]                🔶 one is lost         ✅ items.append(new)
    items.append(…), items.append(…)        🔶 blocks are mixed    ✅ items.extend([…, …])
    pair[0] = 1; pair[1] = 1                🔶 half old, half new  ✅ place[0] = (1, 1)
    read d["x"], then d["y"]                🔶 new y, but old x    ✅ d.copy()

TL;DR  One operation that is documented as atomic, or a lock. Nothing else is a single step.

Run    python -m showcase.thread_safety.litmus_updates_demo
Specs  tests/thread_safety/test_litmus_updates.py
Next   litmus_claims_demo.py: two want it, and one can have it
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from threading import Lock
from typing import Any

from showcase.utils.explore import Program, Steps, taking
from showcase.utils.logger import get_logger, run
from showcase.utils.verdicts import Variants, tell_table, two

log = get_logger()


def increments(in_one: bool) -> Program:
    """The outcome is the count after two increments."""
    counts, lock = [0], Lock()

    def actor(name: str) -> Steps:
        if in_one:
            yield from taking(lock)
        yield "reads"
        seen = counts[0]
        yield "writes"
        counts[0] = seen + 1
        if in_one:
            lock.release()

    return two(lambda: counts[0], actor)


def additions(in_one: bool) -> Program:
    """Each adds an item to a list; the outcome is the list."""
    items: list[str] = []

    def actor(name: str) -> Steps:
        if in_one:
            yield "appends"
            items.append(name)
            return
        yield "reads"
        seen = items.copy()
        yield "writes"
        items[:] = [*seen, name]

    return two(lambda: " ".join(items), actor)


def blocks(in_one: bool) -> Program:
    """Each adds a block of two items to a list; the outcome is the list."""
    items: list[str] = []

    def actor(name: str) -> Steps:
        block = [name[0] + "1", name[0] + "2"]
        for part in [block] if in_one else [block[:1], block[1:]]:
            yield "extends"
            items.extend(part)

    return two(lambda: " ".join(items), actor)


def pair(in_one: bool) -> Program:
    """A pair is written while it is read; the outcome is what is read."""
    place: list[Any] = [(0, 0)] if in_one else [0, 0]
    seen: list[int] = []

    def write() -> Steps:
        if in_one:
            yield "writes both"
            place[0] = (1, 1)
            return
        for index in (0, 1):
            yield f"writes {index}"
            place[index] = 1

    def read() -> Steps:
        if in_one:
            yield "reads both"
            seen.extend(place[0])
            return
        for index in (0, 1):
            yield f"reads {index}"
            seen.append(place[index])

    return Program(lambda: tuple(seen), writer=write, reader=read)


def snapshot(in_one: bool) -> Program:
    """d["x"] is written before d["y"], while d is read; the outcome is what is read."""
    mapping = {"x": 0, "y": 0}
    seen = {}

    def write() -> Steps:
        for key in mapping:
            yield f"writes {key}"
            mapping[key] = 1

    def read() -> Steps:
        if in_one:
            yield "copies"
            seen.update(mapping.copy())
            return
        for key in mapping:
            yield f"reads {key}"
            seen[key] = mapping[key]

    return Program(lambda: (seen["x"], seen["y"]), writer=write, reader=read)


FAMILIES = {
    "an increment": Variants(increments, {2}, {1}),
    "an append": Variants(additions, {"Ann Bob", "Bob Ann"}, {"Ann", "Bob"}),
    "an extend": Variants(
        blocks,
        {"A1 A2 B1 B2", "B1 B2 A1 A2"},
        {"A1 B1 A2 B2", "A1 B1 B2 A2", "B1 A1 B2 A2", "B1 A1 A2 B2"},
    ),
    "a pair": Variants(pair, {(0, 0), (1, 1)}, {(0, 1), (1, 0)}),
    "a snapshot": Variants(snapshot, {(0, 0), (1, 0), (1, 1)}, {(0, 1)}),
}


def main() -> None:
    """❌ before ✅."""
    for name, family in FAMILIES.items():
        tell_table(f"🔶 {name}, step by step", family.litmus(in_one=False), log)
        tell_table(f"✅ {name}, in one step", family.litmus(in_one=True), log)


if __name__ == "__main__":
    run(main)

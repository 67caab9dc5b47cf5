"""🧪 Litmus tests of claims: two threads want it, and one can have it.

Each family is a program of two threads in two variants, judged before the first run: several
steps, and the one operation (or the lock) that makes a single step of them.

    step by step                           may end so             in one step
    ─────────────────────────────────────  ─────────────────────  ───────────────────────────────
    if items: items.pop()                   🔶 IndexError          ✅ pop(), and be ready for it
    if key in d: del d[key]                 🔶 KeyError            ✅ d.pop(key, None)
    if key not in d: d[key] = mine          🔶 two answers         ✅ d.setdefault(key, mine)
    jobs[0], then jobs.popleft()            🔶 one job done twice  ✅ jobs.popleft()
    next(itertools.count())                 ❓ one number twice    ✅ under a lock
    my lock, then yours if it is free       🔶 nobody gets both    ✅ the same lock first

    ❓ With the GIL that does not happen; without it, iterators promise nothing.

TL;DR  Do not ask whether you could: claim it in one step, and let its failure be the answer.

Run    python -m showcase.thread_safety.litmus_claims_demo
Specs  tests/thread_safety/test_litmus_claims.py
Next   ways_in_demo.py: which operations let other threads in
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import deque
from itertools import count
from threading import Lock

from showcase.utils.explore import Program, Steps, taking
from showcase.utils.logger import get_logger, run
from showcase.utils.verdicts import Variants, tell_table, two

log = get_logger()


def last_item(in_one: bool) -> Program:
    """A list of one item; the outcome is what became of the two who want it."""
    items, fates = ["item"], {}

    def actor(name: str) -> Steps:
        fates[name] = "nothing"
        if not in_one:
            yield "looks"
            if not items:
                return
        yield "pops"
        try:
            fates[name] = items.pop()
        except IndexError:
            fates[name] = "nothing" if in_one else "IndexError"

    return two(lambda: tuple(sorted(fates.values())), actor)


def last_key(in_one: bool) -> Program:
    """A dict of one key, removed by two; the outcome is what became of them."""
    mapping, fates = {"key": "removed"}, {}

    def actor(name: str) -> Steps:
        if in_one:
            yield "pops"
            fates[name] = mapping.pop("key", "nothing")
            return
        yield "looks"
        fates[name] = "nothing"
        if "key" in mapping:
            yield "deletes"
            try:
                del mapping["key"]
                fates[name] = "removed"
            except KeyError:
                fates[name] = "KeyError"

    return two(lambda: tuple(sorted(fates.values())), actor)


def consensus(in_one: bool) -> Program:
    """Each offers its name, and all have to agree on one; the outcome is whether they do."""
    mapping: dict[str, str] = {}
    answers: dict[str, str] = {}

    def actor(name: str) -> Steps:
        if in_one:
            yield "offers"
            answers[name] = mapping.setdefault("leader", name)
            return
        yield "looks"
        if "leader" not in mapping:
            yield "stores"
            mapping["leader"] = name
        yield "reads"
        answers[name] = mapping["leader"]

    return two(lambda: "agreed" if answers["Ann"] == answers["Bob"] else "two leaders", actor)


def jobs(in_one: bool) -> Program:
    """Two jobs in a deque; the outcome is which of them were done."""
    todo, done = deque([1, 2]), list[int]()

    def actor(name: str) -> Steps:
        if in_one:
            yield "takes"
            done.append(todo.popleft())
            return
        yield "looks"
        done.append(todo[0])
        yield "removes"
        todo.popleft()

    return two(lambda: tuple(sorted(done)), actor)


def tickets(in_one: bool) -> Program:
    """Each draws a number from itertools.count(); the outcome is the numbers."""
    counter, drawn, lock = count(), list[int](), Lock()

    def actor(name: str) -> Steps:
        if in_one:
            yield from taking(lock)
        yield "draws"
        drawn.append(next(counter))
        if in_one:
            lock.release()

    return two(lambda: tuple(sorted(drawn)), actor)


def both_locks(in_one: bool) -> Program:
    """Each takes a lock, and the second one if it is free; the outcome is how many got both.

    Args:
        in_one: all take the same lock first; else each its own.
    """
    locks = {"Ann": Lock(), "Bob": Lock()}
    got_both: list[str] = []

    def actor(name: str) -> Steps:
        first = "Ann" if in_one else name
        second = "Bob" if first == "Ann" else "Ann"
        yield from taking(locks[first], f"{first}'s lock")
        yield f"tries {second}'s lock"
        if locks[second].acquire(blocking=False):
            got_both.append(name)
            locks[second].release()
        yield f"gives {first}'s lock back"
        locks[first].release()

    return two(lambda: len(got_both), actor)


FAMILIES = {
    "the last item": Variants(last_item, {("item", "nothing")}, {("IndexError", "item")}),
    "the last key": Variants(last_key, {("nothing", "removed")}, {("KeyError", "removed")}),
    "a leader": Variants(consensus, {"agreed"}, {"two leaders"}),
    "a job": Variants(jobs, {(1, 2)}, {(1, 1)}),
    "a ticket": Variants(tickets, {(0, 1)}, set(), {(0, 0)}),
    "both locks": Variants(both_locks, {2}, {0, 1}),
}


def main() -> None:
    """❌ before ✅."""
    for name, family in FAMILIES.items():
        tell_table(f"🔶 {name}, step by step", family.litmus(in_one=False), log)
        tell_table(f"✅ {name}, in one step", family.litmus(in_one=True), log)


if __name__ == "__main__":
    run(main)

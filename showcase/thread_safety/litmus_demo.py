"""🧪 Litmus tests: tiny programs, and every outcome is judged before the first run.

Threads write and read x and y, both 0 at first; the outcome is what they have read into r1, r2, …
Each program is explored (in which schedules does it end so?) and sampled in real threads (is
anything forbidden ever seen?).

    ✅ acceptable    🔶 interesting: legal, and a surprise to many    ⛔ forbidden, in every build
    ❓ unpromised: no order of the steps ends so. With the GIL it is forbidden, since threads
       change between bytecodes only; without it no word of the manual rules it out.

    the program                                          the outcome          plain  under a lock
    ───────────────────────────────────────────────────  ───────────────────  ─────  ────────────
    store buffering   x=1; r1=y │ y=1; r2=x               r1 r2 = 0 0          ❓      ⛔
    load buffering    r1=x; y=1 │ r2=y; x=1               r1 r2 = 1 1          ❓      ⛔
    message passing   x=1; y=1 │ r1=y; r2=x               r1 r2 = 1 0          ❓      ⛔
    causality         x=1 │ r1=x; y=1 │ r2=y; r3=x        r1 r2 r3 = 1 1 0     ❓      ⛔
    IRIW              x=1 │ y=1 │ r1=x; r2=y │ r3=y; r4=x  r1 … r4 = 1 0 1 0    ❓      ⛔
    two plus two      x=1; y=2 │ y=1; x=2                 x y = 1 1            ❓      ⛔
    coherence         x=1; x=2 │ r1=x; r2=x               r1 r2 = 2 1          ⛔      ⛔
    own write         x=1; r1=x │ x=2                     r1 = 2               🔶      ⛔

TL;DR  A lock orders everything that is done under it, for all who take it. Without one, rely on
       no order between two objects.

Run    python -m showcase.thread_safety.litmus_demo
Specs  tests/thread_safety/test_litmus.py
       (`pytest --topic litmus -rP` prints how often each outcome was seen)
Next   litmus_updates_demo.py: the same for changes of lists and dicts
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from showcase.utils.explore import Program, Steps, taking
from showcase.utils.logger import get_logger, run
from showcase.utils.verdicts import Expected, Litmus, Verdict, tell_table

log = get_logger()


# ── The language of the programs ──────────────────────────────────────────────


def program(locked: bool, outcome: str, *actors: str) -> Program:
    """Make a program of actors like "x=1; r1=y"; the outcome is what the named places hold.

    Each place is a list of one item, whose reads and writes are documented as atomic.

    Args:
        locked: whether each actor takes one shared lock for all its steps.
    """
    assignments = [[step.split("=") for step in actor.split("; ")] for actor in actors]
    names = {word for actor in assignments for step in actor for word in step}
    cells = {name: [0] for name in names if not name.isdigit()}
    lock = Lock()

    def actor(steps: Iterable[list[str]]) -> Steps:
        if locked:
            yield from taking(lock)
        for target, source in steps:
            yield f"{target}={source}"
            cells[target][0] = int(source) if source.isdigit() else cells[source][0]
        if locked:
            lock.release()

    def starting(steps: list[list[str]]) -> Callable[[], Steps]:
        return lambda: actor(steps)

    parts = {f"actor {n}": starting(steps) for n, steps in enumerate(assignments, 1)}
    return Program(lambda: tuple(cells[name][0] for name in outcome.split()), **parts)


@dataclass(frozen=True)
class Family:
    """A program in that language, and its outcomes: "01" is r1=0, r2=1."""

    outcome: str
    actors: tuple[str, ...]
    in_turn: str
    """One actor after the other."""
    mixed: str
    """The actors' steps interleave."""
    unordered: str = ""
    """No order of the steps ends so."""
    never: str = ""
    """One place would have two histories."""

    def litmus(self, locked: bool) -> Litmus:
        """The program and its table: under a lock only the verdicts are others."""
        no = Verdict.FORBIDDEN
        table = (
            Expected(Verdict.ACCEPTABLE, "one after the other", listed(self.in_turn)),
            Expected(no if locked else Verdict.INTERESTING, "interleaved", listed(self.mixed)),
            Expected(no if locked else Verdict.UNPROMISED, "no order", listed(self.unordered)),
            Expected(no, "one place, two histories", listed(self.never)),
        )
        return Litmus(lambda: program(locked, self.outcome, *self.actors), table)


def listed(outcomes: str) -> frozenset[tuple[int, ...]]:
    """ "01 10" as a set of tuples."""
    return frozenset(tuple(map(int, outcome)) for outcome in outcomes.split())


FAMILIES = {
    "store buffering": Family("r1 r2", ("x=1; r1=y", "y=1; r2=x"), "01 10", "11", "00"),
    "load buffering": Family("r1 r2", ("r1=x; y=1", "r2=y; x=1"), "01 10", "00", "11"),
    "message passing": Family("r1 r2", ("x=1; y=1", "r1=y; r2=x"), "00 11", "01", "10"),
    "causality": Family(
        "r1 r2 r3", ("x=1", "r1=x; y=1", "r2=y; r3=x"), "000 010 011 100 101 111", "001", "110"
    ),
    "IRIW": Family(
        "r1 r2 r3 r4",
        ("x=1", "y=1", "r1=x; r2=y", "r3=y; r4=x"),
        "0000 0001 0010 0011 0100 0110 0111 1000 1001 1011 1100 1101 1110 1111",
        "0101",
        "1010",
    ),
    "two plus two writes": Family("x y", ("x=1; y=2", "y=1; x=2"), "12 21", "22", "11"),
    "coherence": Family(
        "r1 r2", ("x=1; x=2", "r1=x; r2=x"), "00 22", "01 02 11 12", never="10 20 21"
    ),
    "own write": Family("r1", ("x=1; r1=x", "x=2"), "1", "2", never="0"),
}


def main() -> None:
    """Each family, plain and under a lock."""
    for name, family in FAMILIES.items():
        log.info("🧪 %s: %s", name, " │ ".join(family.actors))
        tell_table("🚪 plain", family.litmus(locked=False), log)
        tell_table("🔒 under a lock", family.litmus(locked=True), log)


if __name__ == "__main__":
    run(main)

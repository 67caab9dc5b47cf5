"""🔭 Explored races: not one lucky schedule, but every schedule there is.

Two threads (Ann and Bob) are written step by step, and all orders of their steps are run. What is
called safe has no schedule that breaks it; what is broken is broken in a countable share of them.

    the program                           ❌ schedules that break it   ✅ the cure, all schedules
    ────────────────────────────────────  ──────────────────────────  ──────────────────────────
    two increments                        4 of 6                      0 of 2: one lock
    two withdrawals of all there is       4 of 6                      0 of 2: one lock
    two accounts, a rule about their sum  12 of 20                    0 of 2: one lock for both
    not empty(), then get_nowait()        4 of 6                      0 of 2: get_nowait(), Empty

TL;DR  With a lock around all steps of both threads n! schedules are left of (a+b)!/(a! b!): the
       threads take turns, and there is nothing in between that could go wrong.

Run    python -m showcase.thread_safety.explored_races_demo
Specs  tests/thread_safety/test_explored_races.py
Next   explored_publication_demo.py: what a reader sees of a change that is not complete
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from queue import Empty, Queue
from threading import Lock

from showcase.thread_safety import Twins, tell_twins
from showcase.utils.explore import Program, Steps, taking
from showcase.utils.logger import get_logger, run

log = get_logger()


def increments(locked: bool, threads: int = 2) -> Program:
    """Each thread adds 1 to one count; the outcome is the count."""
    count = 0
    lock = Lock()

    def increment() -> Steps:
        nonlocal count
        if locked:
            yield from taking(lock)
        yield "reads"
        seen = count
        yield "writes"
        count = seen + 1
        if locked:
            lock.release()

    return Program(lambda: count, **dict.fromkeys(("Ann", "Bob", "Cat")[:threads], increment))


def withdrawals(locked: bool) -> Program:
    """Each takes 80 out of 80 if there are 80 (check, then act); the outcome is what is left."""
    balance = 80
    lock = Lock()

    def withdraw() -> Steps:
        nonlocal balance
        if locked:
            yield from taking(lock)
        yield "looks"
        if balance >= 80:
            yield "takes 80"
            balance -= 80
        if locked:
            lock.release()

    return Program(lambda: balance, Ann=withdraw, Bob=withdraw)


def write_skew(one_lock: bool) -> Program:
    """Two accounts, and a rule about both: their sum must not fall below 0.

    Each thread takes 60 from its own account if the sum allows it. The outcome is the sum.

    Args:
        one_lock: one for the rule, and not one for each account.
    """
    balance = {"Ann": 30, "Bob": 30}
    lock = Lock()
    locks = {name: lock if one_lock else Lock() for name in balance}

    def withdraw(mine: str, other: str) -> Steps:
        yield from taking(locks[mine])
        yield "adds both up"
        allowed = balance[other] + balance[mine] >= 60
        yield "writes" if allowed else "refrains"
        if allowed:
            balance[mine] -= 60
        locks[mine].release()

    return Program(
        lambda: sum(balance.values()),
        Ann=lambda: withdraw("Ann", "Bob"),
        Bob=lambda: withdraw("Bob", "Ann"),
    )


def takers(look_first: bool) -> Program:
    """One job in a Queue, two takers; the outcome is what became of each, in order of name.

    Args:
        look_first: ask empty(), and trust the answer; else take, and be ready for Empty.
    """
    jobs: Queue[str] = Queue()
    jobs.put("job")
    got: dict[str, str] = {}

    def take(name: str) -> Steps:
        if look_first:
            yield "looks"
            if jobs.empty():
                got[name] = "nothing to do"
                return
        yield "takes"
        try:
            got[name] = jobs.get_nowait()
        except Empty:
            got[name] = "Empty, unforeseen" if look_first else "nothing to do"

    return Program(
        lambda: tuple(sorted(got.values())), Ann=lambda: take("Ann"), Bob=lambda: take("Bob")
    )


TWINS = {
    "two increments": Twins(lambda: increments(False), lambda: increments(True), (1,)),
    "two withdrawals": Twins(lambda: withdrawals(False), lambda: withdrawals(True), (-80,)),
    "a rule about a sum": Twins(lambda: write_skew(False), lambda: write_skew(True), (-60,)),
    "one job": Twins(lambda: takers(True), lambda: takers(False), (("Empty, unforeseen", "job"),)),
}


def main() -> None:
    """❌ before ✅."""
    tell_twins(TWINS, log)


if __name__ == "__main__":
    run(main)

"""🧩 Broken invariant: each datum is guarded, and the rule between them is not.

    the rule                            how it is broken                 the cure
    ──────────────────────────────────  ───────────────────────────────  ──────────────────────
    two accounts together never go      each looks at both, and changes  one lock for the rule
      below zero                        its own, under its own lock
                                        (write skew)
    x and y are written together        somebody reads between the two   one tuple, stored in
                                        stores, or between two reads     one step, and read once
    the sum of all accounts is fixed    a callback under an RLock walks  call it when the
                                        in, in the middle of a change    change is complete

TL;DR  A lock belongs to a rule, and not to a variable. Whoever reads or writes anything that the
       rule is about takes that one lock.

Run    python -m showcase.pitfalls_and_errors.broken_invariant_demo
Specs  tests/pitfalls_and_errors/test_broken_invariant.py
Next   stale_answer_demo.py: it was true when it was asked
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, RLock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, may_enter, play

log = get_logger()

Gap = Callable[[], object]
"""To be called in the middle."""


def in_the_middle(of: Callable[[Gap], object], come: Callable[[], object]) -> list[object]:
    """Run `come` in another thread, while `of` is where it calls what it is given."""
    gap_is_open, gap_is_over = Cue(), Cue()

    def first() -> object:
        def gap() -> None:
            gap_is_open.set()
            gap_is_over.wait()

        return of(gap)

    def second() -> object:
        gap_is_open.wait()
        try:
            return come()
        finally:
            gap_is_over.set()

    return play(second, first)[::-1]  # whoever has to wait is there first


@dataclass(frozen=True)
class Withdrawals:
    """The balances of two accounts, and which withdrawals were granted."""

    balances: list[int]
    granted: list[object]


def two_withdrawals(doors: tuple[Door, Door]) -> Withdrawals:
    """80 are wanted from each of two accounts with 40; together they may not go below zero.

    Args:
        doors: what is taken for a withdrawal from the first account, and from the second. Who
            finds it shut comes again when the other one has left.
    """
    balances = [40, 40]

    def withdraw(number: int, gap: Gap = bool) -> bool:
        with doors[number]:
            may = sum(balances) >= 80
            if may:
                gap()
                balances[number] -= 80
            return may

    def second() -> bool | None:
        return withdraw(1) if may_enter(doors[1]) else None

    granted = in_the_middle(lambda gap: withdraw(0, gap), second)
    if granted[1] is None:
        granted[1] = withdraw(1)
    return Withdrawals(balances, granted)


def pairs_seen(one_tuple: bool) -> list[tuple[int, int]]:
    """From (1, 1) to (2, 2): what is read between two stores, and by who is stopped in between.

    Args:
        one_tuple: the pair is one tuple, stored and read in one step.
    """
    pair = (1, 1)
    x, y = pair

    def write(gap: Gap = bool) -> None:
        nonlocal x, y, pair
        x = 2
        gap()
        y = 2
        pair = (x, y)

    def read(gap: Gap = bool) -> tuple[int, int]:
        both = pair
        left = x
        gap()
        return both if one_tuple else (left, y)

    _, between_two_stores = in_the_middle(write, read)
    x, y = pair = (1, 1)
    between_two_reads, _ = in_the_middle(read, write)
    return [between_two_stores, between_two_reads]  # type: ignore[list-item]


def sum_in_a_callback(make_lock: Callable[[], Door], at_the_end: bool) -> int | None:
    """A transfer of 80 from one account to another calls somebody who adds the accounts up.

    Args:
        make_lock: what the transfer and the sum take.
        at_the_end: the callback comes when the change is complete, still under the lock.

    Returns the sum, or None where the callback would wait for its own thread.
    """
    lock = make_lock()
    accounts = [100, 0]

    def add_up() -> int | None:
        return sum(accounts) if may_enter(lock) else None

    with lock:
        accounts[0] -= 80
        in_between = add_up()
        accounts[1] += 80
        return add_up() if at_the_end else in_between


def main() -> None:
    """❌ before ✅."""
    lock, another = Lock(), Lock()
    for title, doors in [
        ("❌ a lock for each account", (lock, another)),
        ("✅ one lock for the rule", (lock, lock)),
    ]:
        log.info("%s: the balances are %s", title, two_withdrawals(doors).balances)
    log.info("❌ x and y: one reads %s, another one %s", *pairs_seen(one_tuple=False))
    log.info("✅ one tuple: one reads %s, another one %s", *pairs_seen(one_tuple=True))
    log.info("❌ a callback in the middle, under an RLock: %s", sum_in_a_callback(RLock, False))
    log.info("✅ a callback at the end, under an RLock: %s", sum_in_a_callback(RLock, True))


if __name__ == "__main__":
    run(main)

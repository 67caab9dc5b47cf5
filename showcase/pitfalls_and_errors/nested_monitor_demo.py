"""🪆 Nested monitor: a wait opens one lock, and there are more of them than one.

Condition.wait() gives up the condition's own lock, and no other. Whoever could end the wait may
need a lock that the waiter still holds; or is let in where the waiter counted on being alone.

    the wait                                ❌                         ✅
    ──────────────────────────────────────  ─────────────────────────  ────────────────────────
    on an inner Condition, under an outer   who would notify is        one lock: Condition(outer)
      lock                                  locked out, for ever
    two levels deep in an RLock, in the     somebody comes in, and     wait first, then change
      middle of a change                    sees half of it

TL;DR  Wait with exactly one lock held, that of the Condition, and with nothing half done.

Run    python -m showcase.pitfalls_and_errors.nested_monitor_demo
Specs  tests/pitfalls_and_errors/test_nested_monitor.py
Next   lock_upgrade_demo.py: two readers who want to write
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from contextlib import nullcontext
from threading import Condition, Lock, RLock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

SHORT = 0.01
"""Seconds that somebody waits in vain: in life it would be for ever."""


def put_while_a_taker_waits(one_lock: bool) -> tuple[bool, str]:
    """A taker waits for an item, under a lock that whoever puts one takes as well.

    Args:
        one_lock: the Condition uses that lock, and not one of its own inside.

    Returns whether the putter is let in while the taker waits, and what the taker gets in the
    end. Where the putter is locked out it goes around the lock: in life both would wait for ever.
    """
    outer = Lock()
    changed = Condition(outer) if one_lock else Condition()
    items: list[str] = []
    is_about_to_wait = Cue()

    def taker() -> str:
        with outer, nullcontext() if one_lock else changed:
            is_about_to_wait.set()
            changed.wait_for(lambda: items)
            return items.pop()

    def putter() -> bool:
        is_about_to_wait.wait()
        let_in = outer.acquire(timeout=PATIENCE if one_lock else SHORT)
        if let_in:
            outer.release()
        with changed:  # only wait() gives it up
            items.append("an item")
            changed.notify()
        return let_in

    let_in, got = play(putter, taker)
    return let_in, got


def audit_during_a_transfer(wait_first: bool, levels: int = 1) -> list[int]:
    """A transfer needs the printer, which is busy: what does an auditor see who comes meanwhile?

    Args:
        wait_first: wait for the printer before the first change, and not between the two.
        levels: how many levels deeper in one RLock the transfer is than its caller.

    Returns the balances that the auditor sees, and those at the end.
    """
    lock = RLock()
    printer_is_free = Condition(lock)
    accounts = [100, 0]
    is_about_to_wait = Cue()
    printer = ["busy"]

    def wait_for_the_printer() -> None:
        is_about_to_wait.set()
        printer_is_free.wait_for(lambda: not printer)  # opens all levels

    def pay() -> None:
        if wait_first:
            wait_for_the_printer()
        accounts[0] -= 80
        if not wait_first:
            wait_for_the_printer()
        accounts[1] += 80

    def transfer(levels_to_go: int) -> None:
        with lock:
            if levels_to_go:
                transfer(levels_to_go - 1)
            else:
                pay()

    def auditor() -> list[int]:
        is_about_to_wait.wait()
        with lock:  # only wait() gives it up
            seen = accounts.copy()
            printer.clear()
            printer_is_free.notify()
        return seen

    return [*play(auditor, transfer=lambda: transfer(levels))[0], *accounts]


def main() -> None:
    """❌ before ✅."""
    for title, one_lock in [("❌ a lock inside a lock", False), ("✅ one lock", True)]:
        let_in, got = put_while_a_taker_waits(one_lock)
        log.info("%s: is the putter let in? %s; at last: %s", title, let_in, got)
    for title, wait_first in [("❌ wait in the middle", False), ("✅ wait, then change", True)]:
        *seen, first, second = audit_during_a_transfer(wait_first)
        log.info("%s: the auditor sees %s, then it is %s", title, seen, [first, second])


if __name__ == "__main__":
    run(main)

"""📬 Condition: wait, under a lock, until somebody says that things have changed.

A customer waits for a loaf. In the script below the customer is woken for one that is gone again
before the customer's turn has come: a wake-up is a hint, and no promise.

    after a wake-up the customer     finds
    ──────────────────────────────   ─────────────────────────────────────────
    ❓ `if`: goes on                 ❌  an empty shelf: IndexError
    🔄 `while`: looks, waits again   ✅  the next loaf

TL;DR  Hold the lock, wait in a `while` loop (or with wait_for(), which is that loop), change
       things under the same lock, then notify().

Run    python -m showcase.synchronization.condition_demo
Specs  tests/synchronization/test_condition.py
Next   bounded_buffer_demo.py: what if those who make things have to wait as well?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()


class WatchedCondition(Condition):
    """A Condition that counts, under its lock, who went to wait and who came back."""

    parked = 0
    woken = 0

    def wait(self, timeout: float | None = None) -> bool:
        """Wait as ever."""
        self.parked += 1
        notified = super().wait(timeout)
        self.woken += 1
        return notified


Wait = Callable[[Condition, Callable[[], bool]], None]


def wait_in_a_while_loop(changed: Condition, fact: Callable[[], bool]) -> None:
    """🔄 Look again after each wake-up. (`changed.wait_for(fact)` does the same.)"""
    while not fact():
        changed.wait()


def wait_after_an_if(changed: Condition, fact: Callable[[], bool]) -> None:
    """❓ The broken twin: it takes a wake-up for the fact itself."""
    if not fact():
        changed.wait()


@dataclass(frozen=True)
class Purchase:
    """What a customer got who was woken too early."""

    got: str
    times_woken: int
    left_on_the_shelf: list[str]


def woken_too_early(wait: Wait) -> Purchase:
    """Wake a customer for a loaf, and take the loaf away before the customer's turn comes.

    Args:
        wait: how the customer waits. Nothing else differs.
    """
    changed = WatchedCondition()
    shelf: deque[str] = deque()

    def customer() -> str:
        log.info("nothing there, so I wait")
        try:
            with changed:
                wait(changed, lambda: bool(shelf))
                loaf = shelf.popleft()
        except IndexError as error:
            loaf = f"IndexError: {error}"
        log.info("I was woken, and got %s", loaf)
        return loaf

    def passer_by() -> None:
        until(lambda: changed.parked == 1, "the customer waits")
        with changed:  # wait() has given it up
            log.info("I put a loaf there, and take it back")
            shelf.append("the first loaf")
            changed.notify()
            shelf.pop()
        until(lambda: changed.woken == 1, "the customer was woken")
        with changed:
            shelf.append("the second loaf")
            changed.notify()

    got = play(passer_by, customer)[1]
    return Purchase(got, changed.woken, list(shelf))


def main() -> None:
    """❌ before ✅."""
    for title, wait in [("❓ if", wait_after_an_if), ("🔄 while", wait_in_a_while_loop)]:
        log.info("%s", title)
        seen = woken_too_early(wait)
        verdict = "✅ a loaf was sold" if seen.left_on_the_shelf == [] else "❌ nothing was sold"
        log.info("%s, after %d wake-up(s)", verdict, seen.times_woken)


if __name__ == "__main__":
    run(main)

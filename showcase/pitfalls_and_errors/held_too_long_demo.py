"""🐌 Held too long: the lock is right, and everybody stands in line behind it.

    the lock                                     ❌                      ✅
    ───────────────────────────────────────────  ──────────────────────  ────────────────────────
    is held across a slow call (I/O)             one call at a time      call outside of it
    is the same for data that have nothing       one call at a time      a lock for each
      to do with each other
    is taken for each small step (a convoy)      a wait for every step   a batch of steps: a wait
                                                                         for every batch

TL;DR  Under a lock: a few plain statements. No I/O, no callback, no wait, no await.

Run    python -m showcase.pitfalls_and_errors.held_too_long_demo
Specs  tests/pitfalls_and_errors/test_held_too_long.py
Next   long_call_demo.py: nobody holds a lock, and everybody waits
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from threading import Condition, Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, Door, OpenDoor, may_enter, play

log = get_logger()


# 1 ── A slow call ─────────────────────────────────────────────────────────────


def two_slow_calls(ann_holds: Door, bob_holds: Door) -> tuple[int, dict[str, int]]:
    """Ann and Bob each make a slow call.

    Args:
        ann_holds: what Ann holds during her call, and Bob in `bob_holds`.

    Returns how many were in their calls at once, and the answers.
    """
    inside: set[str] = set()
    most = 0
    ann_is_inside, bob_is_settled = Cue(), Cue()

    def slow_call(who: str, in_between: Callable[[], object]) -> int:
        nonlocal most
        inside.add(who)
        most = max(most, len(inside))
        in_between()
        inside.remove(who)
        return len(who)

    def ann() -> int:
        def in_between() -> None:
            ann_is_inside.set()
            bob_is_settled.wait()

        with ann_holds:
            return slow_call("Ann", in_between)

    def bob() -> int:
        ann_is_inside.wait()
        if not may_enter(bob_holds):
            bob_is_settled.set()
        with bob_holds:
            answer = slow_call("Robert", in_between=bool)
        bob_is_settled.set()
        return answer

    bobs, anns = play(bob, ann)
    return most, {"Ann": anns, "Bob": bobs}


# 2 ── A convoy ────────────────────────────────────────────────────────────────


class FairLock:
    """First come, first served, by tickets; counts how often somebody had to wait."""

    def __init__(self) -> None:
        self.waits = 0
        self._tickets = 0
        self._serving = 0
        self._changed = Condition()

    def acquire(self, blocking: bool = True) -> bool:
        """Take a ticket, and wait for its turn; without `blocking` only if that is now."""
        with self._changed:
            mine = self._tickets
            if not blocking and mine != self._serving:
                return False
            self._tickets += 1
            self.waits += mine != self._serving
            self._changed.notify()  # the holder, if it waits: nobody else does then
            return self._changed.wait_for(lambda: mine == self._serving, PATIENCE)

    def release(self) -> None:
        """The next ticket, please."""
        with self._changed:
            self._serving += 1
            self._changed.notify_all()

    def locked(self) -> bool:
        """Is somebody being served?"""
        return self._tickets > self._serving

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    def until_somebody_waits(self) -> None:
        """Called by the holder: wait until the next ticket is taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._tickets > self._serving + 1, PATIENCE)


def waits_in_line(steps: int, batch: int) -> tuple[int, int]:
    """Two threads count to `steps` each, and both always want the lock; returns total and waits.

    Args:
        batch: how many steps are made each time that the lock is held.
    """
    lock = FairLock()
    total = turns_left = 2 * steps // batch

    def count() -> None:
        nonlocal total, turns_left
        for _ in range(steps // batch):
            with lock:
                turns_left -= 1
                if turns_left:
                    lock.until_somebody_waits()
                for _ in range(batch):
                    total += 1

    total = 0
    play(ann=count, bob=count)
    return total, lock.waits


def main() -> None:
    """❌ before ✅."""
    lock, another = Lock(), Lock()
    doors: list[tuple[str, Door, Door]] = [
        ("❌ a slow call under the lock", lock, lock),
        ("✅ a slow call outside the lock", OpenDoor(), OpenDoor()),
        ("✅ a lock for each", lock, another),
    ]
    for title, ann_holds, bob_holds in doors:
        log.info("%s: %d at a time", title, two_slow_calls(ann_holds, bob_holds)[0])
    for sign, batch in [("❌", 1), ("✅", 10)]:
        total, waits = waits_in_line(steps=20, batch=batch)
        log.info("%s %d steps, %d under each lock: %d waits", sign, total, batch, waits)


if __name__ == "__main__":
    run(main)

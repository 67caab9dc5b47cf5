"""📭 Lost wake-up: the call came, and nobody was listening.

A notify wakes whoever waits at this moment; it is remembered by nobody. What is remembered is the
state: so look at the state, under the lock, before each wait and after each wake-up.

    the mistake                              ❌                         ✅
    ───────────────────────────────────────  ─────────────────────────  ────────────────────────
    wait() without a look at the state       notified before: sleeps    wait_for(): walks on
    the look is not under the lock           notified in the gap        look and wait under it
    the change is not under the lock         changed in the gap         change and notify under it
    notify() first, then the change          wakes, looks, sleeps       change first

TL;DR  with condition: condition.wait_for(lambda: state)   …and change the state under the same
       lock before you notify.

Run    python -m showcase.pitfalls_and_errors.lost_wakeup_demo
Specs  tests/pitfalls_and_errors/test_lost_wakeup.py
Next   stolen_wakeup_demo.py: the call was heard, and there is nothing left
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from contextlib import nullcontext
from threading import Condition, Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()

SHORT = 0.01
"""Seconds that a sleeper waits whom nobody will wake: in life it would be for ever."""


def notified_before_the_wait(looks_first: bool) -> bool:
    """The bread is baked and notified; only then the customer comes. Is he served?"""
    ready = Condition()
    with ready:
        bread = True
        ready.notify()  # nobody is there to hear it

    with ready:
        if looks_first:
            return ready.wait_for(lambda: bread, SHORT)
        return ready.wait(SHORT)


def notified_in_the_gap(looks_under_the_lock: bool, baker_takes_the_lock: bool = True) -> bool:
    """The baker comes between the customer's look and his wait, if he can. Is he served?

    Args:
        looks_under_the_lock: the customer holds the lock from the look to the wait.
        baker_takes_the_lock: for his change and his notify.
    """
    ready = Condition(Lock())  # an RLock would refuse the notify of a baker who has not taken it
    limit = PATIENCE if looks_under_the_lock and baker_takes_the_lock else SHORT
    bread = False
    has_looked = Cue()
    baker_is_settled = Cue()  # he has notified, or he has found the lock taken

    def customer() -> bool:
        with ready if looks_under_the_lock else nullcontext():
            there = bread
            has_looked.set()
            baker_is_settled.wait()
            with nullcontext() if looks_under_the_lock else ready:
                # With both under the lock the wait ends by the notify; the limit is a fuse then.
                return there or (ready.wait(limit) and bread)

    def baker() -> None:
        nonlocal bread
        has_looked.wait()
        if not baker_takes_the_lock:
            bread = True
            ready.notify()
        else:
            if not ready.acquire(blocking=False):
                baker_is_settled.set()
                ready.acquire()
            bread = True
            ready.notify()
            ready.release()
        baker_is_settled.set()

    return bool(play(baker, customer)[1])


def notified_too_early(change_first: bool) -> bool:
    """The baker notifies, and changes the state outside the lock; before that, or after it.

    Returns whether the customer, who looks under the lock and waits in a loop, is served by
    that notify.
    """
    ready = Condition()
    bread = False
    sleeps: list[str] = []  # how often the customer went to sleep
    served = False

    def customer() -> None:
        nonlocal served
        with ready:
            while not bread:
                sleeps.append("good night")
                ready.wait()
            served = True

    def baker() -> bool:
        nonlocal bread
        until(lambda: len(sleeps) == 1, "the customer going to sleep")
        if change_first:
            bread = True
        with ready:
            ready.notify()
        until(lambda: len(sleeps) == 2 or served, "the customer looking again")
        bread = True
        with ready:  # only he who sleeps lets us in: what is seen now would last for ever
            seen = served
            ready.notify()
        return seen

    return bool(play(baker, customer)[0])


def main() -> None:
    """❌ before ✅."""
    log.info("❌ wait() after the notify: served %s", notified_before_the_wait(looks_first=False))
    log.info("✅ wait_for() after the notify: served %s", notified_before_the_wait(True))
    log.info("❌ a look outside the lock: served %s", notified_in_the_gap(False))
    log.info("✅ a look under the lock: served %s", notified_in_the_gap(True))
    log.info("❌ a change without the lock: served %s", notified_in_the_gap(True, False))
    log.info("✅ a change under the lock: served %s", notified_in_the_gap(True, True))
    log.info("❌ notify(), then the change: served %s", notified_too_early(change_first=False))
    log.info("✅ the change, then notify(): served %s", notified_too_early(change_first=True))


if __name__ == "__main__":
    run(main)

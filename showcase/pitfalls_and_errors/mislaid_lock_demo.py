"""🔑 Mislaid lock: there is a lock, and it is not where one looks for it.

    where the lock is                           ❌                          ✅
    ──────────────────────────────────────────  ──────────────────────────  ─────────────────────
    made when it is first needed                made twice: two inside      made in __init__
    made anew by a reset                        the old one is still held,  the same for life
                                                the new one is free
    in the class: `lock = Lock()`               one for all objects         in __init__
    in an object that is copied                 copy() shares it, and       __getstate__ leaves
                                                deepcopy() refuses          it out

TL;DR  One lock for one object, made in __init__, never replaced, never copied.

Run    python -m showcase.pitfalls_and_errors.mislaid_lock_demo
Specs  tests/pitfalls_and_errors/test_mislaid_lock.py
Next   unseen_lock_demo.py: a lock that one does not see at all
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import copy
import pickle
from collections.abc import Callable
from threading import Lock
from typing import Any

from showcase.pitfalls_and_errors.broken_invariant_demo import Gap, in_the_middle
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import may_enter

log = get_logger()


class Lazy:
    """Makes its lock when somebody asks for it, unless it was told to make it at once."""

    def __init__(self, at_once: bool) -> None:
        self._lock = Lock() if at_once else None

    def lock(self, gap: Gap = bool) -> Any:
        """The lock; `gap` is called between the look and the making."""
        if self._lock is None:
            gap()
            self._lock = Lock()
        return self._lock


def two_ask_for_the_lock(made_at_once: bool) -> bool:
    """Two threads ask an object for its lock for the first time: do they get the same one?"""
    lazy = Lazy(made_at_once)

    def first(gap: Gap) -> Any:
        lock = lazy.lock(gap)
        gap()  # there was none to make: the other one comes now
        return lock

    one, other = in_the_middle(first, lazy.lock)
    return one is other


class Table:
    """Rows under a lock; reset() begins anew.

    Args:
        new_lock: with a new lock, too.
    """

    def __init__(self, new_lock: bool) -> None:
        self.lock = Lock()
        self.rows: list[int] = []
        self._new_lock = new_lock

    def reset(self) -> None:
        """Forget the rows."""
        self.rows = []
        if self._new_lock:
            self.lock = Lock()


def may_enter_after_a_reset(new_lock: bool) -> bool:
    """A table is reset while somebody works on it under its lock: may a second one come in?"""
    table = Table(new_lock)

    def work(gap: Gap) -> None:
        with table.lock:
            table.rows.append(1)
            gap()

    def reset_and_knock() -> bool:
        had_rows = bool(table.rows)
        table.reset()
        return had_rows and not table.rows and may_enter(table.lock)

    return bool(in_the_middle(work, reset_and_knock)[1])


class OneForAll:
    """Its lock is an attribute of the class."""

    lock = Lock()


class OneEach:
    """Its lock is an attribute of the object."""

    def __init__(self) -> None:
        self.lock = Lock()


def may_use_another(kind: Callable[[], Any]) -> bool:
    """Somebody works on one object, under its lock: may another one be used meanwhile?"""
    one, another = kind(), kind()
    with one.lock:
        return may_enter(another.lock)


class Copied(OneEach):
    """A copy of it gets a lock of its own."""

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, lock=Lock())


def lock_of_a_copy(kind: Callable[[], Any], how: Callable[[Any], Any]) -> str:
    """What becomes of the lock when an object is copied: "shared", "a new one", or the error.

    Args:
        kind: makes the object.
        how: copy.copy, copy.deepcopy, or a round trip through pickle.
    """
    original = kind()
    try:
        return "shared" if how(original).lock is original.lock else "a new one"
    except TypeError as error:
        return type(error).__name__


def through_pickle(thing: Any) -> Any:
    """What comes out of pickle when `thing` is put in."""
    return pickle.loads(pickle.dumps(thing))


def main() -> None:
    """❌ before ✅."""
    log.info("❌ made when it is needed: the same? %s", two_ask_for_the_lock(made_at_once=False))
    log.info("✅ made in __init__: the same? %s", two_ask_for_the_lock(made_at_once=True))
    log.info("❌ a new lock by a reset: a second one inside? %s", may_enter_after_a_reset(True))
    log.info("✅ the same lock for life: a second one inside? %s", may_enter_after_a_reset(False))
    log.info("❌ a lock in the class: may use another object? %s", may_use_another(OneForAll))
    log.info("✅ a lock in the object: may use another object? %s", may_use_another(OneEach))
    for how in (copy.copy, copy.deepcopy, through_pickle):
        log.info("❌ %s: %s", how.__name__, lock_of_a_copy(OneEach, how))
        log.info("✅ %s, with __getstate__: %s", how.__name__, lock_of_a_copy(Copied, how))


if __name__ == "__main__":
    run(main)

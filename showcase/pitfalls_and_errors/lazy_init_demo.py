"""🥇 Lazy initialisation: two come first, and each makes one.

    how it is made                              two first callers        a late caller
    ──────────────────────────────────────────  ───────────────────────  ────────────────────
    `if it is None: it = make()`                made twice, two of them  ❌
    the lock, and no second look under it       made twice, two of them  ❌
    a look, the lock, a second look             one for both ✅           goes straight in
      (double-checked locking)
    always under the lock                       one for both ✅           takes the lock, too
    dict.setdefault(key, make())                made on every call ❌     made again ❌

TL;DR  What was seen before the lock is stale behind it: look again. Or make it before the first
       thread starts.

Run    python -m showcase.pitfalls_and_errors.lazy_init_demo
Specs  tests/pitfalls_and_errors/test_lazy_init.py
Next   publication_demo.py: seen before it was ready
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play

log = get_logger()


@dataclass(frozen=True)
class Made:
    """How often the thing was made, and how it is found by a caller who comes when it is there."""

    times: int
    same_for_all: bool
    late_caller_needs_the_door: bool


def two_first_callers(door: Door, look_before: bool = True, look_again: bool = True) -> Made:
    """Two threads ask for what is not there yet; both have looked before either makes it.

    A third call comes when it is there.

    Args:
        door: what is taken for making it.
        look_before: look before taking the door: the fast way, when it is there already.
        look_again: look (again) behind the door.
    """
    thing: object = None
    times = 0
    first_is_making, second_is_settled = Cue(), Cue()

    def make() -> object:
        nonlocal times
        times += 1
        return object()

    def get(announce: Callable[[], object], wait: Callable[[], object]) -> object:
        nonlocal thing
        if look_before and thing is not None:
            return thing
        announce()
        with door:
            if look_again and thing is not None:
                return thing
            wait()
            thing = mine = make()
            return mine

    def first() -> object:
        def wait() -> None:
            first_is_making.set()
            second_is_settled.wait()

        return get(announce=bool, wait=wait)

    def second() -> object:
        first_is_making.wait()

        def announce() -> None:
            if not may_enter(door):
                second_is_settled.set()

        got = get(announce, wait=bool)
        second_is_settled.set()
        return got

    other, one = play(second, first)
    went_to_the_door: list[str] = []
    late = get(announce=lambda: went_to_the_door.append("late"), wait=bool)
    return Made(times, one is other is late, bool(went_to_the_door))


def made_by_setdefault(asked: int, look_first: bool) -> tuple[int, int]:
    """Ask a dictionary so many times; returns how many values were made, and which one is kept.

    Args:
        look_first: `if key not in kept` (in life: under a lock) before setdefault().
    """
    made = 0
    kept: dict[str, int] = {}

    def make() -> int:
        nonlocal made
        made += 1
        return made

    for _ in range(asked):
        if not look_first or "key" not in kept:
            kept.setdefault("key", make())
    return made, kept["key"]


def main() -> None:
    """❌ before ✅."""
    for title, made in [
        ("no lock", two_first_callers(OpenDoor())),
        ("a lock, and no second look", two_first_callers(Lock(), look_again=False)),
        ("double-checked", two_first_callers(Lock())),
        ("always under the lock", two_first_callers(Lock(), look_before=False)),
    ]:
        late = "takes it, too" if made.late_caller_needs_the_door else "goes straight in"
        sign = "✅" if made.same_for_all else "❌"
        log.info("%s %s: made %d, a late caller %s", sign, title, made.times, late)
    for title, look_first in [("❌ setdefault(key, make())", False), ("✅ a look first", True)]:
        for asked in (1, 3):
            made_now, kept = made_by_setdefault(asked, look_first)
            log.info("%s, %d times: %d made, number %d kept", title, asked, made_now, kept)


if __name__ == "__main__":
    run(main)

"""🔭 Explored publication: what a reader sees while something is being made or changed.

A writer makes its change step by step; a reader looks at any moment. All moments are tried.

    the program                              ❌ schedules that break it  ✅ the cure, all schedules
    ───────────────────────────────────────  ─────────────────────────  ──────────────────────────
    a pair, written left, then right          2 of 6: half old, half new  0 of 2: one tuple
    stored first, filled in after that        1 of 3: half-built          0 of 3: stored last
    a singleton, the lock, no second look     6 of 8: two of them         0 of 8: look again

TL;DR  Prepare the new state where nobody sees it, and make it visible in a single step. With a
       lock, the look that counts is the one under the lock.

Run    python -m showcase.thread_safety.explored_publication_demo
Specs  tests/thread_safety/test_explored_publication.py
Next   explored_waiting_demo.py: a wake-up that comes too early, or for somebody else
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from threading import Lock

from showcase.thread_safety import Twins, tell_twins
from showcase.utils.explore import Program, Steps, taking
from showcase.utils.logger import get_logger, run

log = get_logger()


def pair(as_a_tuple: bool) -> Program:
    """A writer turns the pair (0, 0) into (1, 1) while a reader reads it; the outcome is read."""
    left = right = 0
    both = (0, 0)
    seen: tuple[int, int] = both

    def write() -> Steps:
        nonlocal left, right, both
        if as_a_tuple:
            yield "writes both"
            both = (1, 1)
        else:
            yield "writes left"
            left = 1
            yield "writes right"
            right = 1

    def read() -> Steps:
        nonlocal seen
        if as_a_tuple:
            yield "reads both"
            seen = both
        else:
            yield "reads left"
            first = left
            yield "reads right"
            seen = (first, right)

    return Program(lambda: seen, writer=write, reader=read)


def publication(publish_last: bool) -> Program:
    """A dict is made and filled in, while a reader looks: the outcome is what the reader sees."""
    settings: dict[str, str] | None = None
    seen = ""

    def make() -> Steps:
        nonlocal settings
        mine: dict[str, str] = {}
        yield "fills in" if publish_last else "publishes"
        if publish_last:
            mine["port"] = "8080"
        else:
            settings = mine
        yield "publishes" if publish_last else "fills in"
        if publish_last:
            settings = mine
        else:
            mine["port"] = "8080"

    def read() -> Steps:
        nonlocal seen
        yield "looks"
        seen = "not there yet" if settings is None else settings.get("port", "half-built")

    return Program(lambda: seen, maker=make, reader=read)


def singleton(look_again: bool) -> Program:
    """Two first callers: each looks, then takes the lock; the outcome is how many were made.

    Args:
        look_again: under the lock (double-checked locking).
    """
    made: list[str] = []
    lock = Lock()

    def get(name: str) -> Steps:
        yield "looks"
        if not made:
            yield from taking(lock)
            if not (look_again and made):
                yield "makes one"
                made.append(name)
            lock.release()

    return Program(lambda: len(made), Ann=lambda: get("Ann"), Bob=lambda: get("Bob"))


TWINS = {
    "a pair": Twins(lambda: pair(False), lambda: pair(True), ((0, 1), (1, 0))),
    "publication": Twins(lambda: publication(False), lambda: publication(True), ("half-built",)),
    "a singleton": Twins(lambda: singleton(False), lambda: singleton(True), (2,)),
}


def main() -> None:
    """❌ before ✅."""
    tell_twins(TWINS, log)


if __name__ == "__main__":
    run(main)

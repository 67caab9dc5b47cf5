"""📌 Thread affinity: some things belong to the thread in which they were made or set.

    what belongs to one thread              in another one ❌              the cure ✅
    ──────────────────────────────────────  ─────────────────────────────  ──────────────────────
    a connection of sqlite3                 ProgrammingError               a connection each
    the context of decimal                  28 digits, whatever the        set it in the thread
                                            caller has set *
    the context of decimal, in a pool       as the task before left it     localcontext()
    the end of an object (__del__)          wherever the last reference    its owner closes it
                                            goes, and whenever that is

    * with sys.flags.thread_inherit_context a thread begins with a copy of its starter's.

TL;DR  Make it, use it and close it in the same thread, or find out whether it may travel.

Run    python -m showcase.pitfalls_and_errors.thread_affinity_demo
Specs  tests/pitfalls_and_errors/test_thread_affinity.py
Next   process_state_demo.py: what belongs to all threads
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import decimal
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from decimal import Decimal
from threading import current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()

DATABASE = "file:shop?mode=memory&cache=shared"
"""It is there as long as somebody has a connection to it."""


def rows_read_by_a_worker(own_connection: bool) -> int | str:
    """A database has three rows: how many does a worker read, or which error does it get?

    Args:
        own_connection: the worker opens one, and does not use that of its caller.
    """
    with closing(sqlite3.connect(DATABASE, uri=True)) as connection:
        connection.executescript("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)")

        def worker() -> int | str:
            mine = sqlite3.connect(DATABASE, uri=True) if own_connection else None
            with closing(mine) if mine else nullcontext(connection) as to_use:
                try:
                    return len(to_use.execute("SELECT n FROM t").fetchall())
                except sqlite3.ProgrammingError as error:
                    return type(error).__name__

        rows: int | str = play(worker)[0]
        return rows


def a_third(context: decimal.Context | None = None) -> str:
    """1/3, in this thread's context, or in the one that is given."""
    with decimal.localcontext(context):
        return str(Decimal(1) / 3)


def a_third_in_a_worker(handed_over: bool) -> list[str]:
    """The caller sets four digits; what is 1/3 for the caller, and in a new thread?

    Args:
        handed_over: the thread is given the caller's context.
    """
    with decimal.localcontext() as context:
        context.prec = 4
        copy = context.copy() if handed_over else None
        return [a_third(), *play(worker=lambda: a_third(copy))]


def a_third_after_another_task(localcontext: bool) -> list[str]:
    """A task needs four digits; what does the next task of the same worker get?

    Args:
        localcontext: the first task sets them in a `with` block.
    """

    def first() -> str:
        with decimal.localcontext() if localcontext else nullcontext(decimal.getcontext()) as mine:
            mine.prec = 4
            return a_third()

    with ThreadPoolExecutor(1) as pool:
        return [pool.submit(first).result(), pool.submit(a_third).result()]


class Window:
    """Has to be closed by the thread that has opened it; notes who does.

    Args:
        note: is called with the name of the thread that closes it.
    """

    def __init__(self, note: Callable[[str], object]) -> None:
        self._note = note
        self._is_open = True

    def close(self) -> None:
        """Close it; harmless if it is closed already."""
        if self._is_open:
            self._is_open = False
            self._note(current_thread().name)

    def __del__(self) -> None:
        self.close()


def closed_by(owner_closes: bool) -> list[str]:
    """A window is opened by its owner and looked at by a guest, who has the last reference.

    Args:
        owner_closes: the owner calls close(), and leaves it not to the last reference.

    Returns the names of the threads that have closed it.
    """
    closed: list[str] = []
    hands: list[Window] = []
    is_handed_over, is_gone = Cue(), Cue()

    def owner() -> None:
        window = Window(closed.append)
        hands.append(window)
        if owner_closes:
            window.close()
        del window
        is_handed_over.set()
        is_gone.wait()

    def guest() -> None:
        is_handed_over.wait()
        hands.clear()
        is_gone.set()

    play(guest, owner)
    return closed


def main() -> None:
    """❌ before ✅."""
    log.info("❌ the caller's connection: %s", rows_read_by_a_worker(own_connection=False))
    log.info("✅ a connection each: %s rows", rows_read_by_a_worker(own_connection=True))
    log.info("✅ the caller hands its context over: %s and %s", *a_third_in_a_worker(True))
    log.info("❌ a task sets four digits: %s, and then %s", *a_third_after_another_task(False))
    log.info("✅ in a `with` block: %s, and then %s", *a_third_after_another_task(True))
    log.info("✅ its owner closes it: %s", ", ".join(closed_by(owner_closes=True)))


if __name__ == "__main__":
    run(main)

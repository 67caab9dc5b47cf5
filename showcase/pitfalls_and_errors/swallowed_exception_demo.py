"""🤐 Swallowed exception: it was raised, and the one who should know never hears of it.

    where it is raised                  what happens                     the cure
    ──────────────────────────────────  ───────────────────────────────  ────────────────────────
    🧵 in a Thread                       a traceback on stderr, and       keep it, and raise it
                                        join() returns as if all were     again after join()
                                        well; the exit code is 0
    🧵 SystemExit in a Thread            nothing at all                   the same
    ♻️ in a hand-made worker loop        the worker is gone               catch it per job
    🧪 an assert in a thread             the test passes                  raise it again in join()

TL;DR  A thread has no caller. Whatever is raised in it needs a place where somebody looks.

Run    python -m showcase.pitfalls_and_errors.swallowed_exception_demo
Specs  tests/pitfalls_and_errors/test_swallowed_exception.py
Next   unread_result_demo.py: there is such a place, and nobody looks
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Queue
from threading import Thread
from typing import NoReturn

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue

log = get_logger()


def fail() -> NoReturn:
    """What goes wrong in this module."""
    raise ZeroDivisionError("1/0")


class TellingThread(Thread):
    """A Thread whose join() raises what was raised in it."""

    error: BaseException | None = None

    def run(self) -> None:
        """Keep what the target raises."""
        try:
            super().run()
        except BaseException as error:
            self.error = error

    def join(self, timeout: float | None = None) -> None:
        """As Thread.join, and raise what the thread raised."""
        super().join(timeout)
        if self.error:
            raise self.error


def learned_at_join(make_thread: Callable[..., Thread], target: Callable[[], object]) -> str:
    """Start, join, and say what the starter has learned: the error's name, or "nothing"."""
    may_begin = Cue()
    thread = make_thread(target=lambda: may_begin.wait() and target())
    thread.start()
    may_begin.set()
    try:
        thread.join()
    except BaseException as error:
        return type(error).__name__
    return "nothing"


def heard_by_the_hook(target: Callable[[], object]) -> list[str]:
    """What threading.excepthook is told of a target that raises: here it would be a traceback."""
    heard: list[str] = []
    before = threading.excepthook
    threading.excepthook = lambda args: heard.append(args.exc_type.__name__)
    try:
        learned_at_join(Thread, target)
    finally:
        threading.excepthook = before
    return heard


def failing_thread() -> None:
    """For a child: the process ends well, though its only work has failed."""
    may_fail = Cue()
    thread = Thread(target=lambda: may_fail.wait() and fail(), name="worker")
    thread.start()
    may_fail.set()
    thread.join()
    print("all is well, and the thread is alive:", thread.is_alive())


def exiting_thread() -> None:
    """For a child: a thread that wanted to end the process, and only ends itself."""
    may_exit = Cue()
    thread = Thread(target=lambda: sys.exit("the end") if may_exit.wait() else None)
    thread.start()
    may_exit.set()
    thread.join()
    print("all is well, and the thread is alive:", thread.is_alive())


def good_jobs_done(bad: int, catch_per_job: bool) -> int:
    """Three hand-made workers, some bad jobs, then five good ones: how many of these are done?

    Args:
        bad: how many jobs come first that fail.
        catch_per_job: the `try` stands inside the loop, and not around it.
    """
    number = 3
    jobs: Queue[Callable[[], object] | None] = Queue()
    done: list[str] = []

    def careless() -> None:
        with suppress(ZeroDivisionError):  # in life: a traceback that nobody sees
            while job := jobs.get():
                job()

    def careful() -> None:
        while job := jobs.get():
            with suppress(ZeroDivisionError):  # in life: a line in a log, and on to the next job
                job()

    workers = [Thread(target=careful if catch_per_job else careless) for _ in range(number)]
    for worker in workers:
        worker.start()
    for job in [fail] * bad + [lambda: done.append("good")] * 5 + [None] * number:
        jobs.put(job)
    for worker in workers:
        worker.join()
    return len(done)


def main() -> None:
    """❌ before ✅."""
    log.info("❌ 🧵 an error in a thread: the hook hears %s", heard_by_the_hook(fail))
    log.info("✅ 🧵 a thread that keeps it: join() tells %s", learned_at_join(TellingThread, fail))
    for title, catch_per_job in [("❌ ♻️ try around it", False), ("✅ ♻️ try in the loop", True)]:
        for bad in (2, 3):
            done = good_jobs_done(bad, catch_per_job)
            log.info("%s: %d bad jobs, and %d of 5 good ones are done", title, bad, done)


if __name__ == "__main__":
    run(main)

"""🤐 Swallowed exception: it was raised, and the one who should know never hears of it.

    where it is raised                  what happens                     the cure
    ──────────────────────────────────  ───────────────────────────────  ────────────────────────
    🧵 in a Thread                       a traceback on stderr, and       keep it, and raise it
                                        join() returns as if all were     again after join()
                                        well; the exit code is 0
    🧵 SystemExit in a Thread            nothing at all                   the same
    📮 in a task of an executor          nothing at all                   read every result()
    🗺️ in executor.map                   nothing, until its place is      read all; later results
                                        reached                          are lost
    🔔 in a callback of a Future         one line in a log                catch it inside
    ♻️ in a hand-made worker loop        the worker is gone               catch it per job
    ⏳ result(timeout) gives up          the job runs on                  an Event that it looks at
    🛑 cancel() comes too late           False, and the job runs on       an Event that it looks at
    🧪 an assert in a thread             the test passes                  raise it again in join()

TL;DR  A thread has no caller. Whatever is raised in it needs a place where somebody looks.

Run    python -m showcase.pitfalls_and_errors.swallowed_exception_demo
Specs  tests/pitfalls_and_errors/test_swallowed_exception.py
Next   README.md: the whole path
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from contextlib import suppress
from dataclasses import dataclass
from queue import Queue
from threading import Event, Thread, current_thread
from typing import NoReturn

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue

log = get_logger()


def fail() -> NoReturn:
    """What goes wrong in this module."""
    raise ZeroDivisionError("1/0")


# 1 ── A thread ────────────────────────────────────────────────────────────────


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


# 2 ── An executor ─────────────────────────────────────────────────────────────


def learned_from_tasks(read_results: bool) -> str:
    """Three tasks, and the second one fails: what has the submitter learned at the end?"""
    try:
        with ThreadPoolExecutor() as pool:
            tasks = [pool.submit(task) for task in (bool, fail, bool)]
        if read_results:
            for task in tasks:
                task.result()
    except ZeroDivisionError as error:
        return type(error).__name__
    return "nothing"


def failing_task() -> None:
    """For a child: the same, and not even standard error has a word about it."""
    print("learned:", learned_from_tasks(read_results=False))


def read_from_map(apart: bool) -> list[float | str]:
    """12 / n for n in 3, 0, 2: what comes out of it, until it ends?

    Args:
        apart: submit the tasks one by one, and read each result apart from the others.
    """
    numbers = (3, 0, 2)
    seen: list[float | str] = []
    with ThreadPoolExecutor() as pool:
        if apart:
            tasks = [pool.submit(lambda n: 12 / n, n) for n in numbers]
            for task in tasks:
                error = task.exception()
                seen.append(type(error).__name__ if error else task.result())
            return seen
        results = pool.map(lambda n: 12 / n, numbers)
        seen.append("no error yet")  # they may all have been computed by now
        try:
            seen.extend(results)
        except ZeroDivisionError as error:
            seen.append(type(error).__name__)
        seen.append(f"{len(list(results))} more")
        return seen


@dataclass(frozen=True)
class Callback:
    """What became of a callback that raised."""

    ran_in: str
    logged: str
    the_next_one_ran: bool


def failing_callback() -> Callback:
    """Add a callback that raises to a Future that is done already, and one more after it."""
    future: Future[str] = Future()
    future.set_result("done")
    ran_in: list[str] = []
    next_one: list[Future[str]] = []
    logged: list[logging.LogRecord] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(record)

    def callback(_: Future[str]) -> None:
        ran_in.append(current_thread().name)
        fail()

    ear, logger = Ear(), logging.getLogger("concurrent.futures")
    logger.addHandler(ear)
    propagate, logger.propagate = logger.propagate, False
    try:
        future.add_done_callback(callback)
        future.add_done_callback(next_one.append)
    finally:
        logger.removeHandler(ear)
        logger.propagate = propagate
    words = [
        f"{record.levelname}: {record.getMessage().partition(' for ')[0]}" for record in logged
    ]
    return Callback(ran_in[0], ", ".join(words), next_one == [future])


# 3 ── Workers, and jobs that run on ───────────────────────────────────────────


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


def given_up(how: str, cooperative: bool = False) -> tuple[str, str]:
    """Give up a job that has begun; returns what that said, and what became of the job.

    Args:
        how: "result" waits for it a moment, "cancel" cancels its Future.
        cooperative: set the Event that the job looks at, too.
    """
    has_begun, has_given_up = Cue(), Cue()
    stop = Event()

    def job() -> str:
        has_begun.set()
        has_given_up.wait()
        return "stopped" if stop.is_set() else "ran to its end"

    with ThreadPoolExecutor() as pool:
        task = pool.submit(job)
        if has_begun.wait() and how == "cancel":
            said = str(task.cancel())
        else:
            try:
                said = task.result(timeout=0.01)
            except TimeoutError:
                said = "TimeoutError"
        if cooperative:
            stop.set()
        has_given_up.set()
        return said, task.result()


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("❌ 🧵 an error in a thread: the hook hears %s", heard_by_the_hook(fail))
    log.info("✅ 🧵 a thread that keeps it: join() tells %s", learned_at_join(TellingThread, fail))
    log.info("❌ 📮 nobody reads the results: learned %s", learned_from_tasks(read_results=False))
    log.info("✅ 📮 somebody does: learned %s", learned_from_tasks(read_results=True))
    log.info("❌ 🗺️ results of map: %s", read_from_map(apart=False))
    log.info("✅ 🗺️ results apart: %s", read_from_map(apart=True))
    log.info("❌ 🔔 a callback failed: the log says %r", failing_callback().logged)
    for title, catch_per_job in [("❌ ♻️ try around it", False), ("✅ ♻️ try in the loop", True)]:
        for bad in (2, 3):
            done = good_jobs_done(bad, catch_per_job)
            log.info("%s: %d bad jobs, and %d of 5 good ones are done", title, bad, done)
    log.info("❌ ⏳ result(timeout) said %s, and the job %s", *given_up("result"))
    log.info("❌ 🛑 cancel() said %s, and the job %s", *given_up("cancel"))
    log.info("✅ 🛑 and an Event was set: cancel() said %s, the job %s", *given_up("cancel", True))


if __name__ == "__main__":
    run(main)

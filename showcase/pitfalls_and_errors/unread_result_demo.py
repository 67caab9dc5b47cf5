"""📮 Unread result: the future has kept the error, and nobody asks for it.

    where it is raised                  what happens                     the cure
    ──────────────────────────────────  ───────────────────────────────  ────────────────────────
    📮 in a task of an executor          nothing at all                   read every result()
    🗺️ in executor.map                   nothing, until its place is      read all; later results
                                        reached                          are lost
    🔔 in a callback of a Future         one line in a log                catch it inside

TL;DR  A Future keeps what was raised for whoever asks: so ask each of them.

Run    python -m showcase.pitfalls_and_errors.unread_result_demo
Specs  tests/pitfalls_and_errors/test_unread_result.py
Next   runaway_job_demo.py: nobody waits for the result any more, and the job runs on
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import current_thread
from typing import NoReturn

from showcase.utils.logger import get_logger, run

log = get_logger()


def fail() -> NoReturn:
    """What goes wrong in this module."""
    raise ZeroDivisionError("1/0")


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


def main() -> None:
    """❌ before ✅."""
    log.info("❌ 📮 nobody reads the results: learned %s", learned_from_tasks(read_results=False))
    log.info("✅ 📮 somebody does: learned %s", learned_from_tasks(read_results=True))
    log.info("❌ 🗺️ results of map: %s", read_from_map(apart=False))
    log.info("✅ 🗺️ results apart: %s", read_from_map(apart=True))
    log.info("❌ 🔔 a callback failed: the log says %r", failing_callback().logged)


if __name__ == "__main__":
    run(main)

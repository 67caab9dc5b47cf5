"""🧟 Kept alive: the work is done, and what it has used is still there.

    who keeps it                                 ❌                        ✅
    ───────────────────────────────────────────  ────────────────────────  ──────────────────────
    an exception in a Future: its traceback,     all locals of all         clear_frames(), or let
      the frames in it, and their locals         functions on the way      go of the Future
    the traceback of an exception that is        three entries longer      a new exception each
      raised again and again                     with each result()        time, `from` the old
    the variable of a worker's loop              the last job, until the   del job
                                                 next one comes

TL;DR  Whoever stores an exception stores everything that it has passed through. Whoever waits in a
       loop lets go first.

Run    python -m showcase.pitfalls_and_errors.kept_alive_demo
Specs  tests/pitfalls_and_errors/test_kept_alive.py
Next   README.md: the whole path
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import traceback
import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()


class Picture:
    """Something large that a job has in its hands."""


def local_of_a_failed_job(clear: bool, drop: bool = False) -> bool:
    """A job with a picture in a local variable has failed, and its Future is kept: is it gone?

    Args:
        clear: call traceback.clear_frames() on the exception's traceback.
        drop: the Future and the exception are not kept.
    """
    pictures: list[weakref.ref[Picture]] = []

    def job() -> None:
        picture = Picture()
        pictures.append(weakref.ref(picture))
        raise ValueError("no such file")

    with ThreadPoolExecutor() as pool:
        future: Future[None] = pool.submit(job)
    error = future.exception()
    if clear and error:
        traceback.clear_frames(error.__traceback__)
    if drop:
        del future, error
    return pictures[0]() is None


def lengths_of_a_traceback(calls: int, a_new_one: bool) -> list[int]:
    """The length of the traceback that each of some calls of result() raises.

    Args:
        calls: how many.
        a_new_one: raise a new exception from the one that the Future keeps.
    """
    future: Future[None] = Future()
    future.set_exception(ValueError("no such file"))
    lengths: list[int] = []

    def result() -> None:
        error = future.exception()
        if error and a_new_one:
            raise ValueError(str(error)) from error
        future.result()

    for _ in range(calls):
        try:
            result()
        except ValueError as error:
            lengths.append(len(traceback.extract_tb(error.__traceback__)))
    return lengths


def last_job_of_a_worker(let_go: bool) -> bool:
    """A worker has done its job, and waits for the next one: is the picture of the job gone?

    Args:
        let_go: `del job` at the end of each round.
    """
    jobs: Queue[Picture | None] = Queue()
    pictures: list[weakref.ref[Picture]] = []
    is_done = Cue()

    def worker() -> None:
        while (job := jobs.get()) is not None:
            if let_go:
                del job
            is_done.set()

    def client() -> bool:
        picture = Picture()
        pictures.append(weakref.ref(picture))
        jobs.put(picture)
        del picture
        is_done.wait()
        gone = pictures[0]() is None
        jobs.put(None)
        return gone

    return bool(play(client, worker)[0])


def main() -> None:
    """❌ before ✅."""
    log.info("❌ an exception is kept: its local is gone? %s", local_of_a_failed_job(clear=False))
    log.info("✅ its frames are cleared: its local is gone? %s", local_of_a_failed_job(clear=True))
    log.info("✅ nothing is kept: its local is gone? %s", local_of_a_failed_job(False, drop=True))
    for title, a_new_one in [("❌ the same one again", False), ("✅ a new one", True)]:
        lengths = lengths_of_a_traceback(3, a_new_one)
        log.info("%s: a traceback of %d, %d, %d entries", title, *lengths)
    log.info("❌ the loop has the last job: it is gone? %s", last_job_of_a_worker(let_go=False))
    log.info("✅ the loop lets it go: it is gone? %s", last_job_of_a_worker(let_go=True))


if __name__ == "__main__":
    run(main)

"""🏃 Runaway job: you have given it up, and it runs on.

    how it is given up                  that says         the job
    ──────────────────────────────────  ────────────────  ────────────────────────────────
    ⏳ result(timeout) gives up          TimeoutError      runs to its end ❌
    🛑 cancel() comes too late           False             runs to its end ❌
    🛑 an Event that it looks at         as before         stops ✅

TL;DR  A thread cannot be stopped from outside: it has to ask, now and then, whether it should
       go on (cooperative cancellation).

Run    python -m showcase.pitfalls_and_errors.runaway_job_demo
Specs  tests/pitfalls_and_errors/test_runaway_job.py
Next   README.md: the whole path
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from concurrent.futures import ThreadPoolExecutor, TimeoutError
from threading import Event

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue

log = get_logger()


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


def main() -> None:
    """❌ before ✅."""
    log.info("❌ ⏳ result(timeout) said %s, and the job %s", *given_up("result"))
    log.info("❌ 🛑 cancel() said %s, and the job %s", *given_up("cancel"))
    log.info("✅ 🛑 and an Event was set: cancel() said %s, the job %s", *given_up("cancel", True))


if __name__ == "__main__":
    run(main)

"""🚑 Priority inversion: the urgent job waits for those that are not urgent at all.

    the urgent job waits                     ❌                        ✅
    ───────────────────────────────────────  ────────────────────────  ─────────────────────────
    for a lock that a low one holds, while   after all medium jobs     the holder inherits the
      medium ones run                                                  urgency: low, then urgent
    for a long job that has begun            after the whole of it     the long job is in parts:
                                                                       urgent between them

A PriorityQueue orders what waits in it. It knows nothing of locks, and interrupts nobody.

TL;DR  Let jobs of different urgency share no lock, and cut long ones into parts.

Run    python -m showcase.pitfalls_and_errors.priority_inversion_demo
Specs  tests/pitfalls_and_errors/test_priority_inversion.py
Next   lost_wakeup_demo.py: the turn came, and nobody heard the call
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from queue import PriorityQueue
from threading import Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()

URGENT, MEDIUM, LOW = range(3)


def order_of_completion(inherit: bool) -> list[str]:
    """One worker, one PriorityQueue: an urgent job needs a lock that a low one holds.

    Args:
        inherit: lend the urgent job's priority to the job that holds the lock.

    Returns the names of the jobs in the order in which they were completed.
    """
    lock = Lock()
    jobs: PriorityQueue[tuple[int, str]] = PriorityQueue()
    completed: list[str] = []

    def low_begins() -> None:
        lock.acquire()
        for job in [(LOW, "low"), (MEDIUM, "a medium"), (MEDIUM, "b medium"), (URGENT, "urgent")]:
            jobs.put(job)  # all of them come while the lock is held

    def low_ends() -> None:
        lock.release()
        completed.append("low")
        jobs.put((URGENT, "urgent"))  # it was waiting for this

    def urgent() -> None:
        if lock.locked():
            if inherit:
                jobs.put((URGENT, "low"))
        else:
            completed.append("urgent")

    def worker() -> None:
        while len(completed) < 4:
            _, name = jobs.get_nowait()
            if name == "low":
                low_ends()
            elif name == "urgent":
                urgent()
            else:
                completed.append(name)

    low_begins()
    play(worker)
    return completed


def order_of_work(in_parts: bool) -> list[str]:
    """An urgent job comes while the only worker is in the middle of a long one.

    Args:
        in_parts: the long job goes back into the queue between its two halves.
    """
    jobs: PriorityQueue[tuple[int, str]] = PriorityQueue()
    jobs.put((LOW, "first half"))
    half_done, urgent_is_in = Cue(), Cue()
    done: list[str] = []

    def worker() -> None:
        while not jobs.empty():
            _, name = jobs.get_nowait()
            done.append(name)
            if name == "first half":
                half_done.set()
                urgent_is_in.wait()
                if in_parts:
                    jobs.put((LOW, "second half"))
                else:
                    done.append("second half")

    def client() -> None:
        half_done.wait()
        jobs.put((URGENT, "urgent"))
        urgent_is_in.set()

    play(client, worker)
    return done


def main() -> None:
    """❌ before ✅."""
    log.info("❌ priority inversion: %s", ", ".join(order_of_completion(inherit=False)))
    log.info("✅ priority inheritance: %s", ", ".join(order_of_completion(inherit=True)))
    log.info("❌ a long job: %s", ", ".join(order_of_work(in_parts=False)))
    log.info("✅ a long job in parts: %s", ", ".join(order_of_work(in_parts=True)))


if __name__ == "__main__":
    run(main)

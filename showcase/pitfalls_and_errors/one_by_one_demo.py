"""🐫 One by one: what was meant to happen at once, or as a whole.

    one by one                                   ❌                        ✅
    ───────────────────────────────────────────  ────────────────────────  ──────────────────────
    pool.submit(task).result(), in a loop        never two at a time       submit all, then read
    pool.submit(task())                          the caller runs it, and   pool.submit(task)
                                                 the pool gets its result
    two permits of a semaphore, one after the    each has one, and waits   both in one step
      other                                      for ever
    the comparisons of a heappush(), while       RuntimeError, and one     a lock, or a
      another thread changes the heap            job is gone               PriorityQueue

TL;DR  Start everything before you wait for anything. What belongs together is taken together.

Run    python -m showcase.pitfalls_and_errors.one_by_one_demo
Specs  tests/pitfalls_and_errors/test_one_by_one.py
Next   unseen_lock_demo.py: a lock that one does not see
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from concurrent.futures import Future, ThreadPoolExecutor
from heapq import heappop, heappush
from threading import Barrier, BrokenBarrierError, Lock, Semaphore, current_thread

from showcase.pitfalls_and_errors.broken_invariant_demo import Gap, in_the_middle
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, Door, OpenDoor, may_enter, play

log = get_logger()

SHORT = 0.01
"""Seconds that somebody waits in vain: in life it would be for ever."""


def two_tasks_meet(submit_all_first: bool) -> list[str]:
    """Two tasks wait for each other, in a pool with room for both: do they meet?

    Args:
        submit_all_first: submit both, and then read the results.
    """
    both = Barrier(2)

    def task() -> str:
        try:
            both.wait(PATIENCE if submit_all_first else SHORT)
        except BrokenBarrierError:
            return "alone"
        return "met"

    with ThreadPoolExecutor() as pool:
        if submit_all_first:
            futures = [pool.submit(task) for _ in range(2)]
            return [future.result() for future in futures]
        return [pool.submit(task).result() for _ in range(2)]


def submitted(called: bool) -> tuple[str, str]:
    """Who runs a task that is submitted to a pool, and what is its result?

    Args:
        called: it is written with parentheses, submit(task()), and not handed over.
    """
    ran_in: list[str] = []

    def task() -> str:
        ran_in.append(current_thread().name.partition("_")[0])
        return "the result"

    with ThreadPoolExecutor(thread_name_prefix="worker") as pool:
        future: Future[str] = pool.submit(task()) if called else pool.submit(task)  # type: ignore[arg-type]
        error = future.exception()
        return ran_in[0], type(error).__name__ if error else future.result()


def two_who_need_two_permits(turnstile: Door) -> list[int]:
    """Ann and Bob need two permits each, there are two, and Bob comes when Ann has one.

    Args:
        turnstile: is taken before the first permit, and given back with the last one.

    Returns how many permits Ann had, how many Bob had, and how many there are in the end.
    """
    permits = Semaphore(2)
    ann_has_one, bob_is_settled, ann_has_tried, bob_has_tried = Cue(), Cue(), Cue(), Cue()

    def ann() -> int:
        with turnstile:
            permits.acquire()
            ann_has_one.set()
            bob_is_settled.wait()
            had = 1 + permits.acquire(timeout=SHORT)
            ann_has_tried.set()
            if may_enter(turnstile):  # then Bob is not outside
                bob_has_tried.wait()
            permits.release(had)
        return had

    def bob() -> int:
        ann_has_one.wait()
        if not may_enter(turnstile):
            bob_is_settled.set()
        with turnstile:
            permits.acquire()
            bob_is_settled.set()
            had = 1 + permits.acquire(timeout=SHORT)
            bob_has_tried.set()
            ann_has_tried.wait()
            permits.release(had)
        return had

    bob_had, ann_had = play(bob, ann)
    return [ann_had, bob_had, sum(permits.acquire(blocking=False) for _ in range(5))]


class Job:
    """Something that a heap can compare.

    Args:
        in_between: is called during each comparison.
    """

    def __init__(self, number: int, in_between: Gap = bool) -> None:
        self.number = number
        self._in_between = in_between

    def __lt__(self, other: "Job") -> bool:
        self._in_between()
        return self.number < other.number


def push_during_a_pop(door: Door) -> tuple[str, list[int]]:
    """While a job is pushed onto a heap, another thread takes the last item of its list.

    Args:
        door: is taken for both.

    Returns what heappush() said, and the numbers that the heap has then.
    """
    heap = [Job(1), Job(3)]

    def push(gap: Gap) -> str:
        with door:
            try:
                heappush(heap, Job(0, gap))
            except RuntimeError as error:
                return type(error).__name__
        return "ok"

    said, _ = in_the_middle(push, lambda: may_enter(door) and heap.pop())
    return str(said), [heappop(heap).number for _ in range(len(heap))]


def main() -> None:
    """❌ before ✅."""
    log.info("❌ submit().result() in a loop: they are %s", " and ".join(two_tasks_meet(False)))
    log.info("✅ submit both, then read: they have %s", " and ".join(two_tasks_meet(True)))
    log.info("❌ submit(task()): runs in %s, and gives %s", *submitted(called=True))
    log.info("✅ submit(task): runs in a %s, and gives %s", *submitted(called=False))
    log.info("❌ a pop during a push: %s, the heap has %s", *push_during_a_pop(OpenDoor()))
    log.info("✅ a pop during a push, with a lock: %s, the heap has %s", *push_during_a_pop(Lock()))
    doors: list[tuple[str, Door]] = [("❌ one, then another", OpenDoor()), ("✅ both", Lock())]
    for title, turnstile in doors:
        had = two_who_need_two_permits(turnstile)
        log.info("%s: Ann has %d permits, Bob %d; then there are %d", title, *had)


if __name__ == "__main__":
    run(main)

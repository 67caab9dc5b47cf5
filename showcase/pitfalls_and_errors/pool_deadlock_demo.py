"""🏊 Pool deadlock: all workers wait for what no worker is left to do.

    a pool of n workers                       ❌                          ✅
    ────────────────────────────────────────  ──────────────────────────  ───────────────────────
    tasks that wait for their own sub-tasks   n levels deep: the next     a pool for each level,
                                              one never begins            or a callback
    two tasks that wait for each other        neither ever ends           one waits, one does not
    a Barrier for more parties than workers   nobody ever passes          as many workers
    shutdown() from one of its own workers    RuntimeError: it would      the owner shuts down,
                                              have to join itself         or wait=False
    a worker that feeds its own full queue    Full: the only consumer     a queue for each stage
                                              is the producer

No lock is in sight here: what is scarce is the workers, and each is held while it waits.

TL;DR  A task in a pool waits for nothing that needs the same pool.

Run    python -m showcase.pitfalls_and_errors.pool_deadlock_demo
Specs  tests/pitfalls_and_errors/test_pool_deadlock.py
Next   livelock_demo.py: when giving back is not enough
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout  # the builtin one since 3.11
from contextlib import ExitStack
from queue import Full, Queue, SimpleQueue
from threading import Barrier, BrokenBarrierError, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, until

log = get_logger()


def nested_tasks(levels: int, workers: int, a_pool_each: bool = False) -> str:
    """Each task submits the next level and waits for its result; the last one has one of its own.

    Args:
        levels: how deep it goes.
        workers: of the pool.
        a_pool_each: every level has a pool of its own.

    Returns the result of the last level, or which level never begins.
    """

    def task(level: int) -> str:
        if level == levels:
            return f"level {level} is done"
        deeper = pools[level % len(pools)].submit(task, level + 1)
        everyone_waits = level == workers * (not a_pool_each)
        # Only a task that has not begun can be cancelled.
        never_begins = deeper.cancel() if everyone_waits else False
        return f"level {level + 1} never begins" if never_begins else deeper.result(PATIENCE)

    with ExitStack() as opened:
        number = levels if a_pool_each else 1
        pools = [opened.enter_context(ThreadPoolExecutor(workers)) for _ in range(number)]
        return pools[0].submit(task, 1).result(PATIENCE)


def wait_for_each_other(both_wait: bool) -> str:
    """Two tasks, each with a worker of its own; the first one waits for the second one's result.

    Args:
        both_wait: the second one waits for the first one's result, too; only a timeout ends it.

    Returns the second one's result, as the first one has got it.
    """
    box: SimpleQueue[Future[str]] = SimpleQueue()

    def first() -> str:
        return box.get(timeout=PATIENCE).result(PATIENCE)

    def second() -> str:
        if both_wait:
            try:
                first_task.result(timeout=0.01)
            except FutureTimeout:
                return "the second gives up"
        return "the second is done"

    with ThreadPoolExecutor() as pool:
        first_task = pool.submit(first)
        box.put(pool.submit(second))
        return first_task.result(PATIENCE)


def chained_tasks(levels: int) -> tuple[list[int], int]:
    """The cure without more workers: the next level begins when the one before it has ended.

    Returns the levels in the order in which they were done, and by how many workers.
    """
    been_through: list[int] = []
    workers: set[str] = set()
    last_has_ended = Cue()

    def task(level: int) -> None:
        workers.add(current_thread().name)
        been_through.append(level)

    def submit(level: int) -> None:
        pool.submit(task, level).add_done_callback(lambda _: ended(level))

    def ended(level: int) -> None:
        if level < levels:
            submit(level + 1)
        else:
            last_has_ended.set()

    with ThreadPoolExecutor(1) as pool:
        submit(1)
        last_has_ended.wait()
    return been_through, len(workers)


def barrier_in_a_pool(parties: int, workers: int) -> tuple[int, list[str]]:
    """As many tasks as a Barrier wants.

    When every worker waits at it and tasks are left, nobody will ever pass: it is aborted then.

    Returns how many waited for ever, and what became of each task.
    """
    barrier = Barrier(parties)
    all_are_in = Cue()
    waiting = 0

    def party() -> str:
        try:
            if all_are_in.wait():
                barrier.wait(PATIENCE)
        except BrokenBarrierError:
            return "broken"
        return "passed"

    with ThreadPoolExecutor(workers) as pool:
        tasks = [pool.submit(party) for _ in range(parties)]
        all_are_in.set()
        if workers < parties:
            until(lambda: barrier.n_waiting == workers, "all workers at the barrier")
            waiting = barrier.n_waiting
            barrier.abort()
        return waiting, [task.result(PATIENCE) for task in tasks]


def shut_down_from_inside(wait: bool) -> str:
    """A task shuts down the pool that it runs in; returns what that said."""
    with ThreadPoolExecutor() as pool:
        task = pool.submit(pool.shutdown, wait=wait)
        error = task.exception(PATIENCE)
        return f"{type(error).__name__}: {error}" if error else "shut down"


def feed_yourself(a_queue_each: bool) -> str:
    """The only consumer of a bounded queue makes two new items out of each that it takes.

    Args:
        a_queue_each: the new items go into a queue for the next stage.
    """
    orders: Queue[str] = Queue(maxsize=1)
    parts: Queue[str] = Queue() if a_queue_each else orders
    orders.put("a bicycle")
    orders.get()
    try:
        for wheel in ("front wheel", "back wheel"):
            parts.put_nowait(wheel)  # put() would wait here, for this very thread
    except Full:
        return f"Full at the {wheel}"
    return f"{parts.qsize()} parts"


def main() -> None:
    """❌ before ✅."""
    for sign, levels, workers in [("❌", 3, 2), ("✅", 3, 3)]:
        said = nested_tasks(levels, workers)
        log.info("%s %d levels, %d workers: %s", sign, levels, workers, said)
    log.info("❌ two tasks wait for each other: %s", wait_for_each_other(both_wait=True))
    log.info("✅ one waits, one does not: %s", wait_for_each_other(both_wait=False))
    workers = 1
    said = nested_tasks(2, workers, a_pool_each=True)
    log.info("✅ a pool for each level, workers in each: %d: %s", workers, said)
    log.info("✅ callbacks: levels %s, workers: %d", *chained_tasks(levels=3))
    for sign, parties, workers in [("❌", 3, 2), ("✅", 3, 3)]:
        _, fates = barrier_in_a_pool(parties, workers)
        log.info("%s a barrier for %d, %d workers: %s", sign, parties, workers, ", ".join(fates))
    log.info("❌ shutdown() from inside: %s", shut_down_from_inside(wait=True))
    log.info("✅ shutdown(wait=False) from inside: %s", shut_down_from_inside(wait=False))
    log.info("❌ a worker feeds its own queue: %s", feed_yourself(a_queue_each=False))
    log.info("✅ it feeds the next one: %s", feed_yourself(a_queue_each=True))


if __name__ == "__main__":
    run(main)

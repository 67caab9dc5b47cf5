"""🏊 Pool deadlock: all workers wait for what no worker is left to do.

    a pool of n workers                       ❌                          ✅
    ────────────────────────────────────────  ──────────────────────────  ───────────────────────
    tasks that wait for their own sub-tasks   n levels deep: the next     a pool for each level,
                                              one never begins            or a callback
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

if not __package__: __import__("sys").path.append(__file__.rsplit("showcase", 1)[0])  # fmt: skip

from concurrent.futures import Future, ThreadPoolExecutor
from queue import Full, Queue
from threading import Barrier, BrokenBarrierError

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, until

log = get_logger()


def nested_tasks(levels: int, workers: int, a_pool_each: bool = False) -> str:
    """Each task submits the next level and waits for its result; the last one has one of its own.

    Args:
        levels: how deep it goes.
        workers: of the pool.
        a_pool_each: every level has a pool of its own.

    Returns the result, or which level never begins.
    """
    pools = [ThreadPoolExecutor(workers) for _ in range(levels if a_pool_each else 1)]

    def task(level: int) -> str:
        if level == levels:
            return "done"
        deeper = pools[level % len(pools)].submit(task, level + 1)
        everyone_waits = level == workers and not a_pool_each
        if everyone_waits and deeper.cancel():  # which only a task that has not begun allows
            return f"level {level + 1} never begins"
        return deeper.result(PATIENCE)

    try:
        return pools[0].submit(task, 1).result(PATIENCE)
    finally:
        for pool in pools:
            pool.shutdown()


def chained_tasks(levels: int) -> str:
    """The cure without more workers: the next level begins when the one before it has ended."""
    result: Future[str] = Future()

    def submit(level: int) -> None:
        task = pool.submit(lambda: "done")
        task.add_done_callback(lambda done: ended(level, done))

    def ended(level: int, done: "Future[str]") -> None:
        if level == levels:
            result.set_result(f"{done.result()} after {level} levels")
        else:
            submit(level + 1)

    with ThreadPoolExecutor(1) as pool:
        submit(1)
        return result.result(PATIENCE)


def barrier_in_a_pool(parties: int, workers: int) -> list[str]:
    """As many tasks as a Barrier wants; returns what became of each.

    When every worker waits at it and tasks are left, nobody will ever pass: it is aborted then.
    """
    barrier = Barrier(parties)

    def party() -> str:
        try:
            barrier.wait(PATIENCE)
        except BrokenBarrierError:
            return "broken"
        return "passed"

    with ThreadPoolExecutor(workers) as pool:
        tasks = [pool.submit(party) for _ in range(parties)]
        if workers < parties:
            until(lambda: barrier.n_waiting == workers, "all workers at the barrier")
            barrier.abort()
        return [task.result() for task in tasks]


def shut_down_from_inside(wait: bool) -> str:
    """A task shuts down the pool that it runs in; returns what that said."""
    with ThreadPoolExecutor(1) as pool:
        task = pool.submit(pool.shutdown, wait=wait)
        error = task.exception(PATIENCE)
        return f"{type(error).__name__}: {error}" if error else "shut down"


def feed_yourself(a_queue_each: bool) -> str:
    """The only consumer of a bounded queue makes two new items out of each that it takes.

    Args:
        a_queue_each: the new items go into a queue for the next stage.
    """
    orders: Queue[str] = Queue(maxsize=1)
    parts: Queue[str] = Queue(maxsize=2) if a_queue_each else orders
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
    log.info("❌ three levels, two workers: %s", nested_tasks(levels=3, workers=2))
    log.info("✅ three levels, three workers: %s", nested_tasks(levels=3, workers=3))
    log.info("✅ a pool for each level: %s", nested_tasks(levels=3, workers=1, a_pool_each=True))
    log.info("✅ callbacks, and one worker: %s", chained_tasks(levels=3))
    log.info("❌ a barrier for 3, two workers: %s", ", ".join(barrier_in_a_pool(3, workers=2)))
    log.info("✅ a barrier for 3, three workers: %s", ", ".join(barrier_in_a_pool(3, workers=3)))
    log.info("❌ shutdown() from inside: %s", shut_down_from_inside(wait=True))
    log.info("✅ shutdown(wait=False) from inside: %s", shut_down_from_inside(wait=False))
    log.info("❌ a worker feeds its own queue: %s", feed_yourself(a_queue_each=False))
    log.info("✅ it feeds the next one: %s", feed_yourself(a_queue_each=True))


if __name__ == "__main__":
    run(main)

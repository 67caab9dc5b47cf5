"""🗑️ The life of a pool: what it holds on to, and what ends it.

    a pool without a shutdown …        its worker
    ────────────────────────────────   ──────────────────────────────────────────────
    is still held by somebody          waits for the next call
    is dropped                         finishes what was submitted, and leaves ✅
    is there when the program ends     finishes what was submitted, and main waits ✅

TL;DR  Workers are no daemons: the program ends when their calls have ended. An idle worker
       keeps neither its pool nor the arguments of its last call in memory.

Run    python -m showcase.parallel_execution.pool_lifetime_demo
Specs  tests/parallel_execution/test_pool_lifetime.py
Next   thread_pool_map_demo.py: one function, many inputs
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import atexit
import os
import signal
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import thread as futures
from contextlib import suppress

from showcase.parallel_execution.executor_shutdown_demo import SlowName, stays_in
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()


# 1 ── What a pool holds on to, and what ends it ──────────────────────────────


class Parcel:
    """An argument that we can watch being thrown away."""


def worker_holds_its_parcel(idle: bool) -> bool:
    """Does the worker keep the argument of a call that nobody else remembers?

    Args:
        idle: look when the call is over; the twin looks while it runs.
    """
    begun, gate = threading.Barrier(2), Cue()

    def carry(_: Parcel) -> bool:
        begun.wait(PATIENCE)
        return gate.wait()

    with ThreadPoolExecutor() as pool:
        parcel = Parcel()
        watch = weakref.ref(parcel)
        future = pool.submit(carry, parcel)
        del parcel
        begun.wait(PATIENCE)
        if idle:
            gate.set()
            until(lambda: pool._idle_semaphore._value >= 1, "an idle worker")
        held = watch() is not None
        gate.set()
        return future.result(PATIENCE) and held


def worker_outlives_its_pool(kept: bool) -> tuple[bool, bool]:
    """Drop a pool without a shutdown; is its worker at work afterwards, and alive in the end?

    Args:
        kept: the twin: somebody still holds the pool, and shuts it down in the end.
    """
    pool = ThreadPoolExecutor()
    keeper = [pool] if kept else []
    worker = pool.submit(threading.current_thread).result(PATIENCE)
    del pool
    at_work = False
    for pool in keeper:
        with pool:
            at_work = worker.is_alive()
    if not kept:
        worker.join(PATIENCE)
    return at_work, worker.is_alive()


def work_of_a_dropped_pool() -> list[str]:
    """Drop the pool while one call runs and one waits, and let the worker go on."""
    done: list[str] = []
    begun, gate = threading.Barrier(2), Cue()

    def first() -> threading.Thread:
        begun.wait(PATIENCE)
        if gate.wait():
            done.append("the running call")
        return threading.current_thread()

    pool = ThreadPoolExecutor(1)
    running = pool.submit(first)
    pool.submit(done.append, "the waiting call")
    begun.wait(PATIENCE)
    del pool
    done.append("the pool is dropped")
    gate.set()
    running.result(PATIENCE).join(PATIENCE)
    return done


# 2 ── The end of the program, and fork ───────────────────────────────────────


def leave_work_behind() -> None:
    """For a child interpreter: main ends while one call runs, one waits, one worker idles.

    The pool of the two calls was told to shut down, without waiting for them. One more thread
    is submitting a call to another pool.
    """
    pool = ThreadPoolExecutor(1)
    idle, untouched = ThreadPoolExecutor(), ThreadPoolExecutor()
    idle.submit(print, "idle from now on").result(PATIENCE)
    name = SlowName("slow")

    def submits() -> None:
        with suppress(RuntimeError):  # Python 3.12.0 to 3.12.2 starts no thread so late
            ThreadPoolExecutor(thread_name_prefix=name).submit(int)

    def first() -> None:
        main = threading.main_thread()
        waits = stays_in("_python_exit", [main], left=lambda: futures._shutdown)
        print("the exit waits for a submit in progress:", waits)
        name.go_on.set()
        waits = stays_in("_shutdown", [main], left=lambda: not main.is_alive())
        print("the running call ends, and the main thread waits:", waits)

    def submit_too_late(late: ThreadPoolExecutor, when: str) -> None:
        try:
            late.submit(print, "too late")
        except RuntimeError as error:
            print(f"{when}: {error}")

    pool.submit(first)
    pool.submit(print, "the waiting call")
    pool.shutdown(wait=False)
    for last_called_first in (untouched, idle):
        atexit.register(submit_too_late, last_called_first, "atexit")
    submit_too_late(pool, "main ends")
    threading.Thread(target=submits).start()
    name.asked_for.wait()


def fork_in_the_middle_of_a_submit() -> None:
    """For a child interpreter: fork while another thread submits, and use a pool on either side."""
    name = SlowName("slow")
    came_back = Cue()
    forkers: list[threading.Thread] = []
    parents = ThreadPoolExecutor(thread_name_prefix=name)

    def submits() -> None:
        parents.submit(int).result(PATIENCE)

    def forks() -> None:
        if name.asked_for.wait():
            forkers.append(threading.current_thread())
        pid = os.fork()  # comes back when the submit has let go of its lock
        if pid == 0:
            signal.alarm(int(PATIENCE))  # a forked child that hangs would be nobody's
            with ThreadPoolExecutor() as pool:
                pool.submit(print, "the child's pool works").result(PATIENCE)
            os._exit(3)
        came_back.set()
        _, status = os.waitpid(pid, 0)
        print("the child's exit code is", os.waitstatus_to_exitcode(status))

    def lets_the_submit_go_on() -> None:
        print("the fork waits:", stays_in("forks", forkers, left=came_back.is_set))
        name.go_on.set()

    play(submits, forks, lets_the_submit_go_on)
    print("the fork came back:", came_back.is_set())
    parents.submit(print, "the parent's pool works").result(PATIENCE)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """What an idle worker keeps."""
    for idle in (False, True):
        log.info("📦 idle: %s; holds its parcel: %s", idle, worker_holds_its_parcel(idle))
    for kept in (True, False):
        at_work, alive = worker_outlives_its_pool(kept)
        log.info("🗑️ pool kept: %s; worker alive: %s; in the end: %s", kept, at_work, alive)
    log.info("✅ dropped: %s", ", ".join(work_of_a_dropped_pool()[1:]))


if __name__ == "__main__":
    run(main)

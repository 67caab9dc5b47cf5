"""🚪 Interpreter exit: what becomes of the threads when main ends.

    in this order                       what happens
    ─────────────────────────────────   ──────────────────────────────────────────────
    1  main ends, or fails              its last line; the exit code is settled
    2  pools of concurrent.futures      ✅ their pending tasks run, unless cancelled
    3  threads that are no daemons      ✅ they are joined, for as long as it takes
    4  atexit handlers                  in the main thread, see atexit_demo.py
    5  daemon threads                   ❌ cut off where they stand: no `finally`, no word

    sys.exit() in a thread ends that thread only; os._exit() ends everything at once.

TL;DR  Only threads that are no daemons may finish. Tell a thread to stop and join it; do not
       leave it to a daemon's end, and do not wait for atexit: that comes after the joins.

Run    python -m showcase.interpreter.exit_demo
Specs  tests/interpreter/test_exit.py
Next   atexit_demo.py: what may still be begun when all is over
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import atexit
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread, current_thread, main_thread

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()

# Every function in here ends the interpreter that it runs in, so each is for a child:
# in_a_child(function).said is what it prints.


# 1 ── The order of the end ───────────────────────────────────────────────────


def worker_that_outlives_main() -> None:
    """Wait until the main thread has ended, and say so. Any thread may join the main thread."""
    main = main_thread()
    main.join(PATIENCE)
    print("worker: is main alive?", main.is_alive(), "listed?", main in threading.enumerate())


def exit_in_order() -> None:
    """Two atexit handlers, a thread that outlives main, and main's last line."""

    def handler(text: str, *, number: int) -> None:
        print(f"atexit: {text} {number}, in {current_thread().name}")

    atexit.register(handler, "registered as number", number=1)
    atexit.register(handler, "registered as number", number=2)
    Thread(target=worker_that_outlives_main).start()
    print("main ends")


def exit_with_a_late_thread() -> None:
    """A worker that outlives main starts another thread, which outlives the worker."""

    def starter() -> None:
        main_thread().join(PATIENCE)
        try:
            Thread(target=late).start()
        except RuntimeError as error:
            print(error)

    def late() -> None:
        Event().wait(0.02)  # nobody sets it: the time to cut this thread off, if anyone would
        print("late: done")

    atexit.register(print, "atexit")
    Thread(target=starter).start()


def fail_in_main() -> None:
    """An error that main does not handle, while another thread is still at work."""
    Thread(target=worker_that_outlives_main).start()
    raise LookupError("main is lost")


def exit_in_main() -> None:
    """sys.exit(3) in main, while another thread is still at work."""
    Thread(target=worker_that_outlives_main).start()
    sys.exit(3)


def _leave_from_a_thread(leave: Callable[[int], object]) -> None:
    """One thread leaves; there are an atexit handler and a thread that outlives main, too."""

    def leaver() -> None:
        print("leaving")
        leave(4)

    atexit.register(print, "atexit")
    Thread(target=worker_that_outlives_main).start()
    thread = Thread(target=leaver)
    thread.start()
    thread.join(PATIENCE)
    print("main goes on")


def exit_in_a_thread() -> None:
    """sys.exit(4) in a thread that is not the main one."""
    _leave_from_a_thread(sys.exit)


def exit_at_once_in_a_thread() -> None:
    """os._exit(4) in a thread that is not the main one."""
    _leave_from_a_thread(os._exit)


# 2 ── Daemon threads ─────────────────────────────────────────────────────────


def _hold_a_resource(told_to_stop: bool) -> None:
    """A daemon thread holds something that it means to give back when it ends."""
    has_it, stop = Cue(), Event()

    def holder() -> None:
        try:
            has_it.set()
            stop.wait()
        finally:
            print("holder: gives it back")

    thread = Thread(target=holder, daemon=True)
    thread.start()
    print("the holder has it:", has_it.wait())
    if told_to_stop:
        stop.set()
        thread.join(PATIENCE)
    print("main ends")


def exit_with_a_daemon() -> None:
    """❌ Main ends, and the daemon with it: its `finally` does not run."""
    _hold_a_resource(told_to_stop=False)


def exit_after_a_daemon() -> None:
    """✅ Main tells the daemon to stop, and waits for it."""
    _hold_a_resource(told_to_stop=True)


def join_a_daemon_too_late() -> None:
    """An object's __del__, which the dying interpreter calls, joins a daemon. Hangs before 3.14."""

    class Owner:
        def __init__(self) -> None:
            self.thread = Thread(target=Event().wait, daemon=True)
            self.thread.start()

        def __del__(self) -> None:
            try:
                self.thread.join()
            except RuntimeError as error:
                print(type(error).__name__)

    # Kept to the very end.
    sys.modules["__main__"].owner = Owner()  # type: ignore[attr-defined]


# 3 ── A pool that nobody has shut down ───────────────────────────────────────


def _leave_a_pool(cancel: bool) -> None:
    """Three tasks for a pool of one worker; main ends while the first is running."""
    pool = ThreadPoolExecutor(max_workers=1)
    first_runs, main_is_over = Cue(), Cue()

    def task(number: int) -> None:
        first_runs.set()
        main_is_over.wait()
        print("task", number)

    def submit_at_exit() -> None:
        try:
            pool.submit(print, "one more task")
        except RuntimeError as error:
            print("atexit:", error)

    for number in (1, 2, 3):
        pool.submit(task, number)
    print("task 1 is running:", first_runs.wait())
    if cancel:
        pool.shutdown(wait=False, cancel_futures=True)
    atexit.register(submit_at_exit)
    print("main ends")
    main_is_over.set()


def exit_with_pending_tasks() -> None:
    """Nobody shuts the pool down: the interpreter waits for every task."""
    _leave_a_pool(cancel=False)


def exit_with_cancelled_tasks() -> None:
    """shutdown(wait=False, cancel_futures=True): the interpreter waits for the running task."""
    _leave_a_pool(cancel=True)


def main() -> None:
    """❌ before ✅."""
    for title, ending in [
        ("❌ a daemon at the end", exit_with_a_daemon),
        ("✅ a daemon that is told to stop", exit_after_a_daemon),
        ("🚪 the order of the end", exit_in_order),
        ("🏊 a pool that nobody shut down", exit_with_pending_tasks),
        ("💥 os._exit(4) in a thread", exit_at_once_in_a_thread),
    ]:
        child = in_a_child(ending)
        log.info("%s: exit code %s", title, child.exit_code)
        for line in child.said:
            log.info("    %s", line)


if __name__ == "__main__":
    run(main)

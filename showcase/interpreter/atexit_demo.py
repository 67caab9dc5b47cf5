"""🔚 atexit: what runs in the main thread when all others are done, and what it may still begin.

    an atexit handler                      what happens
    ────────────────────────────────────   ──────────────────────────────────────────────
    runs                                    in the main thread, last registered first
    … registered by another thread          in the main thread
    raises, or calls sys.exit()             its error is printed, and the others run
    starts a thread, or forks               ✅ fine; in 3.12 ❌ RuntimeError
    gives a task to a thread pool           ❌ RuntimeError: see exit_demo.py
    a signal kills the process              ❌ does not run

    Pools of concurrent.futures end before the threads are joined, and so do not rely on atexit.

TL;DR  atexit is too late to stop a thread: it comes after they have been joined.

Run    python -m showcase.interpreter.atexit_demo
Specs  tests/interpreter/test_atexit.py
Next   fork_demo.py: a process that starts with one thread of many
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import atexit
import os
import signal
import sys
import threading
from threading import Thread, current_thread, main_thread

from showcase.interpreter.exit_demo import worker_that_outlives_main
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, play, stands_in, until

log = get_logger()

# Every function in here ends the interpreter that it runs in, so each is for a child:
# in_a_child(function).said is what it prints.


# 1 ── atexit handlers ────────────────────────────────────────────────────────


def exit_with_handlers() -> None:
    """A handler that a thread has registered, one that exits, one that fails, and a decorator's."""

    def fail() -> None:
        raise LookupError("a handler is lost")

    @atexit.register
    def by_decorator() -> None:
        print("registered by a decorator")

    def leave() -> None:
        sys.exit("a handler has left")

    atexit.register(fail)
    atexit.register(leave)
    play(worker=lambda: atexit.register(lambda: print(current_thread().name)))
    by_decorator()


def _register_twice(take_back: bool) -> None:
    """print is registered twice, with different arguments, and os.write once."""
    atexit.register(os.write, 1, b"once\n")
    atexit.register(print, "first")
    atexit.register(print, "second")
    if take_back:
        atexit.unregister(print)


def exit_with_both_registrations() -> None:
    """Nothing is taken back."""
    _register_twice(take_back=False)


def exit_without_both_registrations() -> None:
    """One unregister() for two registrations."""
    _register_twice(take_back=True)


def exit_by_a_signal() -> None:
    """The process is killed by SIGTERM, for which there is no Python handler."""

    @atexit.register
    def handler() -> None:
        print("called")

    handler()
    signal.raise_signal(signal.SIGTERM)


def close_another_interpreter() -> None:
    """A second interpreter of this process registers a handler, and is closed (since 3.14)."""
    from concurrent import interpreters  # type: ignore[attr-defined, unused-ignore]

    atexit.register(print, "atexit of the main interpreter")
    other = interpreters.create()
    other.exec("import atexit; atexit.register(print, 'atexit of the other one')")
    print("before close()")
    other.close()
    print("after close()")


# 2 ── Too late to begin ──────────────────────────────────────────────────────


def start_threads_late() -> None:
    """A thread is started after main has ended, and another one by an atexit handler."""

    def start(when: str) -> None:
        try:
            thread = Thread(target=print, args=(f"{when}: started",))
            thread.start()
            thread.join(PATIENCE)
        except RuntimeError as error:
            print(f"{when}: {error}")

    def late() -> None:
        main_thread().join(PATIENCE)
        start("after main")

    atexit.register(start, "in atexit")
    Thread(target=late).start()


def outlive_an_atexit_handler() -> None:
    """An atexit handler starts a thread, which ends when the interpreter waits for it."""

    def late() -> None:
        until(lambda: stands_in(main_thread(), "_shutdown"), "the interpreter waits")
        print("waited for")

    atexit.register(lambda: Thread(target=late).start())


def ask_whether_it_is_finalizing() -> None:
    """sys.is_finalizing() in a worker that outlives main, in an atexit handler, and after that."""
    is_finalizing = sys.is_finalizing

    class Late:
        def __del__(self) -> None:
            print("in the last stages:", is_finalizing())

    def late() -> None:
        main_thread().join(PATIENCE)
        print("after main:", is_finalizing())

    sys.modules["__main__"].late = Late()  # type: ignore[attr-defined]  # kept to the very end
    atexit.register(lambda: print("in atexit:", is_finalizing()))
    Thread(target=late).start()


def import_pools_late() -> None:
    """The first import of concurrent.futures.thread, after main has ended.

    The module wants to be called before the threads are joined, and it is too late for that.
    """

    def late() -> None:
        main_thread().join(PATIENCE)
        for name in ("concurrent.futures", "concurrent.futures.thread"):
            sys.modules.pop(name, None)
        try:
            __import__("concurrent.futures.thread")
        except RuntimeError as error:
            print(error)

    Thread(target=late).start()


def shut_down_twice() -> None:
    """What concurrent.futures uses inside: functions to be called before the threads are joined.

    threading._shutdown is what an ending interpreter calls; here it is called once before that.
    """
    threading._register_atexit(print, "first", "registered", sep=" ")  # type: ignore[attr-defined]
    threading._register_atexit(print, "last registered")  # type: ignore[attr-defined]
    Thread(target=worker_that_outlives_main).start()
    threading._shutdown()  # type: ignore[attr-defined]
    print("main ends")


def main() -> None:
    """❌ before ✅."""
    for title, ending in [
        ("🔚 a thread that is started at the end", start_threads_late),
        ("❌ a handler fails, one exits", exit_with_handlers),
        ("✅ handlers that are taken back", exit_without_both_registrations),
    ]:
        child = in_a_child(ending)
        log.info("%s: exit code %s", title, child.exit_code)
        for line in child.said:
            log.info("    %s", line)


if __name__ == "__main__":
    run(main)

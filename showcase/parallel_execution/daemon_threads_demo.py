"""😈 Daemon threads: the program does not wait for them.

    thread                           when the main thread is done
    ───────────────────────────────  ──────────────────────────────────────────────────
    🧵 daemon=False                   ✅ the interpreter waits until it has ended
    😈 daemon=True                    ❌ stopped wherever it stands; `finally` is not run

    Thread(daemon=…)                 what it becomes
    ───────────────────────────────  ──────────────────────────────────────────────────
    not given, or None               what the thread is that makes it
    True, False                      that

TL;DR  A daemon is for work that may stop at any point. Whatever holds a file, a lock or a
       transaction is no daemon, and gets an Event that tells it to stop.

Run    python -m showcase.parallel_execution.daemon_threads_demo
Specs  tests/parallel_execution/test_daemon_threads.py
Next   thread_names_demo.py: who is who in a log.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from queue import SimpleQueue
from threading import Event, Thread

from showcase.utils.child import Child, in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()


# 1 ── Who is a daemon ────────────────────────────────────────────────────────


def daemon_of_a_child(parent: bool, asked: bool | None = None) -> bool:
    """Return the daemon flag of a thread that another thread has made.

    Args:
        parent: the daemon flag of the thread that makes it.
        asked: what it passes as Thread(daemon=…).
    """
    orders: SimpleQueue[bool | None] = SimpleQueue()
    flags = []

    def make_a_thread() -> None:
        flags.append(Thread(daemon=orders.get(timeout=PATIENCE)).daemon)

    thread = Thread(target=make_a_thread, name="parent", daemon=parent)
    thread.start()
    orders.put(asked)
    thread.join(PATIENCE)
    return flags[0]


# 2 ── The end of the program ─────────────────────────────────────────────────


def _main_thread_ends(stop_the_daemon: bool = False) -> None:
    """For a child interpreter: what is printed after the main thread's last line?"""
    daemon_is: SimpleQueue[str] = SimpleQueue()
    must_stop = Event()

    def stay() -> None:
        try:
            daemon_is.put("busy")
            must_stop.wait()
        finally:
            print("the daemon cleans up")

    def outlive() -> None:
        threading.main_thread().join()
        print("the main thread is alive:", threading.main_thread().is_alive())
        print("the worker cleans up")

    daemon = Thread(target=stay, name="daemon", daemon=True)
    daemon.start()
    Thread(target=outlive, name="worker", daemon=False).start()
    print("the daemon is", daemon_is.get(timeout=PATIENCE))
    if stop_the_daemon:
        must_stop.set()
        daemon.join(PATIENCE)
    print("the main thread is done")


def _main_thread_stops_the_daemon() -> None:
    """For a child interpreter: the cured twin."""
    _main_thread_ends(stop_the_daemon=True)


def after_the_main_thread(stop_the_daemon: bool = False) -> Child:
    """Let a program end while a daemon and a worker are busy; return what it said, and how.

    Args:
        stop_the_daemon: does the main thread tell the daemon to stop, and join it?
    """
    return in_a_child(_main_thread_stops_the_daemon if stop_the_daemon else _main_thread_ends)


class Imp(Thread):
    """A daemon by its class: an attribute of the class hides the property of Thread."""

    daemon = True

    def run(self) -> None:
        """Stay, and say so if the program is still there then."""
        Event().wait(PATIENCE)
        print("the imp was waited for")


def _main_thread_leaves_an_imp() -> None:
    Imp().start()
    print("the main thread is done")


def after_the_main_thread_beside_an_imp() -> Child:
    """Let a program end while an Imp runs; return what it said, and how."""
    return in_a_child(_main_thread_leaves_an_imp)


# 3 ── Where daemons are not allowed ──────────────────────────────────────────


def _daemon_in_a_subinterpreter() -> None:
    """For a child interpreter (3.14+): make threads in a subinterpreter, and print refusals."""
    from concurrent import interpreters  # type: ignore[attr-defined]  # new in 3.14

    inner = interpreters.create()
    inner.exec("from threading import Thread; t = Thread(target=print, args=('a worker runs',))")
    inner.exec("t.start(); t.join()")
    for code in ("Thread(daemon=True)", "Thread().daemon = True"):
        try:
            inner.exec(f"from threading import Thread; {code}")
        except interpreters.ExecutionFailed as failure:
            print(failure.excinfo.type.__name__, failure.excinfo.msg, sep=": ")
    inner.close()
    print("interpreters:", len(interpreters.list_all()))


def daemon_in_a_subinterpreter() -> Child:
    """Try two ways to a daemon thread in a subinterpreter (3.14+); return what was said."""
    return in_a_child(_daemon_in_a_subinterpreter)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for parent, asked in ((True, None), (True, False), (False, None)):
        daemon = daemon_of_a_child(parent, asked)
        log.info("😈 a thread with daemon=%s makes one with %s: %s", parent, asked, daemon)

    log.info("🏁 a program ends with a daemon and a worker that are busy")
    for line in after_the_main_thread().said:
        log.info("%s %s", "✅" if "worker" in line else "🏁", line)
    log.info("❌ the daemon was stopped in the middle, and cleaned nothing up")


if __name__ == "__main__":
    run(main)

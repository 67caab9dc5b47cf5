"""✂️ Unfinished work: cut off in the middle, by the end of the process or by Ctrl-C.

    what is cut off                              ❌                         ✅
    ───────────────────────────────────────────  ─────────────────────────  ─────────────────────
    a daemon that writes a file, by the end      half a file                another file, and
                                                                            os.replace() at last
    nobody: a worker that an atexit handler      goes on for ever, for the  told to stop before
      is to stop                                 handler comes after it     main ends
    acquire(), then Ctrl-C, before the `try`     held for ever              with lock:

TL;DR  Whoever must finish is no daemon, is told to stop, and is joined, before main's last line.

Run    python -m showcase.pitfalls_and_errors.unfinished_work_demo
Specs  tests/pitfalls_and_errors/test_unfinished_work.py
Next   kept_alive_demo.py: what should be gone, and is not
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import atexit
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()

SHORT = 0.01
"""Seconds that a worker waits in vain: in life it would be for ever."""


# 1 ── The end of the process ──────────────────────────────────────────────────


def write_a_report(report: Path, at_once: bool, in_the_middle: Event, go_on: Event) -> None:
    """Write a report of two lines.

    Args:
        at_once: into another file, which takes the place of the report when it is complete.
        in_the_middle: is set between the two lines, and `go_on` is waited for.
    """
    target = report.with_suffix(".new") if at_once else report
    with target.open("w", encoding="utf-8", buffering=1) as file:
        file.write("today\n")
        in_the_middle.set()
        go_on.wait()
        file.write("all is well\n")
    os.replace(target, report)


def end_with_two_at_work() -> None:
    """For a child: main ends while a daemon writes REPORT and a worker waits to be stopped."""
    careful = os.environ["CAREFUL"] == "yes"
    in_the_middle, never, stop = Cue(), Event(), Event()
    arguments = (Path(os.environ["REPORT"]), careful, in_the_middle, never)
    Thread(target=write_a_report, args=arguments, daemon=True).start()
    in_the_middle.wait()

    def work() -> None:
        print("told to stop:", stop.wait(PATIENCE if careful else SHORT))

    def say_stop() -> None:
        print("main says stop")
        stop.set()

    worker = Thread(target=work)
    worker.start()
    if careful:
        say_stop()
        worker.join()
    else:
        atexit.register(say_stop)


@dataclass(frozen=True)
class Ended:
    """What a process left."""

    report: str
    said: list[str]


def end_of_a_process(careful: bool) -> Ended:
    """A process ends in the middle of a report, and with a worker that has to be stopped.

    Args:
        careful: the report takes the place of yesterday's when it is complete, and main stops the
            worker before it ends; and not in an atexit handler.
    """
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.txt")
        report.write_text("yesterday", encoding="utf-8")
        flag = "yes" if careful else "no"
        child = in_a_child(end_with_two_at_work, REPORT=str(report), CAREFUL=flag)
        return Ended(report.read_text(encoding="utf-8"), child.said)


# 2 ── Ctrl-C ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Interrupted:
    """A lock before and after an interrupt, and whether that came."""

    held_before: bool
    came: bool
    held_after: bool


def interrupt(with_block: bool) -> Interrupted:
    """Ctrl-C comes when a lock has just been acquired: is it still held afterwards?

    Only for the main thread: that is where KeyboardInterrupt is raised.

    Args:
        with_block: `with lock:`, and not acquire() and then `try:`.
    """
    lock = Lock()
    held: list[bool] = []
    came = False

    def ctrl_c() -> None:
        held.append(lock.locked())
        signal.raise_signal(signal.SIGINT)

    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if with_block:
            with lock:
                ctrl_c()
        else:
            lock.acquire()
            ctrl_c()  # the next line would be: try: …, finally: lock.release()
    except KeyboardInterrupt:
        came = True
    finally:
        signal.signal(signal.SIGINT, handler)
    return Interrupted(held[0], came, lock.locked())


def main() -> None:
    """❌ before ✅."""
    for title, careful in [("❌ careless", False), ("✅ careful", True)]:
        ended = end_of_a_process(careful)
        log.info("%s: the report says %r", title, ended.report)
        log.info("%s: %s", title, ", ".join(ended.said))
    log.info("❌ Ctrl-C before `try`: still held? %s", interrupt(with_block=False).held_after)
    log.info("✅ Ctrl-C in a `with` block: still held? %s", interrupt(with_block=True).held_after)


if __name__ == "__main__":
    run(main)

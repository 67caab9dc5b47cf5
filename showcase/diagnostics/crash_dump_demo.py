"""💥 Crash dump: a process that dies says where its threads stood.

A fatal signal ends a process at once. Python is not asked, unless `faulthandler` was enabled: its
handler is written in C, and needs no thread that can run.

    the process crashes, after   and its last words are
    ───────────────────────────  ──────────────────────────────────────────────
    nothing                      ❌ silence
    enable()                     ✅ the stack of every thread
    enable(), then disable()     ❌ silence again

TL;DR  Write `faulthandler.enable()` on the first line of a program, or start it with
       `python -X faulthandler`.

Run    python -m showcase.diagnostics.crash_dump_demo
Specs  tests/diagnostics/test_crash_dump.py
Next   watchdog_demo.py: nobody asks, and nothing crashes. It just hangs.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import faulthandler
import os
import signal
import sys
from typing import Any

from showcase.diagnostics.stack_dump_demo import dump_of_a_crowd, while_alice_waits
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run

log = get_logger()


# 1 ── A crash ────────────────────────────────────────────────────────────────


def dies() -> None:
    """Alice waits, and then a fatal signal comes. In a child."""
    signal_number = getattr(signal, os.environ.get("DIES_OF", "SIGABRT"))
    while_alice_waits(lambda _: signal.raise_signal(signal_number))


def dies_with_the_handler() -> None:
    """The same, after enable()."""
    faulthandler.enable()
    dies()


def dies_with_the_handler_for_one_thread() -> None:
    """The same, and only the stack of the thread that crashed is wanted."""
    faulthandler.enable(file=sys.stdout, all_threads=False)
    dies()


def dies_with_the_handler_for_two_threads() -> None:
    """The same, and of three threads two are wanted, from Python 3.15 on."""
    options: dict[str, Any] = {"max_threads": 2}
    faulthandler.enable(**options)
    dump_of_a_crowd(2, lambda _: dies())


def dies_with_the_handler_and_no_c_stack() -> None:
    """The same without the part that is not Python, from Python 3.14 on."""
    options: dict[str, Any] = {"c_stack": False}
    faulthandler.enable(**options)
    dies()


def dies_with_the_handler_disabled() -> None:
    """The same, and the handler was taken out again."""
    faulthandler.enable()
    print("enabled:", faulthandler.is_enabled())
    faulthandler.disable()
    dies()


def says_whether_enabled() -> None:
    """Print is_enabled(): as the interpreter started, after enable(), after disable() twice."""
    states = [faulthandler.is_enabled()]
    faulthandler.enable()
    states.append(faulthandler.is_enabled())
    for _ in ("once", "twice"):
        faulthandler.disable()
        states.append(faulthandler.is_enabled())
    print(*states)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, crash in [("❌ a crash", dies), ("✅ enable(), a crash", dies_with_the_handler)]:
        log.info("%s", title)
        dump = in_a_child(crash, PYTHONFAULTHANDLER="", PYTHONDEVMODE="").err
        log.info("its last words: %s", dump.partition("\n")[0] or "none")
        log.info("alice is in them: %s", "waits_for_the_pen" in dump)


if __name__ == "__main__":
    run(main)

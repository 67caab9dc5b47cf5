"""🙋 Dump on demand: a program that hangs answers a signal, or a hotkey.

`faulthandler.register` installs a handler in C, which answers even if every thread is blocked.
The hotkey is Ctrl-\\: the terminal turns it into SIGQUIT, for the program in the foreground.

    two clerks hang, and someone presses Ctrl-\\   the program
    ─────────────────────────────────────────────  ─────────────────────────────────────────
    nothing was registered                         ends without a word  ❌
    register(SIGQUIT) was called                   says where each hangs, and hangs on  ✅

    `kill -USR1`, and                              the dump
    ─────────────────────────────────────────────  ─────────────────────────────────────────
    the log was replaced since register()          is in a stranger's file  ❌
    register() was called again                    is in the new log  ✅

TL;DR  `faulthandler.register(signal.SIGQUIT)` on the first line; then Ctrl-\\ in its terminal, or
       `kill -QUIT PID` from elsewhere. Keep the file that it writes to open.

Run    python -m showcase.diagnostics.dump_on_demand_demo
Specs  tests/diagnostics/test_dump_on_demand.py
Next   crash_dump_demo.py: nobody can ask any more, for it has crashed.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import faulthandler
import os
import signal
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from showcase.diagnostics.stack_dump_demo import Stack, while_alice_waits
from showcase.diagnostics.watchdog_demo import deadlock, where_they_hang
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, price

log = get_logger()

CTRL_BACKSLASH = b"\x1c"


# 1 ── Asked by a signal ──────────────────────────────────────────────────────


def ask_by_a_signal(file: Any, **options: Any) -> None:
    """Send SIGUSR1 to this process, for which register(…, **options) was called (POSIX)."""
    faulthandler.register(signal.SIGUSR1, file, **options)
    signal.raise_signal(signal.SIGUSR1)
    faulthandler.unregister(signal.SIGUSR1)


def with_a_handler_of_its_own(chain: bool) -> tuple[dict[str, Stack], bool]:
    """The program has a handler for SIGUSR1 when faulthandler is registered for it too.

    Returns the stacks by name, and whether the program's own handler was called.
    """
    heard = []
    before = signal.signal(signal.SIGUSR1, lambda *_: heard.append("its own handler"))
    try:
        return while_alice_waits(partial(ask_by_a_signal, chain=chain)), bool(heard)
    finally:
        signal.signal(signal.SIGUSR1, before)


def unregistered_twice() -> list[bool]:
    """What unregister() returns for a signal that was registered, and then again."""
    with tempfile.TemporaryFile() as file:
        faulthandler.register(signal.SIGUSR1, file)
        unregister: Callable[[int], Any] = faulthandler.unregister
        return [unregister(signal.SIGUSR1), unregister(signal.SIGUSR1)]


def after_the_log_was_rotated(register_again: bool) -> tuple[int, int]:
    """The log is replaced: its descriptor's number now belongs to somebody's letter.

    Returns how many stacks were written into the new log, and into the letter.
    """
    with (
        tempfile.TemporaryFile(buffering=0) as log_file,
        tempfile.TemporaryFile(buffering=0) as letter,
        tempfile.TemporaryFile(buffering=0) as new_log,
    ):
        faulthandler.register(signal.SIGUSR1, log_file, all_threads=False)
        os.dup2(letter.fileno(), log_file.fileno())  # as close() and the next open() would
        if register_again:
            faulthandler.register(signal.SIGUSR1, new_log, all_threads=False)
        signal.raise_signal(signal.SIGUSR1)
        faulthandler.unregister(signal.SIGUSR1)
        new_log.seek(0)
        letter.seek(0)
        return new_log.read().count(b"Stack ("), letter.read().count(b"Stack (")


# 2 ── Asked by a hotkey ──────────────────────────────────────────────────────


def ask_by_the_hotkey(prepared: bool) -> None:
    """In a terminal of its own a program hangs, and someone presses Ctrl-\\. In a child (POSIX).

    Prints what was on the terminal, and which signal has ended the program: SIGKILL, if it had
    to be ended when it had said where both clerks hang.

    Args:
        prepared: it has called register(SIGQUIT) first.
    """
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        if prepared:
            faulthandler.register(signal.SIGQUIT)
        deadlock(lambda both_hang: print("both hang:", both_hang))
        return  # and now the interpreter waits for the clerks
    screen = b""
    while not screen.endswith(b"both hang: True\r\n") and (seen := _read(terminal)):
        screen += seen
    os.write(terminal, CTRL_BACKSLASH)
    while screen.count(b"in _bootstrap\r") < 2 and (seen := _read(terminal)):
        screen = (screen + seen).replace(b"^\\", b"")  # the key is echoed, be it amid a word
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    print(screen.decode("ascii").replace("\r\n", "\n"))
    print("ended by", signal.Signals(os.WTERMSIG(status)).name)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1024)
    except OSError:  # on Linux that is what its end looks like
        return b""


def ask_a_program_that_is_prepared() -> None:
    """It says where both clerks hang. In a child."""
    ask_by_the_hotkey(prepared=True)


def ask_a_program_that_is_not() -> None:
    """It ends. In a child."""
    ask_by_the_hotkey(prepared=False)


# ── The guided tour ──────────────────────────────────────────────────────────


def work() -> int:
    """Something to measure."""
    return sum(range(10_000))


def work_while_registered() -> int:
    """The same, and a signal may ask for a dump meanwhile."""
    faulthandler.register(signal.SIGUSR1, 2)
    done = work()
    faulthandler.unregister(signal.SIGUSR1)
    return done


def main(clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    if not hasattr(faulthandler, "register"):
        log.info("there are no user signals on this platform")
        return
    programs = [
        ("❌ Ctrl-\\ where nothing is registered", ask_a_program_that_is_not),
        ("✅ register(SIGQUIT), and Ctrl-\\", ask_a_program_that_is_prepared),
    ]
    for title, ask in programs:
        log.info("%s", title)
        child = in_a_child(ask)
        for _, _, function in where_they_hang(child.out):
            log.info("one hangs in %s()", function)
        log.info("%s", child.said[-1])
    log.info("✅ register(SIGUSR1), and the signal comes")
    stacks = while_alice_waits(ask_by_a_signal)
    log.info("alice stands in %s()", stacks["alice"].functions[0])
    for again in (False, True):
        log.info("%s the log was rotated; registered again? %s", "❌✅"[again], again)
        in_log, in_letter = after_the_log_was_rotated(again)
        log.info("dumps in the new log: %d, in a letter: %d", in_log, in_letter)
    log.info("the probe: %.1f × the work alone", price(work, work_while_registered, clock))


if __name__ == "__main__":
    run(main)

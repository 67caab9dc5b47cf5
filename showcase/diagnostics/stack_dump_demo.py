"""📋 Stack dump: a process tells where each of its threads stands, even while it dies.

`faulthandler` is written in C. It needs no thread that can run and no memory to allocate, so
it still answers when Python itself no longer can.

    the process                asks with                          and gets
    ─────────────────────────  ─────────────────────────────────  ────────────────────────────
    looks at itself            dump_traceback(all_threads=False)  ❌ the stack of the caller
    looks at itself            dump_traceback()                   ✅ the stack of every thread
    is asked by `kill -USR1`   register(SIGUSR1)                  ✅ the same, and it goes on
    crashes                    nothing                            ❌ silence
    crashes                    enable()                           ✅ the same, then it ends
    rotated its log since      nothing                            ❌ a dump in a stranger's file
    rotated its log since      register(…) or enable(…) again     ✅ a dump in the new log

TL;DR  Write `faulthandler.enable()` on the first line of a program, and keep the file that
       it writes to open for as long.

Run    python -m showcase.diagnostics.stack_dump_demo
Specs  tests/diagnostics/test_stack_dump.py
Next   watchdog_demo.py: nobody asks, and nothing crashes. It just hangs.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import faulthandler
import inspect
import os
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, live_stack, stands_in, until

log = get_logger()

Writer = Callable[[Any], object]
"""Takes a file and writes to it."""


# 1 ── Reading a dump ─────────────────────────────────────────────────────────

HEAD = re.compile(r"^(?:(Current )?[Tt]hread 0x([0-9a-f]+)(?: \[(.*)\])?|Stack) \(.*:$", re.M)
ENTRY = re.compile(r'  File "(.*)", line (\d+) in (.*)')


@dataclass(frozen=True)
class Stack:
    """One thread of a dump."""

    is_current: bool
    ident: int | None
    """Thread.ident; a dump of the current thread alone does not give it."""
    name: str | None
    """The name that the operating system knows, where the dump has one."""
    entries: list[tuple[str, int, str]]
    """File, line, function; the innermost call comes first."""

    @property
    def functions(self) -> list[str]:
        """The functions of the stack, innermost first."""
        return [function for _, _, function in self.entries]


def stacks_in(dump: str) -> list[Stack]:
    """The threads of a dump, in its order."""
    heads = [*HEAD.finditer(dump)]
    ends = iter([*(head.start() for head in heads), len(dump)][1:])
    return [
        Stack(
            is_current=head[1] is not None,
            ident=int(head[2], 16) if head[2] else None,
            name=head[3],
            entries=[(e[0], int(e[1]), e[2]) for e in ENTRY.findall(dump, head.end(), next(ends))],
        )
        for head in heads
    ]


def place_of(function: Callable[..., object], text: str) -> tuple[str, int, str]:
    """The entry of a dump for the one line of `function` that contains `text`."""
    lines, first = inspect.getsourcelines(function)
    (number,) = [first + offset for offset, line in enumerate(lines) if text in line]
    return function.__code__.co_filename, number, function.__name__


def stands_at(thread: threading.Thread, place: tuple[str, int, str]) -> bool:
    """Is the innermost Python line of `thread` that place?"""
    innermost = live_stack(thread)[:1]
    return [place] == [(f.f_code.co_filename, f.f_lineno, f.f_code.co_name) for f in innermost]


def read_back(write: Writer) -> str:
    """Let `write` write to a file; returns what is in it then."""
    with tempfile.TemporaryFile(buffering=0) as file:
        write(file)
        file.seek(0)
        return file.read().decode("ascii")


# 2 ── Looking at oneself ─────────────────────────────────────────────────────


def waits_for_the_pen(pen: Any, may_ask: Cue) -> None:
    """Stand here until somebody lays the pen down."""
    if may_ask.wait():
        pen.acquire(timeout=PATIENCE)


def while_alice_waits(write: Writer) -> dict[str, Stack]:
    """Alice waits for the pen that this thread holds, and `write` dumps the stacks.

    Returns the stacks by the name of the thread ("" where the dump does not tell whose).
    """
    pen, may_ask = threading.Lock(), Cue()
    alice = threading.Thread(target=waits_for_the_pen, args=(pen, may_ask), name="alice")
    parked = place_of(waits_for_the_pen, "pen.acquire")
    with pen:
        alice.start()
        may_ask.set()
        until(lambda: stands_at(alice, parked), "alice waits for the pen")
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        stacks = stacks_in(read_back(write))
    alice.join(PATIENCE)
    return {names.get(stack.ident, ""): stack for stack in stacks}


def current_thread_only(file: Any) -> None:
    """Dump the stack of the caller."""
    faulthandler.dump_traceback(file, all_threads=False)


# 3 ── Asked by a signal ──────────────────────────────────────────────────────


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


# 4 ── A crash ────────────────────────────────────────────────────────────────


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


# 5 ── How much fits into a dump ──────────────────────────────────────────────


def dump_of_a_deep_stack(depth: int) -> list[str]:
    """The functions in a dump that is made `depth` calls down."""

    def down(levels: int) -> str:
        return down(levels - 1) if levels else read_back(current_thread_only)

    return stacks_in(down(depth))[0].functions


def dump_of_a_function_called(name: str) -> str:
    """How a dump writes the name of a function."""

    def dumps() -> str:
        return read_back(current_thread_only)

    dumps.__code__ = dumps.__code__.replace(co_name=name)
    (stack,) = stacks_in(dumps())
    return stack.functions[2]  # behind current_thread_only and read_back


def dump_of_a_crowd(number: int, write: Writer) -> tuple[int, bool, int]:
    """`number` threads wait while `write` dumps the stacks.

    Returns how many stacks were written, whether the dump ends with "...", and how many of
    the crowd are there in the end.
    """
    may_leave = Cue()
    crowd = [threading.Thread(target=may_leave.wait) for _ in range(number)]
    for thread in crowd:
        thread.start()
    try:
        until(lambda: all(stands_in(thread, "wait") for thread in crowd), "a crowd that waits")
        dump = read_back(write)
    finally:
        may_leave.set()
        for thread in crowd:
            thread.join(PATIENCE)
    left = sum(thread.is_alive() for thread in crowd)
    return len(stacks_in(dump)), dump.endswith("...\n"), left


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("❌ dump_traceback(all_threads=False): where is alice?")
    log.info("alice is in the dump: %s", "alice" in while_alice_waits(current_thread_only))
    log.info("✅ dump_traceback()")
    stacks = while_alice_waits(faulthandler.dump_traceback)
    log.info("alice stands in %s()", stacks["alice"].functions[0])

    for title, crash in [("❌ a crash", dies), ("✅ enable(), a crash", dies_with_the_handler)]:
        log.info("%s", title)
        dump = in_a_child(crash, PYTHONFAULTHANDLER="", PYTHONDEVMODE="").err
        log.info("its last words: %s", dump.partition("\n")[0] or "none")
        log.info("alice is in them: %s", "waits_for_the_pen" in dump)

    if not hasattr(faulthandler, "register"):
        log.info("there are no user signals on this platform")
        return
    log.info("✅ register(SIGUSR1), and the signal comes")
    stacks = while_alice_waits(ask_by_a_signal)
    log.info("alice stands in %s()", stacks["alice"].functions[0])
    for again in (False, True):
        log.info("%s the log was rotated; registered again? %s", "❌✅"[again], again)
        in_log, in_letter = after_the_log_was_rotated(again)
        log.info("dumps in the new log: %d, in a letter: %d", in_log, in_letter)


if __name__ == "__main__":
    run(main)

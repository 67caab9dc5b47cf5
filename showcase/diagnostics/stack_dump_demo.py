"""📋 Stack dump: a process tells where each of its threads stands, even when Python cannot.

`faulthandler` is written in C. It needs no thread that can run and no memory to allocate, so
it still answers when Python itself no longer can.

    the process looks at itself with       and gets
    ─────────────────────────────────────  ────────────────────────────────────────────
    dump_traceback(all_threads=False)      ❌ the stack of the caller
    dump_traceback()                       ✅ the stack of every thread
    … and there are more than 100 of them  100 of them, and three dots
    … and one is deeper than 100 calls     its innermost 100 calls

TL;DR  `faulthandler.dump_traceback()` says on which line each thread stands. It costs nothing
       until it is called.

Run    python -m showcase.diagnostics.stack_dump_demo
Specs  tests/diagnostics/test_stack_dump.py
Next   dump_on_demand_demo.py: the same from outside, when the program hangs.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import faulthandler
import inspect
import re
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, takes
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


# 3 ── How much fits into a dump ──────────────────────────────────────────────


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


def main(clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    log.info("❌ dump_traceback(all_threads=False): where is alice?")
    log.info("alice is in the dump: %s", "alice" in while_alice_waits(current_thread_only))
    log.info("✅ dump_traceback()")
    stacks = while_alice_waits(faulthandler.dump_traceback)
    log.info("alice stands in %s()", stacks["alice"].functions[0])
    seconds = takes(partial(read_back, faulthandler.dump_traceback), clock)
    log.info("the probe: nothing until it is asked, and then %.0f µs", 1e6 * seconds)


if __name__ == "__main__":
    run(main)

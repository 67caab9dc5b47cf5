"""🔐 The GIL: one thread at a time in Python code, and what that is worth.

    two threads run plain Python …          with the GIL               without it
    ─────────────────────────────────────   ────────────────────────   ──────────────────
    can they see each other run?            once they take turns       ✅ at any moment
    … and nobody makes them take turns      ❌ the first runs on        ✅ as before
    read, then write, nothing in between    nobody comes in between    ❌ no promise
    read, wait for something, then write    ❌ an update is lost        ❌ an update is lost

    The GIL is handed on when its holder blocks, and when another thread has waited for it for a
    switch interval. Both can happen between any two steps of yours.

TL;DR  The GIL protects the interpreter and not your data. Only free-threaded builds (3.13 and
       later) run without it; sys._is_gil_enabled() tells.

Run    python -m showcase.interpreter.gil_demo
Specs  tests/interpreter/test_gil.py
Next   switch_interval_demo.py: how long a turn lasts
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import sysconfig
import time
from collections.abc import Callable
from threading import Barrier
from typing import Any

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

FOR_EVER = 1000.0
"""A switch interval, in seconds, that never passes in here."""


# 1 ── Is it on? ──────────────────────────────────────────────────────────────


def gil_is_on() -> bool:
    """Does this interpreter run with the GIL right now? Always, before Python 3.13."""
    ask: Callable[[], bool] | None = getattr(sys, "_is_gil_enabled", None)
    return ask() if ask else True


def build_is_free_threaded() -> bool:
    """Could this build run without the GIL? Free-threaded builds are new in Python 3.13."""
    return bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def say_whether_it_is_on() -> None:
    """For a child, which may be started with -X gil=… or PYTHON_GIL=…: is it on, and the flag."""
    print(gil_is_on(), getattr(sys.flags, "gil", "no flag"))


# 2 ── Can two threads run Python code at the same moment? ────────────────────


def see_each_other(interval: float, patience: float) -> list[bool]:
    """Two threads each raise a hand, and then look, in plain Python, for the hand of the other.

    Args:
        interval: the switch interval, in seconds. For a child, since it is everybody's.
        patience: seconds after which a thread stops looking. It never blocks meanwhile.

    Returns whether each of them has seen the other's hand, the first to stop first.
    """
    sys.setswitchinterval(interval)
    hands: list[str] = []
    answers: list[bool] = []
    go = Cue()

    def look(own: str) -> None:
        go.wait()
        hands.append(own)
        give_up = time.monotonic() + patience
        while len(hands) < 2 and time.monotonic() < give_up:
            pass
        answers.append(len(hands) == 2)

    play(lambda: look("left"), lambda: look("right"), go.set)
    return answers


def say_who_sees_whom() -> None:
    """For a child: without turns, and with turns of 5 ms."""
    impatient = 0.02 if gil_is_on() else PATIENCE  # in vain, or not
    print("no turns:", see_each_other(FOR_EVER, impatient))
    print("turns:", see_each_other(0.005, PATIENCE))


# 3 ── Does it make two steps one? ────────────────────────────────────────────


def two_deposits(meanwhile: Callable[[], Any]) -> int:
    """Two threads each read the balance, do something, and write it back, increased by 1.

    Args:
        meanwhile: what a thread does between its read and its write.

    Returns the balance: 2, or 1 if a deposit is lost.
    """
    balance = 0
    go = Cue()

    def deposit() -> None:
        nonlocal balance
        go.wait()
        seen = balance
        meanwhile()
        balance = seen + 1

    play(deposit, deposit, go.set)
    return balance


def compute() -> int:
    """Something that is plain Python: no waiting, no reading, no writing."""
    return sum(number * number for number in range(1000))


def say_what_two_deposits_make() -> None:
    """For a child without turns: a pause that computes, and one that waits for the other thread."""
    sys.setswitchinterval(FOR_EVER)
    print("compute:", two_deposits(compute))
    print("wait:", two_deposits(Barrier(2, timeout=PATIENCE).wait))


def main() -> None:
    """❌ before ✅."""
    if gil_is_on():
        log.info("🔐 the GIL is on")
        for line in in_a_child(say_what_two_deposits_make).said:
            log.info("💰 two deposits, %s", line)
    else:
        log.info("🔓 the GIL is off")
    for line in in_a_child(say_who_sees_whom).said:
        log.info("👀 who sees the other, %s", line)


if __name__ == "__main__":
    run(main)

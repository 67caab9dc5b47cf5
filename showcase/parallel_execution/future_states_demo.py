"""🚦 States of a Future: what it can be, and what it can become.

    it is …      cancel()   a worker starts it   set_result()         then it is
    ──────────   ────────   ──────────────────   ──────────────────   ─────────────────
    pending      True       True                 taken                cancelled, running, finished
    running      False      RuntimeError         taken                finished
    cancelled    True       False: skip it       InvalidStateError    cancelled
    finished     False      RuntimeError         InvalidStateError    finished

    done() is true for the last two; running() and cancelled() say what they say.

TL;DR  A future goes forward only, and ends once. A call that runs cannot be cancelled.
       Starting a future and setting its result is for those who write executors.

Run    python -m showcase.parallel_execution.future_states_demo
Specs  tests/parallel_execution/test_future_states.py
Next   done_callbacks_demo.py: be called when it is done
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from showcase.parallel_execution.executor_shutdown_demo import stays_in
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()


# 1 ── Every state, and every way to leave it ─────────────────────────────────

STEPS: dict[str, Callable[[Future[Any]], Any]] = {
    "cancel": Future.cancel,
    "start": Future.set_running_or_notify_cancel,
    "result": lambda future: future.set_result(42),
    "error": lambda future: future.set_exception(ValueError("no")),
}
"""What can be done to a future."""

STATES: dict[str, tuple[str, ...]] = {
    "pending": (),
    "running": ("start",),
    "cancelled": ("cancel",),
    "cancelled and seen": ("cancel", "start"),
    "finished": ("start", "result"),
    "failed": ("start", "error"),
}
"""The way from a new future to each state."""


def future_that_is(state: str) -> Future[Any]:
    """A future in one of STATES."""
    future: Future[Any] = Future()
    for step in STATES[state]:
        STEPS[step](future)
    return future


@dataclass(frozen=True)
class Look:
    """What a future says about itself."""

    running: bool
    cancelled: bool
    done: bool


def look_at(future: Future[Any]) -> Look:
    """Ask the three questions that never wait."""
    return Look(future.running(), future.cancelled(), future.done())


@dataclass(frozen=True)
class Step:
    """What came of a step: what it returned or raised, and what the future is then."""

    answer: Any
    after: Look


def take(step: str, state: str) -> Step:
    """Take one of STEPS with a future in one of STATES."""
    future = future_that_is(state)
    try:
        answer = STEPS[step](future)
    except Exception as error:
        answer = type(error).__name__
    return Step(answer, look_at(future))


# 2 ── One at a time ──────────────────────────────────────────────────────────


class Slow(Future[Any]):
    """A future that stops while it says what it is: in the middle of refusing a result."""

    def __init__(self) -> None:
        super().__init__()
        self.refusing, self.go_on = Cue(), Cue()

    def __repr__(self) -> str:
        if threading.current_thread().name == "refused":
            self.refusing.set()
            self.go_on.wait()
        return super().__repr__()


def answers_in_the_middle(question: Callable[[Future[Any]], Any], function: str) -> bool:
    """Is a question answered while another thread is inside the future?

    set_result() on a finished future raises InvalidStateError, whose message has the future's repr.

    Args:
        question: for instance Future.done.
        function: the name of the function in which its thread stands meanwhile.
    """
    future = Slow()
    future.set_result("the first")
    askers: list[threading.Thread] = []
    answered = Cue()

    def refused() -> None:
        with suppress(Exception):
            future.set_result("the second")

    def asks() -> None:
        future.refusing.wait()
        askers.append(threading.current_thread())
        with suppress(Exception):
            question(future)
        answered.set()

    def looks_on() -> bool:
        waits = stays_in(function, askers, left=answered.is_set)
        future.go_on.set()
        return not waits

    too_early, *_ = play(looks_on, asks, refused)
    return bool(too_early)


# 3 ── Somebody starts a future that a pool has in its list ────────────────────


def worker_after_a_false_start(meddles: bool) -> bool:
    """Is the worker still there when somebody else has started its next call?"""
    gate = Cue()
    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(threading.current_thread).result(PATIENCE)
        before = pool.submit(gate.wait)
        waiting = pool.submit(int)
        if meddles:
            waiting.set_running_or_notify_cancel()
        gate.set()
        worker.join(PATIENCE * meddles)
        alive = worker.is_alive()
        return before.result(PATIENCE) and alive


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Every state, and what can be done about it."""
    for state in STATES:
        log.info("🚦 %s: done? %s", state, look_at(future_that_is(state)).done)
        log.info("   %s", ", ".join(f"{s}() {take(s, state).answer}" for s in ("cancel", "result")))


if __name__ == "__main__":
    run(main)

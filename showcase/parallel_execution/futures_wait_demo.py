"""🚥 wait: until one has ended, one has raised, or all have ended.

    wait(…, return_when)   returns as soon as
    ────────────────────   ─────────────────────────────────────────────────────────
    FIRST_COMPLETED        one has ended, in whatever way
    FIRST_EXCEPTION        one has raised an error; a cancelled one does not count
    ALL_COMPLETED          all have ended, in whatever way

TL;DR  `wait` gives a set of what is done and a set of what is not, also when its time is up. It
       does not ask whether the calls went well: read each future.

Run    python -m showcase.parallel_execution.futures_wait_demo
Specs  tests/parallel_execution/test_futures_wait.py
Next   waiters_demo.py: how they listen, and what they leave behind
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import concurrent.futures
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ALL_COMPLETED, Future
from dataclasses import dataclass, replace
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until, waiting_in

log = get_logger()


def value(future: Future[Any]) -> None:
    """The call returns."""
    future.set_result("a value")


def error(future: Future[Any]) -> None:
    """The call raises."""
    future.set_exception(ValueError("no"))


def cancelled(future: Future[Any]) -> None:
    """Somebody cancels the call, and the executor takes notice."""
    future.cancel()
    future.set_running_or_notify_cancel()


End = Callable[[Future[Any]], None]


@dataclass(frozen=True)
class Waited:
    """What `wait` returned, by the names of the futures, and when."""

    done: str
    not_done: str
    to_the_end: bool
    """Was its timeout used up?"""
    found: str = ""
    """How it was found by what ended meanwhile: "waiting" or "back"."""


def wait_for_two(
    return_when: str,
    before: Mapping[str, End] | None = None,
    meanwhile: Mapping[str, End] | None = None,
    timeout: float = PATIENCE,
) -> Waited:
    """Wait for the futures a and b.

    Args:
        return_when: as for concurrent.futures.wait.
        before: how futures end before they are waited for.
        meanwhile: how futures end while they are waited for.
        timeout: seconds.
    """
    future_of: dict[str, Future[Any]] = {"a": Future(), "b": Future()}
    name_of = {future: name for name, future in future_of.items()}

    def end(them: Mapping[str, End] | None) -> None:
        for name, how in (them or {}).items():
            how(future_of[name])

    def waits() -> Waited:
        start = time.monotonic()
        done, not_done = concurrent.futures.wait(future_of.values(), timeout, return_when)
        seconds = time.monotonic() - start
        return Waited(
            "".join(sorted(name_of[f] for f in done)),
            "".join(sorted(name_of[f] for f in not_done)),
            seconds >= timeout * 0.9,
        )

    end(before)
    waited: Waited
    waited, found = while_it_waits(waits, lambda: end(meanwhile))
    return replace(waited, found=found) if meanwhile else waited


def while_it_waits(act: Callable[[], Any], interrupt: Callable[[], Any]) -> tuple[Any, str]:
    """Run `act` in a thread, and `interrupt` in another when it waits, or is back.

    Returns what `act` returned, and how `interrupt` found it: "waiting" or "back".
    """
    waiters: list[threading.Thread] = []
    looks = [""]
    returned = Cue()

    def waiter() -> Any:
        waiters.append(threading.current_thread())
        try:
            return act()
        finally:
            returned.set()

    def is_found() -> bool:
        waits = any(map(waiting_in, waiters))
        look = "waiting" if waits else "back" * returned.is_set()
        looks.append(look)
        return bool(look)

    def worker() -> str:
        until(is_found, "the waiter waiting")
        interrupt()
        return looks[-1]

    returns, found = play(waiter, worker)
    return returns, found


def main() -> None:
    """Three conditions."""
    for return_when, meanwhile in [
        (concurrent.futures.FIRST_COMPLETED, {"a": value}),
        (concurrent.futures.FIRST_EXCEPTION, {"b": error}),
        (ALL_COMPLETED, {"a": value, "b": error}),
    ]:
        waited = wait_for_two(return_when, meanwhile=meanwhile)
        log.info("🏁 %s: done %r, not done %r", return_when, waited.done, waited.not_done)


if __name__ == "__main__":
    run(main)

"""🎞️ Timeline: who ran, who waited, and who held what, when, in a lane for each thread.

    Ann             AAAAAAAAAAAA············     Ann holds A, and then runs without it
    Ben             ······aaaaaaAAAAAAAAAAAA     Ben waits for A, and gets it from Ann
    Cem             ············!···········     Cem signals, and runs on
    places in use   111111222222222222111111     and how many hold the same thing

A watched lock notes when a thread begins and ends to wait for it, and to hold it. The scenes are
directed: beats count instead of seconds, so that they look alike on every run.

TL;DR  Look before you guess. Watched("lock", Lock(), timeline) is a lock; lanes(…) draws text for
       a terminal, --chart FILE a picture, and --trace FILE is for https://ui.perfetto.dev.

Run    python -m showcase.diagnostics.timeline_demo
       python showcase/diagnostics/timeline_demo.py --chart lanes.svg --trace lanes.json
Specs  tests/diagnostics/test_timeline.py
Next   pool_saturation_demo.py: nobody waits for a lock. For a worker, then?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import json
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Barrier, BrokenBarrierError, Condition, Event, Lock, Semaphore
from typing import Any

from showcase.utils.chrome_trace import trace
from showcase.utils.lane_chart import paint
from showcase.utils.lanes import LIES, RUNS, Span, Timeline, Watched, lanes, threads_of
from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, draw, options, price, visit, write
from showcase.utils.stage import PATIENCE, play, until

log = get_logger()

Score = list[tuple[str, str, str]]
"""Beat by beat: who is told to do what, and who has done what they were told when it is over."""


# 1 ── The scenes ─────────────────────────────────────────────────────────────


class Buffer:
    """Room for two, between one who puts and waits while it is full, and one who takes."""

    def __init__(self, name: str, changed: Condition, timeline: Timeline) -> None:
        self._name, self._changed, self._timeline = name, changed, timeline
        self._watched = Watched(name, changed, timeline)
        self._items: deque[str] = deque()

    def put(self) -> None:
        """Bring an item."""
        with self._changed:
            while len(self._items) == 2:
                self._watched.wait(PATIENCE)
            self._items.append(f"item {len(self._items)}")
            self._timeline.begin(LIES, self._name, self._items[-1])
            self._changed.notify()  # there is only one who could wait for that

    def take(self) -> None:
        """Fetch the last item that was put."""
        with self._changed:
            while not self._items:
                self._watched.wait(PATIENCE)
            self._timeline.end(LIES, self._name, self._items.pop())
            self._changed.notify()


SCENES: dict[str, Any] = {
    "a queue at a lock": (
        "lock",
        Lock,
        [
            ("Ann", "acquire", "Ann"),
            ("Ben", "acquire", ""),  # he has to wait
            ("Ann", "release", "Ann Ben"),
            ("Cem", "acquire", ""),
            ("Ben", "release", "Ben Cem"),
            ("Cem", "release", "Cem"),
        ],
    ),
    "two places of a semaphore": (
        "places",
        partial(Semaphore, 2),
        [
            ("Ann", "acquire", "Ann"),
            ("Ben", "acquire", "Ben"),
            ("Cem", "acquire", ""),
            ("Ann", "release", "Ann Cem"),
            ("Ben", "release", "Ben"),
            ("Cem", "release", "Cem"),
        ],
    ),
    "the broadcast of an event": (
        "event",
        Event,
        [
            ("Ann", "wait", ""),
            ("Ben", "wait", ""),
            ("Cem", "set", "Cem Ann Ben"),
            ("Ann", "wait", "Ann"),  # it is set: she walks through
        ],
    ),
    "a barrier, and how it breaks": (
        "barrier",
        partial(Barrier, 3),
        [
            ("Ann", "wait", ""),
            ("Ben", "wait", ""),
            ("Cem", "wait", "Cem Ann Ben"),
            ("Ann", "wait", ""),
            ("Cem", "abort", "Cem Ann"),
            ("Ben", "wait", "Ben"),  # it stays broken: he does not have to wait
        ],
    ),
    "a condition's empty buffer": (
        "buffer",
        Condition,
        [
            ("Ann", "acquire", "Ann"),
            ("Ann", "wait", ""),  # gives it up until there is something
            ("Ben", "acquire", "Ben"),
            ("Ben", "notify", "Ben"),
            ("Ben", "release", "Ben Ann"),
            ("Ann", "release", "Ann"),
        ],
    ),
    "a buffer that fills, and empties": (
        "buffer",
        Condition,
        [
            ("Ben", "take", ""),  # it is empty
            ("Ann", "put", "Ann Ben"),
            ("Ann", "put", "Ann"),
            ("Ann", "put", "Ann"),
            ("Ann", "put", ""),  # it is full
            ("Ben", "take", "Ben Ann"),
            ("Ben", "take", "Ben"),
            ("Ben", "take", "Ben"),
        ],
        Buffer,
    ),
}


# 2 ── The director ───────────────────────────────────────────────────────────


def perform(
    name: str, make: Callable[[], Any], score: Score, watch: Callable[..., Any] = Watched
) -> list[Span]:
    """Let threads do to an object what the score says, one beat after the other.

    Args:
        watch: puts what was made on the timeline.

    Returns who ran, waited for it and held it, from which beat to which.
    """
    beat = 0
    timeline = Timeline(lambda: beat)
    thing = watch(name, make(), timeline)
    orders: dict[str, SimpleQueue[str]] = {who: SimpleQueue() for who, _, _ in score}
    done: SimpleQueue[str] = SimpleQueue()

    def actor(who: str) -> None:
        with timeline.span(RUNS):
            done.put("here I am")
            for order in iter(partial(orders[who].get, timeout=PATIENCE), "go home"):
                with suppress(BrokenBarrierError):
                    getattr(thing, order)()
                done.put(order)

    def are_done(number: int) -> None:
        for _ in range(number):
            done.get(timeout=PATIENCE)

    def director() -> None:
        nonlocal beat
        are_done(len(orders))
        for who, order, finish in score:
            orders[who].put(order)
            are_done(len(finish.split()))
            if who not in finish:
                until(partial(timeline.is_waiting, who, name), f"{who} waiting")
            beat += 1
        for queue in orders.values():
            queue.put("go home")

    play(director, **{who: partial(actor, who) for who in orders})
    return timeline.spans()


# ── The guided tour ──────────────────────────────────────────────────────────


def main(arguments: Sequence[str] | None = (), clock: Clock = time.perf_counter) -> None:
    """The lanes of each scene, and the same as a chart and as a trace, if it is asked for."""
    chosen = options("Who ran, waited and held what, when.", arguments, trace="for Perfetto")
    seen = {title: perform(*scene) for title, scene in SCENES.items()}
    for title, spans in seen.items():
        log.info("🎬 %s", title)
        for line in lanes(spans):
            log.info("   %s", line)
    watched = Watched("free", Lock(), Timeline())
    log.info("the probe: %.1f × a plain Lock", price(visit(Lock()), visit(watched), clock))
    rows = sum(2 + len(threads_of(spans)) for spans in seen.values())
    if chosen.trace:
        events = json.dumps(trace(seen))
        write(chosen.trace, lambda file: Path(file).write_text(events, encoding="utf-8"))
    draw(chosen.chart, partial(paint, seen, unit="beats"), inches=rows / 4)


if __name__ == "__main__":
    run(partial(main, None))

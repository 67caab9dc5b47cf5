"""🎞️ Lanes: what each thread did from when to when, as text, as a chart, and as a trace.

    timeline = Timeline()                        the notebook
    lock = Watched("lock", Lock(), timeline)     the same for RLock, Semaphore, Condition, Event …
    with timeline.span("runs"): …                around what a thread does, so that it has a lane
    lanes(timeline.spans())                      lanes of letters, for a terminal
    trace({"my program": timeline.spans()})      events for chrome://tracing, Perfetto, viztracer

Specs  tests/utils/test_lanes.py
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from string import ascii_uppercase
from threading import current_thread
from typing import Any

from showcase.utils.probe import Clock

RUNS, WAITS, HOLDS = "runs", "waits for", "holds"
STYLES: dict[str, tuple[float, dict[str, str]]] = {
    RUNS: (0.1, {"color": "0.6"}),
    WAITS: (0.5, {"color": "1", "hatch": "////"}),
    HOLDS: (0.7, {"color": "0.2"}),
}
"""Height and look of a bar: to be told apart without colours."""


@dataclass(frozen=True)
class Span:
    """From when to when a thread did what: it runs, waits for something, or holds it."""

    who: str
    does: str
    what: str
    begun: float
    ended: float


class Timeline:
    """Collects spans. Each thread writes under its own name, so there is no lock."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self._spans: list[Span] = []
        self._begun: dict[tuple[str, str, str], list[float]] = {}

    def begin(self, does: str, what: str = "") -> None:
        """The calling thread begins to do that; it may have begun it before (an RLock)."""
        self._begun.setdefault((current_thread().name, does, what), []).append(self._clock())

    def end(self, does: str, what: str = "") -> bool:
        """It does so no longer. Returns False if it had not begun."""
        who = current_thread().name
        begun = self._begun.get((who, does, what))
        if not begun:
            return False
        self._spans.append(Span(who, does, what, begun.pop(), self._clock()))
        return True

    @contextmanager
    def span(self, does: str, what: str = "") -> Iterator[None]:
        """A block in which the calling thread does that."""
        self.begin(does, what)
        try:
            yield
        finally:
            self.end(does, what)

    def is_waiting(self, who: str, what: str) -> bool:
        """Has that thread begun to wait for it, and not ended?"""
        return bool(self._begun.get((who, WAITS, what)))

    def spans(self) -> list[Span]:
        """What has ended, by beginning."""
        return sorted(self._spans.copy(), key=lambda span: (span.begun, -span.ended, span.who))


class Watched:
    """Anything with acquire() and release(), or with wait(): who waits for it, and who holds it."""

    def __init__(self, name: str, thing: Any, timeline: Timeline) -> None:
        self._name, self._thing, self._timeline = name, thing, timeline

    def __getattr__(self, method: str) -> Any:
        return getattr(self._thing, method)  # set(), notify(), abort(): nobody waits there

    def acquire(self, *arguments: Any, **options: Any) -> bool:
        """As that of the thing."""
        with self._timeline.span(WAITS, self._name):
            acquired: bool = self._thing.acquire(*arguments, **options)
        if acquired:
            self._timeline.begin(HOLDS, self._name)
        return acquired

    def release(self, *arguments: Any) -> None:
        """As that of the thing."""
        self._timeline.end(HOLDS, self._name)
        self._thing.release(*arguments)

    def wait(self, *arguments: Any) -> Any:
        """As that of the thing; a Condition is given back meanwhile."""
        held = self._timeline.end(HOLDS, self._name)
        try:
            with self._timeline.span(WAITS, self._name):
                return self._thing.wait(*arguments)
        finally:
            if held:
                self._timeline.begin(HOLDS, self._name)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()


# ── Three ways to look at it ─────────────────────────────────────────────────


def threads_of(spans: list[Span]) -> list[str]:
    """The lanes, from top to bottom."""
    return sorted({span.who for span in spans})


def lanes(spans: list[Span], columns: int = 36) -> list[str]:
    """A line for each thread, and one that explains the letters.

    A capital is what a thread holds, a small letter what it waits for, a dot is a thread that
    runs and holds nothing. Each column is one moment: what was shorter may be missing.
    """
    start, stop = min(span.begun for span in spans), max(span.ended for span in spans)
    things = dict.fromkeys(span.what for span in spans if span.what)
    letters = dict(zip(things, ascii_uppercase, strict=False))
    signs = {
        (s.does, s.what): letters[s.what].lower() if s.does == WAITS else letters[s.what]
        for s in spans
        if s.what
    }
    width = 2 + max(len(span.who) for span in spans)

    def sign(who: str, moment: float) -> str:
        now = {s.does: s.what for s in spans if s.who == who and s.begun <= moment < s.ended}
        does = WAITS if WAITS in now else HOLDS
        return signs[does, now[does]] if does in now else "·" if now else " "

    moments = [start + (stop - start) * (n + 0.5) / columns for n in range(columns)]
    drawn = [who.ljust(width) + "".join(sign(who, m) for m in moments) for who in threads_of(spans)]
    return [*drawn, ", ".join(f"{sign} {does} {what}" for (does, what), sign in signs.items())]


def trace(programs: dict[str, list[Span]]) -> list[dict[str, Any]]:
    """The events of the Chrome trace format; each program is a process, each thread a track."""
    events: list[dict[str, Any]] = []
    for pid, (program, spans) in enumerate(programs.items(), 1):
        tids = {who: number for number, who in enumerate(threads_of(spans), 1)}
        names = [("process_name", 0, program), *(("thread_name", t, w) for w, t in tids.items())]
        events += [
            {"ph": "M", "ts": 0, "pid": pid, "tid": tid, "name": name, "args": {"name": value}}
            for name, tid, value in names
        ]
        for s in spans:
            name = f"{s.does} {s.what}".strip()
            event = {"ph": "X", "pid": pid, "tid": tids[s.who], "name": name}
            events.append({**event, "ts": s.begun * 1e6, "dur": (s.ended - s.begun) * 1e6})
    return events


def paint(programs: dict[str, list[Span]], axes: Any) -> None:
    """All lanes below each other: grey while a thread runs, hatched if it waits, black if not."""
    rows = [(program, who) for program, spans in programs.items() for who in threads_of(spans)]
    for place, (program, who) in enumerate(rows):
        for s in programs[program]:
            if s.who == who:
                height, style = STYLES[s.does]
                axes.barh(place, s.ended - s.begun, height, s.begun, edgecolor="0.2", **style)
    axes.set_yticks(range(len(rows)), [f"{program}: {who}" for program, who in rows])
    axes.invert_yaxis()
    axes.set_xlabel("grey: runs, hatched: waits, black: holds")

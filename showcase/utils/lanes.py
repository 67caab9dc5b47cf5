"""🎞️ Lanes: what each thread did from when to when, and what it looks like in a terminal.

    timeline = Timeline()                        the notebook
    lock = Watched("lock", Lock(), timeline)     the same for RLock, Semaphore, Condition, Event …
    with timeline.span("runs"): …                around what a thread does, so that it has a lane
    lanes(timeline.spans())                      lanes of letters, for a terminal
    levels(timeline.spans())                     how many hold the same thing, step by step

As a chart: showcase/utils/lane_chart.py; for Perfetto and viztracer: showcase/utils/chrome_trace.py

Specs  tests/utils/test_lanes.py
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from string import ascii_uppercase
from threading import current_thread
from typing import Any

from showcase.utils.probe import Clock

RUNS, WAITS, HOLDS, LIES, SIGNALS = "runs", "waits for", "holds", "lies in", "signals"
SIGNALLING = ("set", "clear", "notify", "notify_all", "abort", "reset")
"""Methods that tell others something, and take no time themselves."""


@dataclass(frozen=True)
class Span:
    """From when to when a thread did what: it runs, waits for something, or holds it.

    A signal is one moment. What lies in a buffer is no thread and has no lane: it is counted.
    """

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

    def begin(self, does: str, what: str = "", who: str = "") -> None:
        """The calling thread, or `who`, begins to do that; perhaps once more (an RLock)."""
        key = (who or current_thread().name, does, what)
        self._begun.setdefault(key, []).append(self._clock())

    def end(self, does: str, what: str = "", who: str = "") -> bool:
        """It does so no longer. Returns False if it had not begun."""
        key = (who or current_thread().name, does, what)
        begun = self._begun.get(key)
        if not begun:
            return False
        self._spans.append(Span(*key, begun.pop(), self._clock()))
        return True

    @contextmanager
    def span(self, does: str, what: str = "") -> Iterator[None]:
        """A block in which the calling thread does that."""
        self.begin(does, what)
        try:
            yield
        finally:
            self.end(does, what)

    def mark(self, what: str) -> None:
        """The calling thread signals that, now."""
        now = self._clock()
        self._spans.append(Span(current_thread().name, SIGNALS, what, now, now))

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
        found = getattr(self._thing, method)
        return self._marked(method, found) if method in SIGNALLING else found

    def _marked(self, method: str, found: Callable[..., Any]) -> Callable[..., Any]:
        def signal(*arguments: Any) -> Any:
            self._timeline.mark(f"{self._name}.{method}")
            return found(*arguments)

        return signal

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


# ── Two ways to look at it ───────────────────────────────────────────────────


def threads_of(spans: list[Span]) -> list[str]:
    """The lanes, from top to bottom."""
    return sorted({span.who for span in spans if span.does != LIES})


def levels(spans: list[Span]) -> dict[str, list[tuple[float, int]]]:
    """From which moment on how many hold a thing, or lie in it, if it is ever more than one."""
    found = {}
    for label, does in (("{} in use", HOLDS), ("in the {}", LIES)):
        for what in dict.fromkeys(span.what for span in spans if span.does == does):
            some = [span for span in spans if (span.does, span.what) == (does, what)]
            moments = sorted({moment for span in some for moment in (span.begun, span.ended)})
            steps: list[tuple[float, int]] = []
            for moment in moments:
                number = len({span.who for span in some if span.begun <= moment < span.ended})
                if number != (steps[-1][1] if steps else 0):
                    steps.append((moment, number))
            if max((number for _, number in steps), default=0) > 1:
                found[label.format(what)] = steps
    return found


def lanes(spans: list[Span], columns: int = 36) -> list[str]:
    """A line for each thread, one for each level, and one that explains the letters.

    A capital is what a thread holds, a small letter what it waits for, a dot is a thread that
    runs and holds nothing, and an exclamation mark is a signal. Each column is one moment: what
    was shorter may be missing, but for signals.
    """
    start, stop = min(span.begun for span in spans), max(span.ended for span in spans)
    shown = [span for span in spans if span.does in (WAITS, HOLDS)]
    letters = dict(zip(dict.fromkeys(s.what for s in shown), ascii_uppercase, strict=False))
    signs = {
        (s.does, s.what): letters[s.what].lower() if s.does == WAITS else letters[s.what]
        for s in shown
    }
    signs.update({(s.does, s.what): "!" for s in spans if s.does == SIGNALS})
    rows = levels(spans)
    width = 2 + max(map(len, [*threads_of(spans), *rows]))

    def sign(who: str, column: int) -> str:
        mine = [span for span in spans if span.who == who and span.does != LIES]
        if any(s.does == SIGNALS and column_of(s.begun) == column for s in mine):
            return "!"
        now = {s.does: s.what for s in mine if s.begun <= moments[column] < s.ended}
        does = WAITS if WAITS in now else HOLDS
        return signs[does, now[does]] if does in now else "·" if now else " "

    def column_of(moment: float) -> int:
        return min(columns - 1, int(columns * (moment - start) / (stop - start)))

    def digit(steps: list[tuple[float, int]], moment: float) -> str:
        number = [0, *(number for begun, number in steps if begun <= moment)][-1]
        return str(number) if number < 10 else "+"

    moments = [start + (stop - start) * (n + 0.5) / columns for n in range(columns)]
    drawn = {who: "".join(sign(who, n) for n in range(columns)) for who in threads_of(spans)}
    drawn.update({label: "".join(digit(s, m) for m in moments) for label, s in rows.items()})
    legend = ", ".join(f"{sign} {does} {what}" for (does, what), sign in signs.items())
    return [*(label.ljust(width) + signs for label, signs in drawn.items()), legend]

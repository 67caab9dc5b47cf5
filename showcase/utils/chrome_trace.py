"""🔭 Chrome trace: lanes as a file for https://ui.perfetto.dev, chrome://tracing or viztracer.

    json.dumps(trace({"my program": timeline.spans()}))

The rules of the Trace Event Format that it keeps: each event has a phase, integers as pid and
tid, and microseconds. "M" names processes and threads and comes first, then everything by time:
"X" is a span with its length, "i" a moment, "C" a number that changes. On a track spans lie in
each other or apart: where two locks are held hand over hand, the later one is cut in two.

Specs  tests/utils/test_chrome_trace.py
"""

from dataclasses import replace
from typing import Any

from showcase.utils.lanes import LIES, SIGNALS, Span, levels, threads_of

Event = dict[str, Any]


def nested(spans: list[Span]) -> list[Span]:
    """The spans of one thread, cut so that each lies in another one or beside it."""
    todo = sorted(spans, key=_outer_first)
    around: list[Span] = []
    cut: list[Span] = []
    while todo:
        span = todo.pop(0)
        around = [outer for outer in around if outer.ended > span.begun]
        end = min([outer.ended for outer in around], default=span.ended)
        if end < span.ended:
            todo = sorted([replace(span, begun=end), *todo], key=_outer_first)
            span = replace(span, ended=end)
        around.append(span)
        cut.append(span)
    return cut


def _outer_first(span: Span) -> tuple[float, float]:
    return span.begun, -span.ended


def trace(programs: dict[str, list[Span]]) -> dict[str, Any]:
    """What such a file holds; each program is a process, each thread a track in it.

    Args:
        programs: spans by the name of the program; their times are seconds.
    """
    names, events = [], []
    for pid, (program, spans) in enumerate(programs.items(), 1):
        names.append(_named("process_name", pid, 0, program))
        for tid, who in enumerate(threads_of(spans), 1):
            names.append(_named("thread_name", pid, tid, who))
            mine = [span for span in spans if span.who == who and span.does != LIES]
            events += [_event(span, pid, tid) for span in nested(mine)]
        for label, steps in levels(spans).items():
            counter = {"ph": "C", "pid": pid, "tid": 0, "name": label}
            events += [{**counter, "ts": m * 1e6, "args": {label: n}} for m, n in steps]
    by_time = sorted(events, key=lambda event: (event["ts"], -event.get("dur", 0)))
    return {"traceEvents": [*names, *by_time], "displayTimeUnit": "ms"}


def _named(kind: str, pid: int, tid: int, name: str) -> Event:
    return {"ph": "M", "ts": 0, "pid": pid, "tid": tid, "name": kind, "args": {"name": name}}


def _event(span: Span, pid: int, tid: int) -> Event:
    event = {"ts": span.begun * 1e6, "pid": pid, "tid": tid}
    if span.does == SIGNALS:
        return {"ph": "i", "s": "t", "name": span.what, **event}
    name = f"{span.does} {span.what}".strip()
    return {"ph": "X", "name": name, "dur": (span.ended - span.begun) * 1e6, **event}

"""🎞️ Lanes: what each thread did from when to when, as text, as a chart, and as a trace.

They are defined in showcase/utils/lanes.py; a story is told with them in
showcase/diagnostics/timeline_demo.py.
"""

from itertools import count
from threading import Barrier, BrokenBarrierError, Condition, Event, Lock, RLock, Semaphore
from types import SimpleNamespace

import pytest

from showcase.utils.lanes import (
    HOLDS,
    RUNS,
    WAITS,
    Span,
    Timeline,
    Watched,
    lanes,
    paint,
    trace,
)
from showcase.utils.stage import may_enter, play

ME = "MainThread"
PROGRAM = [
    Span("Ann", RUNS, "", 0, 4),
    Span("Ann", HOLDS, "pen", 0, 2),
    Span("Ben", WAITS, "pen", 1, 2),
    Span("Ben", HOLDS, "pen", 2, 4),
    Span("Ben", WAITS, "ink", 3, 4),
]


# 1 ── The instrument ─────────────────────────────────────────────────────────


def test_spans_come_in_the_order_of_their_beginning():
    """What began at the same time: the longest first, as a trace wants them nested.

    Docs: library/time#time.perf_counter
    """
    timeline = Timeline(iter([0, 1, 1, 2, 3, 4]).__next__)
    with timeline.span(RUNS):
        with timeline.span(HOLDS, "a"), timeline.span(HOLDS, "b"):
            pass

    assert timeline.spans() == [
        Span(ME, RUNS, "", 0, 4),
        Span(ME, HOLDS, "a", 1, 3),
        Span(ME, HOLDS, "b", 1, 2),
    ]


def test_a_span_ends_with_its_block_whatever_the_end_is():
    """An error leaves no lane open.

    Docs: library/contextlib#contextlib.contextmanager
    """
    timeline = Timeline(iter([0, 1]).__next__)
    with pytest.raises(KeyError):
        with timeline.span(WAITS, "it"):
            assert timeline.is_waiting(ME, "it")
            raise KeyError

    assert timeline.spans() == [Span(ME, WAITS, "it", 0, 1)]
    assert not timeline.is_waiting(ME, "it")


def test_who_waits_is_told_by_thread_and_thing():
    """Another thread does not, nor does the same one for something else.

    Docs: undocumented, and all supported Pythons agree.
    """
    timeline = Timeline()
    with timeline.span(WAITS, "pen"), timeline.span(HOLDS, "ink"):
        seen = [timeline.is_waiting(*x) for x in [(ME, "pen"), (ME, "ink"), ("Ann", "pen")]]

    assert seen == [True, False, False]


def test_an_rlock_is_held_from_the_first_acquire_to_the_last_release():
    """Each pair of RLock.acquire() and release() is a span, one inside the other.

    Docs: library/threading#rlock-objects
    """
    timeline = Timeline(count().__next__)
    lock = Watched("lock", RLock(), timeline)
    with lock, lock:
        pass

    held = [(s.begun, s.ended) for s in timeline.spans() if s.does == HOLDS]
    assert held == [(2, 7), (5, 6)]


@pytest.mark.parametrize("make", [Lock, RLock, Condition, Semaphore])
def test_a_watched_lock_is_a_lock(make):
    """Inside nobody else may enter, afterwards anybody may; `with` hands out what acquire() says.

    Docs: library/threading#threading.Lock
    """
    lock = Watched("lock", make(), Timeline())
    with lock as entered:
        inside = play(lambda: may_enter(lock))

    assert (entered, inside, play(lambda: may_enter(lock))) == (True, [False], [True])


def test_a_refused_lock_is_not_held():
    """Lock.acquire(blocking=False) that returns False begins no span.

    Docs: library/threading#threading.Lock.acquire
    """
    timeline = Timeline()
    lock = Watched("lock", Lock(), timeline)
    with lock:
        refused = play(refused=lambda: lock.acquire(blocking=False))

    assert refused == [False]
    assert [(s.who, s.does) for s in timeline.spans() if s.who != ME] == [("refused", WAITS)]


@pytest.mark.parametrize(
    ("thing", "answer"),
    [
        pytest.param(Event(), False, id="Event: not set in time"),
        pytest.param(Barrier(1), 0, id="Barrier: the number of who came"),
    ],
)
def test_a_watched_wait_returns_what_the_wait_returned(thing, answer):
    """Event.wait(timeout) and Barrier.wait(timeout), with their timeouts.

    Docs: library/threading#threading.Event.wait, library/threading#threading.Barrier.wait
    """
    assert Watched("it", thing, Timeline()).wait(0.001) == answer


@pytest.mark.parametrize("make", [Condition, lambda: Condition(RLock())])
def test_a_condition_is_not_held_while_it_is_waited_for(make):
    """Condition.wait() gives the lock up and takes it again: held, waited for, held.

    Docs: library/threading#threading.Condition.wait
    """
    timeline = Timeline(count().__next__)
    condition = Watched("it", make(), timeline)
    with condition:
        condition.wait(0.001)

    spans = [s.does for s in timeline.spans() if s.begun > 0]
    assert spans == [HOLDS, WAITS, HOLDS]


def test_a_wait_for_what_is_not_held_does_not_hold_it_afterwards():
    """An Event is waited for, and nobody has it.

    Docs: library/threading#threading.Event.wait
    """
    timeline = Timeline()
    Watched("it", Event(), timeline).wait(0.001)

    assert timeline.end(HOLDS, "it") is False
    assert [s.does for s in timeline.spans()] == [WAITS]


def test_the_end_of_a_span_tells_whether_it_had_begun():
    """Ended twice, it is one span.

    Docs: undocumented, and all supported Pythons agree.
    """
    timeline = Timeline()
    timeline.begin(HOLDS, "it")

    assert [timeline.end(HOLDS, "it"), timeline.end(HOLDS, "it")] == [True, False]
    assert len(timeline.spans()) == 1


def test_spans_can_be_counted():
    """They are frozen: equal ones are the same key.

    Docs: library/dataclasses#frozen-instances
    """
    assert len({*PROGRAM, *PROGRAM}) == 5


def test_a_wait_that_raises_has_ended_too():
    """Barrier.wait() at a broken Barrier raises, and is a wait all the same.

    Docs: library/threading#threading.BrokenBarrierError
    """
    timeline = Timeline()
    barrier = Watched("it", Barrier(2), timeline)
    barrier.abort()
    with pytest.raises(BrokenBarrierError):
        barrier.wait()

    assert [(s.does, s.what) for s in timeline.spans()] == [(WAITS, "it")]


def test_a_semaphore_may_be_released_by_who_does_not_hold_it():
    """Semaphore.release(n) is also a signal: then no lane ends.

    Docs: library/threading#threading.Semaphore.release
    """
    timeline = Timeline()
    places = Watched("places", Semaphore(0), timeline)
    places.release(2)

    assert timeline.spans() == []
    assert [places.acquire(blocking=False) for _ in range(3)] == [True, True, False]


# 2 ── Three ways to look at it ───────────────────────────────────────────────


def test_lanes_are_letters_for_things_and_dots_for_running():
    """A wait is what is to be seen: it covers what is held meanwhile. Nothing is no life.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert lanes(PROGRAM, columns=8) == [
        "Ann  AAAA····",
        "Ben    aaAAbb",
        "A holds pen, a waits for pen, b waits for ink",
    ]


def test_lanes_are_36_columns_wide_and_line_up():
    """The longest name makes room for all.

    Docs: undocumented, and all supported Pythons agree.
    """
    spans = [Span("A", RUNS, "", 5, 6), Span("Somebody", RUNS, "", 6, 7)]

    assert lanes(spans) == [
        "A" + " " * 9 + "·" * 18 + " " * 18,
        "Somebody  " + " " * 18 + "·" * 18,
        "",
    ]


def test_a_trace_is_in_the_chrome_format():
    """Complete events ("X") with microseconds, and names for processes and threads ("M"): what
    chrome://tracing, Perfetto and viztracer open.

    Docs: library/json#json.dumps
    """
    events = trace({"first": PROGRAM[:1], "then": PROGRAM[2:3]})

    assert events == [
        {"ph": "M", "ts": 0, "pid": 1, "tid": 0, "name": "process_name", "args": {"name": "first"}},
        {"ph": "M", "ts": 0, "pid": 1, "tid": 1, "name": "thread_name", "args": {"name": "Ann"}},
        {"ph": "X", "pid": 1, "tid": 1, "name": "runs", "ts": 0, "dur": 4e6},
        {
            "ph": "M",
            "ts": 0,
            "pid": 2,
            "tid": 0,
            "name": "process_name",
            "args": {"name": "then"},
        },
        {"ph": "M", "ts": 0, "pid": 2, "tid": 1, "name": "thread_name", "args": {"name": "Ben"}},
        {"ph": "X", "pid": 2, "tid": 1, "name": "waits for pen", "ts": 1e6, "dur": 1e6},
    ]


def test_each_thread_has_a_track_of_its_own():
    """Perfetto draws a track for each pid and tid.

    Docs: library/json#json.dumps
    """
    tracks = [(e["tid"], e["name"]) for e in trace({"it": PROGRAM}) if e["ph"] == "X"]

    assert [tid for tid, _ in tracks] == [1, 1, 2, 2, 2]


def test_a_chart_has_a_lane_for_each_thread_told_apart_without_colours():
    """From top to bottom; the bars differ in height, brightness and hatching.

    Docs: undocumented, and all supported Pythons agree.
    """
    painted = []
    axes = SimpleNamespace(
        barh=lambda y, width, height, left, **look: painted.append((y, width, left, height, look)),
        set_yticks=lambda places, names: painted.append((list(places), names)),
        invert_yaxis=lambda: painted.append("upside down"),
        set_xlabel=painted.append,
    )
    paint({"it": PROGRAM[:3]}, axes)

    assert painted == [
        (0, 4, 0, 0.1, {"edgecolor": "0.2", "color": "0.6"}),
        (0, 2, 0, 0.7, {"edgecolor": "0.2", "color": "0.2"}),
        (1, 1, 1, 0.5, {"edgecolor": "0.2", "color": "1", "hatch": "////"}),
        ([0, 1], ["it: Ann", "it: Ben"]),
        "upside down",
        "grey: runs, hatched: waits, black: holds",
    ]

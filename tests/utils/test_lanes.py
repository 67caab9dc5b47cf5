"""🎞️ Lanes: what each thread did from when to when, and what it looks like in a terminal.

They are defined in showcase/utils/lanes.py; a story is told with them in
showcase/diagnostics/timeline_demo.py.
"""

from itertools import count
from threading import Barrier, BrokenBarrierError, Condition, Event, Lock, RLock, Semaphore
from types import SimpleNamespace

import pytest

from showcase.utils.lanes import (
    HOLDS,
    LIES,
    RUNS,
    SIGNALS,
    WAITS,
    Span,
    Timeline,
    Watched,
    lanes,
    levels,
    threads_of,
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
    barrier = Barrier(2)
    barrier.abort()
    with pytest.raises(BrokenBarrierError):
        Watched("it", barrier, timeline).wait()

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


@pytest.mark.parametrize(
    ("make", "method"),
    [
        pytest.param(Event, "set", id="Event.set"),
        pytest.param(Event, "clear", id="Event.clear"),
        pytest.param(lambda: Barrier(1), "abort", id="Barrier.abort"),
        pytest.param(lambda: Barrier(1), "reset", id="Barrier.reset"),
    ],
)
def test_a_signal_is_one_moment(make, method):
    """Who sets an Event or breaks a Barrier waits for nobody: a mark with the name of the method.

    Docs: library/threading#threading.Event.set, library/threading#threading.Barrier.abort
    """
    timeline = Timeline(iter([7]).__next__)
    getattr(Watched("it", make(), timeline), method)()

    assert timeline.spans() == [Span(ME, SIGNALS, f"it.{method}", 7, 7)]


@pytest.mark.parametrize("method", ["notify", "notify_all"])
def test_a_condition_is_notified_in_one_moment(method):
    """Condition.notify(n) passes its argument on, and nothing of it takes time.

    Docs: library/threading#threading.Condition.notify
    """
    timeline = Timeline()
    condition = Watched("it", Condition(), timeline)
    with condition:
        getattr(condition, method)(*[2] * (method == "notify"))

    assert [s.what for s in timeline.spans() if s.does == SIGNALS] == [f"it.{method}"]


def test_a_signal_is_passed_on_with_its_arguments_and_its_answer():
    """Condition.notify(2) wakes two: the watch changes neither the number nor what is returned.

    Docs: library/threading#threading.Condition.notify
    """
    timeline = Timeline()
    thing = Watched("it", SimpleNamespace(notify=lambda n: f"{n} woken"), timeline)

    assert (thing.notify(2), len(timeline.spans())) == ("2 woken", 1)


def test_a_signal_still_does_what_it_is_for():
    """The Event is set afterwards; asking it whether it is so is no signal.

    Docs: library/threading#threading.Event.is_set
    """
    timeline = Timeline()
    event = Watched("it", Event(), timeline)
    before = event.is_set()
    event.set()

    assert (before, event.is_set(), len(timeline.spans())) == (False, True, 1)


def test_whatever_is_not_a_thread_begins_and_ends_by_its_own_name():
    """An item is put into a buffer by one thread, and taken out by another.

    Docs: library/threading#threading.Thread.name
    """
    timeline = Timeline(count().__next__)
    play(putter=lambda: timeline.begin(LIES, "buffer", "an item"))
    ended = play(taker=lambda: timeline.end(LIES, "buffer", "an item"))

    assert (ended, timeline.spans()) == ([True], [Span("an item", LIES, "buffer", 0, 1)])


# 2 ── Two ways to look at it ─────────────────────────────────────────────────


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


def test_a_signal_is_seen_in_a_lane_however_short_it_is():
    """It has the column in which it falls, and the very last moment falls in the last one.

    Docs: undocumented, and all supported Pythons agree.
    """
    signals = [Span("Ann", SIGNALS, "it.set", moment, moment) for moment in (1, 2.5, 4)]

    assert lanes([Span("Ann", RUNS, "", 0, 4), *signals], columns=4) == [
        "Ann  ·!!!",
        "! signals it.set",
    ]


SHARED = [
    Span("Ann", HOLDS, "pens", 0, 4),
    Span("Ben", HOLDS, "pens", 1, 2),
    Span("Cem", HOLDS, "pens", 2, 3),
    Span("item 0", LIES, "box", 1, 3),
    Span("item 1", LIES, "box", 2, 4),
]


def test_levels_tell_how_many_hold_a_thing_or_lie_in_it():
    """Step by step: when Ben gives his place to Cem, the number stays.

    Docs: library/threading#threading.Semaphore
    """
    assert levels(SHARED) == {
        "pens in use": [(0, 1), (1, 2), (3, 1), (4, 0)],
        "in the box": [(1, 1), (2, 2), (3, 1), (4, 0)],
    }


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param(PROGRAM, id="a lock"),
        pytest.param([Span("Ann", HOLDS, "it", 0, 4), Span("Ann", HOLDS, "it", 1, 2)], id="RLock"),
        pytest.param([Span("Ann", HOLDS, "it", 0, 0)], id="held for no time"),
    ],
)
def test_what_is_never_held_by_two_has_no_level(spans):
    """A Lock is taken or free, which its lane tells; an RLock is held by one, however often.

    Docs: library/threading#rlock-objects
    """
    assert levels(spans) == {}


def test_levels_are_digits_below_the_lanes():
    """What lies in a buffer has no lane; many are a plus sign.

    Docs: undocumented, and all supported Pythons agree.
    """
    crowd = [Span(f"item {n}", LIES, "hall", 3, 4) for n in range(10)]

    assert lanes([*SHARED, *crowd], columns=4) == [
        "Ann          AAAA",
        "Ben           A  ",
        "Cem            A ",
        "pens in use  1221",
        "in the box   0121",
        "in the hall  000+",
        "A holds pens",
    ]
    assert lanes([*SHARED, *crowd[:9]], columns=4)[5] == "in the hall  0009"
    assert threads_of(SHARED) == ["Ann", "Ben", "Cem"]
    namesake = Span("Ann", LIES, "box", 4, 5)
    assert lanes([*SHARED, namesake], columns=5)[0] == "Ann          AAAA "

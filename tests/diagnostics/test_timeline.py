"""🎞️ Timeline: who ran, who waited, and who held what, when, in a lane for each thread.

The story is told, and runs, in showcase/diagnostics/timeline_demo.py; the instrument has its
specs in tests/utils/test_lanes.py.
"""

import json
import sys
from functools import partial
from itertools import accumulate, cycle
from threading import Condition, Lock, RLock, Semaphore
from types import ModuleType, SimpleNamespace

import pytest

from showcase.diagnostics import timeline_demo
from showcase.diagnostics.timeline_demo import SCENES, Buffer, perform
from showcase.utils.lanes import WAITS, Timeline, lanes
from showcase.utils.stage import play, until


def drawn(title):
    """The lanes of a scene, three columns a beat, without the names of the threads."""
    spans = perform(*SCENES[title])
    beats = int(max(span.ended for span in spans))
    return [line[-3 * beats :] for line in lanes(spans, 3 * beats)[:-1]]


def test_who_waits_for_a_lock_and_behind_whom_is_seen():
    """The lane of a thread shows a wait from its Lock.acquire() until the release() of the holder,
    and from then on that the thread holds the Lock.

    Docs: library/threading#threading.Lock.acquire
    """
    assert drawn("a queue at a lock") == [
        "AAAAAA············",
        "···aaaAAAAAA······",
        "·········aaaAAA···",
    ]


@pytest.mark.parametrize("make", [Lock, RLock, Semaphore])
def test_a_lock_that_is_free_shows_no_wait(make):
    """If a second thread acquires a Lock, RLock or Semaphore after the first has released it, no
    lane shows a wait.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.Semaphore.acquire
    """
    score = [("Ann", "acquire", "Ann"), ("Ann", "release", "Ann")]
    score += [("Ben", "acquire", "Ben"), ("Ben", "release", "Ben")]

    assert lanes(perform("lock", make, score), 12) == [
        "Ann  AAA·········",
        "Ben  ······AAA···",
        "A holds lock, a waits for lock",
    ]


def test_a_semaphore_lets_as_many_hold_it_as_it_has_places():
    """With a Semaphore(2) at most two lanes show at a time that a thread holds it, while the third
    thread waits until one of them releases it.

    Docs: library/threading#threading.Semaphore
    """
    assert drawn("two places of a semaphore") == [
        "AAAAAAAAA·········",
        "···AAAAAAAAA······",
        "······aaaAAAAAA···",
        "111222222222111000",
    ]


def test_an_event_ends_all_waits_at_once_and_lets_a_late_one_through():
    """Event.set() ends the waits of two threads at the same moment, and Event.wait() after it does
    not wait.

    Docs: library/threading#threading.Event.set
    """
    assert drawn("the broadcast of an event") == ["aaaaaa······", "···aaa······", "······!·····"]


def test_a_barrier_opens_for_the_last_one_and_holds_nobody_when_it_is_broken():
    """Barrier(3) ends two waits when the third thread comes; Barrier.abort() ends the waits there
    are, and a later wait does not begin.

    Docs: library/threading#threading.Barrier.abort
    """
    assert drawn("a barrier, and how it breaks") == [
        "aaaaaa···aaa······",
        "···aaa············",
        "············!·····",
    ]


def test_a_condition_is_given_back_while_its_waiter_waits():
    """Condition.wait() releases the lock, so that another thread can hold it, and holds it again
    when it returns.

    Docs: library/threading#threading.Condition.wait
    """
    assert drawn("a condition's empty buffer") == [
        "AAAaaaaaaaaaAAA···",
        "······AAA!AA······",
    ]


def test_a_buffer_that_is_empty_or_full_makes_its_threads_wait():
    """With Condition.wait_for() one thread waits while a buffer is empty and another while it is
    full, and the level of the buffer stays between 0 and 2.

    Docs: library/threading#threading.Condition.wait_for
    """
    assert drawn("a buffer that fills, and empties") == [
        "············aaa·········",
        "aaa·····················",
        "000000111222222222111000",
    ]


@pytest.mark.parametrize(
    ("items", "waits", "cures"),
    [pytest.param(0, "take", "put", id="empty"), pytest.param(2, "put", "take", id="full")],
)
def test_who_waits_for_a_buffer_looks_again_when_it_is_woken(items, waits, cures):
    """A thread that Condition.notify_all() wakes although its buffer has not changed checks the
    buffer and waits again.

    Docs: library/threading#threading.Condition.wait
    """
    timeline, changed = Timeline(), Condition()
    buffer = Buffer("box", changed, timeline)
    for _ in range(items):
        buffer.put()

    def waker():
        until(lambda: timeline.is_waiting("waiter", "box"), "a thread that waits")
        with changed:
            changed.notify_all()
        until(
            lambda: bool(timeline.spans()) and timeline.is_waiting("waiter", "box"),
            "a thread that waits again",
        )
        getattr(buffer, cures)()

    play(waker, waiter=getattr(buffer, waits))
    assert [span.does for span in timeline.spans() if span.who == "waiter"] == [WAITS, WAITS]


def test_the_names_of_the_locks_stand_in_the_chart():
    """The chart of a timeline writes the name of a lock into the bar of each thread that holds it.

    Docs: none, this is the showcase's own chart.
    """
    texts = []
    ignore = dict.fromkeys(
        ["barh", "plot", "set_yticks", "invert_yaxis", "set_xlabel"], lambda *_, **__: None
    )
    axes = SimpleNamespace(text=lambda x, y, text, **_: texts.append((x, y, text)), **ignore)
    timeline_demo.paint({"it": perform(*SCENES["a queue at a lock"])}, axes)

    assert texts == [
        (0, 1, " lock"),
        *[(1, 2, " lock"), (2, 2, " lock")],
        *[(3, 3, " lock"), (4, 3, " lock")],
    ]


# ── The guided tour ──────────────────────────────────────────────────────────

STORY = """\
🎬 a queue at a lock
   Ann  AAAAAAAAAAAA························
   Ben  ······aaaaaaAAAAAAAAAAAA············
   Cem  ··················aaaaaaAAAAAA······
   A holds lock, a waits for lock
🎬 two places of a semaphore
   Ann            AAAAAAAAAAAAAAAAAA··················
   Ben            ······AAAAAAAAAAAAAAAAAA············
   Cem            ············aaaaaaAAAAAAAAAAAA······
   places in use  111111222222222222222222111111000000
   A holds places, a waits for places
🎬 the broadcast of an event
   Ann  aaaaaaaaaaaaaaaaaa··················
   Ben  ·········aaaaaaaaa··················
   Cem  ··················!·················
   a waits for event, ! signals event.set
🎬 a barrier, and how it breaks
   Ann  aaaaaaaaaaaa······aaaaaa············
   Ben  ······aaaaaa························
   Cem  ························!···········
   a waits for barrier, ! signals barrier.abort
🎬 a condition's empty buffer
   Ann  AAAAAAaaaaaaaaaaaaaaaaaaAAAAAA······
   Ben  ············AAAAAA!AAAAA············
   A holds buffer, a waits for buffer, ! signals buffer.notify
🎬 a buffer that fills, and empties
   Ann            ··················aaaa··············
   Ben            aaaa································
   in the buffer  000000000111122222222222222111100000
   a waits for buffer
the probe: 5.0 × a plain Lock"""
TOLD = [f"MainThread | {line}" for line in STORY.splitlines()]


def stop_watch():
    """A clock on which a plain lock takes 1 and a watched one 5."""
    return accumulate(cycle([3.0, 1.0, 3.0, 5.0])).__next__


def test_all_scenes_are_exported_if_a_trace_is_asked_for(tell, tmp_path):
    """--trace FILE writes JSON in UTF-8, in which each scene is a process with its own name.

    Docs: none, this is the showcase's own command.
    """
    file = tmp_path / "lanes.json"
    told = tell(partial(timeline_demo.main, ["--trace", str(file)], stop_watch()))
    events = json.loads(file.read_text(encoding="utf-8"))["traceEvents"]

    assert told == [*TOLD, f"MainThread | 📊 {file}"]
    scenes = [e["args"]["name"] for e in events if e["name"] == "process_name"]
    assert scenes == [*SCENES]


def test_a_chart_of_all_scenes_has_room_for_each_lane(tell, monkeypatch):
    """The chart of all scenes is 7 inches high and has 24 rows: 6 titles, 16 threads and 2 levels.

    Docs: none, this is the showcase's own chart.
    """
    seen = []
    axes = SimpleNamespace(
        set_yticks=lambda places, names: seen.append(len(names)),
        set_xlabel=lambda text: seen.append(text.split()[0]),
        **dict.fromkeys(["barh", "plot", "text", "invert_yaxis"], lambda *_, **__: None),
    )
    figure = SimpleNamespace(subplots=lambda: axes, savefig=seen.append)
    module = ModuleType("matplotlib.figure")
    module.Figure = lambda figsize, layout: seen.append(figsize) or figure
    monkeypatch.setitem(sys.modules, "matplotlib", ModuleType("matplotlib"))
    monkeypatch.setitem(sys.modules, "matplotlib.figure", module)
    tell(partial(timeline_demo.main, ["--chart", "lanes.svg"], stop_watch()))

    assert seen == [(9, 7), 24, "beats", "lanes.svg"]


def test_without_matplotlib_the_lanes_in_the_terminal_are_all_there_is(
    tell, monkeypatch, tmp_path, capsys
):
    """Without matplotlib the option --chart FILE prints the usual lanes, writes the --trace FILE
    that was asked for, and ends with the exit code 2 and a line that says how to install it.

    Docs: none, this is the showcase's own chart.
    """
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    trace = tmp_path / "lanes.json"
    wanted = ["--chart", "lanes.svg", "--trace", str(trace)]
    told = tell(partial(timeline_demo.main, wanted, stop_watch()), exit_code=2)

    missing = "lanes.svg needs matplotlib: python -m pip install matplotlib\n"
    assert told == [*TOLD, f"MainThread | 📊 {trace}"]
    assert (trace.exists(), capsys.readouterr().err) == (True, missing)


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase timeline` prints, but for the price.

    Docs: library/threading#lock-objects
    """
    assert tell(partial(timeline_demo.main, (), stop_watch())) == TOLD

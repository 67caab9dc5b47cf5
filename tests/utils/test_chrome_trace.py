"""🔭 Chrome trace: lanes as a file for Perfetto, chrome://tracing or viztracer.

It is written by showcase/utils/chrome_trace.py. The rules are those of the Trace Event Format.
"""

import json

import pytest

from showcase.diagnostics.timeline_demo import SCENES, perform
from showcase.utils.chrome_trace import nested, trace
from showcase.utils.lanes import HOLDS, LIES, RUNS, SIGNALS, WAITS, Span

ANN = [Span("Ann", RUNS, "", 0, 4), Span("Ann", HOLDS, "pen", 0, 2)]
BEN = [Span("Ben", WAITS, "pen", 1, 2), Span("Ben", SIGNALS, "it.set", 3, 3)]
ITEMS = [Span("item 0", LIES, "box", 1, 3), Span("item 1", LIES, "box", 2, 4)]
NUMBER = (int, float)
NEEDS = {
    "X": {"ts": NUMBER, "dur": NUMBER},
    "i": {"ts": NUMBER, "s": str},
    "C": {"ts": NUMBER, "args": dict},
    "M": {"args": dict},
}
"""What an event of each phase has to have, besides ph, name, pid and tid."""


@pytest.fixture(scope="module", name="events")
def _events():
    """All scenes of the timeline, as a file has them."""
    file = json.dumps(trace({title: perform(*scene) for title, scene in SCENES.items()}))
    return json.loads(file)["traceEvents"]


def test_a_trace_is_an_object_with_its_events_and_the_unit_to_show():
    """The JSON Object Format: viztracer reads no bare list.

    Docs: library/json#json.dumps
    """
    assert trace({}) == {"traceEvents": [], "displayTimeUnit": "ms"}


def test_spans_signals_and_levels_become_events_of_a_process():
    """Microseconds: "X" has a length, "i" is a moment of its thread, "C" is a number.

    Docs: library/json#json.dumps
    """
    of_the_program = {"pid": 1, "tid": 0}
    ann, ben = {"pid": 1, "tid": 1}, {"pid": 1, "tid": 2}

    def level(ts, number):
        name = "in the box"
        return {"ph": "C", **of_the_program, "name": name, "ts": ts, "args": {name: number}}

    assert trace({"desk": [*ANN, *BEN, *ITEMS]})["traceEvents"] == [
        {"ph": "M", "ts": 0, **of_the_program, "name": "process_name", "args": {"name": "desk"}},
        {"ph": "M", "ts": 0, **ann, "name": "thread_name", "args": {"name": "Ann"}},
        {"ph": "M", "ts": 0, **ben, "name": "thread_name", "args": {"name": "Ben"}},
        {"ph": "X", "name": "runs", "dur": 4e6, "ts": 0, **ann},
        {"ph": "X", "name": "holds pen", "dur": 2e6, "ts": 0, **ann},
        {"ph": "X", "name": "waits for pen", "dur": 1e6, "ts": 1e6, **ben},
        level(1e6, 1),
        level(2e6, 2),
        {"ph": "i", "s": "t", "name": "it.set", "ts": 3e6, **ben},
        level(3e6, 1),
        level(4e6, 0),
    ]


def test_an_item_of_the_name_of_a_thread_is_no_span_of_its_track():
    """What lies in a buffer is counted, and nothing else: "C" and never "X".

    Docs: library/json#json.dumps
    """
    events = trace({"desk": [*ANN, Span("Ann", LIES, "box", 0, 1)]})["traceEvents"]

    assert [event["name"] for event in events if event["ph"] == "X"] == ["runs", "holds pen"]


def test_each_program_is_a_process_of_its_own():
    """Processes are numbered, and so are the threads in each of them.

    Docs: library/json#json.dumps
    """
    events = trace({"first": ANN, "then": BEN})["traceEvents"]
    tracks = [(e["pid"], e["tid"], e["args"]["name"]) for e in events if e["ph"] == "M"]

    assert tracks == [(1, 0, "first"), (1, 1, "Ann"), (2, 0, "then"), (2, 1, "Ben")]
    assert {(e["pid"], e["name"]) for e in events if e["ph"] == "i"} == {(2, "it.set")}


def test_names_come_first_and_everything_else_by_time(events):
    """Of two that begin at the same time the longer one comes first, so that it is outside.

    Docs: library/json#json.dumps
    """
    names = sum(event["ph"] == "M" for event in events)
    times = [(event["ts"], -event.get("dur", 0)) for event in events[names:]]

    assert {event["ph"] for event in events[:names]} == {"M"}
    assert {event["ph"] for event in events[names:]} == {"X", "i", "C"}
    assert times == sorted(times)


def test_every_event_has_what_its_phase_asks_for(events):
    """Integers as pid and tid, numbers as ts and dur, a scope for an instant, args for a counter.

    Docs: library/json#json.dumps
    """
    for event in events:
        fields = {"name": str, "pid": int, "tid": int, **NEEDS[event["ph"]]}
        assert {key: isinstance(event[key], kind) for key, kind in fields.items()} == dict.fromkeys(
            fields, True
        )


def test_every_track_has_a_name(events):
    """Without thread_name Perfetto shows a number.

    Docs: library/json#json.dumps
    """
    named = {(e["pid"], e["tid"]) for e in events if e["ph"] == "M"}
    assert {(e["pid"], e["tid"]) for e in events} == named


def test_on_a_track_spans_lie_in_each_other_or_apart(events):
    """What begins last ends first: "X" events are balanced like brackets.

    Docs: library/json#json.dumps
    """
    tracks = {}
    for event in events:
        if event["ph"] == "X":
            open_ones = tracks.setdefault((event["pid"], event["tid"]), [])
            while open_ones and open_ones[-1] <= event["ts"]:
                open_ones.pop()
            open_ones.append(event["ts"] + event["dur"])
            assert open_ones == sorted(open_ones, reverse=True)
    assert len(tracks) == 16


@pytest.mark.parametrize(
    ("spans", "cut"),
    [
        pytest.param([(0, 4), (1, 2)], [(0, 4), (1, 2)], id="in each other"),
        pytest.param([(0, 1), (1, 2)], [(0, 1), (1, 2)], id="apart"),
        pytest.param([(0, 3), (1, 4)], [(0, 3), (1, 3), (3, 4)], id="hand over hand"),
        pytest.param([(0, 9), (1, 4), (3, 6)], [(0, 9), (1, 4), (3, 4), (4, 6)], id="in a third"),
        pytest.param(
            [(0, 2), (1, 4), (3, 5)], [(0, 2), (1, 2), (2, 4), (3, 4), (4, 5)], id="a chain"
        ),
        pytest.param([(1, 2), (0, 2)], [(0, 2), (1, 2)], id="not in order"),
        pytest.param([(2, 2), (0, 2)], [(0, 2), (2, 2)], id="of no length"),
    ],
)
def test_where_locks_are_held_hand_over_hand_the_later_span_is_cut(spans, cut):
    """The first is given back while the second is still held: on one track they would cross.

    Docs: library/threading#threading.Lock.release
    """
    seen = nested([Span("Ann", HOLDS, "it", *times) for times in spans])

    assert [(span.begun, span.ended) for span in seen] == cut

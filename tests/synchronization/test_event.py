"""📣 Event: one thread says that something has happened, and everyone who waits may go on.

The story is told, and runs, in showcase/synchronization/event_demo.py.
"""

import threading
import time
from threading import TIMEOUT_MAX, Condition, Event

import pytest

from showcase.synchronization import event_demo
from showcase.synchronization.event_demo import ANNOUNCER, FIRST_WORKER, NOBODY, Round
from showcase.utils.stage import may_enter, waiting_in

HEARD_BY_ALL = Round(set_before_the_announcement=False, prompt_heard=True, late_heard=True)
MISSED = Round(set_before_the_announcement=False, prompt_heard=True, late_heard=False)
OPEN_TOO_EARLY = Round(set_before_the_announcement=True, prompt_heard=True, late_heard=True)


# ── A broadcast over several rounds ──


def test_a_worker_that_clears_the_shared_event_makes_the_others_miss_the_round():
    """Event.clear() resets the flag for every thread: a worker that comes after another one has
    cleared the Event finds it unset.

    Docs: library/threading#threading.Event.clear
    """
    assert event_demo.broadcast(rounds=3, cleared_by=FIRST_WORKER) == [MISSED] * 3


def test_an_event_that_nobody_clears_lets_the_next_round_through_unannounced():
    """An Event stays set until some thread clears it, so the second round finds it set before its
    announcement.

    Docs: library/threading#event-objects
    """
    seen = event_demo.broadcast(rounds=3, cleared_by=NOBODY)
    assert seen == [HEARD_BY_ALL, OPEN_TOO_EARLY, OPEN_TOO_EARLY]


@pytest.mark.pins("threading.Event.set", "threading.Event.clear", "threading.Event.wait(timeout)")
def test_everyone_hears_each_round_when_the_announcer_clears_after_all_have_answered():
    """If the thread that sets the Event is the one that clears it, once all workers have answered,
    no worker misses a round and no round begins unannounced.

    Docs: library/threading#event-objects
    """
    assert event_demo.broadcast(rounds=3, cleared_by=ANNOUNCER) == [HEARD_BY_ALL] * 3


# ── The flag ──


@pytest.mark.pins("threading.Event", "threading.Event.is_set")
def test_a_new_event_is_clear():
    """The flag of an Event is False at first.

    Docs: library/threading#threading.Event
    """
    assert Event().is_set() is False


@pytest.mark.pins("threading.Event.set", "threading.Event.clear", "threading.Event.is_set")
@pytest.mark.parametrize(
    ("calls", "flag"),
    [
        pytest.param(["set"], True, id="set"),
        pytest.param(["set", "set"], True, id="set twice"),
        pytest.param(["set", "set", "clear"], False, id="set twice, clear once"),
        pytest.param(["clear"], False, id="clear"),
        pytest.param(["set", "clear"], False, id="set, clear"),
        pytest.param(["set", "clear", "set"], True, id="set, clear, set"),
    ],
)
def test_the_flag_is_what_was_called_last(calls, flag):
    """Event.set() makes the flag True and Event.clear() makes it False, however often either was
    called before; both return None.

    Docs: library/threading#threading.Event.set, library/threading#threading.Event.clear
    """
    event = Event()
    assert [getattr(event, call)() for call in calls] == [None] * len(calls)
    assert event.is_set() is flag


def test_waiting_leaves_the_flag_set():
    """Event.wait() does not reset the flag: an Event that has let one thread pass lets the next one
    pass as well.

    Docs: library/threading#threading.Event.set, library/threading#threading.Event.wait
    """
    event = Event()
    event.set()
    assert [event.wait(), event.wait(), event.is_set()] == [True, True, True]


@pytest.mark.pins("threading.Event.isSet")
def test_the_old_spelling_is_set_still_works_and_warns():
    """Event.isSet() is the deprecated alias of is_set(); its DeprecationWarning points at the line
    that calls it.

    Docs: library/threading#threading.Event.is_set
    """
    event = Event()
    event.set()
    with pytest.warns(DeprecationWarning, match=r"use is_set\(\) instead") as caught:
        assert event.isSet() is True
    assert caught[0].filename == __file__


@pytest.mark.since("3.11")
@pytest.mark.parametrize(
    ("calls", "state"), [(["set"], "set"), ([], "unset")], ids=["set", "unset"]
)
def test_the_repr_of_an_event_tells_its_state(calls, state):
    """repr() of an Event says whether the Event is "set" or "unset".

    Docs: undocumented, and the same since Python 3.11.
    """
    event = Event()
    for call in calls:
        getattr(event, call)()
    assert repr(event) == f"<threading.Event at {id(event):#x}: {state}>"


@pytest.mark.before("3.11")
def test_the_repr_of_an_event_did_not_tell_its_state_up_to_3_10():
    """In Python 3.10 repr() of an Event is the one of object, which does not show whether it is
    set.

    Docs: undocumented, until Python 3.10.
    """
    assert repr(Event()).startswith("<threading.Event object at ")


# ── Waiting ──


@pytest.mark.pins("threading.Event.wait(timeout)")
@pytest.mark.parametrize("timeout", [None, 0, 0.01], ids=["no limit", "0 s", "0.01 s"])
def test_waiting_for_an_event_that_is_set_returns_true_at_once(timeout):
    """Event.wait() returns True without blocking while the flag is True, whatever the timeout.

    Docs: library/threading#threading.Event.set, library/threading#threading.Event.wait
    """
    event = Event()
    event.set()
    assert event.wait(timeout=timeout) is True


@pytest.mark.pins("threading.Event.wait(timeout)")
@pytest.mark.parametrize("seconds", [0, 0.02], ids=["0 s", "0.02 s"])
def test_a_timed_wait_returns_false_when_its_time_is_over_and_not_before(seconds):
    """Event.wait(timeout) returns False if the flag does not become True within the timeout, and
    not before it has expired.

    Docs: library/threading#threading.Event.wait
    """
    heard, waited = event_demo.waits_in_vain(seconds)
    assert heard is False
    assert waited >= seconds * 0.9


@pytest.mark.pins("threading.Event.set", "threading.Event.wait")
def test_set_wakes_everyone_who_is_parked():
    """Event.set() wakes all the threads that wait, and each of their calls of wait() returns True.

    Docs: library/threading#threading.Event.set
    """
    assert event_demo.parked_then(Event.set, waiters=4) == ([True] * 4, True)


def test_an_event_that_is_closed_again_at_once_has_still_woken_everyone_who_was_parked():
    """Event.set() wakes all the threads that wait, even if clear() follows at once: each wait()
    returns True, though the flag is False again.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert event_demo.parked_then(event_demo.pulse, waiters=3) == ([True] * 3, False)


def test_a_thread_that_runs_is_not_parked():
    """waiting_in(thread), by which the scenario sees that a thread is parked in Event.wait(), is
    None for a thread that is not in Condition.wait().

    Docs: undocumented, and all supported Pythons agree.
    """
    assert not waiting_in(threading.current_thread())


def test_a_wait_that_raises_leaves_the_event_usable():
    """Event.wait() that has raised because of its timeout leaves the Event as it was: it can be set
    and waited for.

    Docs: undocumented, and all supported Pythons agree.
    """
    event = Event()
    with pytest.raises(OverflowError):
        event.wait(TIMEOUT_MAX * 2)
    unset = event.is_set()
    event.set()
    assert (unset, event.wait(0)) == (False, True)


class LoudCondition(Condition):
    """A Condition that tells whether somebody has called it."""

    called = False

    def notify_all(self):
        self.called = True
        super().notify_all()


@pytest.mark.parametrize(
    ("channel", "heard"),
    [
        pytest.param(LoudCondition(), False, id="Condition: forgets"),
        pytest.param(Event(), True, id="Event: remembers"),
    ],
)
def test_only_an_event_remembers_what_nobody_was_waiting_for(channel, heard):
    """Event.set() is kept in the flag while no thread waits; Condition.notify_all() is lost then.

    Docs: library/threading#threading.Event.set, library/threading#threading.Condition.notify_all
    """
    assert event_demo.heard_by_a_latecomer(channel) is heard
    assert heard or channel.called  # the Condition forgot, but it was notified


def test_set_cannot_be_called_by_what_interrupts_set(monkeypatch):
    """Event.set() holds a lock that is not reentrant while it wakes the threads: a signal handler
    or __del__() that interrupts it and calls set() of the same Event would wait for ever.

    Docs: undocumented, and all supported Pythons agree.
    """
    event, looks = Event(), []
    monkeypatch.setattr(event._cond, "notify_all", lambda: looks.append(may_enter(event._cond)))
    event.set()
    looks.append(may_enter(event._cond))
    assert looks == [False, True]


def test_a_loop_around_wait_pauses_and_ends_when_it_is_told_to():
    """`while not stop.wait(interval)` pauses for the interval before each pass of the loop, and
    ends once stop.set() has been called.

    Docs: library/threading#threading.Event.wait
    """
    start = time.monotonic()
    assert event_demo.heartbeats_until(stop_after=3) == 3
    assert time.monotonic() - start >= 3 * event_demo.A_MOMENT * 0.9


def test_an_event_can_be_subclassed():
    """Event is a class and not a factory function: a subclass may override set(), and wait()
    returns True after it.

    Docs: library/threading#threading.Event
    """

    class Doorbell(Event):
        rung = 0

        def set(self):
            self.rung += 1
            super().set()

    doorbell = Doorbell()
    doorbell.set()
    assert (doorbell.wait(0), doorbell.rung) == (True, 1)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase event` prints, in this order on every run.

    Docs: library/threading#event-objects
    """
    assert tell(event_demo.main) == [
        "MainThread | ✂️ the first worker who hears it clears the event",
        "MainThread | I announce round 1",
        "prompt | I hear round 1",
        "late | I miss round 1",
        "MainThread | I announce round 2",
        "prompt | I hear round 2",
        "late | I miss round 2",
        "MainThread | ❌ the late worker missed what was announced",
        "MainThread | 🙈 nobody clears the event",
        "MainThread | I announce round 1",
        "prompt | I hear round 1",
        "late | I hear round 1",
        "MainThread | I announce round 2",
        "prompt | I hear round 2",
        "late | I hear round 2",
        "MainThread | ❌ round 2 was open before it was announced",
        "MainThread | 📣 the announcer clears it, when everyone has answered",
        "MainThread | I announce round 1",
        "prompt | I hear round 1",
        "late | I hear round 1",
        "MainThread | I announce round 2",
        "prompt | I hear round 2",
        "late | I hear round 2",
        "MainThread | ✅ everyone heard each round",
        "MainThread | ⏰ announced first, then waited for 0.001 s",
        "MainThread | ❌ a Condition forgets: False",
        "MainThread | ✅ an Event remembers: True",
        "MainThread | 💓 a heart that stops when it is told to",
        "MainThread | beat 1",
        "MainThread | beat 2",
        "MainThread | ✅ 2 beats, then quiet",
    ]

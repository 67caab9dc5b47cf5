"""🚦 Semaphore: a counter of free places, so never more than N inside.

The story is told, and runs, in showcase/synchronization/semaphore_demo.py.
"""

import sys
import threading
import time
from fractions import Fraction
from threading import TIMEOUT_MAX, BoundedSemaphore, Condition, Semaphore

import pytest

from showcase.synchronization import semaphore_demo
from showcase.synchronization.semaphore_demo import Evening, OneTooMany, Released, places
from showcase.utils.stage import PATIENCE, OpenDoor, may_enter, play

both = pytest.mark.parametrize(
    "make_semaphore",
    [
        pytest.param(Semaphore, id="Semaphore"),
        pytest.param(BoundedSemaphore, id="BoundedSemaphore"),
    ],
)


def with_no_place_left(make_semaphore, value=1):
    """A semaphore of `value` places, all of them taken."""
    semaphore = make_semaphore(value)
    assert places(semaphore) == value
    return semaphore


# ── Never more than N inside ─────────────────────────────────────────────────


def test_without_a_door_everybody_is_inside_at_once():
    """The broken twin of Semaphore(2): behind an OpenDoor, which counts nobody, all three threads
    are inside at once.

    Docs: library/threading#semaphore-objects
    """
    assert semaphore_demo.three_guests(OpenDoor()) == Evening(
        most_inside=3, turned_away=[], were_inside=3
    )


@both
@pytest.mark.pins(
    "threading.Semaphore(value)",
    "threading.Semaphore.acquire(blocking)",
    "threading.Semaphore.release",
    "threading.BoundedSemaphore(value)",
)
@pytest.mark.parametrize(
    ("room", "turned_away"),
    [
        pytest.param(1, ["second", "third"], id="1 place"),
        pytest.param(2, ["third"], id="2 places"),
        pytest.param(3, [], id="3 places"),
    ],
)
def test_a_semaphore_never_lets_more_in_than_it_has_places(make_semaphore, room, turned_away):
    """A thread that finds the counter of a Semaphore at zero waits, and gets in when another thread
    releases its place.

    Docs: library/threading#semaphore-objects, library/threading#semaphore-example
    """
    assert semaphore_demo.three_guests(make_semaphore(room)) == Evening(
        most_inside=room, turned_away=turned_away, were_inside=3
    )


# ── The counter ──────────────────────────────────────────────────────────────


@both
@pytest.mark.pins("threading.Semaphore(value)", "threading.BoundedSemaphore(value)")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param({}, 1, id="no value: 1"),
        pytest.param({"value": 0}, 0, id="value=0"),
        pytest.param({"value": 1}, 1, id="value=1"),
        pytest.param({"value": 3}, 3, id="value=3"),
    ],
)
def test_a_semaphore_starts_with_as_many_places_as_it_is_given(make_semaphore, arguments, expected):
    """The initial value of a Semaphore is the number of its free places, which is 1 by default.

    Docs: library/threading#threading.Semaphore, library/threading#threading.BoundedSemaphore
    """
    assert places(make_semaphore(**arguments)) == expected


@both
@pytest.mark.parametrize("value", [-1, -0.5, -100])
def test_a_semaphore_cannot_start_below_zero(make_semaphore, value):
    """Semaphore(value) raises ValueError for a negative value.

    Docs: library/threading#threading.Semaphore
    """
    with pytest.raises(ValueError, match="semaphore initial value must be >= 0"):
        make_semaphore(value)


@both
def test_a_semaphore_of_one_and_a_half_places_lets_everyone_in(make_semaphore):
    """Semaphore(value) accepts a number that is no integer, and then acquire() never waits: the
    counter is never exactly zero.

    Docs: undocumented, and all supported Pythons agree.
    """
    semaphore = make_semaphore(3 / 2)
    assert [semaphore.acquire(blocking=False) for _ in range(4)] == [True] * 4


@both
def test_an_acquire_takes_one_place_and_a_release_gives_one_back(make_semaphore):
    """The counter of a Semaphore is its initial value, minus the calls of acquire(), plus the calls
    of release().

    Docs: library/threading#threading.Semaphore
    """
    semaphore = make_semaphore(5)
    for change in [semaphore.acquire] * 4 + [semaphore.release] * 2:
        change()

    assert places(semaphore) == 5 - 4 + 2


@both
def test_a_semaphore_has_no_owner(make_semaphore):
    """Any thread may release a Semaphore: a place that one thread has taken can be given back by
    another.

    Docs: library/threading#semaphore-objects
    """
    semaphore = with_no_place_left(make_semaphore)
    play(semaphore.release)

    assert places(semaphore) == 1


# ── acquire() ────────────────────────────────────────────────────────────────


@both
@pytest.mark.pins("threading.Semaphore.acquire(blocking, timeout)")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"blocking": False}, id="acquire(blocking=False)"),
        pytest.param({"blocking": 0}, id="acquire(blocking=0)"),
        pytest.param({"blocking": False, "timeout": None}, id="acquire(False, timeout=None)"),
        pytest.param({"timeout": 0.01}, id="acquire(timeout=0.01)"),
        pytest.param({"timeout": 0}, id="acquire(timeout=0)"),
        pytest.param({"timeout": -1}, id="acquire(timeout=-1)"),
    ],
)
def test_acquire_tells_whether_it_got_a_place(make_semaphore, arguments):
    """Semaphore.acquire() returns True if it took a place, and False if it may not wait or its
    timeout expires. A timeout of -1 expires at once, while for a Lock it means no limit.

    Docs: library/threading#threading.Semaphore.acquire
    """
    semaphore = make_semaphore(1)

    assert semaphore.acquire(**arguments) is True
    assert semaphore.acquire(**arguments) is False


@both
def test_a_refused_acquire_takes_nothing(make_semaphore):
    """The counter of a Semaphore never goes below zero, however many calls of acquire() have
    returned False.

    Docs: library/threading#semaphore-objects
    """
    semaphore = with_no_place_left(make_semaphore)
    refused = [semaphore.acquire(blocking=False), semaphore.acquire(timeout=0)]
    semaphore.release()

    assert refused == [False, False]
    assert places(semaphore) == 1


@both
@pytest.mark.pins("threading.Semaphore.acquire(timeout)")
def test_a_timed_acquire_waits_as_long_as_it_was_told(make_semaphore):
    """Semaphore.acquire(timeout) returns False when the timeout has expired, and not earlier.

    Docs: library/threading#threading.Semaphore.acquire
    """
    semaphore = with_no_place_left(make_semaphore)
    start = time.monotonic()

    assert semaphore.acquire(timeout=0.05) is False
    assert time.monotonic() - start >= 0.05 * 0.9


@both
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="acquire()"),
        pytest.param((True,), id="acquire(True)"),
        pytest.param((True, None), id="acquire(True, None)"),
        pytest.param((True, PATIENCE), id="acquire(True, timeout)"),
    ],
)
def test_an_acquire_that_has_to_wait_succeeds_when_a_place_is_released(make_semaphore, arguments):
    """Semaphore.acquire() that has waited for a place returns True when it gets one, with or
    without a timeout.

    Docs: library/threading#threading.Semaphore.acquire
    """
    answers = semaphore_demo.answers_before_and_after_a_wait(make_semaphore, *arguments)
    assert answers == (False, True)


@both
@pytest.mark.parametrize("timeout", [0, 1, 0.5, -1])
def test_an_acquire_of_a_semaphore_that_does_not_block_takes_no_timeout(make_semaphore, timeout):
    """Semaphore.acquire(blocking=False) raises ValueError if it is given a timeout, and takes no
    place.

    Docs: undocumented, and all supported Pythons agree.
    """
    semaphore = make_semaphore(1)
    with pytest.raises(ValueError, match="can't specify timeout for non-blocking acquire"):
        semaphore.acquire(blocking=False, timeout=timeout)

    assert places(semaphore) == 1


@both
@pytest.mark.pins("threading.TIMEOUT_MAX")
def test_a_semaphore_cannot_wait_longer_than_timeout_max(make_semaphore):
    """Semaphore.acquire(timeout) with a timeout above TIMEOUT_MAX raises OverflowError if it has to
    wait, and takes a free place without complaint.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    semaphore = make_semaphore(1)

    assert semaphore.acquire(timeout=TIMEOUT_MAX * 2) is True
    with pytest.raises(OverflowError):
        semaphore.acquire(timeout=TIMEOUT_MAX * 2)


@both
@pytest.mark.parametrize(
    ("timeout", "error"),
    [
        pytest.param(TIMEOUT_MAX * 2, OverflowError, id="too long"),
        pytest.param("soon", TypeError, id="a string"),
    ],
)
def test_an_acquire_that_raises_leaves_the_semaphore_usable(make_semaphore, timeout, error):
    """Semaphore.acquire() that has raised because of its timeout takes no place, and the Semaphore
    can be released and acquired as before.

    Docs: undocumented, and all supported Pythons agree.
    """
    semaphore = with_no_place_left(make_semaphore)
    with pytest.raises(error):
        semaphore.acquire(timeout=timeout)
    semaphore.release()

    assert places(semaphore) == 1


@both
def test_a_semaphore_takes_any_real_number_as_a_timeout_since_3_15(make_semaphore):
    """Semaphore.acquire(timeout=Fraction(1, 100)) is accepted since Python 3.15, and raises
    TypeError up to 3.14.

    Docs: library/threading#threading.Semaphore.acquire
    """
    semaphore = with_no_place_left(make_semaphore)

    if sys.version_info >= (3, 15):
        assert semaphore.acquire(timeout=Fraction(1, 100)) is False
    else:
        with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
            semaphore.acquire(timeout=Fraction(1, 100))


@both
@pytest.mark.pins("threading.Semaphore.acquire(blocking)")
def test_the_first_argument_of_acquire_of_a_semaphore_is_no_timeout(make_semaphore, monkeypatch):
    """Semaphore.acquire(0.5) is acquire(blocking=0.5), which is true: it waits without a timeout
    until a place is released.

    Docs: library/threading#threading.Semaphore.acquire
    """
    semaphore = with_no_place_left(make_semaphore)
    limits = []

    def released_meanwhile(_condition, timeout=None):
        limits.append(timeout)
        semaphore._value += 1

    with monkeypatch.context() as patch:
        patch.setattr(Condition, "wait", released_meanwhile)
        assert semaphore.acquire(0.5) is True
    assert limits == [None]


# ── release() ────────────────────────────────────────────────────────────────


@pytest.mark.pins("threading.Semaphore.release(n)")
@pytest.mark.parametrize(
    ("releases", "inside"),
    [
        pytest.param([1], [1], id="release()"),
        pytest.param([3], [3], id="release(3)"),
        pytest.param([2, 1], [2, 3], id="release(2), release(1)"),
        pytest.param([1, 1, 1], [1, 2, 3], id="release() three times"),
    ],
)
def test_release_lets_in_as_many_as_it_gives_places(releases, inside):
    """Semaphore.release(n) adds n to the counter and wakes n of the threads that wait.

    Docs: library/threading#threading.Semaphore.release
    """
    seen = semaphore_demo.released_while_threads_wait(Semaphore, *releases)

    assert seen == Released(waited=sum(releases), inside=inside)


@pytest.mark.pins("threading.BoundedSemaphore.release(n)")
@pytest.mark.parametrize(
    ("releases", "inside"),
    [
        pytest.param([3], [3], id="release(3)"),
        pytest.param([2, 1], [2, 3], id="release(2), release(1)"),
    ],
)
def test_a_bounded_semaphore_lets_in_as_many_as_it_gets_places_back(releases, inside):
    """BoundedSemaphore.release(n) lets in n of the threads that wait, as long as the counter does
    not exceed its initial value.

    Docs: library/threading#threading.Semaphore.release,
    library/threading#threading.BoundedSemaphore
    """

    def with_all_places_taken(_zero):
        return with_no_place_left(BoundedSemaphore, sum(releases))

    seen = semaphore_demo.released_while_threads_wait(with_all_places_taken, *releases)

    assert seen == Released(waited=sum(releases), inside=inside)


@both
@pytest.mark.parametrize("n", [1, 2, 3])
def test_release_gives_back_n_places(make_semaphore, n):
    """Semaphore.release(n) adds n to the counter also while no thread waits, and n is 1 by default.

    Docs: library/threading#threading.Semaphore.release
    """
    semaphore = with_no_place_left(make_semaphore, 4)
    semaphore.release(n)
    semaphore.release()

    assert places(semaphore) == n + 1


@both
@pytest.mark.parametrize("n", [0, -1])
def test_release_gives_back_one_place_or_more(make_semaphore, n):
    """Semaphore.release(n) with n below 1 raises ValueError and changes nothing.

    Docs: undocumented, and all supported Pythons agree.
    """
    semaphore = with_no_place_left(make_semaphore)
    with pytest.raises(ValueError, match="n must be one or more"):
        semaphore.release(n)

    assert places(semaphore) == 0


@both
def test_release_of_a_semaphore_returns_nothing(make_semaphore):
    """Semaphore.release() returns None, so its caller does not learn whether a thread was waiting.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert with_no_place_left(make_semaphore).release() is None


@both
def test_release_cannot_be_called_by_what_interrupts_release(make_semaphore, monkeypatch):
    """Semaphore.release() holds a lock that is not reentrant while it wakes a thread: a signal
    handler or __del__() that interrupts it and calls release() as well would wait for ever.

    Docs: undocumented, and all supported Pythons agree.
    """
    semaphore, looks = with_no_place_left(make_semaphore), []
    lock = semaphore._cond
    monkeypatch.setattr(lock, "notify", lambda n=1: looks.append(may_enter(lock)))
    semaphore.release()
    looks.append(may_enter(lock))
    assert looks == [False, True]


# ── BoundedSemaphore ─────────────────────────────────────────────────────────


def test_a_plain_semaphore_grows_with_each_release_too_many():
    """A Semaphore may count above its initial value: a release() too many raises no error, and adds
    a place.

    Docs: library/threading#semaphore-example
    """
    assert semaphore_demo.released_once_too_often(Semaphore) == OneTooMany(error="", places=3)


def test_a_bounded_semaphore_finds_the_release_that_was_one_too_many():
    """BoundedSemaphore.release() above the initial value raises ValueError and adds no place.

    Docs: library/threading#threading.BoundedSemaphore
    """
    assert semaphore_demo.released_once_too_often(BoundedSemaphore) == OneTooMany(
        error="Semaphore released too many times", places=2
    )


@pytest.mark.pins("threading.BoundedSemaphore.release(n)")
@pytest.mark.parametrize("n", [2, 3, 100])
def test_a_bounded_semaphore_takes_back_all_of_n_or_nothing(n):
    """BoundedSemaphore.release(n) that would exceed the initial value raises ValueError and gives
    back none of the n places.

    Docs: library/threading#threading.BoundedSemaphore
    """
    semaphore = BoundedSemaphore(2)
    semaphore.acquire()
    with pytest.raises(ValueError, match="Semaphore released too many times"):
        semaphore.release(n)

    assert places(semaphore) == 1


def test_a_bounded_semaphore_can_be_filled_up_to_its_initial_value():
    """BoundedSemaphore.release(n) that brings the counter to exactly its initial value is no error.

    Docs: library/threading#threading.BoundedSemaphore
    """
    semaphore = with_no_place_left(BoundedSemaphore, 3)
    semaphore.release(3)

    assert places(semaphore) == 3


def test_a_bounded_semaphore_is_a_semaphore():
    """BoundedSemaphore is a subclass of Semaphore, so it can be used wherever a Semaphore is
    expected.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert issubclass(BoundedSemaphore, Semaphore)


@both
@pytest.mark.parametrize(
    ("enter", "heard"),
    [
        pytest.param({}, ["release"], id="acquire alone: not heard"),
        pytest.param(
            {"__enter__": lambda loud: loud.acquire()}, ["acquire", "release"], id="__enter__, too"
        ),
    ],
)
def test_an_acquire_that_a_subclass_overrides_is_not_called_by_with(make_semaphore, enter, heard):
    """Semaphore.__enter__() is another name for Semaphore.acquire(), while __exit__() calls
    release(): a subclass that overrides acquire() has to override __enter__() as well.

    Docs: undocumented, and all supported Pythons agree.
    """
    calls = []

    class Loud(make_semaphore):
        def acquire(self, *args):
            calls.append("acquire")
            return super().acquire(*args)

        def release(self):
            calls.append("release")
            super().release()

    with type("Louder", (Loud,), enter)():
        pass
    assert calls == heard


# ── A limit is a limit; what it looks like ───────────────────────────────────


@both
def test_a_wake_up_in_vain_does_not_renew_the_timeout(make_semaphore, monkeypatch):
    """Semaphore.acquire(timeout=3) waits for 3 seconds in all, however often it is woken and finds
    that another thread has taken the place.

    Docs: library/threading#threading.Semaphore.acquire
    """
    semaphore = with_no_place_left(make_semaphore)
    clock, limits = [100.0], []

    def woken_in_vain_after_a_second(_condition, timeout=None):
        limits.append(timeout)
        clock[0] += 1
        assert len(limits) < 10, "it waits for ever"

    with monkeypatch.context() as patch:
        patch.setattr(threading, "_time", lambda: clock[0])
        patch.setattr(Condition, "wait", woken_in_vain_after_a_second)
        answer = semaphore.acquire(timeout=3)

    assert answer is False
    assert limits == [3, 2, 1]


@pytest.mark.since("3.11")
def test_a_semaphore_shows_its_value():
    """repr() of a Semaphore shows the number of free places; repr() of a BoundedSemaphore also
    shows its initial value.

    Docs: undocumented, new in 3.11, and all Pythons since agree.
    """
    plain, bounded = Semaphore(3), BoundedSemaphore(3)
    plain.acquire()
    bounded.acquire()

    assert repr(plain) == f"<threading.Semaphore at {id(plain):#x}: value=2>"
    assert repr(bounded) == f"<threading.BoundedSemaphore at {id(bounded):#x}: value=2/3>"


@both
@pytest.mark.before("3.11")
def test_a_semaphore_did_not_show_its_value_up_to_3_10(make_semaphore):
    """In Python 3.10 repr() of a Semaphore is the one of object, without the number of free places.

    Docs: undocumented, until Python 3.10.
    """
    semaphore = make_semaphore(3)

    assert repr(semaphore) == object.__repr__(semaphore)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase semaphore` prints, in this order on every run.

    Docs: library/threading#semaphore-objects
    """
    assert tell(semaphore_demo.main) == [
        "MainThread | 🚪 no door",
        "first | I am inside",
        "second | I am inside",
        "third | I am inside",
        "MainThread | ❌ the room is for 2, and at most 3 were inside",
        "MainThread | 🚦 Semaphore(2)",
        "first | I am inside",
        "second | I am inside",
        "third | the room is full, so I wait",
        "third | I am inside",
        "MainThread | ✅ the room is for 2, and at most 2 were inside",
        "MainThread | 🎁 release(2), then release(1)",
        "MainThread | 3 waited, then 2 were inside, then 3",
        "MainThread | ➕ one release() too many",
        "MainThread | ❌ Semaphore(2) has 3 places now",
        "MainThread | ✅ BoundedSemaphore(2) has 2: Semaphore released too many times",
    ]

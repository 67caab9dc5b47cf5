"""🔁 RLock: a lock that knows its owner, and lets the owner in again.

The story is told, and runs, in showcase/synchronization/rlock_demo.py. Every claim is made
about the RLock written in C, which you get, and about its twin in pure Python.
"""

import sys
import threading
from threading import Lock, RLock

import pytest

from showcase.synchronization import rlock_demo
from showcase.synchronization.rlock_demo import (
    Teller,
    Transfer,
    WouldWaitForEver,
    another_may_enter,
)
from showcase.utils.stage import PATIENCE, Cue, OpenDoor, may_enter, play

PURE = threading._PyRLock

every_rlock = pytest.mark.parametrize(
    "make_rlock",
    [pytest.param(RLock, id="RLock"), pytest.param(PURE, id="RLock in pure Python")],
)


# ── The holder comes again ───────────────────────────────────────────────────


@every_rlock
@pytest.mark.pins("threading.RLock", "threading.RLock.acquire(blocking)")
def test_a_method_may_call_another_one_that_takes_the_same_rlock(make_rlock):
    """The thread that owns an RLock acquires it again without blocking, so nested methods that each
    take the same RLock all complete.

    Docs: library/threading#rlock-objects
    """
    assert rlock_demo.transfer(make_rlock) == Transfer(
        mine=70, yours=30, would_wait_for_ever=False, open_for_others=True
    )


def test_with_a_plain_lock_the_nested_method_waits_for_its_own_caller():
    """A Lock has no owner: while it is held, Lock.acquire() blocks every thread, and the one that
    holds the Lock is no exception.

    Docs: library/threading#threading.RLock.acquire
    """
    assert rlock_demo.transfer(Lock) == Transfer(
        mine=100, yours=0, would_wait_for_ever=True, open_for_others=True
    )


@every_rlock
@pytest.mark.parametrize(
    "method", [Teller.withdraw, Teller.deposit, Teller.transfer], ids=lambda method: method.__name__
)
def test_while_another_thread_holds_the_rlock_each_of_the_methods_is_kept_out(make_rlock, method):
    """Each method of Teller takes the RLock itself, so none of them changes a balance while another
    thread owns the RLock.

    Docs: library/threading#rlock-objects
    """
    rlock = make_rlock()
    teller = Teller(rlock)
    with rlock, pytest.raises(WouldWaitForEver):
        play(lambda: method(teller, 30))

    assert (teller.mine, teller.yours) == (100, 0)


@every_rlock
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({}, id="acquire()"),
        pytest.param({"blocking": False}, id="acquire(blocking=False)"),
        pytest.param({"timeout": 0}, id="acquire(timeout=0)"),
        pytest.param({"timeout": PATIENCE}, id="acquire(timeout)"),
    ],
)
@pytest.mark.pins("threading.RLock.acquire(blocking, timeout)")
def test_the_owner_of_an_rlock_is_told_true_at_once_however_it_asks(make_rlock, arguments):
    """RLock.acquire() returns True without blocking in the thread that owns the RLock, whatever
    `blocking` and `timeout` say.

    Docs: library/threading#threading.RLock.acquire
    """
    rlock = make_rlock()

    assert [rlock.acquire(**arguments) for _ in range(3)] == [True, True, True]


# ── Counting ─────────────────────────────────────────────────────────────────


@every_rlock
@pytest.mark.parametrize(
    ("acquired", "released", "opens"),
    [
        pytest.param(1, 0, False, id="1 acquired, 0 released: shut"),
        pytest.param(1, 1, True, id="1 acquired, 1 released: open"),
        pytest.param(2, 1, False, id="2 acquired, 1 released: shut"),
        pytest.param(2, 2, True, id="2 acquired, 2 released: open"),
        pytest.param(5, 4, False, id="5 acquired, 4 released: shut"),
        pytest.param(5, 5, True, id="5 acquired, 5 released: open"),
    ],
)
@pytest.mark.pins("threading.RLock.release")
def test_an_rlock_opens_after_as_many_releases_as_acquires(make_rlock, acquired, released, opens):
    """Only the final RLock.release(), that of the outermost acquire() and release() pair, lets
    another thread proceed.

    Docs: library/threading#threading.RLock.release
    """
    assert rlock_demo.open_after(make_rlock, acquired, released) is opens


@every_rlock
def test_nested_with_blocks_keep_an_rlock_until_the_outermost_ends(make_rlock):
    """Each `with rlock:` block acquires the RLock once on entry and releases it once on exit.

    Docs: library/threading#rlock-objects
    """
    rlock = make_rlock()

    with rlock:
        with rlock:
            assert not another_may_enter(rlock)
        assert not another_may_enter(rlock)
    assert another_may_enter(rlock)


@every_rlock
def test_a_refused_attempt_does_not_count(make_rlock):
    """An RLock.acquire() that returns False changes nothing: the owner keeps the RLock, and
    releases it as often as it acquired it.

    Docs: library/threading#threading.RLock.acquire
    """
    rlock = make_rlock()
    with rlock:
        assert play(lambda: rlock.acquire(blocking=False)) == [False]
        assert not another_may_enter(rlock)

    assert another_may_enter(rlock)


@every_rlock
def test_an_rlock_can_be_taken_by_another_thread_in_its_turn(make_rlock):
    """Ownership of an RLock ends with the last release(), and the next thread that acquires the
    RLock becomes its owner.

    Docs: library/threading#rlock-objects
    """
    rlock = make_rlock()

    def holder():
        with rlock, rlock:
            return another_may_enter(rlock)

    assert play(holder) == [False]
    assert holder() is False
    assert another_may_enter(rlock)


# ── Ownership ────────────────────────────────────────────────────────────────


@pytest.mark.pins("threading.Lock.release", "threading.RLock.release")
@pytest.mark.parametrize(
    ("make_lock", "outcome"),
    [
        pytest.param(Lock, "released", id="Lock: yes"),
        pytest.param(RLock, "RuntimeError: cannot release un-acquired lock", id="RLock: no"),
        pytest.param(
            PURE, "RuntimeError: cannot release un-acquired lock", id="RLock in pure Python: no"
        ),
    ],
)
def test_only_the_owner_may_release_an_rlock_while_anyone_may_release_a_lock(make_lock, outcome):
    """Lock.release() may be called from any thread; RLock.release() raises RuntimeError in a thread
    that does not own the RLock.

    Docs: library/threading#threading.RLock.release, library/threading#threading.Lock.release
    """
    assert rlock_demo.released_by_a_stranger(make_lock) == outcome


@every_rlock
def test_a_stranger_who_tried_to_release_has_changed_nothing(make_rlock):
    """When RLock.release() raises RuntimeError in a thread that is not the owner, the owner keeps
    the RLock, and its own release() unlocks it.

    Docs: library/threading#threading.RLock.release
    """
    rlock = make_rlock()
    rlock.acquire()
    with pytest.raises(RuntimeError):
        play(rlock.release)

    assert not another_may_enter(rlock)
    rlock.release()
    assert another_may_enter(rlock)


@every_rlock
@pytest.mark.parametrize("acquired", [0, 1, 2])
def test_an_rlock_cannot_be_released_more_often_than_acquired(make_rlock, acquired):
    """RLock.release() raises RuntimeError if no thread owns the RLock.

    Docs: library/threading#threading.RLock.release
    """
    rlock = make_rlock()
    for change in [rlock.acquire] * acquired + [rlock.release] * acquired:
        change()

    with pytest.raises(RuntimeError, match="cannot release un-acquired lock"):
        rlock.release()


@every_rlock
def test_an_rlock_is_still_held_after_its_owner_has_ended(make_rlock):
    """An RLock is not released when the thread that owns it ends: no other thread can acquire it
    any more.

    Docs: undocumented, and all supported Pythons agree.
    """
    rlock = make_rlock()
    play(rlock.acquire)

    assert not may_enter(rlock)  # by the main thread: a new one might get the owner's ident


@every_rlock
def test_an_rlock_takes_a_thread_with_the_ident_of_its_dead_owner_for_its_owner(make_rlock):
    """An RLock knows its owner by the ident of the thread: if the owner has ended without a
    release(), a later thread that gets the same ident owns the RLock.

    Docs: undocumented, and all supported Pythons agree.
    """
    rlock = make_rlock()

    def owner():
        rlock.acquire()
        return threading.get_ident()

    def look():
        return threading.get_ident() == ident, rlock._is_owned()

    (ident,) = play(owner)
    looks = [play(look)[0]]
    while looks[-1] == (False, False) and len(looks) < 1000:  # the ident comes again soon
        looks.append(play(look)[0])
    assert looks[-1] == (True, True)


# ── What acquire() answers to the others ─────────────────────────────────────


@every_rlock
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"blocking": False}, id="acquire(blocking=False)"),
        pytest.param({"timeout": 0}, id="acquire(timeout=0)"),
        pytest.param({"timeout": 0.01}, id="acquire(timeout=0.01)"),
    ],
)
@pytest.mark.pins("threading.RLock.acquire(blocking, timeout)")
def test_another_thread_is_told_false_when_it_will_not_wait_or_has_waited(make_rlock, arguments):
    """While another thread owns the RLock, RLock.acquire() returns False if it may not block or if
    its timeout expires.

    Docs: library/threading#threading.RLock.acquire
    """
    rlock = make_rlock()
    rlock.acquire()

    assert play(lambda: rlock.acquire(**arguments)) == [False]


@every_rlock
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({}, id="acquire()"),
        pytest.param({"timeout": -1}, id="acquire(timeout=-1)"),
        pytest.param({"timeout": PATIENCE}, id="acquire(timeout)"),
    ],
)
@pytest.mark.pins("threading.RLock.acquire(timeout)")
def test_another_thread_that_waits_is_let_in_by_the_last_release(make_rlock, arguments):
    """RLock.acquire() blocks while another thread owns the RLock, and returns True once that thread
    has released it as often as it acquired it.

    Docs: library/threading#threading.RLock.acquire
    """
    rlock, owner_is_in, other_is_shut_out = make_rlock(), Cue(), Cue()

    def owner():
        with rlock, rlock:
            owner_is_in.set()
            other_is_shut_out.wait()

    def other():
        owner_is_in.wait()
        knock = rlock.acquire(blocking=False)
        other_is_shut_out.set()
        return knock, rlock.acquire(**arguments)

    assert play(owner, other) == [None, (False, True)]


@pytest.mark.pins("threading.RLock.release")
@every_rlock
def test_a_release_lets_exactly_one_of_the_waiting_threads_in(make_rlock):
    """Of the threads that wait for an RLock, the RLock.release() that unlocks it lets exactly one
    proceed; the others wait until that one has released the RLock as well.

    Docs: library/threading#threading.RLock.release
    """
    waited_and_was_alone = False, 1, False
    found = rlock_demo.let_in_one_by_one(make_rlock, guests=3)
    assert found == [waited_and_was_alone] * 3


def test_an_open_door_keeps_nobody_waiting_and_lets_another_one_in():
    """The broken twin of an RLock: behind an OpenDoor, which locks nothing, each thread enters at
    once, and another thread may enter as well.

    Docs: library/threading#threading.RLock.release
    """
    found = rlock_demo.let_in_one_by_one(OpenDoor, guests=3)
    assert [(at_once, another) for at_once, _, another in found] == [(True, True)] * 3


# ── locked(), what it looks like, and how it is made ─────────────────────────


@every_rlock
@pytest.mark.since("3.14")
@pytest.mark.pins("threading.RLock.locked")
def test_locked_tells_whether_anybody_holds_an_rlock(make_rlock):
    """RLock.locked() is True at every level of recursion, for the owner and for others.

    Docs: library/threading#threading.RLock.locked
    """
    rlock = make_rlock()
    before = rlock.locked()
    with rlock:
        with rlock:
            inner = rlock.locked()
        seen_by_another = play(rlock.locked)[0]

    assert (before, inner, seen_by_another, rlock.locked()) == (False, True, True, False)


@every_rlock
@pytest.mark.before("3.14")
def test_an_rlock_had_no_locked_until_3_13(make_rlock):
    """RLock.locked() is new in Python 3.14, while Lock has locked() in every supported version.

    Docs: library/threading#threading.RLock.locked
    """
    assert not hasattr(make_rlock(), "locked")
    assert hasattr(Lock(), "locked")


@every_rlock
def test_an_rlock_shows_its_state_and_its_count(make_rlock):
    """repr() of an RLock says whether it is locked or unlocked, and how often its owner has
    acquired it.

    Docs: undocumented, and all supported Pythons agree.
    """
    rlock = make_rlock()
    before = repr(rlock)
    with rlock, rlock:
        inside = repr(rlock)

    assert repr(rlock) == before
    assert before.startswith("<unlocked ")
    assert " count=0 " in before
    assert inside.startswith("<locked ")
    assert " count=2 " in inside
    assert hex(id(rlock)) in inside


def test_an_rlock_in_python_shows_its_owner_by_name_while_the_owner_lives():
    """repr() of a pure Python RLock shows the name of its owner, and the ident once that thread has
    ended; repr() of the RLock written in C always shows the ident.

    Docs: undocumented, and all supported Pythons agree.
    """
    in_python, in_c, left_behind = PURE(), RLock(), PURE()

    def owner():
        left_behind.acquire()
        with in_python, in_c:
            return threading.get_ident(), repr(in_python), repr(in_c)

    ((ident, of_python, of_c),) = play(owner)
    assert "threading._RLock object owner='owner' " in of_python
    assert f" owner={ident} " in of_c
    assert f" owner={ident} " in repr(left_behind)
    assert " owner=None " in repr(in_python)


def test_rlock_is_a_factory_that_prefers_the_one_written_in_c(monkeypatch):
    """RLock is a factory function, not a class: it returns an object of the class written in C, or
    of the pure Python class where the one in C is missing.

    Docs: library/threading#threading.RLock
    """
    assert not isinstance(RLock, type)
    assert type(RLock()) is threading._CRLock

    monkeypatch.setattr(threading, "_CRLock", None)
    assert type(RLock()) is PURE


@pytest.mark.pins("threading.RLock")
@pytest.mark.parametrize(
    ("positional", "by_name"),
    [pytest.param([1], {}, id="RLock(1)"), pytest.param([], {"door": 1}, id="RLock(door=1)")],
)
def test_rlock_takes_no_arguments(positional, by_name, recwarn):
    """RLock() silently ignores arguments up to Python 3.12, emits a DeprecationWarning for them in
    3.13 and 3.14, and raises TypeError since 3.15.

    Docs: library/threading#threading.RLock, whatsnew/3.15#removed
    """
    if sys.version_info >= (3, 15):
        with pytest.raises(TypeError):
            RLock(*positional, **by_name)
    else:
        RLock(*positional, **by_name)
        text = "Passing arguments to RLock is deprecated and will be removed in 3.15"
        expected = [(DeprecationWarning, text, __file__)] * (sys.version_info >= (3, 13))
        assert [(w.category, str(w.message), w.filename) for w in recwarn] == expected


@pytest.mark.parametrize("arguments", [(1,), (1, 2)], ids=str)
def test_the_rlock_in_python_has_never_taken_arguments(arguments):
    """The pure Python RLock raises TypeError for arguments in every supported version.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError):
        PURE(*arguments)


# ── What Condition and forked children rely on ───────────────────────────────


@every_rlock
def test_an_rlock_can_be_put_down_and_taken_up_at_the_same_level(make_rlock):
    """Condition.wait() unlocks an RLock at any recursion level with RLock._release_save(), and
    restores that level with RLock._acquire_restore().

    Docs: library/threading#threading.Condition.wait
    """
    rlock = make_rlock()
    for _ in range(3):
        rlock.acquire()

    level = rlock._release_save()
    assert not rlock._is_owned()
    assert another_may_enter(rlock)

    rlock._acquire_restore(level)
    assert rlock._is_owned()
    assert " count=3 " in repr(rlock)
    assert not another_may_enter(rlock)


@every_rlock
def test_an_rlock_that_nobody_holds_cannot_be_put_down(make_rlock):
    """RLock._release_save(), with which Condition.wait() unlocks an RLock, raises RuntimeError if
    no thread owns the RLock, also right after a first RLock._release_save().

    Docs: undocumented, and all supported Pythons agree.
    """
    rlock = make_rlock()
    with pytest.raises(RuntimeError, match="cannot release un-acquired lock"):
        rlock._release_save()
    rlock.acquire()
    rlock._release_save()

    with pytest.raises(RuntimeError, match="cannot release un-acquired lock"):
        rlock._release_save()


@every_rlock
def test_an_rlock_knows_whether_this_very_thread_owns_it(make_rlock):
    """RLock._is_owned(), which Condition.notify() asks, is True only in the thread that owns the
    RLock.

    Docs: undocumented, and all supported Pythons agree.
    """
    rlock = make_rlock()
    assert rlock._is_owned() is False
    with rlock:
        assert rlock._is_owned() is True
        assert play(rlock._is_owned) == [False]
    assert rlock._is_owned() is False


@every_rlock
@pytest.mark.since("3.11")
def test_an_rlock_tells_its_owner_the_level_and_others_nothing(make_rlock):
    """RLock._recursion_count() returns how often the calling thread has acquired the RLock, which
    is 0 for a thread that does not own it.

    Docs: undocumented, new in 3.11, and all Pythons since agree.
    """
    rlock = make_rlock()
    with rlock, rlock:
        assert rlock._recursion_count() == 2
        assert play(rlock._recursion_count) == [0]
    assert rlock._recursion_count() == 0


@every_rlock
def test_at_fork_reinit_frees_an_rlock_that_is_held(make_rlock):
    """RLock._at_fork_reinit() leaves an RLock unlocked, without an owner and with a count of 0. It
    is meant for a forked child, which has a copy of the RLock but may not have the thread that owns
    it.

    Docs: undocumented, and all supported Pythons agree.
    """
    rlock = make_rlock()
    rlock.acquire()
    rlock._at_fork_reinit()

    assert not rlock._is_owned()
    assert " count=0 " in repr(rlock)
    assert another_may_enter(rlock)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase rlock` prints, in this order on every run.

    Docs: library/threading#rlock-objects
    """
    assert tell(rlock_demo.main) == [
        "MainThread | 🔒 Lock: the inner method ❌ waits for itself",
        "MainThread | 🔒 Lock: balances 100 and 0",
        "MainThread | 🔁 RLock: the inner method ✅ is let in",
        "MainThread | 🔁 RLock: balances 70 and 30",
        "MainThread | acquired 2, released 1: may others enter? False",
        "MainThread | acquired 2, released 2: may others enter? True",
        "MainThread | a stranger releases a Lock: released",
        "MainThread | a stranger releases an RLock: RuntimeError: cannot release un-acquired lock",
    ]

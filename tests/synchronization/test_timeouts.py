"""⏳ Timeouts: what every blocking call returns in time, and what it does when time is up.

The story is told, and runs, in showcase/synchronization/timeouts_demo.py.
"""

import queue
import sys
import threading
from decimal import Decimal
from fractions import Fraction
from functools import partial
from threading import TIMEOUT_MAX, Condition, Lock, RLock, Semaphore

import pytest

from showcase.synchronization import timeouts_demo
from showcase.synchronization.timeouts_demo import CALLS, lock_acquire, outcome, queue_get
from showcase.utils.stage import PATIENCE

EVERY_CALL = {
    **CALLS,
    "RLock.acquire in pure Python": partial(lock_acquire, make_lock=threading._PyRLock),
    "SimpleQueue.get in pure Python": partial(queue_get, make_queue=queue._PySimpleQueue),
}

IN_TIME = {
    "Lock.acquire": "returned True",
    "RLock.acquire": "returned True",
    "Semaphore.acquire": "returned True",
    "Condition.wait": "returned True",
    "Condition.wait_for": "returned 'done'",
    "Event.wait": "returned True",
    "Barrier.wait": "returned 0",
    "Thread.join": "returned (None, 'ended')",
    "Queue.get": "returned 'item'",
    "Queue.put": "returned None",
    "SimpleQueue.get": "returned 'item'",
    "Future.result": "returned 'result'",
    "Future.exception": "returned KeyError('lost')",
    "futures.wait": "returned (1, 0)",
    "futures.as_completed": "returned ['result']",
    "Executor.map": "returned ['result']",
}
TOO_LATE = {
    "Lock.acquire": "returned False",
    "RLock.acquire": "returned False",
    "Semaphore.acquire": "returned False",
    "Condition.wait": "returned False",
    "Condition.wait_for": "returned ''",
    "Event.wait": "returned False",
    "Barrier.wait": "raised BrokenBarrierError",
    "Thread.join": "returned (None, 'alive')",
    "Queue.get": "raised Empty",
    "Queue.put": "raised Full",
    "SimpleQueue.get": "raised Empty",
    "Future.result": "raised TimeoutError",
    "Future.exception": "raised TimeoutError",
    "futures.wait": "returned (0, 1)",
    "futures.as_completed": "raised TimeoutError",
    "Executor.map": "raised TimeoutError",
}
REFUSE_NEGATIVE = {"Lock.acquire", "RLock.acquire", "Queue.get", "Queue.put", "SimpleQueue.get"}
NEGATIVE = {**TOO_LATE, **dict.fromkeys(REFUSE_NEGATIVE, "raised ValueError")}
QUEUES_AND_ITERATORS = ("Queue.get", "Queue.put", "futures.as_completed", "Executor.map")
FLOATS_ONLY = {
    **dict.fromkeys(CALLS, "raised TypeError"),
    **{name: TOO_LATE[name] for name in QUEUES_AND_ITERATORS},
}
ADDED_TO_A_CLOCK = (
    *("Semaphore.acquire", "Condition.wait_for", "Barrier.wait"),
    *QUEUES_AND_ITERATORS,
)
NAN_BEFORE = {
    **dict.fromkeys(("Lock.acquire", "RLock.acquire", "Thread.join"), "raised ValueError"),
    "SimpleQueue.get": "raised ValueError",
    **{name: TOO_LATE[name] for name in ("Condition.wait", "Event.wait", "futures.wait")},
    **{name: TOO_LATE[name] for name in ("Future.result", "Future.exception")},
}
NAN_IS_REFUSED = sys.version_info >= (3, 15, 2) or (3, 14, 10) <= sys.version_info < (3, 15)
NO_LIMIT = {"Lock.acquire": -1, "RLock.acquire": -1}


def every_call(answers, called="answer"):
    """A parametrisation over every call, with what `answers` says about it."""
    return pytest.mark.parametrize(
        ("call", called),
        [
            pytest.param(call, answer, id=f"{name}: {answer}")
            for name, call in EVERY_CALL.items()
            for answer in [answers[name.partition(" ")[0]]]
        ],
    )


def whatever_the_call(answer, called="answer"):
    """A parametrisation over every call, with the same answer for all of them."""
    return every_call(dict.fromkeys(CALLS, answer), called)


# ── It comes, or time is up ──


@pytest.mark.pins(
    "threading.Lock.acquire(timeout)",
    "threading.RLock.acquire(timeout)",
    "threading.Semaphore.acquire(timeout)",
    "threading.Condition.wait(timeout)",
    "threading.Condition.wait_for(timeout)",
    "threading.Event.wait(timeout)",
    "threading.Barrier.wait(timeout)",
    "threading.Thread.join(timeout)",
)
@every_call(IN_TIME)
def test_what_comes_in_time_is_what_the_call_returns(call, answer):
    """A blocking call whose timeout has not expired returns what it waited for: True, an item, a
    result or an index; Thread.join() returns None.

    Docs: library/threading#threading.Lock.acquire, library/queue#queue.Queue.get,
    library/concurrent.futures#concurrent.futures.Future.result
    """
    assert outcome(call, PATIENCE, comes=True) == answer


@pytest.mark.pins(
    "queue.Queue.get(timeout)",
    "queue.Queue.put(timeout)",
    "queue.SimpleQueue.get(timeout)",
    "concurrent.futures.Future.result(timeout)",
    "concurrent.futures.Future.exception(timeout)",
    "concurrent.futures.wait(timeout)",
    "concurrent.futures.as_completed(timeout)",
    "concurrent.futures.Executor.map(timeout)",
)
@pytest.mark.parametrize("timeout", [0, 0.005], ids=["0 s", "0.005 s"])
@every_call(TOO_LATE)
def test_a_timeout_is_told_by_a_result_or_by_an_error(call, answer, timeout):
    """When its timeout expires, a call on a lock, semaphore, condition or event returns a false
    value, Thread.join() returns None, concurrent.futures.wait() returns what is not done, and a
    call on a barrier, queue or Future raises.

    Docs: library/threading#threading.Condition.wait, library/queue#queue.Queue.get,
    library/concurrent.futures#concurrent.futures.Future.result
    """
    assert outcome(call, timeout, comes=False) == answer


@whatever_the_call(0.01, called="timeout")
def test_no_call_gives_up_before_its_time(call, timeout):
    """A timeout is given in seconds, and a blocking call that waits in vain does not give up before
    they have passed.

    Docs: library/threading#threading.Lock.acquire, library/queue#queue.Queue.get
    """
    assert timeouts_demo.seconds_in_vain(call, timeout) >= timeout * 0.9


# ── No limit at all ──


@every_call({**dict.fromkeys(CALLS), **NO_LIMIT}, called="no_limit")
def test_none_is_no_limit_except_for_a_lock_where_it_is_minus_one(call, no_limit):
    """timeout=None means no limit, and every blocking call accepts it, except Lock.acquire() and
    RLock.acquire(), where -1 means no limit.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.Event.wait
    """
    assert outcome(call, no_limit, comes=True).startswith("returned")


@pytest.mark.parametrize(
    "make_lock", [pytest.param(Lock, id="Lock"), pytest.param(RLock, id="RLock")]
)
def test_a_lock_takes_no_none(make_lock):
    """Lock.acquire(timeout=None) and RLock.acquire(timeout=None) raise TypeError, unlike the calls
    whose default is None.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.RLock.acquire
    """
    with pytest.raises(TypeError):
        make_lock().acquire(timeout=None)


# ── What no timeout can be ──


@pytest.mark.pins("threading.TIMEOUT_MAX")
@pytest.mark.needs("posix_signals")
def test_the_longest_timeout_is_292_years():
    """threading.TIMEOUT_MAX is 2**63 nanoseconds on POSIX, rounded down to whole seconds.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    assert TIMEOUT_MAX == 2**63 // 10**9


@pytest.mark.pins("threading.TIMEOUT_MAX")
@whatever_the_call("returned")
def test_the_longest_timeout_is_accepted(call, answer):
    """threading.TIMEOUT_MAX itself is a valid timeout for every blocking call.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    assert outcome(call, TIMEOUT_MAX, comes=True).startswith(answer)


@pytest.mark.pins("threading.TIMEOUT_MAX")
@pytest.mark.parametrize("timeout", [TIMEOUT_MAX * 2, float("inf")], ids=["too large", "infinite"])
@whatever_the_call("raised OverflowError")
def test_more_than_the_longest_timeout_is_an_overflow(call, answer, timeout):
    """A blocking call that has to wait raises OverflowError for a timeout above
    threading.TIMEOUT_MAX.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    assert outcome(call, timeout, comes=False) == answer


@pytest.mark.parametrize(
    "still_alive",
    [
        pytest.param(True, marks=pytest.mark.since("3.13"), id="alive since 3.13"),
        pytest.param(False, marks=pytest.mark.before("3.13"), id="taken for dead before"),
    ],
)
def test_a_join_that_raises_leaves_the_thread_alone(still_alive):
    """Thread.join() that raises OverflowError leaves a running thread alive since Python 3.13;
    before, a bug marks the thread as ended.

    Docs: undocumented, and a bug of Python 3.10 to 3.12.
    """
    assert timeouts_demo.alive_after_a_join_that_raised() == ("OverflowError", still_alive)


@every_call(NEGATIVE)
def test_a_negative_timeout_is_refused_or_means_now(call, answer):
    """Locks and queues raise ValueError for a negative timeout; for all other calls the timeout has
    expired at once.

    Docs: library/queue#queue.Queue.get, library/threading#threading.Lock.acquire
    """
    assert outcome(call, -0.5, comes=False) == answer


@pytest.mark.skipif(not NAN_IS_REFUSED, reason="new in Python 3.14.10 and 3.15.2")
@whatever_the_call("raised ValueError")
def test_nan_is_no_timeout(call, answer):
    """Every blocking call raises ValueError if its timeout is NaN, since Python 3.14.10 and
    3.15.2.

    Docs: undocumented, and supported Pythons differ.
    """
    assert outcome(call, float("nan"), comes=False) == answer


@pytest.mark.skipif(NAN_IS_REFUSED, reason="until Python 3.14.9 and 3.15.1")
@pytest.mark.parametrize(("name", "answer"), NAN_BEFORE.items(), ids=list(NAN_BEFORE))
def test_nan_is_refused_by_locks_and_has_expired_for_an_event_before(name, answer):
    """Before Python 3.14.10 and 3.15.2, Lock.acquire(), Thread.join() and SimpleQueue.get() raise
    ValueError for a NaN timeout as well, but for Condition.wait(), Event.wait(), Future.result()
    and concurrent.futures.wait() it has expired at once.

    Calls that wait in a loop, such as Queue.get(), never time out then, and are not tried.

    Docs: undocumented, and supported Pythons differ.
    """
    assert outcome(CALLS[name], float("nan"), comes=False) == answer


@whatever_the_call("raised TypeError")
def test_a_string_is_no_timeout(call, answer):
    """A timeout is a real number: every blocking call raises TypeError for the string "1".

    Docs: library/threading#threading.Event.wait
    """
    assert outcome(call, "1", comes=False) == answer


@every_call(TOO_LATE if sys.version_info >= (3, 15) else FLOATS_ONLY)
def test_a_fraction_is_a_timeout_for_every_call_since_3_15(call, answer):
    """Since Python 3.15 a timeout may be any real number, such as Fraction(1, 200). Before, every
    blocking call raises TypeError for it, except those that only add it to a clock reading:
    Queue.get() and put(), as_completed() and Executor.map().

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.Semaphore.acquire,
    library/threading#threading.Thread.join
    """
    assert outcome(call, Fraction(1, 200), comes=False) == answer


@pytest.mark.since("3.15")
@pytest.mark.parametrize(
    ("name", "answer"),
    {**TOO_LATE, **dict.fromkeys(ADDED_TO_A_CLOCK, "raised TypeError")}.items(),
)
def test_a_decimal_is_no_timeout_where_it_is_added_to_a_clock(name, answer):
    """Lock.acquire(), Thread.join() and Condition.wait() accept a Decimal as timeout; a call that
    adds the timeout to time.monotonic(), a float, raises TypeError, as Semaphore.acquire() does.

    Docs: undocumented, and so it is in Python 3.15.
    """
    assert outcome(CALLS[name], Decimal("0.005"), comes=False) == answer


@pytest.mark.parametrize(
    "make_lock",
    [
        pytest.param(Lock, id="Lock"),
        pytest.param(RLock, id="RLock"),
        pytest.param(threading._PyRLock, id="RLock in pure Python"),
        pytest.param(Condition, id="Condition"),
        pytest.param(Semaphore, id="Semaphore"),
    ],
)
def test_a_call_that_does_not_block_takes_no_timeout(make_lock):
    """acquire(blocking=False, timeout=1) raises ValueError for a Lock, RLock, Condition or
    Semaphore.

    Docs: library/threading#threading.Lock.acquire
    """
    with pytest.raises(ValueError, match="non-blocking"):
        make_lock().acquire(blocking=False, timeout=1)


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase timeouts` prints: the table of its docstring, made by trying.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    assert tell(timeouts_demo.main) == [
        "MainThread | ✅ in time, or ⏳ after 0.001 s",
        *[f"MainThread | {name}: ✅ {IN_TIME[name]}, ⏳ {TOO_LATE[name]}" for name in CALLS],
        "MainThread | ❌ for ever, which is more than TIMEOUT_MAX: raised OverflowError",
    ]

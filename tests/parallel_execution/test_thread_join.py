"""🤝 join: wait for the end of a thread, with or without a timeout.

The story is told, and runs, in showcase/parallel_execution/thread_join_demo.py.
"""

import inspect
import sys
from decimal import Decimal
from fractions import Fraction
from threading import TIMEOUT_MAX, Thread, main_thread

import pytest

from showcase.parallel_execution import thread_join_demo
from showcase.parallel_execution.thread_join_demo import join_with, joined_by_many
from showcase.utils.stage import PATIENCE

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.pins("threading.Thread.join(timeout)", "threading.Thread.is_alive")
@pytest.mark.parametrize("timeout", [0.05, 0, -0.0, -1, -1.5, -INFINITY], ids=str)
def test_a_join_that_timed_out_returns_none_and_leaves_the_thread_alive(timeout):
    """Thread.join(timeout) returns None even if the timeout has expired: only Thread.is_alive()
    tells. A negative timeout, of which the documentation says nothing, counts as zero.

    Docs: library/threading#threading.Thread.join
    """
    waited = join_with(timeout)
    assert (waited.returned, waited.alive_before, waited.alive) == (None, True, True)


def test_a_join_waits_as_long_as_its_timeout_says():
    """Thread.join(timeout) of a running thread does not return before `timeout` seconds have
    passed.

    Docs: library/threading#threading.Thread.join
    """
    assert join_with(0.05).seconds >= 0.05 * 0.9


@pytest.mark.parametrize("timeout", [(), (None,), (PATIENCE,), (0,), (-1,)], ids=str)
def test_a_join_of_an_ended_thread_returns_none(timeout):
    """Thread.join() of a thread that has ended returns None, whatever the timeout.

    Docs: library/threading#threading.Thread.join
    """
    waited = join_with(*timeout, ended=True)
    assert (waited.returned, waited.alive_before, waited.alive) == (None, False, False)


def test_a_join_has_no_limit_by_default():
    """The default timeout of Thread.join() is None, which stands for no limit.

    Docs: library/threading#threading.Thread.join
    """
    assert inspect.signature(Thread.join).parameters["timeout"].default is None


@pytest.mark.parametrize(
    "timeout",
    [
        pytest.param((), id="join()"),
        pytest.param((None,), id="join(None)"),
        pytest.param((PATIENCE,), id="join(timeout)"),
    ],
)
def test_everyone_who_joins_a_thread_comes_back_after_its_end(timeout):
    """Several threads can wait in Thread.join() for the same thread: none of them returns before
    that thread has ended, and then all do.

    Docs: library/threading#threading.Thread.join
    """
    joined = ["3 wait", "the worker ends", "joined", "joined", "joined"]
    assert joined_by_many(3, *timeout) == joined


def test_a_thread_can_be_joined_many_times():
    """Thread.join() can be called again for a thread that has ended; Thread.is_alive() is False
    after each call.

    Docs: library/threading#threading.Thread.join
    """
    assert thread_join_demo.joined_again_and_again(3) == [False, False, False]


@pytest.mark.parametrize("timeout", [(), (0,)], ids=["join()", "join(0)"])
def test_a_thread_cannot_join_itself(timeout):
    """Thread.join() of the current thread, which would be a deadlock, raises RuntimeError, even
    with a timeout.

    Docs: library/threading#threading.Thread.join
    """
    assert thread_join_demo.join_oneself(*timeout) == "cannot join current thread"


def test_the_main_thread_cannot_join_itself():
    """Thread.join() of the main thread, called in the main thread, raises RuntimeError, as for
    any current thread.

    Docs: library/threading#threading.Thread.join
    """
    with pytest.raises(RuntimeError, match="cannot join current thread"):
        main_thread().join(0)


def test_another_thread_may_join_the_main_thread():
    """Thread.join(timeout) of the main thread, called in another thread, returns None when the
    timeout expires.

    Docs: library/threading#threading.Thread.join
    """
    assert thread_join_demo.join_the_main_thread(0.01) == (None, True)


@pytest.mark.parametrize("timeout", [Fraction(1, 100), Decimal("0.01")], ids=repr)
def test_a_timeout_may_be_any_real_number_since_3_15(timeout):
    """Thread.join(timeout) accepts a Fraction or a Decimal since Python 3.15, and raises
    TypeError for them before.

    Docs: library/threading#threading.Thread.join
    """
    assert join_with(timeout).returned is (None if sys.version_info >= (3, 15) else TypeError)


@pytest.mark.parametrize(
    ("timeout", "error"),
    [
        pytest.param("soon", TypeError, id="a string: TypeError"),
        pytest.param(NAN, ValueError, id="nan: ValueError"),
        pytest.param(INFINITY, OverflowError, id="inf: OverflowError"),
        pytest.param(TIMEOUT_MAX * 2, OverflowError, id="above TIMEOUT_MAX: OverflowError"),
    ],
)
@pytest.mark.pins("threading.TIMEOUT_MAX")
def test_a_timeout_that_is_no_number_of_seconds_is_refused(timeout, error):
    """Thread.join(timeout) raises TypeError for a str, ValueError for NaN, and OverflowError for
    more seconds than threading.TIMEOUT_MAX.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    assert join_with(timeout).returned is error


@pytest.mark.parametrize("timeout", [NAN, INFINITY, TIMEOUT_MAX * 2], ids=str)
def test_a_join_that_raises_leaves_the_thread_alive_since_3_13(timeout):
    """After a Thread.join(timeout) that raised, a running thread is still alive since Python
    3.13; before, a bug makes Thread.is_alive() return False.

    Docs: undocumented, and the Pythons differ as said.
    """
    assert join_with(timeout).alive is (sys.version_info >= (3, 13))


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_join` prints, in this order on every run.

    Docs: library/threading#threading.Thread.join
    """
    assert tell(thread_join_demo.main) == [
        "MainThread | ⏳ join(0.01), and it works on: ❌ returns None",
        "MainThread | ⏳ … but is_alive(): ✅ True",
        "MainThread | ⏳ join(0), and it works on: ❌ returns None",
        "MainThread | ⏳ … but is_alive(): ✅ True",
        "MainThread | ⏳ join(-1), and it works on: ❌ returns None",
        "MainThread | ⏳ … but is_alive(): ✅ True",
        "MainThread | 🤝 three wait for one: "
        "['3 wait', 'the worker ends', 'joined', 'joined', 'joined']",
        "MainThread | 🔁 joined three times: alive [False, False, False]",
        "MainThread | 🪞 joined by itself: ❌ cannot join current thread",
        "MainThread | 👑 the main thread, joined with a timeout: (None, True)",
    ]

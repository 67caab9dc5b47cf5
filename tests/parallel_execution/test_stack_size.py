"""🥞 Stack size: how much room the next threads get for their calls.

The story is told, and runs, in showcase/parallel_execution/stack_size_demo.py.
"""

import re
import threading

import pytest

from showcase.parallel_execution import stack_size_demo
from showcase.parallel_execution.stack_size_demo import KIB, TOO_MUCH, answers_to, start_with


@pytest.mark.pins("threading.stack_size(size)")
def test_the_default_stack_size_is_zero():
    """threading.stack_size() returns 0, which stands for the default of the platform, as long as
    no size has been set.

    Docs: library/threading#threading.stack_size
    """
    assert threading.stack_size() == 0


def test_setting_a_stack_size_returns_the_one_before():
    """threading.stack_size(size) returns the size that was in force before.

    Docs: library/threading#threading.stack_size
    """
    assert answers_to(64 * KIB, 128 * KIB, 0, 0) == [0, 64 * KIB, 128 * KIB, 0]


def test_asking_for_the_stack_size_sets_it_back_to_zero():
    """threading.stack_size() without an argument is threading.stack_size(0): it returns the size
    in force, and resets it to 0.

    Docs: library/threading#threading.stack_size
    """
    assert answers_to(64 * KIB, None, None) == [0, 64 * KIB, 0]


@pytest.mark.parametrize("size", [1, 32 * KIB - 1, -1, -64 * KIB])
def test_a_stack_below_32_kib_is_refused(size):
    """threading.stack_size(size) raises ValueError for a negative size and for one below 32 KiB,
    other than 0; the size in force stays.

    Docs: library/threading#threading.stack_size
    """
    refusal, in_force = stack_size_demo.setting_after_a_refusal(size)
    assert re.match("size (not valid|must be)", refusal)
    assert in_force == 256 * KIB


def test_a_stack_that_is_accepted_is_in_force_until_the_next_call():
    """A size set by threading.stack_size(size) stays in force until it is set again; these
    scenarios put the old size back when they end.

    Docs: library/threading#threading.stack_size
    """
    accepted = stack_size_demo.setting_after_a_refusal(512 * KIB)
    assert accepted == ("it was accepted", 512 * KIB)
    assert answers_to(64 * KIB) == answers_to(64 * KIB) == [0]


@pytest.mark.before("3.14")
@pytest.mark.needs("posix_signals")
def test_a_stack_of_32_kib_is_accepted():
    """threading.stack_size(size) accepts 32 KiB, the documented minimum, until Python 3.13.

    Docs: library/threading#threading.stack_size
    """
    assert answers_to(32 * KIB, 0) == [0, 32 * KIB]


@pytest.mark.since("3.14")
@pytest.mark.needs("posix_signals")
def test_the_refusal_names_the_least_stack():
    """Since Python 3.14 the ValueError of threading.stack_size(size) names the smallest size that
    is accepted, 32 KiB or more; one byte less is refused.

    Docs: library/threading#threading.stack_size
    """
    refusal, _ = stack_size_demo.setting_after_a_refusal(1)
    least = int(re.fullmatch(r"size must be at least (\d+) bytes", refusal)[1])
    assert answers_to(least, 0) == [0, least]
    assert stack_size_demo.setting_after_a_refusal(least - 1) == (refusal, 256 * KIB)
    assert least >= 32 * KIB


@pytest.mark.parametrize(
    ("size", "error"),
    [
        pytest.param("64 KiB", TypeError, id="a string: TypeError"),
        pytest.param(65536.0, TypeError, id="a float: TypeError"),
        pytest.param(2**70, OverflowError, id="2**70: OverflowError"),
    ],
)
def test_a_stack_size_is_a_number_of_bytes(size, error):
    """threading.stack_size(size) raises TypeError for a str or a float, and OverflowError for an
    int that is too large for the platform.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(error):
        threading.stack_size(size)


@pytest.mark.pins("threading.Thread.start")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize(
    ("size", "outcome"),
    [
        pytest.param(0, "it ran", id="default"),
        pytest.param(256 * KIB, "it ran", id="256 KiB"),
        pytest.param(TOO_MUCH, "can't start new thread", id="more than there is"),
    ],
)
def test_the_stack_size_counts_for_threads_that_are_started_afterwards(size, outcome):
    """Thread.start() asks the system for a stack of the size that threading.stack_size() has set
    by then, even if the Thread was made before; it raises RuntimeError if there is no such stack.

    Docs: library/threading#threading.stack_size
    """
    assert start_with(size) == outcome


@pytest.mark.needs("posix_signals")
def test_the_demo_tells_this_story(tell):
    """What `python -m showcase stack_size` prints, in this order on every run.

    Docs: library/threading#threading.stack_size
    """
    assert tell(stack_size_demo.main) == [
        "MainThread | 🥞 a stack of 262144 bytes: it ran",
        "MainThread | 🥞 a stack of 4 million TiB: ❌ can't start new thread",
        "MainThread | 🥞 set to 262144 bytes, asked twice: ❌ [262144, 0]",
    ]

"""🏁 as_completed: each future when it ends, the fastest first.

The story is told, and runs, in showcase/parallel_execution/wait_as_completed_demo.py.
"""

from concurrent.futures import as_completed

import pytest

from showcase.parallel_execution import wait_as_completed_demo as demo
from showcase.parallel_execution.futures_wait_demo import cancelled, error, value

AS_COMPLETED = "concurrent.futures.as_completed"

every_end = pytest.mark.parametrize("end", [value, error, cancelled], ids=lambda f: f.__name__)


@pytest.mark.pins(f"{AS_COMPLETED}(fs)")
def test_the_fastest_comes_first():
    """concurrent.futures.as_completed() gives a fast Future before a slow one that was submitted
    earlier, even to another executor; a loop over the list gives the slow one first.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert demo.order_given(iter) == ["slow", "fast"]
    assert demo.order_given(as_completed) == ["fast", "slow"]


@pytest.mark.pins(f"{AS_COMPLETED}(fs)")
@pytest.mark.parametrize("order", ["abcd", "dcba", "cadb"])
def test_futures_are_given_in_the_order_in_which_they_ended(order):
    """concurrent.futures.as_completed() gives Futures in the order in which they ended, even if
    several ended before the next one was asked for.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert demo.given_in_order_of(order) == order


@every_end
@pytest.mark.pins(f"{AS_COMPLETED}(fs)")
def test_as_completed_sleeps_until_the_next_future_ends(end):
    """concurrent.futures.as_completed() blocks until the next Future has a result, has an
    exception or is cancelled, gives it, and blocks again.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert demo.given_while_it_waits(end) == (["second", "first"], [True, True])


@pytest.mark.pins(f"{AS_COMPLETED}(timeout)", "concurrent.futures.TimeoutError")
@pytest.mark.parametrize("timeout", [0, 0.03])
def test_as_completed_raises_when_its_time_is_up(timeout):
    """concurrent.futures.as_completed(timeout=...) gives the Futures that are done, and raises
    TimeoutError, with the number of unfinished ones, when the timeout expires.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    late = demo.give_until_it_is_late(timeout)
    assert (late.given, late.said) == ("a", "1 (of 2) futures unfinished")
    assert late.seconds >= timeout * 0.9


@pytest.mark.pins(f"{AS_COMPLETED}(timeout)")
@pytest.mark.parametrize(
    ("pause", "given", "said"),
    [
        pytest.param(99, "ab", "", id="in time"),
        pytest.param(101, "a", "1 (of 2) futures unfinished", id="too late"),
    ],
)
def test_the_timeout_of_as_completed_is_for_all_of_them(clock, pause, given, said):
    """The timeout of concurrent.futures.as_completed() is for the whole loop: with timeout=100,
    asking for the second Future after 101 seconds raises TimeoutError.

    That holds even for a Future that is done, though the documentation promises the error only for
    a result that is not there.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    late = demo.give_until_it_is_late(100, after_the_first=lambda: clock(pause), all_end=True)
    assert (late.given, late.said) == (given, said)


@pytest.mark.pins(f"{AS_COMPLETED}(timeout)")
def test_the_clock_of_as_completed_starts_when_the_first_is_asked_for(clock):
    """The timeout of concurrent.futures.as_completed(), a generator, runs from the moment when
    the first Future is asked for, although the documentation says from the call of as_completed().

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    late = demo.give_until_it_is_late(
        100, before_the_first=lambda: clock(200), after_the_first=lambda: clock(50), all_end=True
    )
    assert (late.given, late.said, late.seconds) == ("ab", "", pytest.approx(250))


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase wait_as_completed` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert tell(demo.main) == [
        "MainThread | ❌ in the order of the list: slow, fast",
        "MainThread | ✅ as completed: fast, slow",
        "MainThread | ⏰ as_completed, for 0 s: 1 (of 2) futures unfinished",
    ]

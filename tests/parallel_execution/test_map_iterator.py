"""🧺 The iterator of Executor.map: leave it early, and the pending calls are cancelled.

The story is told, and runs, in showcase/parallel_execution/map_iterator_demo.py.
"""

import pytest

from showcase.parallel_execution import map_iterator_demo as demo
from showcase.parallel_execution.map_iterator_demo import Budget

MAP = "concurrent.futures.Executor.map"


@pytest.mark.pins(f"{MAP}(timeout)")
@pytest.mark.parametrize(
    ("how", "futures"),
    [
        pytest.param("timeout", ["done", "cancelled", "cancelled"], id="timeout"),
        pytest.param("error", ["done", "done", "cancelled"], id="error"),
        pytest.param("close", ["done", "cancelled", "cancelled"], id="dropped after one result"),
        pytest.param(
            "before the first result", ["done", "open", "open"], id="dropped before the first"
        ),
    ],
)
def test_leaving_the_results_cancels_the_calls_that_wait(how, futures):
    """If the iterator of Executor.map() ends early, by a timeout, an exception or because it is
    dropped, the pending calls are cancelled, unless no result had been asked for yet.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.abandon(how) == futures


@pytest.mark.pins(f"{MAP}(timeout)")
@pytest.mark.parametrize("timeout", [0, 0.01])
def test_a_result_that_is_not_there_in_time_is_a_timeout_error(timeout):
    """The iterator of Executor.map(timeout=...) raises TimeoutError if the next result does not
    come in time.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    from concurrent.futures import TimeoutError  # the builtin one since 3.11

    with pytest.raises(TimeoutError):
        next(demo.ByHand().map(str, [0], timeout=timeout))


@pytest.mark.pins(f"{MAP}(timeout)")
def test_the_time_runs_from_the_call_of_map(clock):
    """The timeout of Executor.map() runs from the call of map(): with timeout=1000, the iterator
    waits 800 seconds for a result that is asked for 200 seconds later.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    budget = demo.time_left(timeout=1000, meanwhile=lambda: clock(200))
    assert budget == Budget(waits=pytest.approx(800), result="A")


@pytest.mark.pins(f"{MAP}(timeout)")
def test_without_a_timeout_map_waits_as_long_as_it_takes():
    """With timeout=None, the default, the iterator of Executor.map() calls Future.result()
    without a timeout.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert demo.time_left(timeout=None, meanwhile=int).waits is None


@pytest.mark.pins(f"{MAP}(timeout)")
def test_a_result_that_is_there_is_given_however_late_it_is(clock):
    """The timeout of Executor.map() limits the waiting only: a result that is there is given even
    after the timeout has expired.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    budget = demo.time_left(timeout=1, meanwhile=lambda: clock(200))
    assert budget == Budget(waits=pytest.approx(-199), result="A")


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)")
def test_a_buffered_map_ends_early_when_its_executor_is_gone():
    """The iterator of Executor.map(buffersize=...) does not keep its executor alive: once the
    executor is gone, it gives only the results of the calls submitted by then.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    assert demo.map_without_its_executor(kept=True, buffersize=2) == ["0", "1", "2", "3", "4"]
    assert demo.map_without_its_executor(kept=False, buffersize=2) == ["0", "1"]


@pytest.mark.pins(MAP)
def test_an_unbuffered_map_does_not_need_its_executor_any_longer():
    """Without a buffersize Executor.map() submits every call at once, so its iterator gives all
    results even when the executor is gone.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert demo.map_without_its_executor(kept=False) == ["0", "1", "2", "3", "4"]


@pytest.mark.pins(MAP)
def test_a_result_that_was_given_is_not_kept():
    """The iterator of Executor.map() keeps no reference to a result that it has given.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.iterator_holds_a_given_result(in_a_list=True) == (True, 1)
    assert demo.iterator_holds_a_given_result(in_a_list=False) == (False, 1)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase map_iterator` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert tell(demo.main) == [
        "MainThread | ❌ nothing was asked for: done, open, open",
        "MainThread | ✅ left after one result: done, cancelled, cancelled",
        "MainThread | I get a TimeoutError",
        "MainThread | ⏰ out of time: done, cancelled, cancelled",
    ]

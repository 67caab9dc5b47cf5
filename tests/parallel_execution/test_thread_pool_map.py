"""🗺️ Executor.map: one function, many inputs, the results in the order of the inputs.

The story is told, and runs, in showcase/parallel_execution/thread_pool_map_demo.py.
"""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.parallel_execution import thread_pool_map_demo as demo
from showcase.parallel_execution.thread_pool_map_demo import Cut, Orders

MAP = "concurrent.futures.Executor.map"


@pytest.mark.pins(f"{MAP}(fn, iterables)")
def test_results_come_in_the_order_of_the_inputs():
    """Executor.map() gives the result of the first input first, even if its call finishes last.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert demo.finish_backwards() == Orders(
        finished=["second", "first"], given=["first", "second"]
    )


@pytest.mark.pins(f"{MAP}(fn, iterables)")
def test_one_argument_is_taken_from_each_iterable():
    """Executor.map(fn, a, b) calls fn(a[0], b[0]), fn(a[1], b[1]) and so on, as the builtin map()
    does.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with ThreadPoolExecutor(1) as pool:
        assert list(pool.map(pow, [2, 3], [5, 2])) == [32, 9]


@pytest.mark.pins(f"{MAP}(iterables)")
@pytest.mark.parametrize(
    ("iterables", "calls"),
    [
        pytest.param([], [], id="no iterable: no call"),
        pytest.param([()], [], id="an empty one: no call"),
        pytest.param([(1, 2, 3), (4, 5)], [(1, 4), (2, 5)], id="the shortest one ends it"),
    ],
)
def test_the_shortest_iterable_decides_how_many_calls_there_are(iterables, calls):
    """Executor.map() stops at the end of its shortest iterable: what is left in the longer ones
    is not used.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert demo.calls_submitted(*iterables) == calls


@pytest.mark.pins(f"{MAP}(iterables)")
@pytest.mark.parametrize(
    ("in_a_pool", "taken"),
    [
        pytest.param(False, [0, 1, 5], id="builtin map: one per result"),
        pytest.param(True, [5, 5, 5], id="Executor.map: all at once"),
    ],
)
def test_the_inputs_are_collected_before_the_first_result_is_asked_for(in_a_pool, taken):
    """Executor.map() takes all its inputs at once; the builtin map() takes one for each result
    that is asked for.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert [demo.inputs_taken(results, in_a_pool) for results in (0, 1, 5)] == taken


# ── An error ──


@pytest.mark.pins(MAP)
def test_an_error_is_raised_at_its_place():
    """The iterator of Executor.map() gives the results before a call that failed, and then raises
    the exception of that call.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    seen = demo.second_call(fails=True)
    assert (seen.given, repr(seen.error)) == (["first"], "ValueError('second')")


@pytest.mark.pins(MAP)
def test_an_error_cancels_the_calls_that_have_not_begun():
    """When the iterator of Executor.map() raises the exception of a call, it cancels the pending
    calls; a running call goes on to its end.

    Docs: undocumented, and all supported Pythons agree.
    """
    names = ["first", "second", "third", "fourth"]
    ran = ["first", "second", "third", "third, to its end", "fourth"]
    assert demo.second_call(fails=False) == Cut(names, None, ran)
    assert demo.second_call(fails=True).ran == ran[:4]


@pytest.mark.pins(MAP)
def test_an_iterator_that_has_raised_is_at_its_end():
    """When the iterator of Executor.map() has raised the exception of a call, it ends: the
    results of later calls cannot be had.

    Docs: undocumented, and all supported Pythons agree.
    """
    with ThreadPoolExecutor(1) as pool:
        results = pool.map(int, ["x", "1"])
        with pytest.raises(ValueError, match="'x'"):
            next(results)
        assert list(results) == []


@pytest.mark.pins(MAP)
def test_an_error_of_a_call_is_unseen_until_its_result_is_asked_for():
    """Neither Executor.map() nor the end of the `with` block raises the exception of a call: only
    the iterator does, at its result.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with ThreadPoolExecutor(1) as pool:
        results = pool.map(int, ["x"])
    with pytest.raises(ValueError, match="'x'"):
        next(results)


@pytest.mark.pins(f"{MAP}(iterables)")
def test_an_error_of_the_input_is_raised_by_map_itself():
    """Executor.map() reads its inputs in the thread of the caller, and itself raises an exception
    that an iterable raises.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        pool.map(int, (1 / x for x in [1, 0]))


@pytest.mark.pins(f"{MAP}(iterables)")
def test_calls_before_an_error_of_the_input_are_done_and_nobody_has_their_results():
    """If an iterable raises, Executor.map() raises, but the calls that it had submitted before are
    not cancelled.

    Docs: undocumented, and all supported Pythons agree.
    """
    done = []
    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        pool.map(done.append, (6 // x for x in [3, 2, 0, 1]))
    assert done == [2, 3]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)")
def test_an_error_of_the_input_of_a_buffered_map_is_raised_by_its_iterator():
    """Executor.map(buffersize=n) reads n inputs at once. If a later one raises, the iterator raises
    that when the input is read, before the result that is due, and ends.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    with ThreadPoolExecutor(1) as pool:
        results = pool.map(str, (6 // x for x in [3, 2, 0, 1]), buffersize=2)
        with pytest.raises(ZeroDivisionError):
            next(results)
        assert list(results) == []


@pytest.mark.pins(MAP)
def test_a_stop_iteration_of_a_call_does_not_end_the_results_in_silence():
    """If a call raises StopIteration, the iterator of Executor.map() raises RuntimeError; the
    builtin map() ends as if it had no more results.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert list(map(next, [iter(())])) == []
    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="StopIteration"):
        list(pool.map(next, [iter(())]))


@pytest.mark.pins(MAP, "concurrent.futures.Executor.shutdown")
def test_map_after_shutdown_is_refused():
    """Executor.map() raises RuntimeError at once if the pool has been shut down, before any
    result is asked for.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(RuntimeError, match="cannot schedule new futures after shutdown"):
        pool.map(str, [0])


@pytest.mark.pins(MAP, "concurrent.futures.Executor.shutdown")
def test_map_of_nothing_is_not_refused_after_shutdown():
    """Executor.map() with no inputs gives no results, and no error either, if the pool has been
    shut down, though the documentation says that it raises RuntimeError.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    assert list(pool.map(str, [])) == []


# ── chunksize and buffersize ─────────────────────────────────────────────────


@pytest.mark.pins(f"{MAP}(chunksize)")
@pytest.mark.parametrize("chunksize", [1, 2, 100, 0])
def test_chunksize_has_no_effect_on_threads(chunksize):
    """Executor.map(chunksize=...) of a ThreadPoolExecutor submits one call for each input,
    whatever the chunksize.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert demo.calls_submitted("abc", chunksize=chunksize) == [("a",), ("b",), ("c",)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(str.upper, "abc", chunksize=chunksize)) == ["A", "B", "C"]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)")
@pytest.mark.parametrize(
    ("buffersize", "taken"),
    [
        pytest.param(1, [1, 2, 5], id="1"),
        pytest.param(2, [2, 3, 5], id="2"),
        pytest.param(9, [5, 5, 5], id="9: more than there are"),
        pytest.param(None, [5, 5, 5], id="None: no limit"),
    ],
)
def test_a_buffersize_takes_an_input_for_each_result(buffersize, taken):
    """Executor.map(buffersize=n) takes n inputs at first, and one more for each result that is
    asked for.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    seen = [demo.inputs_taken(n, in_a_pool=True, buffersize=buffersize) for n in (0, 1, 5)]
    assert seen == taken


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)")
def test_a_buffersize_keeps_the_order_and_makes_an_endless_input_possible():
    """Executor.map(buffersize=...) accepts an endless iterable, and gives the results in the
    order of the inputs.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(str, itertools.count(), buffersize=3)
        assert list(itertools.islice(results, 5)) == ["0", "1", "2", "3", "4"]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)")
@pytest.mark.parametrize("buffersize", ["2", 1.5, 2.0])
def test_a_buffersize_that_is_no_integer_is_refused(buffersize):
    """Executor.map(buffersize=...) raises TypeError for anything but an int or None.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    with pytest.raises(TypeError, match="buffersize must be an integer or None"):
        demo.calls_submitted("abc", buffersize=buffersize)


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)")
@pytest.mark.parametrize("buffersize", [0, -1])
def test_a_buffersize_below_one_is_refused(buffersize):
    """Executor.map(buffersize=...) raises ValueError for zero and for a negative number.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    with pytest.raises(ValueError, match="buffersize must be None or > 0"):
        demo.calls_submitted("abc", buffersize=buffersize)


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)", "concurrent.futures.Executor.shutdown")
@pytest.mark.parametrize(
    ("buffersize", "results"),
    [
        pytest.param(2, ["RuntimeError"], id="2: more calls than that"),
        pytest.param(3, ["0", "1", "2"], id="3: all calls are in"),
        pytest.param(None, ["0", "1", "2"], id="None: all calls are in"),
    ],
)
def test_the_results_of_a_buffered_map_are_asked_for_inside_the_with(buffersize, results):
    """If the pool is shut down while Executor.map(buffersize=...) still has inputs to submit, its
    iterator raises RuntimeError and ends, without a result.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    with ThreadPoolExecutor(1) as pool:
        mapped = pool.map(str, range(3), buffersize=buffersize)
    try:
        given = list(mapped)
    except RuntimeError as error:
        given = [type(error).__name__]
    assert (given, list(mapped)) == (results, [])


@pytest.mark.before("3.14")
@pytest.mark.pins(f"{MAP}(buffersize)")
def test_map_has_no_buffersize_yet():
    """Before Python 3.14 Executor.map(buffersize=...) raises TypeError.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with pytest.raises(TypeError, match="buffersize"):
        demo.calls_submitted("abc", buffersize=2)


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase thread_pool_map` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    assert tell(demo.main) == [
        "MainThread | 🏁 finished: second, first",
        "MainThread | ✅ given:    first, second",
        "MainThread | 🐌 map took 0 inputs for 0 results",
        "MainThread | 🐇 Executor.map took 5 inputs for 0 results",
        "MainThread | ❌ given: ['first']; ran: ['first', 'second', 'third', 'third, to its end']",
        "MainThread | ✅ given: ['first', 'second', 'third', 'fourth']; "
        "ran: ['first', 'second', 'third', 'third, to its end', 'fourth']",
    ]

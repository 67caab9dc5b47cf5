"""🔑 initializer: what each worker of a pool does before its first call.

The story is told, and runs, in showcase/parallel_execution/pool_initializer_demo.py.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.parallel_execution import pool_initializer_demo as demo
from showcase.utils.stage import Cue

POOL = "concurrent.futures.ThreadPoolExecutor"


@pytest.mark.pins(f"{POOL}(initializer, initargs)")
def test_each_worker_runs_the_initializer_once():
    """ThreadPoolExecutor calls initializer(*initargs) once in each of its workers, however many
    calls they do.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.connections(in_the_initializer=True).by == ["worker_0", "worker_1"]
    assert len(demo.connections(in_the_initializer=False).by) == 6
    assert demo.connections(in_the_initializer=False).pairs == 3


@pytest.mark.pins(f"{POOL}(initializer, initargs)")
def test_the_initializer_is_over_before_the_first_call():
    """The calls of a ThreadPoolExecutor find what initializer(*initargs) has stored in
    threading.local().

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.connections(in_the_initializer=True).used == ["connection to db"] * 6


@pytest.mark.pins(f"{POOL}(initializer)")
def test_an_initializer_that_cannot_be_called_is_refused():
    """ThreadPoolExecutor raises TypeError at once for an initializer that is not callable.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="initializer must be a callable"):
        ThreadPoolExecutor(1, initializer="connect")


# ── a worker context of one's own ────────────────────────────────────────────


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(ctxkwargs)", f"{POOL}.prepare_context(initializer, initargs)")
def test_a_pool_can_prepare_a_context_of_its_own():
    """A subclass that overrides ThreadPoolExecutor.prepare_context() decides what each worker
    does at its start, for each call, and at its end.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor.prepare_context
    """
    assert demo.with_a_context(greeting="hello") == [
        "hello, worker_0",
        "run pow(2, 5){'mod': 10}",
        "POW(2, 5){'MOD': 10}",
        "finalize",
    ]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}.prepare_context(initializer, initargs)")
def test_the_context_of_a_plain_pool_calls_initializer_and_function():
    """ThreadPoolExecutor.prepare_context() returns two functions: the first makes a context,
    whose initialize() calls the initializer; the second makes a task of a call, for the context to
    run.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor.prepare_context
    """
    told = []
    create_context, resolve_task = ThreadPoolExecutor.prepare_context(told.append, ("hello",))
    context = create_context()
    context.initialize()
    assert told == ["hello"]
    assert context.run(resolve_task(pow, (2, 5), {"mod": 10})) == 2


def fails():
    raise OSError("no connection")


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}.prepare_context(initializer, initargs)")
@pytest.mark.parametrize(
    ("initializer", "meddles", "ended"),
    [
        pytest.param(int, False, ["finalize"], id="it goes home"),
        pytest.param(int, True, ["finalize"], id="an error ends it"),
        pytest.param(fails, False, [], id="it never began: not finalized"),
    ],
)
def test_the_context_of_a_worker_that_has_begun_is_finalized(initializer, meddles, ended):
    """ThreadPoolExecutor calls finalize() of a worker's context once when the worker ends, even by
    an error, but not if initialize() has raised.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    from concurrent.futures.thread import WorkerContext

    class Context(WorkerContext):
        def finalize(self):
            told.append("finalize")

    class Pool(ThreadPoolExecutor):
        prepare_context = Context.prepare

    told, gate = [], Cue()
    with Pool(1, initializer=initializer) as pool:
        future = pool.submit(gate.wait)
        if meddles:
            future.set_result("another one's result, which is the end of the worker")
        gate.set()
    assert told == ended


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(ctxkwargs)")
def test_a_plain_pool_takes_no_keywords_for_its_context():
    """ThreadPoolExecutor(**ctxkwargs) passes further keywords on to prepare_context(), which
    accepts none unless it is overridden, and raises TypeError.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    with pytest.raises(TypeError, match=r"prepare_context\(\).*greeting"):
        ThreadPoolExecutor(1, greeting="hello")


@pytest.mark.before("3.14")
@pytest.mark.pins(f"{POOL}.prepare_context", f"{POOL}(ctxkwargs)")
def test_a_pool_has_no_context_yet():
    """Before Python 3.14 ThreadPoolExecutor has no prepare_context(), and raises TypeError for a
    keyword meant for it.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert not hasattr(ThreadPoolExecutor, "prepare_context")
    with pytest.raises(TypeError, match="unexpected keyword argument 'greeting'"):
        demo.with_a_context(greeting="hello")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase pool_initializer` prints, in this order on every run.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | ❌ in the call: 6 connections for 6 calls",
        "MainThread | ✅ in the initializer: 2 connections for 6 calls",
        "MainThread | 🤝 two calls ran at the same time: 3 times",
    ]

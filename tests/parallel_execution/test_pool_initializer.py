"""🔑 initializer: what each worker of a pool does before its first call.

The story is told, and runs, in showcase/parallel_execution/pool_initializer_demo.py.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.parallel_execution import pool_initializer_demo as demo

POOL = "concurrent.futures.ThreadPoolExecutor"


@pytest.mark.pins(f"{POOL}(initializer, initargs)")
def test_each_worker_runs_the_initializer_once():
    """ThreadPoolExecutor calls initializer(*initargs) in every worker that it hires.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.connections(in_the_initializer=True).by == ["worker_0", "worker_1"]
    assert len(demo.connections(in_the_initializer=False).by) == 6
    assert demo.connections(in_the_initializer=False).pairs == 3


@pytest.mark.pins(f"{POOL}(initializer, initargs)")
def test_the_initializer_is_over_before_the_first_call():
    """Each call of a ThreadPoolExecutor finds what the initializer has put into threading.local().

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
    """ThreadPoolExecutor.prepare_context decides what a worker does at first, with each call, and
    in the end.

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
    """ThreadPoolExecutor.prepare_context returns a maker of contexts, and a maker of tasks.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor.prepare_context
    """
    told = []
    create_context, resolve_task = ThreadPoolExecutor.prepare_context(told.append, ("hello",))
    context = create_context()
    context.initialize()
    assert told == ["hello"]
    assert context.run(resolve_task(pow, (2, 5), {"mod": 10})) == 2


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(ctxkwargs)")
def test_a_plain_pool_takes_no_keywords_for_its_context():
    """ThreadPoolExecutor(**ctxkwargs) hands them to prepare_context, and that knows none itself.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    with pytest.raises(TypeError, match=r"prepare_context\(\).*greeting"):
        ThreadPoolExecutor(1, greeting="hello")


@pytest.mark.before("3.14")
@pytest.mark.pins(f"{POOL}.prepare_context", f"{POOL}(ctxkwargs)")
def test_a_pool_has_no_context_yet():
    """ThreadPoolExecutor.prepare_context and its keywords came with 3.14.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert not hasattr(ThreadPoolExecutor, "prepare_context")
    with pytest.raises(TypeError, match="unexpected keyword argument 'greeting'"):
        demo.with_a_context(greeting="hello")


def test_the_demo_tells_this_story(tell):
    """A connection per call, and a connection per worker.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | ❌ in the call: 6 connections for 6 calls",
        "MainThread | ✅ in the initializer: 2 connections for 6 calls",
        "MainThread | 🤝 two calls at a time ran together: 3 times",
    ]

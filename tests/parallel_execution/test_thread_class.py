"""🧑‍🍳 A subclass of Thread: the work and its result in one object.

The story is told, and runs, in showcase/parallel_execution/thread_class_demo.py.
"""

from threading import Thread

import pytest

from showcase.parallel_execution import thread_class_demo
from showcase.parallel_execution.thread_class_demo import (
    ForgetfulSum,
    OwnRun,
    OwnRunAndTarget,
    Sum,
    Touched,
    Unborn,
)


@pytest.mark.pins("threading.Thread.run")
def test_a_result_in_an_attribute_is_there_after_join():
    """A Thread subclass whose run() stores its result in an attribute has it there after
    Thread.join(), and not while run() is at work.

    Docs: library/threading#threading.Thread.run, library/threading#threading.Thread.join
    """
    assert thread_class_demo.result_of(Sum) == (None, 6)


def test_a_result_that_run_returns_is_lost():
    """A thread discards the return value of Thread.run(): only a direct call of run() gets it.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_class_demo.result_of(ForgetfulSum) == (None, None)
    assert ForgetfulSum([1, 2, 3]).run() == 6


@pytest.mark.parametrize(
    ("make_thread", "called_by"),
    [
        pytest.param(Thread, ["worker"], id="Thread: called"),
        pytest.param(OwnRun, [], id="own run(): ignored"),
        pytest.param(OwnRunAndTarget, ["worker"], id="own run() and super().run(): called"),
    ],
)
def test_an_overridden_run_decides_about_the_target(make_thread, called_by):
    """The target is called by Thread.run(): a subclass that overrides run() drops the target,
    unless its run() calls Thread's.

    Docs: library/threading#threading.Thread.run
    """
    assert thread_class_demo.who_calls_the_target(make_thread) == called_by


@pytest.mark.pins("threading.Thread.start", "threading.Thread.join", "threading.Thread.daemon")
@pytest.mark.parametrize(
    "use",
    [
        pytest.param(Thread.start, id="start"),
        pytest.param(Thread.join, id="join"),
        pytest.param(lambda thread: thread.join(0), id="join(0)"),
        pytest.param(lambda thread: setattr(thread, "daemon", True), id="daemon = True"),
        pytest.param(lambda thread: setattr(thread, "daemon", False), id="daemon = False"),
    ],
)
def test_a_thread_that_was_never_initialised_refuses_to_act(use):
    """If the constructor of a Thread subclass does not call Thread.__init__(), its start(), its
    join() and setting its daemon raise RuntimeError.

    Docs: library/threading#threading.Thread
    """
    with pytest.raises(RuntimeError, match=r"(?i)thread.__init__\(\) not called"):
        use(Unborn())


@pytest.mark.pins("threading.Thread.name", "threading.Thread.ident", "threading.Thread.native_id")
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda thread: thread.name, id="name"),
        pytest.param(lambda thread: setattr(thread, "name", "x"), id="name = 'x'"),
        pytest.param(lambda thread: thread.ident, id="ident"),
        pytest.param(lambda thread: thread.native_id, id="native_id"),
        pytest.param(lambda thread: thread.daemon, id="daemon"),
        pytest.param(Thread.is_alive, id="is_alive"),
        pytest.param(repr, id="repr"),
    ],
)
def test_a_thread_that_was_never_initialised_has_nothing_to_show(look):
    """If the constructor of a Thread subclass does not call Thread.__init__(), then name, ident,
    native_id, daemon, is_alive() and repr() raise AssertionError.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(AssertionError, match=r"Thread.__init__\(\) (was )?not called"):
        look(Unborn())


@pytest.mark.parametrize(
    ("attribute", "value", "refusal"),
    [
        pytest.param("name", "Grace", AssertionError, id="name"),
        pytest.param("daemon", True, RuntimeError, id="daemon"),
    ],
)
def test_the_base_constructor_comes_before_anything_else(attribute, value, refusal):
    """The constructor of a Thread subclass can set name or daemon only after it has called
    Thread.__init__(): before, name raises AssertionError, and daemon RuntimeError.

    Docs: library/threading#threading.Thread
    """
    with pytest.raises(refusal):
        Touched(attribute, value, base_first=False)
    assert getattr(Touched(attribute, value, base_first=True), attribute) == value


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_class` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(thread_class_demo.main) == [
        "MainThread | 🧮 run() returns the sum",
        "adder | I return 6",
        "MainThread | ❌ early None, after join() None",
        "MainThread | 🧮 run() keeps the sum",
        "adder | I have added up: 6",
        "MainThread | ✅ early None, after join() 6",
        "MainThread | 🎯 a target, and a class with its own run()",
        "worker | I run what my class says",
        "MainThread | ❌ the target was called by []",
        "MainThread | 🎯 a target, and a run() that calls Thread's run() as well",
        "worker | I run what my class says",
        "MainThread | ✅ the target was called by ['worker']",
        "MainThread | 👶 __init__ without super().__init__()",
        "MainThread | ❌ thread.__init__() not called",
        "MainThread | 👶 __init__ with super().__init__() first",
        "MainThread | ✅ my name is Grace",
    ]

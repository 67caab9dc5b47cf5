"""🎒 Context variables: what a thread carries along, and what it finds when it starts.

The story is told, and runs, in showcase/interpreter/context_vars_demo.py.
"""

import functools
import sys
from contextvars import Context, ContextVar, Token, copy_context
from threading import Thread

import pytest

from showcase.interpreter import context_vars_demo
from showcase.interpreter.context_vars_demo import user
from showcase.utils.child import in_a_child
from showcase.utils.stage import play

INHERITS = bool(getattr(sys.flags, "thread_inherit_context", False))
"""Do threads of this very interpreter start with a copy of their starter's context?"""


@functools.cache
def with_flag(function, flag):
    """What a child says that runs `function` with the -X option `flag`."""
    return in_a_child(function, "-X", flag).said


@pytest.mark.pins("contextvars.ContextVar.get(default)", "threading.Thread.start")
def test_a_new_thread_has_a_context_of_its_own():
    """A new Thread starts with an empty context, in which a ContextVar has its default value.

    Where sys.flags.thread_inherit_context is true (never before Python 3.14) it starts with a copy
    of the context of its starter.

    Docs: library/threading#threading.Thread
    """
    found, *_ = context_vars_demo.value_in_a_new_thread(context_vars_demo.plain)
    assert found == ("bob" if INHERITS else "nobody")


@pytest.mark.pins("sys.flags.thread_inherit_context", "threading.Thread(context)")
@pytest.mark.parametrize(
    ("flag", "found"),
    [
        pytest.param("thread_inherit_context=0", "0 nobody", id="off: an empty context"),
        pytest.param("thread_inherit_context=1", "1 bob", id="on: as it is when start() is called"),
    ],
)
def test_a_flag_decides_whether_threads_inherit(flag, found):
    """With -X thread_inherit_context=1 a Thread starts with a copy of the context in which start()
    is called, and with 0 in an empty one; sys.flags.thread_inherit_context is that number.

    Before Python 3.14 there is no such flag, and a Thread starts with an empty context.

    Docs: library/sys#sys.flags.thread_inherit_context
    """
    expected = found if sys.version_info >= (3, 14) else "None nobody"
    assert with_flag(context_vars_demo.say_what_is_inherited, flag) == [expected]


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.thread_inherit_context")
def test_an_environment_variable_lets_threads_inherit():
    """PYTHON_THREAD_INHERIT_CONTEXT=1 has the same effect as -X thread_inherit_context=1.

    Docs: library/sys#sys.flags.thread_inherit_context
    """
    child = in_a_child(context_vars_demo.say_what_is_inherited, PYTHON_THREAD_INHERIT_CONTEXT="1")
    assert child.said == ["1 bob"]


@pytest.mark.before("3.14")
@pytest.mark.pins("sys.flags.thread_inherit_context", "sys.flags.context_aware_warnings")
def test_there_was_no_flag_to_let_threads_inherit():
    """Before Python 3.14 sys.flags has neither thread_inherit_context nor context_aware_warnings,
    and Thread(context=...) raises TypeError.

    Docs: library/sys#sys.flags.thread_inherit_context, library/threading#threading.Thread
    """
    assert not hasattr(sys.flags, "thread_inherit_context")
    assert not hasattr(sys.flags, "context_aware_warnings")
    with pytest.raises(TypeError, match="context"):
        Thread(context=copy_context())


@pytest.mark.pins("contextvars.copy_context", "contextvars.Context.run(callable)")
def test_a_copy_of_the_context_takes_its_values_into_a_thread():
    """Thread(target=copy_context().run, args=(target,)) runs target in a copy of the current
    context.

    The copy is made when copy_context() is called: a value that is set later is not in it.

    Docs: library/contextvars#contextvars.copy_context
    """
    found, *_ = context_vars_demo.value_in_a_new_thread(context_vars_demo.with_a_copy)
    assert found == "alice"


@pytest.mark.since("3.14")
@pytest.mark.pins("threading.Thread(context)")
@pytest.mark.parametrize(
    ("make_thread", "value"),
    [
        pytest.param(context_vars_demo.with_context, "alice", id="a copy"),
        pytest.param(context_vars_demo.with_an_empty_context, "nobody", id="an empty one"),
    ],
)
def test_a_thread_runs_in_the_context_it_is_given(make_thread, value):
    """A Thread(context=...) reads the values of the Context that it is given, and what it sets does
    not change the context of its starter.

    Docs: library/threading#threading.Thread
    """
    assert context_vars_demo.value_in_a_new_thread(make_thread) == (value, "mallory", "carol")


@pytest.mark.since("3.14")
@pytest.mark.pins("threading.Thread(context)")
def test_what_a_thread_sets_is_found_in_the_context_it_was_given():
    """Thread(context=c) runs in c itself, not in a copy: c has the value that the thread has set.

    Docs: library/threading#threading.Thread
    """
    context = Context()
    context_vars_demo.value_in_a_new_thread(lambda target: Thread(target=target, context=context))
    assert context[user] == "mallory"


@pytest.mark.pins("contextvars.ContextVar.set(value)")
@pytest.mark.parametrize(
    "make_thread",
    [
        pytest.param(context_vars_demo.plain, id="plain"),
        pytest.param(context_vars_demo.with_a_copy, id="in a copy"),
    ],
)
def test_what_a_thread_sets_stays_in_its_own_context(make_thread):
    """ContextVar.set() in one thread does not change what another thread reads.

    Docs: library/contextvars#contextvars.Context
    """
    _, in_the_thread, in_its_starter = context_vars_demo.value_in_a_new_thread(make_thread)
    assert (in_the_thread, in_its_starter) == ("mallory", "carol")


def test_a_scenario_leaves_the_callers_context_alone():
    """Scenarios run in copy_context().run(): the values that they set are not seen by their caller.

    Docs: library/contextvars#contextvars.Context
    """
    context_vars_demo.value_in_a_new_thread(context_vars_demo.plain)
    context_vars_demo.value_in_the_next_task(hand_a_copy=False)
    assert user.get() == "nobody"


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor.submit(fn)")
def test_a_pool_worker_keeps_its_context_from_task_to_task():
    """A ThreadPoolExecutor's worker has one context for its whole life, so a task reads the value
    that the previous task has set.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert context_vars_demo.value_in_the_next_task(hand_a_copy=False) == "alice"


@pytest.mark.pins(
    "concurrent.futures.ThreadPoolExecutor.submit(fn, args)", "contextvars.copy_context"
)
def test_a_task_that_brings_its_context_reads_its_submitters_values():
    """ThreadPoolExecutor.submit(copy_context().run, task) runs task in a copy of the submitter's
    context: it reads the submitter's value, not the one that the previous task has set.

    Docs: library/contextvars#contextvars.copy_context
    """
    assert context_vars_demo.value_in_the_next_task(hand_a_copy=True) == "bob"


@pytest.mark.pins("contextvars.Context.run(callable)", "contextvars.Context")
def test_two_threads_cannot_be_in_one_context_at_the_same_time():
    """Context.run() raises RuntimeError while another thread is inside the same Context, and works
    once that thread has left.

    Docs: library/contextvars#contextvars.Context
    """
    refused = "RuntimeError: cannot enter context"
    assert context_vars_demo.enter_from_two_threads(at_the_same_time=True) == refused
    assert context_vars_demo.enter_from_two_threads(at_the_same_time=False) == "alice"


@pytest.mark.pins("contextvars.Context.run(callable, args)")
def test_a_context_cannot_be_entered_again_before_it_was_left():
    """Context.run() raises RuntimeError for a Context in which its own thread already is, and not
    for a copy of it.

    Docs: library/contextvars#contextvars.Context
    """
    context = copy_context()
    with pytest.raises(RuntimeError, match="cannot enter context"):
        context.run(context.run, user.get)
    assert context.run(context.copy().run, user.get) == "nobody"


@pytest.mark.pins("contextvars.Context.run(callable)")
def test_a_context_is_left_even_after_an_error():
    """An exception that is raised in a Context comes out of Context.run(), and the Context is left:
    this thread has its own values again, and another thread may enter that Context.

    Docs: library/contextvars#contextvars.Context.run
    """

    def fail():
        user.set("alice")
        raise LookupError("in the context")

    context = copy_context()
    with pytest.raises(LookupError, match="in the context"):
        context.run(fail)
    assert (user.get(), *play(lambda: context.run(user.get))) == ("nobody", "alice")


@pytest.mark.pins("contextvars.ContextVar.reset(token)", "contextvars.Token")
def test_a_token_is_good_in_the_context_it_comes_from():
    """ContextVar.reset(token) raises ValueError, and changes nothing, in a Context other than the
    one that the token was created in. Which thread calls it does not matter.

    Docs: library/contextvars#contextvars.ContextVar.reset
    """
    reset_by_another_thread = context_vars_demo.reset_by_another_thread
    assert reset_by_another_thread(same_context=False) == "ValueError, alice"
    assert reset_by_another_thread(same_context=True) == "reset, nobody"


@pytest.mark.pins("contextvars.Token.var", "contextvars.Token.old_value", "contextvars.Token")
def test_a_token_knows_what_to_go_back_to_and_works_once():
    """Token.old_value is Token.MISSING if the ContextVar had no value before, and a second
    ContextVar.reset() with the same token raises RuntimeError.

    Docs: library/contextvars#contextvars.Token
    """

    def scenario():
        token = user.set("alice")
        assert (token.var, token.old_value) == (user, Token.MISSING)
        user.reset(token)
        with pytest.raises(RuntimeError, match="already been used"):
            user.reset(token)

    copy_context().run(scenario)


@pytest.mark.pins("contextvars.Token")
def test_a_token_is_a_context_manager_since_3_14():
    """`with var.set(value):` resets the ContextVar at the end of the block; before Python 3.14 a
    Token is no context manager.

    Docs: library/contextvars#contextvars.Token
    """

    def scenario():
        with user.set("alice"):
            inside = user.get()
        return inside, user.get()

    if sys.version_info >= (3, 14):
        assert copy_context().run(scenario) == ("alice", "nobody")
    else:
        with pytest.raises((TypeError, AttributeError), match=r"__enter__|context manager"):
            copy_context().run(scenario)


@pytest.mark.pins("contextvars.ContextVar(name, default)", "contextvars.ContextVar.get(default)")
def test_a_variable_without_any_value_raises_lookup_error():
    """ContextVar.get() of a variable without a value returns the default it is called with, else
    the default of the variable, and raises LookupError if there is neither.

    Docs: library/contextvars#contextvars.ContextVar.get
    """
    empty = ContextVar("empty")
    with pytest.raises(LookupError):
        empty.get()
    assert (empty.get("mine"), user.get("mine"), user.get()) == ("mine", "mine", "nobody")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase context_vars` prints, in this order on every run.

    Docs: library/contextvars#context-variables
    """
    found = "1 bob" if sys.version_info >= (3, 14) else "None nobody"
    flag = "with -X thread_inherit_context=1 (3.14 and later): flag"
    assert tell(context_vars_demo.main) == [
        "MainThread | 🎒 main has set alice, then bob; a new thread reads",
        *["MainThread | ❌ plain: nobody"] * (not INHERITS),
        "MainThread | ✅ in a copy of main's context: alice",
        f"MainThread | 🚩 plain, {flag} {found}",
        "MainThread | 🏊 a task of bob, in a worker that ran a task of alice",
        "MainThread | ❌ plain: alice",
        "MainThread | ✅ in a copy of bob's context: bob",
        "MainThread | 👥 one context for two threads",
        "MainThread | ❌ at the same time: RuntimeError: cannot enter context",
        "MainThread | ✅ one after the other: alice",
        "MainThread | 🎟️ a token from set()",
        "MainThread | ❌ used in another context: ValueError, alice",
        "MainThread | ✅ used in its own: reset, nobody",
    ]

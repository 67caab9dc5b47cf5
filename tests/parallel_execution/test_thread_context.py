"""🎒 Context: which context variables a thread starts with.

The story is told, and runs, in showcase/parallel_execution/thread_context_demo.py.
"""

import decimal
import gc
import sys
import sysconfig
import threading
from contextvars import Context, ContextVar, copy_context
from threading import Thread
from weakref import WeakSet

import pytest

from showcase.parallel_execution import thread_context_demo
from showcase.parallel_execution.exceptions_in_threads import (
    Accident,
    crash,
    in_a_raw_thread,
    replaced,
)
from showcase.parallel_execution.thread_context_demo import (
    Seen,
    caller_of_start,
    run_of_a_subclass_sees,
    two_threads_in,
)
from showcase.parallel_execution.thread_with_args import see_through

INHERITS = bool(getattr(sys.flags, "thread_inherit_context", False))


class Page:
    """A value that can be referred to weakly."""


@pytest.mark.before("3.14")
def test_a_thread_starts_with_an_empty_context():
    """Until Python 3.13 a thread starts with an empty context: it sees the default of a context
    variable, whatever its caller has set, and does not change its caller's value.

    Docs: library/threading#threading.Thread, whatsnew/3.14
    """
    assert caller_of_start() == Seen("nobody", "Bob", "nobody")


@pytest.mark.before("3.14")
def test_a_context_for_a_thread_is_new_in_3_14():
    """Thread(context=...) raises TypeError before Python 3.14.

    Docs: library/threading#threading.Thread
    """
    with pytest.raises(TypeError, match="context"):
        Thread(context=Context())


@pytest.mark.since("3.14")
@pytest.mark.pins("threading.Thread(context)")
@pytest.mark.parametrize(
    ("make_context", "seen"),
    [
        pytest.param(Context, Seen("nobody", "Bob", "Cleo"), id="Context()"),
        pytest.param(copy_context, Seen("Ann", "Bob", "Cleo"), id="copy_context()"),
    ],
)
def test_a_thread_runs_in_the_context_that_it_was_given(make_context, seen):
    """Thread(context=...) runs the target in that very context, an empty one or a copy of the
    current one: the thread sees the values there, and changes them there alone.

    Docs: library/threading#threading.Thread
    """
    assert caller_of_start(make_context) == seen


@pytest.mark.since("3.14")
def test_without_a_context_the_flag_decides():
    """Thread(context=None) follows sys.flags.thread_inherit_context: the thread sees the values
    of its caller or only defaults, and never changes the context of its caller.

    Docs: library/threading#threading.Thread
    """
    assert caller_of_start() == Seen("Bob" if INHERITS else "nobody", "Bob", "nobody")


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.thread_inherit_context")
@pytest.mark.parametrize(
    ("flag", "sees"),
    [
        pytest.param(0, "nobody", id="off: an empty context"),
        pytest.param(1, "Bob", id="on: what the caller of start() has"),
    ],
)
def test_a_thread_inherits_the_context_of_the_caller_of_start_if_the_flag_is_on(flag, sees):
    """With -X thread_inherit_context=1 a thread runs in a copy of the context in which
    Thread.start() was called, not of that in which the Thread was made; with 0, in an empty one.

    Docs: library/threading#threading.Thread, using/cmdline#cmdoption-X
    """
    child = thread_context_demo.with_the_flag(flag)
    assert (child.said, child.exit_code) == ([sees], 0)


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.thread_inherit_context")
def test_a_pool_worker_inherits_from_the_first_who_submits_and_from_no_other():
    """With -X thread_inherit_context=1 a worker of a ThreadPoolExecutor has the context of the
    submit() that has started it: a later task sees the values of that caller, not of its own. A
    task that is submitted as copy_context().run sees those of its own.

    Docs: library/threading#threading.Thread, library/contextvars#contextvars.copy_context
    """
    assert thread_context_demo.pool_with_the_flag().said == ["['Ann', 'Ann'] ['Ann', 'Bob']"]


@pytest.mark.parametrize(
    ("hand_a_copy", "seen"),
    [
        pytest.param(False, ["Ann", "Ann"] if INHERITS else ["nobody", "nobody"], id="the task"),
        pytest.param(True, ["Ann", "Bob"], id="copy_context().run"),
    ],
)
def test_a_task_of_a_pool_sees_its_submitter_only_through_a_copy(hand_a_copy, seen):
    """A task of a ThreadPoolExecutor runs in the context of its worker; what its submitter has set
    it sees only if it is submitted as copy_context().run.

    Docs: library/contextvars#contextvars.copy_context
    """
    assert thread_context_demo.values_in_two_tasks(hand_a_copy) == seen


@pytest.mark.since("3.14")
def test_the_flag_is_on_by_default_in_a_free_threaded_build():
    """sys.flags.thread_inherit_context is on by default in a free-threaded build, and off in a
    build with the GIL.

    Docs: library/threading#threading.Thread, library/sys#sys.flags
    """
    sees = "Bob" if sysconfig.get_config_var("Py_GIL_DISABLED") else "nobody"
    assert thread_context_demo.with_the_flag().said == [sees]


@pytest.mark.since("3.14")
def test_an_overridden_run_is_in_the_context_too():
    """The run() of a Thread subclass also runs in the context that was given as
    Thread(context=...).

    Docs: library/threading#threading.Thread
    """
    user = ContextVar("user", default="nobody")
    context = Context()
    context.run(user.set, "Ann")
    assert run_of_a_subclass_sees(context, user.get) == "Ann"


@pytest.mark.since("3.14")
@pytest.mark.parametrize(
    ("make_context", "digits"),
    [
        pytest.param(Context, decimal.DefaultContext.prec, id="Context(): the default"),
        pytest.param(copy_context, 5, id="copy_context(): that of the caller"),
    ],
)
def test_the_precision_of_decimals_comes_with_the_context(make_context, digits):
    """The current context of the decimal module is kept in a context variable: a thread has the
    precision of its caller if it is given a copy of the caller's context.

    Docs: whatsnew/3.14#free-threaded-mode-improvements, library/threading#threading.Thread
    """
    with decimal.localcontext(prec=5):
        context = make_context()
    assert run_of_a_subclass_sees(context, lambda: decimal.getcontext().prec) == digits


def test_what_a_thread_has_set_is_kept_by_its_thread_object_since_3_14():
    """Since Python 3.14 a Thread keeps its context, and with it the values of context variables
    that the thread has set, also after the end of the thread; until 3.13 they are freed then.

    Docs: undocumented, and the Pythons differ as said.
    """
    page, values = ContextVar("page"), WeakSet()

    def work():
        values.add(value := Page())
        page.set(value)

    thread = Thread(target=work)
    see_through(thread)
    gc.collect()
    kept = len(values)
    del thread
    gc.collect()
    assert (kept, len(values)) == (sys.version_info >= (3, 14), 0)


@pytest.mark.pins("threading.excepthook")
def test_the_hook_of_a_crash_is_outside_the_context_since_3_14():
    """threading.excepthook() is called outside the context in which Thread.run() ran: it does not
    see what the thread has set. Until Python 3.13 it sees that.

    Docs: undocumented, and the Pythons differ as said.
    """
    user = ContextVar("user", default="nobody")
    seen = []

    def work():
        user.set("Ann")
        crash(Accident)

    with replaced(threading, "excepthook", lambda args: seen.append(user.get())):
        in_a_raw_thread(work)
    assert seen == ["nobody" if sys.version_info >= (3, 14) else "Ann"]


@pytest.mark.since("3.14")
def test_a_context_is_for_one_thread_at_a_time():
    """Two threads cannot be in the same contextvars.Context at once: the second one ends with a
    RuntimeError, which threading.excepthook() gets; with a copy of the context it runs.

    Docs: library/contextvars#contextvars.Context.run
    """
    shared = Context()
    assert two_threads_in(shared, shared) == ["cannot enter context"]
    assert two_threads_in(shared, shared.copy()) == ["it runs"]


EMPTY_AND_COPY = [
    "MainThread | context=Context(): it sees nobody",
    "MainThread | it becomes Cleo, and I am still Bob",
    "MainThread | in the context is Cleo",
    "MainThread | context=copy_context(): it sees Ann",
    "MainThread | it becomes Cleo, and I am still Bob",
    "MainThread | in the context is Cleo",
]


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase thread_context` prints, in this order on every run.

    Docs: library/threading#threading.Thread
    """
    assert tell(thread_context_demo.main) == [
        "MainThread | 🎒 I was Ann when I made the thread, and am Bob when I start it",
        *(
            EMPTY_AND_COPY
            if sys.version_info >= (3, 14)
            else [
                "MainThread | no context: it sees nobody",
                "MainThread | Thread(context=…) is new in Python 3.14",
            ]
        ),
    ]

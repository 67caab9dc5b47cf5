"""📬 Arguments go in with the Thread, results come back through a queue.

The story is told, and runs, in showcase/parallel_execution/thread_with_args.py.
"""

import threading
from threading import Thread, main_thread

import pytest

from showcase.parallel_execution import thread_with_args
from showcase.parallel_execution.exceptions_in_threads import replaced
from showcase.parallel_execution.thread_with_args import Held
from showcase.utils.stage import stands_in, until


@pytest.mark.pins("threading.Thread(target, args, kwargs)")
@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        pytest.param({}, ((), {}), id="nothing"),
        pytest.param({"args": (1, 2)}, ((1, 2), {}), id="args: a tuple"),
        pytest.param({"args": [1, 2]}, ((1, 2), {}), id="args: a list"),
        pytest.param({"args": iter([1, 2])}, ((1, 2), {}), id="args: an iterator"),
        pytest.param({"kwargs": {"n": 1}}, ((), {"n": 1}), id="kwargs"),
        pytest.param({"kwargs": None}, ((), {}), id="kwargs=None"),
        pytest.param({"args": (1,), "kwargs": {"n": 2}}, ((1,), {"n": 2}), id="both"),
    ],
)
def test_the_target_is_called_with_args_and_kwargs(arguments, call):
    """A Thread calls target(*args, **kwargs); args can be any iterable, and both are empty by
    default.

    Docs: library/threading#threading.Thread
    """
    assert thread_with_args.what_the_target_gets(**arguments) == call


def test_a_string_as_args_is_taken_apart():
    """Thread(args=("ab")) lacks the comma of a tuple and is Thread(args="ab"): each letter
    becomes an argument.

    Docs: library/threading#threading.Thread
    """
    assert thread_with_args.what_the_target_gets(args=("ab")) == (("a", "b"), {})


@pytest.mark.pins("threading.Thread(target, args, kwargs)", "threading.excepthook")
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param({"target": 5}, "not callable", id="target=5"),
        pytest.param({"target": print, "args": 5}, "must be an iterable", id="args=5, no tuple"),
        pytest.param({"target": print, "kwargs": [5]}, "must be a mapping", id="kwargs=[5]"),
        pytest.param(
            {"target": print, "kwargs": {"no": 5}}, "keyword argument", id="wrong keyword"
        ),
    ],
)
def test_a_call_that_cannot_be_made_fails_in_the_thread_and_not_in_its_maker(arguments, complaint):
    """Thread() does not check target, args and kwargs, and start() returns: only in the thread do
    they raise TypeError, of which threading.excepthook() is told.

    Docs: library/threading#threading.Thread.run, library/threading#threading.excepthook
    """
    told = []
    with replaced(threading, "excepthook", lambda args: told.append(args.exc_value)):
        thread_with_args.see_through(Thread(**arguments))
    [error] = told
    assert type(error) is TypeError
    assert complaint in str(error)


@pytest.mark.pins("threading.Thread(group, target, name, args, kwargs)")
def test_the_first_five_parameters_may_be_given_by_position():
    """Thread accepts group, target, name, args and kwargs as positional arguments, in that order,
    though the documentation asks for keywords.

    Docs: library/threading#threading.Thread
    """
    calls = []
    thread = Thread(None, lambda *args, **kwargs: calls.append((args, kwargs)), "x", (1,), {"n": 2})
    thread.run()
    assert (thread.name, calls) == ("x", [((1,), {"n": 2})])


@pytest.mark.pins("threading.Thread(daemon)")
def test_daemon_is_refused_by_position():
    """The parameter daemon of Thread is keyword-only: a sixth positional argument raises
    TypeError.

    Docs: library/threading#threading.Thread
    """
    with pytest.raises(TypeError):
        Thread(None, print, "x", (), {}, True)


@pytest.mark.pins("threading.Thread(group)")
@pytest.mark.parametrize("group", [pytest.param(g, id=repr(g)) for g in (0, False, "workers")])
def test_a_thread_group_is_refused(group):
    """Thread(group=...) raises AssertionError for anything but None, even for a false value: the
    parameter is reserved for a class ThreadGroup that does not exist.

    Docs: library/threading#threading.Thread
    """
    with pytest.raises(AssertionError, match="group argument must be None"):
        Thread(group=group)


@pytest.mark.pins("threading.Thread(target)", "threading.Thread.run")
def test_a_thread_without_a_target_does_nothing():
    """Without a target, Thread.run() calls nothing, whatever args and kwargs are, and returns
    None.

    Docs: library/threading#threading.Thread
    """
    assert Thread(args=(1,), kwargs={"n": 2}).run() is None


@pytest.mark.parametrize(
    ("call_it", "worker"),
    [
        pytest.param(True, main_thread().name, id="target=work(): the caller"),
        pytest.param(False, "worker", id="target=work: the thread"),
    ],
)
def test_a_target_is_handed_over_uncalled(call_it, worker):
    """Thread(target=work()) calls work in the current thread, before the Thread is made;
    Thread(target=work) has the new thread call it.

    Docs: library/threading#threading.Thread
    """
    assert thread_with_args.who_evaluates_the_target(call_it) == worker


@pytest.mark.parametrize(
    ("copy", "left"),
    [
        pytest.param(False, ["apple", "worm"], id="the same list: changed"),
        pytest.param(True, ["apple"], id="a copy: untouched"),
    ],
)
def test_arguments_are_shared_with_the_caller(copy, left):
    """A Thread gets references to its arguments, not copies: if the target changes a list, the
    caller's list has changed.

    Docs: library/threading#threading.Thread.run
    """
    assert thread_with_args.the_thread_changes_the_callers_list(copy) == left


def test_arguments_are_read_when_the_target_is_called():
    """A Thread keeps the very list and dict that it is given as args and kwargs: what is added to
    them before its start is passed as well.

    Docs: undocumented, and all supported Pythons agree.
    """
    calls, args, kwargs = [], ["early"], {"early": 1}
    thread = Thread(target=lambda *a, **k: calls.append((a, k)), args=args, kwargs=kwargs)
    args.append("late")
    kwargs["late"] = 2
    thread_with_args.see_through(thread)
    assert calls == [(("early", "late"), {"early": 1, "late": 2})]


@pytest.mark.pins("threading.Thread.join")
def test_join_is_where_the_caller_waits_for_the_results():
    """The caller of Thread.join() stays in it while the threads work, and none of them is alive
    afterwards.

    Docs: library/threading#threading.Thread.join
    """
    threads = [
        Thread(target=until, args=(lambda: stands_in(main_thread(), "join"), "the caller waits"))
        for _ in range(2)
    ]
    thread_with_args.see_through(*threads)
    assert not any(thread.is_alive() for thread in threads)


def test_results_come_back_through_a_queue():
    """Each Thread puts its number and its result into a queue, so that the caller can match them
    in whatever order they arrive.

    Docs: library/threading#threading.Thread.run, library/queue#queue.SimpleQueue
    """
    assert thread_with_args.squares([2, 3, 4]) == {2: 4, 3: 9, 4: 16}


def test_a_generator_function_as_a_target_does_nothing():
    """A Thread calls its target and drops what it returns: if the target is a generator function,
    that is a generator, whose body never begins.

    Docs: library/threading#threading.Thread.run
    """
    begun = []

    def count():
        begun.append("count")
        yield 1

    thread_with_args.see_through(Thread(target=count))
    assert begun == []
    assert (list(count()), begun) == ([1], ["count"])


def test_run_returns_none_whatever_the_target_returns():
    """Thread.run() discards the return value of the target.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert Thread(target=lambda: 42).run() is None


@pytest.mark.parametrize("explodes", [False, True], ids=["returns", "raises"])
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(lambda parcel: {"target": parcel}, id="target"),
        pytest.param(lambda parcel: {"args": (parcel,)}, id="args"),
        pytest.param(lambda parcel: {"kwargs": {"parcel": parcel}}, id="kwargs"),
    ],
)
def test_an_ended_thread_lets_go_of_what_it_was_given(arguments, explodes):
    """A Thread keeps references to its target, args and kwargs only until run() has returned or
    raised.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_with_args.held(arguments, explodes) == Held(
        before_its_start=True, after_its_end=False, it_ended_in_an_error=explodes
    )


def test_run_works_once():
    """Thread.run() deletes its reference to the target, so a second call of run() raises
    AttributeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    thread = Thread(target=list)
    thread.run()
    with pytest.raises(AttributeError):
        thread.run()


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_with_args` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(thread_with_args.main) == [
        "MainThread | 📬 target=work(): ❌ work was done by MainThread",
        "MainThread | 📬 target=work: ✅ work was done by worker",
        "MainThread | ✂️ args=(\"ab\"): ❌ ('a', 'b')",
        "MainThread | 📬 args=(\"ab\",): ✅ ('ab',)",
        "MainThread | 📬 kwargs={\"n\": 1}: ✅ {'n': 1}",
        "MainThread | 🪱 the caller's own list: ❌ ['apple', 'worm']",
        "MainThread | 🍎 a copy for the thread: ✅ ['apple']",
        "MainThread | 🧮 results through a queue: ✅ [(2, 4), (3, 9), (4, 16)]",
    ]

"""🚦 States of a Future: what it can be, and what it can become.

The story is told, and runs, in showcase/parallel_execution/future_states_demo.py.
"""

import concurrent.futures
import types
from concurrent.futures import Future

import pytest

from showcase.parallel_execution import future_states_demo as demo
from showcase.parallel_execution.future_states_demo import STATES, Look, Step

FUTURE = "concurrent.futures.Future"
LOOKS = {
    "pending": Look(running=False, cancelled=False, done=False),
    "running": Look(running=True, cancelled=False, done=False),
    "cancelled": Look(running=False, cancelled=True, done=True),
    "cancelled and seen": Look(running=False, cancelled=True, done=True),
    "finished": Look(running=False, cancelled=False, done=True),
    "failed": Look(running=False, cancelled=False, done=True),
}


@pytest.mark.pins(f"{FUTURE}.running", f"{FUTURE}.cancelled", f"{FUTURE}.done")
@pytest.mark.parametrize("state", STATES)
def test_three_questions_tell_the_states_apart(state):
    """Future.running(), cancelled() and done() tell whether a Future is pending, running,
    cancelled or finished; done() is True for a cancelled Future as well.

    Docs: library/concurrent.futures#concurrent.futures.Future.done
    """
    assert demo.look_at(demo.future_that_is(state)) == LOOKS[state]


@pytest.mark.pins(FUTURE)
def test_a_new_future_is_pending():
    """Future() is neither running, nor cancelled, nor done.

    Docs: library/concurrent.futures#concurrent.futures.Future
    """
    assert demo.look_at(Future()) == LOOKS["pending"]


@pytest.mark.pins(f"{FUTURE}.cancel")
@pytest.mark.parametrize(
    ("state", "answer", "after"),
    [
        ("pending", True, "cancelled"),
        ("running", False, "running"),
        ("cancelled", True, "cancelled"),
        ("cancelled and seen", True, "cancelled"),
        ("finished", False, "finished"),
        ("failed", False, "failed"),
    ],
    ids=STATES,
)
def test_only_a_future_that_has_not_begun_can_be_cancelled(state, answer, after):
    """Future.cancel() returns whether the Future is cancelled now: True even if it was cancelled
    before, False if it is running or finished.

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    assert demo.take("cancel", state) == Step(answer, LOOKS[after])


@pytest.mark.pins(f"{FUTURE}.cancel", f"{FUTURE}.set_running_or_notify_cancel")
def test_cancelling_again_does_not_bring_a_future_back():
    """A second Future.cancel() changes nothing: a cancelled Future that its executor has taken
    notice of stays done for concurrent.futures.wait().

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    future = demo.future_that_is("cancelled and seen")
    future.cancel()
    assert concurrent.futures.wait([future], 0).done == {future}


@pytest.mark.pins(f"{FUTURE}.set_running_or_notify_cancel")
@pytest.mark.parametrize(
    ("state", "answer", "after"),
    [
        ("pending", True, "running"),
        ("running", "RuntimeError", "running"),
        ("cancelled", False, "cancelled"),
        ("cancelled and seen", "RuntimeError", "cancelled"),
        ("finished", "RuntimeError", "finished"),
        ("failed", "RuntimeError", "failed"),
    ],
    ids=STATES,
)
def test_a_future_is_started_once(state, answer, after):
    """Future.set_running_or_notify_cancel() returns True for a pending Future and False for one
    that has just been cancelled; in any other state it raises RuntimeError.

    Docs: library/concurrent.futures#concurrent.futures.Future.set_running_or_notify_cancel
    """
    assert demo.take("start", state) == Step(answer, LOOKS[after])


@pytest.mark.pins(f"{FUTURE}.set_running_or_notify_cancel")
@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("running", "RUNNING"),
        ("cancelled and seen", "CANCELLED_AND_NOTIFIED"),
        ("finished", "FINISHED"),
    ],
)
def test_starting_a_future_twice_is_logged_as_critical(caplog, state, name):
    """Future.set_running_or_notify_cancel() that raises RuntimeError also logs the Future and its
    state, at level CRITICAL, by the logger "concurrent.futures".

    Docs: undocumented, and all supported Pythons agree.
    """
    future = demo.future_that_is(state)
    with pytest.raises(RuntimeError, match="Future in unexpected state"):
        future.set_running_or_notify_cancel()
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("concurrent.futures", "CRITICAL")
    assert record.getMessage() == f"Future {id(future)} in unexpected state: {name}"


@pytest.mark.pins(
    f"{FUTURE}.set_result(result)",
    f"{FUTURE}.set_exception(exception)",
    "concurrent.futures.InvalidStateError",
)
@pytest.mark.parametrize(("step", "end"), [("result", "finished"), ("error", "failed")])
@pytest.mark.parametrize(
    ("state", "is_taken"),
    [
        ("pending", True),
        ("running", True),
        ("cancelled", False),
        ("cancelled and seen", False),
        ("finished", False),
        ("failed", False),
    ],
    ids=STATES,
)
def test_a_future_ends_once(step, end, state, is_taken):
    """Future.set_result() and set_exception() raise InvalidStateError if the Future is finished
    or cancelled, and leave its state as it was.

    Docs: library/concurrent.futures#concurrent.futures.Future.set_result
    """
    taken, refused = Step(None, LOOKS[end]), Step("InvalidStateError", LOOKS[state])
    assert demo.take(step, state) == (taken if is_taken else refused)


@pytest.mark.pins("concurrent.futures.InvalidStateError")
@pytest.mark.parametrize("set_it", [Future.set_result, Future.set_exception])
@pytest.mark.parametrize(
    ("state", "name"), [("cancelled", "CANCELLED"), ("finished", "FINISHED")], ids=lambda s: s
)
def test_a_refused_result_names_the_state_and_the_future(set_it, state, name):
    """The message of InvalidStateError has the state and the repr of the Future, which keeps its
    first result.

    Docs: undocumented, and all supported Pythons agree.
    """
    future = demo.future_that_is(state)
    with pytest.raises(concurrent.futures.InvalidStateError) as refused:
        set_it(future, ValueError("late"))
    assert str(refused.value) == f"{name}: {future!r}"
    assert future.cancelled() or future.result() == 42


@pytest.mark.pins(FUTURE)
@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("pending", "state=pending"),
        ("running", "state=running"),
        ("cancelled", "state=cancelled"),
        ("cancelled and seen", "state=cancelled"),
        ("finished", "state=finished returned int"),
        ("failed", "state=finished raised ValueError"),
    ],
    ids=STATES,
)
def test_the_repr_of_a_future_tells_its_state(state, says):
    """The repr of a Future shows its state and, once it is finished, the type of its result or
    exception.

    Docs: undocumented, and all supported Pythons agree.
    """
    future = demo.future_that_is(state)
    assert repr(future) == f"<Future at {id(future):#x} {says}>"


@pytest.mark.pins(FUTURE)
def test_a_future_can_be_parametrised_for_annotations():
    """Future[int] is a types.GenericAlias of Future, for type annotations.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert isinstance(Future[int], types.GenericAlias)
    assert (Future[int].__origin__, Future[int].__args__) == (Future, (int,))


@pytest.mark.parametrize(
    ("question", "function"),
    [
        pytest.param(Future.done, "done", id="done"),
        pytest.param(Future.running, "running", id="running"),
        pytest.param(Future.cancelled, "cancelled", id="cancelled"),
        pytest.param(Future.cancel, "cancel", id="cancel"),
        pytest.param(Future.result, "result", id="result"),
        pytest.param(Future.exception, "exception", id="exception"),
        pytest.param(repr, "__repr__", id="repr"),
        pytest.param(lambda f: f.add_done_callback(id), "add_done_callback", id="callback"),
        pytest.param(demo.STEPS["start"], "set_running_or_notify_cancel", id="start"),
        pytest.param(demo.STEPS["result"], "set_result", id="set_result"),
        pytest.param(demo.STEPS["error"], "set_exception", id="set_exception"),
        pytest.param(lambda f: concurrent.futures.wait([f]), "wait", id="wait"),
        pytest.param(
            lambda f: next(concurrent.futures.as_completed([f])), "as_completed", id="as_completed"
        ),
    ],
)
def test_a_future_answers_nobody_while_it_is_being_changed(caplog, question, function):
    """Every method of Future, its repr, wait() and as_completed() take the Future's lock: none
    returns while another thread is inside Future.set_result().

    Docs: undocumented, and all supported Pythons agree.
    """
    assert not demo.answers_in_the_middle(question, function)


def test_what_asks_no_method_of_a_future_is_answered_at_once():
    """type(future) calls no method of the Future and takes no lock, so it returns while another
    thread is inside Future.set_result().

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.answers_in_the_middle(type, "nowhere")


@pytest.mark.pins(f"{FUTURE}.set_running_or_notify_cancel")
def test_a_false_start_costs_the_pool_its_worker(caplog):
    """A ThreadPoolExecutor's worker logs an error and ends if another thread has called
    Future.set_running_or_notify_cancel() on the call that the worker takes next.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.worker_after_a_false_start(meddles=False)
    assert not caplog.records
    assert not demo.worker_after_a_false_start(meddles=True)
    unexpected, lost = (record.getMessage() for record in caplog.records)
    assert unexpected.endswith("in unexpected state: RUNNING")
    assert lost == "Exception in worker"


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase future_states` prints, in this order on every run.

    Docs: library/concurrent.futures#future-objects
    """
    assert tell(demo.main) == [
        "MainThread | 🚦 pending: done? False",
        "MainThread |    cancel() True, result() None",
        "MainThread | 🚦 running: done? False",
        "MainThread |    cancel() False, result() None",
        "MainThread | 🚦 cancelled: done? True",
        "MainThread |    cancel() True, result() InvalidStateError",
        "MainThread | 🚦 cancelled and seen: done? True",
        "MainThread |    cancel() True, result() InvalidStateError",
        "MainThread | 🚦 finished: done? True",
        "MainThread |    cancel() False, result() InvalidStateError",
        "MainThread | 🚦 failed: done? True",
        "MainThread |    cancel() False, result() InvalidStateError",
    ]

"""🫥 Unseen lock: it is taken inside something that one only calls, or does not even call.

The story is told, and runs, in showcase/pitfalls_and_errors/unseen_lock_demo.py.
"""

import gc

import pytest

from showcase.pitfalls_and_errors import unseen_lock_demo
from showcase.pitfalls_and_errors.unseen_lock_demo import Finalized

in_a_cycle = pytest.mark.parametrize(
    "in_a_cycle", [False, True], ids=["last reference", "garbage collector"]
)


@in_a_cycle
def test_a_finalizer_finds_the_lock_of_its_own_thread_shut(in_a_cycle):
    """A finalizer may run in the thread that drops the last reference or collects garbage: if that
    thread holds a Lock which the finalizer needs, the finalizer would wait for it for ever.

    Docs: reference/datamodel#object.__del__, library/weakref#weakref.finalize
    """
    done = unseen_lock_demo.finalize(outside=False, in_a_cycle=in_a_cycle)
    assert done == Finalized(without_collector=not in_a_cycle, let_in=False)


@in_a_cycle
def test_what_is_dropped_outside_the_lock_is_finalized_outside_it(in_a_cycle):
    """If the last reference is dropped, or garbage is collected, when no thread holds the Lock, the
    finalizer can acquire the Lock.

    Docs: reference/datamodel#object.__del__, library/weakref#weakref.finalize
    """
    done = unseen_lock_demo.finalize(outside=True, in_a_cycle=in_a_cycle)
    assert done == Finalized(without_collector=not in_a_cycle, let_in=True)


def test_the_garbage_collector_is_on_again():
    """The scenario switches automatic garbage collection off, and on again at its end.

    Docs: library/gc#gc.enable
    """
    unseen_lock_demo.finalize(outside=True, in_a_cycle=True)
    assert gc.isenabled()


def test_a_logging_handler_that_takes_a_lock_closes_a_cycle():
    """logging.Handler.handle() holds the handler's own lock. If the handler needs a lock of the
    program, and a thread logs while it holds that lock, each waits for the lock of the other.

    Docs: library/logging#logging.Handler.handle
    """
    booking_let_in, handler_let_in = unseen_lock_demo.two_who_log(through_a_queue=False)
    assert (booking_let_in, handler_let_in) == (False, False)


def test_a_queue_handler_only_puts():
    """QueueHandler only puts a record into a queue: a thread that logs while it holds a lock of the
    program does not wait for a handler that needs the same lock and gets the record later.

    Docs: library/logging.handlers#logging.handlers.QueueHandler
    """
    booking_let_in, handler_let_in = unseen_lock_demo.two_who_log(through_a_queue=True)
    assert (booking_let_in, handler_let_in) == (True, True)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase unseen_lock` prints, in this order on every run.

    Docs: library/weakref#weakref.finalize
    """
    assert tell(unseen_lock_demo.main) == [
        "MainThread | ❌ finalized by the last reference under the lock: let in? False",
        "MainThread | ✅ finalized by the last reference outside the lock: let in? True",
        "MainThread | ❌ finalized by the garbage collector under the lock: let in? False",
        "MainThread | ✅ finalized by the garbage collector outside the lock: let in? True",
        "MainThread | ❌ a handler that locks: the booking is let in? False; the handler? False",
        "MainThread | ✅ a queue: the booking is let in? True; the handler? True",
    ]

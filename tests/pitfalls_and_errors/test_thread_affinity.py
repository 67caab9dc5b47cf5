"""📌 Thread affinity: some things belong to the thread in which they were made or set.

The story is told, and runs, in showcase/pitfalls_and_errors/thread_affinity_demo.py.
"""

import decimal
import sys

from showcase.pitfalls_and_errors import thread_affinity_demo
from showcase.utils.stage import play
from tests.plugins.conditions import GIL

A_THIRD = "0.3333333333333333333333333333"
INHERITS = getattr(sys.flags, "thread_inherit_context", 0)


def test_a_connection_of_sqlite3_refuses_another_thread():
    """A sqlite3.Connection may be used in the thread that has made it: check_same_thread is on.

    Docs: library/sqlite3#sqlite3.connect
    """
    rows = thread_affinity_demo.rows_read_by_a_worker(own_connection=False)
    assert rows == "ProgrammingError"


def test_a_connection_for_each_thread_reads_the_same_database():
    """sqlite3.connect() in the worker opens the file once more, and sees what is in it.

    Docs: library/sqlite3#sqlite3.connect
    """
    assert thread_affinity_demo.rows_read_by_a_worker(own_connection=True) == 3


def test_a_thread_begins_with_a_decimal_context_of_its_own():
    """What the caller sets is not set for a new Thread, unless threads inherit their context.

    Docs: library/decimal#working-with-threads
    """
    thirds = thread_affinity_demo.a_third_in_a_worker(handed_over=False)
    assert thirds == ["0.3333", "0.3333" if INHERITS else A_THIRD]


def test_a_decimal_context_can_be_handed_over():
    """decimal.localcontext(context) sets a copy of it in the thread that runs the block.

    Docs: library/decimal#decimal.localcontext
    """
    assert thread_affinity_demo.a_third_in_a_worker(handed_over=True) == ["0.3333", "0.3333"]


def test_decimal_default_context_counts_for_threads_that_are_started_later(monkeypatch):
    """A thread that does not inherit a context makes its first one from decimal.DefaultContext: set
    it before there are threads.

    Docs: library/decimal#decimal.DefaultContext
    """
    monkeypatch.setattr(decimal.DefaultContext, "prec", 4)
    assert play(thread_affinity_demo.a_third) == [A_THIRD if INHERITS else "0.3333"]


def test_a_decimal_context_stays_from_task_to_task():
    """A worker of a pool is one thread, and its decimal context is the one the last task left.

    Docs: library/decimal#working-with-threads
    """
    thirds = thread_affinity_demo.a_third_after_another_task(localcontext=False)
    assert thirds == ["0.3333", "0.3333"]


def test_localcontext_puts_the_context_back():
    """A task that sets its digits in `with decimal.localcontext()` leaves nothing behind.

    Docs: library/decimal#decimal.localcontext
    """
    thirds = thread_affinity_demo.a_third_after_another_task(localcontext=True)
    assert thirds == ["0.3333", A_THIRD]


def test_the_thread_with_the_last_reference_runs_the_finalizer():
    """With the GIL __del__ runs where the last reference goes. Without it, in 3.13t, it runs in
    the thread that has made the object, at some moment when that thread goes on.

    Docs: undocumented, and the builds differ as said.
    """
    closed = thread_affinity_demo.closed_by(owner_closes=False)
    assert closed == (["guest"] if GIL else ["owner"])


def test_an_owner_that_closes_does_not_leave_it_to_the_last_reference():
    """An explicit close() runs in the thread that calls it, whoever still has a reference.

    Docs: reference/datamodel#object.__del__
    """
    assert thread_affinity_demo.closed_by(owner_closes=True) == ["owner"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_affinity` prints, in this order on every run.

    Docs: library/threading#thread-local-data
    """
    assert tell(thread_affinity_demo.main) == [
        "MainThread | ❌ the caller's connection: ProgrammingError",
        "MainThread | ✅ a connection each: 3 rows",
        "MainThread | ✅ the caller hands its context over: 0.3333 and 0.3333",
        "MainThread | ❌ a task sets four digits: 0.3333, and then 0.3333",
        f"MainThread | ✅ in a `with` block: 0.3333, and then {A_THIRD}",
        "MainThread | ✅ its owner closes it: owner",
    ]

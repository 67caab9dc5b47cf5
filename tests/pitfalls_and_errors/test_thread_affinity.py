"""📌 Thread affinity: some things belong to the thread in which they were made or set.

The story is told, and runs, in showcase/pitfalls_and_errors/thread_affinity_demo.py.
"""

import decimal
import sys
import sysconfig

from showcase.pitfalls_and_errors import thread_affinity_demo
from showcase.utils.stage import play

A_THIRD = "0.3333333333333333333333333333"
INHERITS = getattr(sys.flags, "thread_inherit_context", 0)


def test_a_connection_of_sqlite3_refuses_another_thread():
    """A sqlite3.Connection raises ProgrammingError in any thread but the one that has made it,
    since check_same_thread is True by default.

    Docs: library/sqlite3#sqlite3.connect
    """
    rows = thread_affinity_demo.rows_read_by_a_worker(own_connection=False)
    assert rows == "ProgrammingError"


def test_a_connection_for_each_thread_reads_the_same_database():
    """A thread that calls sqlite3.connect() for itself has its own connection to the database, and
    reads what another connection has written.

    Docs: library/sqlite3#sqlite3.connect
    """
    assert thread_affinity_demo.rows_read_by_a_worker(own_connection=True) == 3


def test_a_thread_begins_with_a_decimal_context_of_its_own():
    """A decimal context that is set in one thread does not count in a new Thread, unless threads
    inherit their context (sys.flags.thread_inherit_context).

    Docs: library/decimal#working-with-threads
    """
    callers, threads = thread_affinity_demo.a_third_in_a_worker(handed_over=False)
    assert (callers, threads) == ("0.3333", "0.3333" if INHERITS else A_THIRD)


def test_a_decimal_context_can_be_handed_over():
    """decimal.localcontext(context) sets a copy of that context in the thread that runs the block,
    and so takes the precision of another thread over.

    Docs: library/decimal#decimal.localcontext
    """
    callers, threads = thread_affinity_demo.a_third_in_a_worker(handed_over=True)
    assert (callers, threads) == ("0.3333", "0.3333")


def test_decimal_default_context_counts_for_threads_that_are_started_later(monkeypatch):
    """A thread that inherits no context begins with a copy of decimal.DefaultContext, so a
    precision that is set there counts for threads that are started later.

    Docs: library/decimal#decimal.DefaultContext
    """
    monkeypatch.setattr(decimal.DefaultContext, "prec", 4)
    assert play(thread_affinity_demo.a_third) == [A_THIRD if INHERITS else "0.3333"]


def test_a_decimal_context_stays_from_task_to_task():
    """A decimal context belongs to a thread: the next task of the same worker of a
    ThreadPoolExecutor computes with the precision that a task has set.

    Docs: library/decimal#working-with-threads
    """
    one_task, the_next = thread_affinity_demo.a_third_after_another_task(localcontext=False)
    assert (one_task, the_next) == ("0.3333", "0.3333")


def test_localcontext_puts_the_context_back():
    """At the end of its block decimal.localcontext() restores the former context: the next task of
    the same worker has the default precision.

    Docs: library/decimal#decimal.localcontext
    """
    one_task, the_next = thread_affinity_demo.a_third_after_another_task(localcontext=True)
    assert (one_task, the_next) == ("0.3333", A_THIRD)


def test_the_thread_with_the_last_reference_runs_the_finalizer():
    """__del__ runs in the thread that drops the last reference; in a free-threaded build, even with
    the GIL on, it runs in the thread that has made the object.

    Docs: howto/free-threading-python#increased-memory-usage
    """
    free_threaded = sysconfig.get_config_var("Py_GIL_DISABLED")
    closed = thread_affinity_demo.closed_by(owner_closes=False)
    assert closed == (["owner"] if free_threaded else ["guest"])


def test_an_owner_that_closes_does_not_leave_it_to_the_last_reference():
    """A call of close() runs in the thread that calls it, and leaves nothing to close for __del__
    in the thread that drops the last reference.

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

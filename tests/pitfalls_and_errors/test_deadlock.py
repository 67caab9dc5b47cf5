"""💀 Deadlock: everyone holds what the next one needs, and nobody ever lets go.

The story is told, and runs, in showcase/pitfalls_and_errors/deadlock_demo.py. Real deadlocks
happen only in processes that end with them: a child that faulthandler ends, and inner runs of
pytest that pytest-timeout ends.
"""

import inspect

import pytest

from showcase.pitfalls_and_errors import deadlock_demo
from showcase.pitfalls_and_errors.deadlock_demo import Dinner
from showcase.utils.child import in_a_child
from tests.plugins.inner import Order, inner_pytest

THE_PAIR = "fork-1 held by Plato, wanted by Kant; fork-2 held by Kant, wanted by Plato"


def line_of(comment):
    """The line of the deadlock, found by its comment."""
    lines, first = inspect.getsourcelines(deadlock_demo.deadlock_for_good)
    return first + next(n for n, line in enumerate(lines) if comment in line)


# ── The cycle, its names and its cures ────────────────────────────────────────


def test_two_locks_taken_in_both_orders_close_a_cycle():
    """If two threads take two Locks in opposite orders, each may hold one and wait for the other: a
    wait-for graph names the cycle. The thread that is refused the last step leaves, and the other
    one finishes.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert deadlock_demo.dine(guests=2) == Dinner(ate=1, cycles=(THE_PAIR,))


def test_philosophers_who_all_take_the_left_fork_first_close_a_cycle_of_five():
    """If each of five threads holds one Lock and waits for the Lock of the next thread, all five
    are in one cycle.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert deadlock_demo.dine() == Dinner(
        ate=4,
        cycles=(
            "fork-1 held by Plato, wanted by Arendt; "
            "fork-2 held by Kant, wanted by Plato; "
            "fork-3 held by Hypatia, wanted by Kant; "
            "fork-4 held by Laozi, wanted by Hypatia; "
            "fork-5 held by Arendt, wanted by Laozi",
        ),
    )


@pytest.mark.parametrize("guests", [2, 3, 5])
@pytest.mark.parametrize(
    "cure",
    [
        pytest.param({"lower_fork_first": True}, id="a fixed order of locks"),
        pytest.param({"gives_back": True}, id="try the second, or give the first back"),
    ],
)
def test_philosophers_with_a_rule_against_cycles_all_eat(guests, cure):
    """If all threads take their Locks in one fixed order, or release the first one when the second
    one is not free, no cycle closes.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert deadlock_demo.dine(guests, **cure) == Dinner(ate=guests)


@pytest.mark.parametrize("guests", [2, 3, 5])
def test_one_seat_fewer_than_philosophers_lets_all_of_them_eat(guests):
    """If a Semaphore admits all philosophers but one, a fork stays free, and all of them eat; if it
    admits all, one of them does not.

    Docs: library/threading#semaphore-objects
    """
    assert deadlock_demo.dine(guests, seats=guests - 1) == Dinner(ate=guests)
    assert deadlock_demo.dine(guests, seats=guests).ate == guests - 1


# ── A real one, and what ends it ──────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_traceback_later(timeout, exit)")
def test_faulthandler_ends_a_deadlock_with_the_stacks_of_both_threads():
    """faulthandler.dump_traceback_later(exit=True) needs no thread that can run: the process ends
    with exit code 1, and shows both threads at the inner `with` of the locks in the cycle.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    child = in_a_child(deadlock_demo.ended_by_faulthandler)
    assert (child.exit_code, child.said) == (1, [THE_PAIR])
    assert f"line {line_of('Plato waits here')} in plato\n" in child.err
    assert f"line {line_of('Kant waits here')} in kant\n" in child.err


INNER_SPECS = """
    import pytest
    from showcase.pitfalls_and_errors import deadlock_demo

    @pytest.fixture
    def philosophers():
        graph, threads = deadlock_demo.deadlock_for_good()  # both are stuck before the clock runs
        yield threads
        print("the cycle:", graph.cycle())

    def test_deadlock(philosophers):
        for thread in philosophers:
            thread.join()

    @pytest.mark.timeout(60)
    def test_after_the_deadlock():
        print("the run went on")
"""


def limited_by(method: str) -> Order:
    """Run INNER_SPECS in a pytest of its own, whose limit is a fifth of a second a test."""
    limit = ("--timeout=0.2", f"--timeout-method={method}", "-o", "timeout_func_only=true")
    return inner_pytest(INNER_SPECS, *limit, "-v")


SIGNAL, THREAD = limited_by("signal"), limited_by("thread")


@pytest.mark.needs("sigalrm")
def test_a_deadlock_is_caught_by_timeout_and_the_run_goes_on():
    """pytest-timeout with method `signal` fails the deadlocked test at its limit, with the stacks
    of both daemon threads and the cycle in the report, and the test after it passes.

    Docs: library/signal#signal.SIGALRM, library/threading#threading.Thread.daemon
    """
    run = SIGNAL.run
    assert run.outcome_of("test_deadlock") == "FAILED"
    assert run.outcome_of("test_after_the_deadlock") == "PASSED"
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED
    assert "Timeout (>0.2s) from pytest-timeout" in run.out
    assert f"line {line_of('Plato waits here')}, in plato" in run.out
    assert f"line {line_of('Kant waits here')}, in kant" in run.out
    assert f"the cycle: {THE_PAIR}" in run.out
    assert "the run went on" in run.out


def test_a_timeout_from_a_thread_ends_the_whole_run_at_the_first_deadlock():
    """pytest-timeout with method `thread` cannot interrupt the main thread: it prints the stacks
    of both threads and ends the process through os._exit(), without a summary.

    Docs: library/os#os._exit
    """
    run = THREAD.run
    everything = run.out + run.err
    assert run.exit_code == 1
    assert f"line {line_of('Plato waits here')}, in plato" in everything
    assert f"line {line_of('Kant waits here')}, in kant" in everything
    assert "test_after_the_deadlock" not in everything
    assert "1 failed" not in everything


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase deadlock` prints, in this order on every run.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert tell(deadlock_demo.main) == [
        "MainThread | ❌ left fork first: 4 of 5 eat, for one closes a cycle and is sent away",
        "MainThread |    fork-1 held by Plato, wanted by Arendt",
        "MainThread |    fork-2 held by Kant, wanted by Plato",
        "MainThread |    fork-3 held by Hypatia, wanted by Kant",
        "MainThread |    fork-4 held by Laozi, wanted by Hypatia",
        "MainThread |    fork-5 held by Arendt, wanted by Laozi",
        f"MainThread | ❌ two locks in both orders: {THE_PAIR}",
        "MainThread | ✅ lower fork first: 5 of 5 eat",
        "MainThread | ✅ four seats: 5 of 5 eat",
        "MainThread | ✅ no second fork, give back: 5 of 5 eat",
    ]

"""🙋 Dump on demand: a program that hangs answers a signal, or a hotkey.

The story is told, and runs, in showcase/diagnostics/dump_on_demand_demo.py.
"""

import faulthandler
import signal
from functools import partial
from itertools import accumulate, cycle

import pytest

from showcase.diagnostics import dump_on_demand_demo
from showcase.diagnostics.stack_dump_demo import place_of, waits_for_the_pen, while_alice_waits
from showcase.diagnostics.watchdog_demo import alice, bob, where_they_hang
from showcase.utils.child import in_a_child

ALICE_WAITS = place_of(waits_for_the_pen, "pen.acquire")

# 1 ── Asked by a signal ──────────────────────────────────────────────────────


@pytest.mark.pins("faulthandler.register(signum, file, all_threads)")
@pytest.mark.needs("posix_signals")
def test_a_signal_makes_a_process_tell_where_its_threads_stand():
    """After faulthandler.register(signum) that signal writes the stacks of all threads, and the
    process goes on.

    Docs: library/faulthandler#faulthandler.register
    """
    stacks = while_alice_waits(dump_on_demand_demo.ask_by_a_signal)
    assert stacks["alice"].entries[0] == ALICE_WAITS
    assert stacks["MainThread"].functions[0] == "ask_by_a_signal"
    assert not faulthandler.unregister(signal.SIGUSR1)  # it was taken out again


@pytest.mark.pins("faulthandler.register(all_threads)")
@pytest.mark.needs("posix_signals")
def test_a_signal_can_ask_for_the_current_thread_alone():
    """After faulthandler.register(signum, all_threads=False) the signal writes the stack of the
    current thread, and no other.

    Docs: library/faulthandler#faulthandler.register
    """
    stacks = while_alice_waits(partial(dump_on_demand_demo.ask_by_a_signal, all_threads=False))
    assert list(stacks) == [""]
    assert stacks[""].functions[0] == "ask_by_a_signal"


@pytest.mark.pins("faulthandler.register(chain)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize("chain", [pytest.param(False, id="alone"), pytest.param(True, id="chain")])
def test_the_handler_that_was_there_is_called_only_with_chain(chain):
    """After faulthandler.register(signum, chain=True) the signal also calls the handler that was
    there before; with chain=False that handler is not called.

    Docs: library/faulthandler#faulthandler.register
    """
    stacks, own_handler_was_called = dump_on_demand_demo.with_a_handler_of_its_own(chain)
    assert stacks["alice"].entries[0] == ALICE_WAITS
    assert own_handler_was_called is chain


@pytest.mark.pins("faulthandler.unregister(signum)", "faulthandler.register(signum)")
@pytest.mark.needs("posix_signals")
def test_unregister_says_whether_the_signal_was_registered():
    """faulthandler.unregister(signum) returns True if the signal was registered, else False.

    Docs: library/faulthandler#faulthandler.unregister
    """
    assert dump_on_demand_demo.unregistered_twice() == [True, False]


@pytest.mark.pins("faulthandler.register(signum)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGFPE", "SIGABRT", "SIGBUS", "SIGILL"])
def test_a_fatal_signal_cannot_be_registered(name):
    """faulthandler.register() raises RuntimeError for the signals that faulthandler.enable()
    handles.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(RuntimeError, match="use enable"):
        faulthandler.register(getattr(signal, name))


@pytest.mark.pins("faulthandler.register(signum)", "faulthandler.unregister(signum)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize("number", [0, 9999])
@pytest.mark.parametrize("name", ["register", "unregister"])
def test_a_number_that_is_no_signal_is_refused(name, number):
    """faulthandler.register() and unregister() raise ValueError for a number out of range.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(ValueError, match="out of range"):
        getattr(faulthandler, name)(number)


@pytest.mark.pins("faulthandler.register(signum)")
@pytest.mark.needs("posix_signals")
def test_a_signal_that_cannot_be_caught_is_refused():
    """faulthandler.register(SIGKILL) raises OSError: no process can handle SIGKILL.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(OSError, match="Invalid argument"):
        faulthandler.register(signal.SIGKILL)


@pytest.mark.pins("faulthandler.register(file)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize(
    ("register_again", "in_the_log", "in_the_letter"),
    [pytest.param(False, 0, 1, id="once"), pytest.param(True, 1, 0, id="again")],
)
def test_a_dump_lands_in_whatever_has_the_number_of_the_file(
    register_again, in_the_log, in_the_letter
):
    """faulthandler.register(signum, file) keeps the number of the file descriptor: if another file
    has got that number, the dump is written there, unless register() is called again with a new
    file.

    Docs: library/faulthandler#issue-with-file-descriptors
    """
    seen = dump_on_demand_demo.after_the_log_was_rotated(register_again)
    assert seen == (in_the_log, in_the_letter)
    assert not faulthandler.unregister(signal.SIGUSR1)  # it was taken out again


# 2 ── Asked by a hotkey ──────────────────────────────────────────────────────


@pytest.fixture(scope="module", name="asked")
def _asked():
    """Both programs, each in a terminal of its own."""
    programs = (
        dump_on_demand_demo.ask_a_program_that_is_prepared,
        dump_on_demand_demo.ask_a_program_that_is_not,
    )
    return {ask: in_a_child(ask) for ask in programs}


@pytest.mark.pins("faulthandler.register(signum)")
@pytest.mark.needs("posix_signals", "fork")
def test_a_hotkey_makes_a_hung_program_say_on_which_line_each_thread_hangs(asked):
    """Ctrl-\\ in a terminal sends SIGQUIT: after faulthandler.register(SIGQUIT) a deadlocked
    program writes its stacks to the terminal, and hangs on until it is killed.

    Docs: library/faulthandler#faulthandler.register, library/pty#pty.fork
    """
    child = asked[dump_on_demand_demo.ask_a_program_that_is_prepared]

    assert where_they_hang(child.out) == [
        place_of(alice, "paper.acquire"),
        place_of(bob, "pen.acquire"),
    ]
    assert (child.said[0], child.said[-1]) == ("both hang: True", "ended by SIGKILL")


@pytest.mark.needs("posix_signals", "fork")
def test_a_hotkey_ends_a_program_that_has_registered_nothing(asked):
    """The default action of SIGQUIT ends the process: a deadlocked program that has registered
    nothing writes no stack.

    Docs: library/signal#signal.SIG_DFL
    """
    child = asked[dump_on_demand_demo.ask_a_program_that_is_not]

    assert where_they_hang(child.out) == []
    assert (child.said[0], child.said[-1]) == ("both hang: True", "ended by SIGQUIT")


@pytest.mark.needs("posix_signals")
def test_the_cost_of_a_registered_signal_is_measured_on_the_same_work(monkeypatch):
    """work_while_registered() does the same work as work(), between faulthandler.register() and
    faulthandler.unregister().

    Docs: library/faulthandler#faulthandler.register
    """
    was_registered = []

    def work():
        was_registered.append(faulthandler.unregister(signal.SIGUSR1))
        return 7

    done = dump_on_demand_demo.work()
    assert dump_on_demand_demo.work_while_registered() == done == sum(range(10_000))
    assert not faulthandler.unregister(signal.SIGUSR1)
    monkeypatch.setattr(dump_on_demand_demo, "work", work)
    assert (dump_on_demand_demo.work_while_registered(), was_registered) == (7, [True])


def test_without_user_signals_the_demo_says_so(tell, monkeypatch):
    """Where there is no faulthandler.register(), as on Windows, the demo prints one line instead.

    Docs: library/faulthandler#faulthandler.register
    """
    monkeypatch.delattr(faulthandler, "register", raising=False)

    assert tell(dump_on_demand_demo.main) == [
        "MainThread | there are no user signals on this platform"
    ]


@pytest.mark.needs("posix_signals", "fork")
def test_the_demo_tells_this_story(tell, monkeypatch, asked):
    """❌ before ✅: what `python -m showcase dump_on_demand` prints, in this order on every run.

    Docs: library/faulthandler#faulthandler.register
    """
    monkeypatch.setattr(dump_on_demand_demo, "in_a_child", asked.__getitem__)
    clock = accumulate(cycle([3.0, 2.0, 3.0, 3.0])).__next__

    assert tell(partial(dump_on_demand_demo.main, clock)) == [
        "MainThread | ❌ Ctrl-\\ where nothing is registered",
        "MainThread | ended by SIGQUIT",
        "MainThread | ✅ register(SIGQUIT), and Ctrl-\\",
        "MainThread | one hangs in alice()",
        "MainThread | one hangs in bob()",
        "MainThread | ended by SIGKILL",
        "MainThread | ✅ register(SIGUSR1), and the signal comes",
        "MainThread | alice stands in waits_for_the_pen()",
        "MainThread | ❌ the log was rotated; registered again? False",
        "MainThread | dumps in the new log: 0, in a letter: 1",
        "MainThread | ✅ the log was rotated; registered again? True",
        "MainThread | dumps in the new log: 1, in a letter: 0",
        "MainThread | the probe: 1.5 × the work alone",
    ]

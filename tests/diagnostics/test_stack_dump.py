"""📋 Stack dump: a process tells where each of its threads stands, even while it dies.

The story is told, and runs, in showcase/diagnostics/stack_dump_demo.py.
"""

import faulthandler
import io
import signal
import sys
import tempfile
import threading
from functools import partial

import pytest

from showcase.diagnostics import stack_dump_demo
from showcase.diagnostics.stack_dump_demo import (
    current_thread_only,
    place_of,
    read_back,
    stacks_in,
    waits_for_the_pen,
    while_alice_waits,
)
from showcase.utils.child import Child, in_a_child
from tests.plugins.conditions import GIL

ALICE_WAITS = place_of(waits_for_the_pen, "pen.acquire")
UNPREPARED = {"PYTHONFAULTHANDLER": "", "PYTHONDEVMODE": ""}

# 1 ── Looking at oneself ─────────────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_traceback(file, all_threads)")
def test_a_dump_of_the_current_thread_does_not_say_where_the_others_stand():
    """dump_traceback(all_threads=False) writes the stack of the caller, and no ident.

    Docs: library/faulthandler#faulthandler.dump_traceback
    """
    stacks = while_alice_waits(current_thread_only)
    assert list(stacks) == [""]
    assert stacks[""].functions[:2] == ["current_thread_only", "read_back"]


@pytest.mark.pins("faulthandler.dump_traceback(file, all_threads)")
def test_a_dump_says_on_which_line_another_thread_waits():
    """faulthandler.dump_traceback() writes file, line and function of each call of each thread.

    Docs: library/faulthandler#faulthandler.dump_traceback
    """
    stacks = while_alice_waits(faulthandler.dump_traceback)
    assert stacks["alice"].entries[0] == ALICE_WAITS


@pytest.mark.pins("faulthandler.dump_traceback(file, all_threads)", "threading.Thread.ident")
def test_a_dump_tells_threads_apart_by_their_ident():
    """The number behind "Thread" in a dump is Thread.ident, as hexadecimal digits.

    Docs: undocumented, and all supported Pythons agree.
    """
    stacks = while_alice_waits(faulthandler.dump_traceback)
    assert stacks["MainThread"].ident == threading.main_thread().ident


def test_the_thread_that_dumps_is_called_current():
    """In a dump of all threads the caller is the "Current thread", and it is the only one.

    Docs: undocumented, and all supported Pythons agree.
    """
    stacks = while_alice_waits(faulthandler.dump_traceback)
    assert [name for name, stack in stacks.items() if stack.is_current] == ["MainThread"]


def test_a_dump_begins_with_the_most_recent_call():
    """The order is that of a traceback, reversed: the line where the thread stands comes first.

    Docs: library/faulthandler#module-faulthandler
    """
    functions = while_alice_waits(faulthandler.dump_traceback)["alice"].functions
    assert functions == ["waits_for_the_pen", "run", "_bootstrap_inner", "_bootstrap"]


@pytest.mark.pins("threading.Thread.name")
def test_a_dump_has_the_names_of_threads_since_3_14():
    """Until 3.13 a dump has idents alone; newer ones add the name that the system knows.

    Docs: undocumented, and it came with Python 3.14.
    """
    name = while_alice_waits(faulthandler.dump_traceback)["alice"].name
    assert name == ("alice" if sys.version_info >= (3, 14) else None)


@pytest.mark.pins("faulthandler.dump_traceback(file)")
def test_a_dump_can_be_written_to_a_file_descriptor():
    """The `file` of dump_traceback() may be a number as well as an object with fileno().

    Docs: library/faulthandler#faulthandler.dump_traceback
    """
    stacks = while_alice_waits(lambda file: faulthandler.dump_traceback(file.fileno()))
    assert stacks["alice"].entries[0] == ALICE_WAITS


@pytest.mark.pins("faulthandler.dump_traceback(file)")
def test_a_dump_goes_to_standard_error_unless_told_otherwise(monkeypatch):
    """faulthandler.dump_traceback() writes to what sys.stderr is when it is called.

    Docs: library/faulthandler#faulthandler.dump_traceback
    """

    def to_stderr(file):
        monkeypatch.setattr(sys, "stderr", file)
        faulthandler.dump_traceback(all_threads=False)
        monkeypatch.undo()

    assert stacks_in(read_back(to_stderr))[0].functions[:2] == ["to_stderr", "read_back"]


@pytest.mark.pins(
    "faulthandler.dump_traceback(file)",
    "faulthandler.dump_traceback_later(file)",
    "faulthandler.enable(file)",
)
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda file: faulthandler.dump_traceback(file), id="dump_traceback"),
        pytest.param(lambda f: faulthandler.dump_traceback_later(9, file=f), id="later"),
        pytest.param(lambda file: faulthandler.enable(file), id="enable"),
    ],
)
@pytest.mark.parametrize(
    ("make_file", "error"),
    [
        pytest.param(io.StringIO, io.UnsupportedOperation, id="no descriptor"),
        pytest.param(object, AttributeError, id="no file"),
        pytest.param(lambda: -1, ValueError, id="no valid number"),
    ],
)
def test_a_dump_needs_a_file_of_the_operating_system(write, make_file, error):
    """faulthandler writes to a descriptor, since it cannot run Python code when it is needed.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(error):
        write(make_file())


def test_a_dump_into_a_closed_file_is_refused():
    """faulthandler.dump_traceback(file) asks `file` for its number: a closed one has none.

    Docs: library/faulthandler#issue-with-file-descriptors
    """
    with tempfile.TemporaryFile() as file:
        pass
    with pytest.raises(ValueError, match="closed file"):
        faulthandler.dump_traceback(file)


def test_a_dump_without_standard_error_is_refused(monkeypatch):
    """A program without a console has None as sys.stderr: then the file must be given.

    Docs: undocumented, and all supported Pythons agree.
    """
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(RuntimeError, match=r"sys\.stderr"):
        faulthandler.dump_traceback()


# 2 ── Asked by a signal ──────────────────────────────────────────────────────


@pytest.mark.pins("faulthandler.register(signum, file, all_threads)")
@pytest.mark.needs("posix_signals")
def test_a_signal_makes_a_process_tell_where_its_threads_stand():
    """After faulthandler.register(signum) that signal dumps all threads, and the process goes on.

    Docs: library/faulthandler#faulthandler.register
    """
    stacks = while_alice_waits(stack_dump_demo.ask_by_a_signal)
    assert stacks["alice"].entries[0] == ALICE_WAITS
    assert stacks["MainThread"].functions[0] == "ask_by_a_signal"
    assert not faulthandler.unregister(signal.SIGUSR1)  # it was taken out again


@pytest.mark.pins("faulthandler.register(all_threads)")
@pytest.mark.needs("posix_signals")
def test_a_signal_can_ask_for_the_current_thread_alone():
    """register(all_threads=False) dumps the thread that the signal reaches.

    Docs: library/faulthandler#faulthandler.register
    """
    stacks = while_alice_waits(partial(stack_dump_demo.ask_by_a_signal, all_threads=False))
    assert list(stacks) == [""]
    assert stacks[""].functions[0] == "ask_by_a_signal"


@pytest.mark.pins("faulthandler.register(chain)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize("chain", [pytest.param(False, id="alone"), pytest.param(True, id="chain")])
def test_the_handler_that_was_there_is_called_only_with_chain(chain):
    """register(chain=True) calls the previous handler behind the dump; without it, it is mute.

    Docs: library/faulthandler#faulthandler.register
    """
    stacks, own_handler_was_called = stack_dump_demo.with_a_handler_of_its_own(chain)
    assert stacks["alice"].entries[0] == ALICE_WAITS
    assert own_handler_was_called is chain


@pytest.mark.pins("faulthandler.unregister(signum)", "faulthandler.register(signum)")
@pytest.mark.needs("posix_signals")
def test_unregister_says_whether_the_signal_was_registered():
    """faulthandler.unregister(signum) returns True, and False where there is nothing to undo.

    Docs: library/faulthandler#faulthandler.unregister
    """
    assert stack_dump_demo.unregistered_twice() == [True, False]


@pytest.mark.pins("faulthandler.register(signum)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGFPE", "SIGABRT", "SIGBUS", "SIGILL"])
def test_a_fatal_signal_cannot_be_registered(name):
    """register() leaves the signals of a crash to enable(), and says so in a RuntimeError.

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
    """SIGKILL is nobody's to handle: faulthandler.register() raises the system's OSError.

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
    """faulthandler keeps a number: when another file has got it, that file gets the dump.

    So the file stays open, and register() is called again each time that it is replaced.

    Docs: library/faulthandler#issue-with-file-descriptors
    """
    seen = stack_dump_demo.after_the_log_was_rotated(register_again)
    assert seen == (in_the_log, in_the_letter)
    assert not faulthandler.unregister(signal.SIGUSR1)  # it was taken out again


# 3 ── A crash ────────────────────────────────────────────────────────────────


@pytest.mark.needs("posix_signals")
def test_a_crash_without_the_fault_handler_is_silence():
    """The system ends the process; Python is not asked, and writes nothing.

    Docs: library/faulthandler#module-faulthandler
    """
    child = in_a_child(stack_dump_demo.dies, **UNPREPARED)
    assert child.exit_code == -signal.SIGABRT
    assert child.err == ""


@pytest.mark.pins("faulthandler.enable(file, all_threads)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGFPE", "SIGABRT", "SIGBUS", "SIGILL"])
def test_a_crash_with_the_fault_handler_says_where_each_thread_stands(name):
    """After faulthandler.enable() a fatal signal dumps all threads, and still ends the process.

    From 3.14 on it dumps the current thread alone where the GIL is off.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(stack_dump_demo.dies_with_the_handler, DIES_OF=name, **UNPREPARED)
    assert child.exit_code == -getattr(signal, name)
    assert child.err.startswith("Fatal Python error: ")
    places = [stack.entries[0] for stack in stacks_in(child.err) if stack.entries]
    assert (ALICE_WAITS in places) is (GIL or sys.version_info < (3, 14))


@pytest.mark.pins("faulthandler.enable(file, all_threads)")
@pytest.mark.needs("posix_signals")
def test_a_crash_can_be_told_in_one_stack_and_in_another_file():
    """enable(file, all_threads=False) writes the stack of the thread that crashed to `file`.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(stack_dump_demo.dies_with_the_handler_for_one_thread, **UNPREPARED)
    assert child.err == ""
    assert stacks_in(child.out)[0].functions[:2] == ["<lambda>", "read_back"]
    assert "waits_for_the_pen" not in child.out


@pytest.mark.pins("faulthandler.enable(c_stack)")
@pytest.mark.needs("posix_signals")
def test_a_crash_is_told_with_its_c_stack_since_3_14():
    """enable() writes the C stack behind those of Python, in 3.14 and newer.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(stack_dump_demo.dies_with_the_handler, **UNPREPARED)
    assert ("C stack" in child.err) is (sys.version_info >= (3, 14))


@pytest.mark.pins("faulthandler.enable(c_stack)")
@pytest.mark.needs("posix_signals")
@pytest.mark.since("3.14")
def test_the_c_stack_of_a_crash_can_be_left_out():
    """enable(c_stack=False) writes the stacks of Python alone.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(stack_dump_demo.dies_with_the_handler_and_no_c_stack, **UNPREPARED)
    assert child.err.startswith("Fatal Python error: Aborted")
    assert "C stack" not in child.err


@pytest.mark.pins("faulthandler.enable(max_threads)")
@pytest.mark.needs("posix_signals", "gil")
@pytest.mark.since("3.15")
def test_a_crash_can_be_told_for_a_number_of_threads():
    """enable(max_threads=2) writes two stacks and three dots, however many threads there are.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(stack_dump_demo.dies_with_the_handler_for_two_threads, **UNPREPARED)
    assert child.err.count("hread 0x") == 2
    assert "\n...\n" in child.err


@pytest.mark.pins("faulthandler.disable")
@pytest.mark.needs("posix_signals")
def test_a_crash_after_disable_is_silence_again():
    """faulthandler.disable() takes out what enable() has installed.

    Docs: library/faulthandler#faulthandler.disable
    """
    child = in_a_child(stack_dump_demo.dies_with_the_handler_disabled, **UNPREPARED)
    assert child.exit_code == -signal.SIGABRT
    assert (child.said, child.err) == (["enabled: True"], "")


@pytest.mark.pins("faulthandler.is_enabled", "faulthandler.enable", "faulthandler.disable")
@pytest.mark.parametrize(
    ("options", "environ", "from_the_start"),
    [
        pytest.param([], {}, "False", id="python"),
        pytest.param(["-X", "faulthandler"], {}, "True", id="python -X faulthandler"),
        pytest.param(["-X", "dev"], {}, "True", id="python -X dev"),
        pytest.param([], {"PYTHONFAULTHANDLER": "1"}, "True", id="PYTHONFAULTHANDLER=1"),
    ],
)
def test_the_fault_handler_is_off_unless_the_interpreter_was_told(options, environ, from_the_start):
    """is_enabled() follows enable() and disable(), which may be called in vain.

    Docs: library/faulthandler#faulthandler.is_enabled, library/faulthandler#module-faulthandler
    """
    environ = {**UNPREPARED, **environ}
    child = in_a_child(stack_dump_demo.says_whether_enabled, *options, **environ)
    assert child.said == [f"{from_the_start} True False False"]


# 4 ── How much fits into a dump ──────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_traceback(all_threads)")
def test_a_dump_has_at_most_100_calls_of_a_thread():
    """The limit is 100 frames for each thread: the innermost are there, the outermost are not.

    Docs: library/faulthandler#module-faulthandler
    """
    functions = stack_dump_demo.dump_of_a_deep_stack(201)
    assert functions == ["current_thread_only", "read_back"] + ["down"] * 98


@pytest.mark.pins("faulthandler.dump_traceback(all_threads)")
def test_a_dump_has_at_most_100_threads():
    """Of 101 threads and the main one 100 are dumped, and "..." says that there are more.

    Docs: library/faulthandler#module-faulthandler
    """
    seen = stack_dump_demo.dump_of_a_crowd(101, faulthandler.dump_traceback)
    assert seen == (100, True, 0)


@pytest.mark.pins("faulthandler.dump_traceback(max_threads)", "faulthandler.register(max_threads)")
@pytest.mark.needs("posix_signals")
@pytest.mark.since("3.15")
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(faulthandler.dump_traceback, id="dump_traceback"),
        pytest.param(stack_dump_demo.ask_by_a_signal, id="register"),
    ],
)
def test_the_number_of_threads_in_a_dump_can_be_chosen(write):
    """max_threads=2 dumps two of four threads; the keyword is new in Python 3.15.

    Docs: library/faulthandler#faulthandler.register
    """
    assert stack_dump_demo.dump_of_a_crowd(3, partial(write, max_threads=2)) == (2, True, 0)


@pytest.mark.pins(
    "faulthandler.dump_traceback(max_threads)",
    "faulthandler.dump_traceback_later(max_threads)",
    "faulthandler.enable(max_threads)",
)
@pytest.mark.before("3.15")
@pytest.mark.parametrize(
    "function",
    [
        pytest.param(faulthandler.dump_traceback, id="dump_traceback"),
        pytest.param(partial(faulthandler.dump_traceback_later, 9), id="dump_traceback_later"),
        pytest.param(faulthandler.enable, id="enable"),
    ],
)
def test_the_number_of_threads_in_a_dump_could_not_be_chosen(function):
    """Until 3.14 the functions of faulthandler do not know the keyword max_threads.

    Docs: library/faulthandler#faulthandler.dump_traceback
    """
    with pytest.raises(TypeError, match="max_threads"):
        function(max_threads=2)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param("plain", "plain", id="ASCII"),
        pytest.param("naïve", r"na\xefve", id="Latin-1"),
        pytest.param("λ", r"\u03bb", id="Greek"),
        pytest.param("x" * 501, "x" * 500 + "...", id="501 characters"),
    ],
)
def test_a_dump_writes_names_in_ascii_and_not_without_end(name, written):
    """What is not ASCII is written with backslashes, and a string ends after 500 characters.

    Docs: library/faulthandler#module-faulthandler
    """
    assert stack_dump_demo.dump_of_a_function_called(name) == written


# 5 ── The part that is not Python ────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_c_stack(file)")
@pytest.mark.since("3.14")
def test_the_c_stack_of_the_current_thread_can_be_dumped():
    """faulthandler.dump_c_stack(file) writes it, or says that this build cannot.

    Docs: library/faulthandler#faulthandler.dump_c_stack
    """
    dump = read_back(faulthandler.dump_c_stack)
    assert dump.startswith("Current thread's C stack trace (most recent call first):\n")
    assert "  Binary file " in dump or "  <" in dump or "  Cannot" in dump


@pytest.mark.pins("faulthandler.dump_c_stack")
@pytest.mark.before("3.14")
def test_the_c_stack_could_not_be_dumped():
    """faulthandler.dump_c_stack is new in Python 3.14: older ones do not have the name.

    Docs: library/faulthandler#faulthandler.dump_c_stack
    """
    assert not hasattr(faulthandler, "dump_c_stack")


@pytest.mark.needs("posix_signals")
def test_without_user_signals_the_demo_says_so(tell, monkeypatch):
    """Windows has no user signals, and its faulthandler no register().

    Docs: library/faulthandler#faulthandler.register
    """
    monkeypatch.delattr(faulthandler, "register", raising=False)
    monkeypatch.setattr(stack_dump_demo, "in_a_child", lambda *_, **__: Child(-6, "", ""))
    last = tell(stack_dump_demo.main)[-1]
    assert last == "MainThread | there are no user signals on this platform"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase stack_dump` prints, in this order on every run.

    Docs: library/faulthandler#module-faulthandler
    """
    assert tell(stack_dump_demo.main) == [
        "MainThread | ❌ dump_traceback(all_threads=False): where is alice?",
        "MainThread | alice is in the dump: False",
        "MainThread | ✅ dump_traceback()",
        "MainThread | alice stands in waits_for_the_pen()",
        "MainThread | ❌ a crash",
        "MainThread | its last words: none",
        "MainThread | alice is in them: False",
        "MainThread | ✅ enable(), a crash",
        "MainThread | its last words: Fatal Python error: Aborted",
        "MainThread | alice is in them: True",
        "MainThread | ✅ register(SIGUSR1), and the signal comes",
        "MainThread | alice stands in waits_for_the_pen()",
        "MainThread | ❌ the log was rotated; registered again? False",
        "MainThread | dumps in the new log: 0, in a letter: 1",
        "MainThread | ✅ the log was rotated; registered again? True",
        "MainThread | dumps in the new log: 1, in a letter: 0",
    ]

"""💥 Crash dump: a process that dies says where its threads stood.

The story is told, and runs, in showcase/diagnostics/crash_dump_demo.py.
"""

import signal
import sys

import pytest

from showcase.diagnostics import crash_dump_demo
from showcase.diagnostics.stack_dump_demo import place_of, stacks_in, waits_for_the_pen
from showcase.utils.child import in_a_child
from tests.plugins.conditions import GIL

ALICE_WAITS = place_of(waits_for_the_pen, "pen.acquire")
UNPREPARED = {"PYTHONFAULTHANDLER": "", "PYTHONDEVMODE": ""}


@pytest.mark.needs("posix_signals")
def test_a_crash_without_the_fault_handler_is_silence():
    """Without faulthandler.enable() a fatal signal ends the process, and nothing is written to
    standard error.

    Docs: library/faulthandler#module-faulthandler
    """
    child = in_a_child(crash_dump_demo.dies, **UNPREPARED)
    assert child.exit_code == -signal.SIGABRT
    assert child.err == ""


@pytest.mark.pins("faulthandler.enable(file, all_threads)")
@pytest.mark.needs("posix_signals")
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGFPE", "SIGABRT", "SIGBUS", "SIGILL"])
def test_a_crash_with_the_fault_handler_says_where_each_thread_stands(name):
    """After faulthandler.enable() a fatal signal writes the stacks of all threads to standard
    error, and then ends the process. Since Python 3.14 it is the current thread alone if the GIL is
    off.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(crash_dump_demo.dies_with_the_handler, DIES_OF=name, **UNPREPARED)
    assert child.exit_code == -getattr(signal, name)
    assert child.err.startswith("Fatal Python error: ")
    places = [stack.entries[0] for stack in stacks_in(child.err) if stack.entries]
    assert (ALICE_WAITS in places) is (GIL or sys.version_info < (3, 14))


@pytest.mark.pins("faulthandler.enable(file, all_threads)")
@pytest.mark.needs("posix_signals")
def test_a_crash_can_be_told_in_one_stack_and_in_another_file():
    """After faulthandler.enable(file, all_threads=False) a crash writes the stack of the thread
    that crashed to `file`, and no other stack.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(crash_dump_demo.dies_with_the_handler_for_one_thread, **UNPREPARED)
    assert child.err == ""
    assert stacks_in(child.out)[0].functions[:2] == ["<lambda>", "read_back"]
    assert "waits_for_the_pen" not in child.out


@pytest.mark.pins("faulthandler.enable(c_stack)")
@pytest.mark.needs("posix_signals")
def test_a_crash_is_told_with_its_c_stack_since_3_14():
    """After faulthandler.enable() a crash writes the C stack, too, since Python 3.14.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(crash_dump_demo.dies_with_the_handler, **UNPREPARED)
    assert ("C stack" in child.err) is (sys.version_info >= (3, 14))


@pytest.mark.pins("faulthandler.enable(c_stack)")
@pytest.mark.needs("posix_signals")
@pytest.mark.since("3.14")
def test_the_c_stack_of_a_crash_can_be_left_out():
    """After faulthandler.enable(c_stack=False) a crash writes no C stack.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(crash_dump_demo.dies_with_the_handler_and_no_c_stack, **UNPREPARED)
    assert child.err.startswith("Fatal Python error: Aborted")
    assert "C stack" not in child.err


@pytest.mark.pins("faulthandler.enable(max_threads)")
@pytest.mark.needs("posix_signals", "gil")
@pytest.mark.since("3.15")
def test_a_crash_can_be_told_for_a_number_of_threads():
    """After faulthandler.enable(max_threads=2) a crash writes the stacks of two threads, and "..."
    for the others.

    Docs: library/faulthandler#faulthandler.enable
    """
    child = in_a_child(crash_dump_demo.dies_with_the_handler_for_two_threads, **UNPREPARED)
    assert len(stacks_in(child.err)) == 2
    assert "\n...\n" in child.err


@pytest.mark.pins("faulthandler.disable")
@pytest.mark.needs("posix_signals")
def test_a_crash_after_disable_is_silence_again():
    """After faulthandler.disable() a fatal signal ends the process without a dump, as if enable()
    had not been called.

    Docs: library/faulthandler#faulthandler.disable
    """
    child = in_a_child(crash_dump_demo.dies_with_the_handler_disabled, **UNPREPARED)
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
    """faulthandler.is_enabled() is False at start unless the interpreter was run with -X
    faulthandler, -X dev or PYTHONFAULTHANDLER; it is True after enable(), and False after
    disable(), once or twice.

    Docs: library/faulthandler#faulthandler.is_enabled, library/faulthandler#module-faulthandler
    """
    environ = {**UNPREPARED, **environ}
    child = in_a_child(crash_dump_demo.says_whether_enabled, *options, **environ)
    at_start, after_enable, *after_disable = child.said[0].split()
    assert (at_start, after_enable) == (from_the_start, "True")
    assert after_disable == ["False", "False"]


@pytest.mark.needs("posix_signals")
def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase crash_dump` prints, in this order on every run.

    Docs: library/faulthandler#module-faulthandler
    """
    assert tell(crash_dump_demo.main) == [
        "MainThread | ❌ a crash",
        "MainThread | its last words: none",
        "MainThread | alice is in them: False",
        "MainThread | ✅ enable(), a crash",
        "MainThread | its last words: Fatal Python error: Aborted",
        "MainThread | alice is in them: True",
    ]

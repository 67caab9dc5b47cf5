"""📋 Stack dump: a process tells where each of its threads stands, even when Python cannot.

The story is told, and runs, in showcase/diagnostics/stack_dump_demo.py.
"""

import faulthandler
import gc
import io
import sys
import tempfile
import threading
from functools import partial
from itertools import count

import pytest

from showcase.diagnostics import dump_on_demand_demo, stack_dump_demo
from showcase.diagnostics.stack_dump_demo import (
    current_thread_only,
    place_of,
    read_back,
    stacks_in,
    waits_for_the_pen,
    while_alice_waits,
)

ALICE_WAITS = place_of(waits_for_the_pen, "pen.acquire")

# 1 ── Looking at oneself ─────────────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_traceback(file, all_threads)")
def test_a_dump_of_the_current_thread_does_not_say_where_the_others_stand():
    """faulthandler.dump_traceback(all_threads=False) writes the stack of the calling thread alone,
    without the thread's ident.

    Docs: library/faulthandler#faulthandler.dump_traceback
    """
    stacks = while_alice_waits(current_thread_only)
    assert list(stacks) == [""]
    assert stacks[""].functions[:2] == ["current_thread_only", "read_back"]


@pytest.mark.pins("faulthandler.dump_traceback(file, all_threads)")
def test_a_dump_says_on_which_line_another_thread_waits():
    """faulthandler.dump_traceback() writes the file, the line and the function in which another
    thread waits.

    Docs: library/faulthandler#faulthandler.dump_traceback
    """
    stacks = while_alice_waits(faulthandler.dump_traceback)
    assert stacks["alice"].entries[0] == ALICE_WAITS


@pytest.mark.pins("faulthandler.dump_traceback(file, all_threads)", "threading.Thread.ident")
def test_a_dump_tells_threads_apart_by_their_ident():
    """In a dump of faulthandler.dump_traceback() the number after "Thread" is Thread.ident, in
    hexadecimal.

    Docs: undocumented, and all supported Pythons agree.
    """
    stacks = while_alice_waits(faulthandler.dump_traceback)
    assert stacks["MainThread"].ident == threading.main_thread().ident


def test_the_thread_that_dumps_is_called_current():
    """In a dump of faulthandler.dump_traceback() the calling thread, and no other, is headed
    "Current thread".

    Docs: undocumented, and all supported Pythons agree.
    """
    stacks = while_alice_waits(faulthandler.dump_traceback)
    assert [name for name, stack in stacks.items() if stack.is_current] == ["MainThread"]


def test_a_dump_begins_with_the_most_recent_call():
    """faulthandler.dump_traceback() writes the stack of a thread in the reverse order of a
    traceback: the call in which the thread is now comes first.

    Docs: library/faulthandler#module-faulthandler
    """
    functions = while_alice_waits(faulthandler.dump_traceback)["alice"].functions
    assert functions == ["waits_for_the_pen", "run", "_bootstrap_inner", "_bootstrap"]


@pytest.mark.pins("threading.Thread.name")
def test_a_dump_has_the_names_of_threads_since_3_14():
    """Since Python 3.14 a dump of faulthandler.dump_traceback() has the name of each thread;
    before, it has only the ident.

    Docs: undocumented, and it came with Python 3.14.
    """
    name = while_alice_waits(faulthandler.dump_traceback)["alice"].name
    assert name == ("alice" if sys.version_info >= (3, 14) else None)


@pytest.mark.pins("faulthandler.dump_traceback(all_threads)")
def test_a_dump_says_that_garbage_is_being_collected():
    """A dump of all threads says so while garbage is being collected, and at no other time; a dump
    of the current thread alone never does.

    Docs: library/faulthandler#faulthandler.enable
    """
    seen = {}

    def look(phase, info):
        dumps = read_back(faulthandler.dump_traceback), read_back(current_thread_only)
        seen[phase] = ["Garbage-collecting" in dump for dump in dumps]

    gc.callbacks.append(look)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(look)
    assert seen == {"start": [True, False], "stop": [True, False]}
    assert "Garbage-collecting" not in read_back(faulthandler.dump_traceback)


@pytest.mark.pins("faulthandler.dump_traceback(file)")
def test_a_dump_can_be_written_to_a_file_descriptor():
    """The `file` of faulthandler.dump_traceback() may be the number of a file descriptor, instead
    of a file object.

    Docs: library/faulthandler#faulthandler.dump_traceback
    """
    stacks = while_alice_waits(lambda file: faulthandler.dump_traceback(file.fileno()))
    assert stacks["alice"].entries[0] == ALICE_WAITS


@pytest.mark.pins("faulthandler.dump_traceback(file)")
def test_a_dump_goes_to_standard_error_unless_told_otherwise(monkeypatch):
    """faulthandler.dump_traceback() without a file writes to sys.stderr as it is at the time of the
    call.

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
    """The functions of faulthandler raise an error if `file` is neither the number of a file
    descriptor nor an object whose fileno() returns one.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(error):
        write(make_file())


def test_a_dump_into_a_closed_file_is_refused():
    """faulthandler.dump_traceback(file) raises ValueError if `file` is closed.

    Docs: library/faulthandler#issue-with-file-descriptors
    """
    with tempfile.TemporaryFile() as file:
        pass
    with pytest.raises(ValueError, match="closed file"):
        faulthandler.dump_traceback(file)


def test_a_dump_without_standard_error_is_refused(monkeypatch):
    """faulthandler.dump_traceback() without a file raises RuntimeError if sys.stderr is None, as it
    is in a program without a console.

    Docs: undocumented, and all supported Pythons agree.
    """
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(RuntimeError, match=r"sys\.stderr"):
        faulthandler.dump_traceback()


# 2 ── How much fits into a dump ──────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_traceback(all_threads)")
def test_a_dump_has_at_most_100_calls_of_a_thread():
    """faulthandler.dump_traceback() writes the innermost 100 calls of a thread, and no more.

    Docs: library/faulthandler#module-faulthandler
    """
    functions = stack_dump_demo.dump_of_a_deep_stack(201)
    assert functions == ["current_thread_only", "read_back"] + ["down"] * 98


@pytest.mark.pins("faulthandler.dump_traceback(all_threads)")
def test_a_dump_has_at_most_100_threads():
    """faulthandler.dump_traceback() writes the stacks of at most 100 threads, and then "..." if
    there are more.

    Docs: library/faulthandler#module-faulthandler
    """
    stacks, ends_with_dots, alive = stack_dump_demo.dump_of_a_crowd(
        101, faulthandler.dump_traceback
    )
    assert (stacks, ends_with_dots) == (100, True)
    assert alive == 0


@pytest.mark.pins("faulthandler.dump_traceback(max_threads)", "faulthandler.register(max_threads)")
@pytest.mark.needs("posix_signals")
@pytest.mark.since("3.15")
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(faulthandler.dump_traceback, id="dump_traceback"),
        pytest.param(dump_on_demand_demo.ask_by_a_signal, id="register"),
    ],
)
def test_the_number_of_threads_in_a_dump_can_be_chosen(write):
    """With max_threads=2 faulthandler.dump_traceback(), or the signal of faulthandler.register(),
    writes the stacks of two threads, and then "..." for the others.

    Docs: library/faulthandler#faulthandler.dump_traceback,
    library/faulthandler#faulthandler.register
    """
    stacks, ends_with_dots, _ = stack_dump_demo.dump_of_a_crowd(3, partial(write, max_threads=2))
    assert (stacks, ends_with_dots) == (2, True)


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
    """Before Python 3.15 the functions of faulthandler raise TypeError for the keyword max_threads.

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
    """faulthandler.dump_traceback() writes the characters of a function's name that are not ASCII
    as backslash escapes, and cuts the name off after 500 characters.

    Docs: library/faulthandler#module-faulthandler
    """
    assert stack_dump_demo.dump_of_a_function_called(name) == written


# 3 ── The part that is not Python ────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_c_stack(file)")
@pytest.mark.since("3.14")
def test_the_c_stack_of_the_current_thread_can_be_dumped():
    """faulthandler.dump_c_stack(file) writes the C stack of the current thread to `file`, or that
    this build cannot do so.

    Docs: library/faulthandler#faulthandler.dump_c_stack
    """
    dump = read_back(faulthandler.dump_c_stack)
    assert dump.startswith("Current thread's C stack trace (most recent call first):\n")
    assert "  Binary file " in dump or "  <" in dump or "  Cannot" in dump


@pytest.mark.pins("faulthandler.dump_c_stack")
@pytest.mark.before("3.14")
def test_the_c_stack_could_not_be_dumped():
    """Before Python 3.14 faulthandler has no dump_c_stack().

    Docs: library/faulthandler#faulthandler.dump_c_stack
    """
    assert not hasattr(faulthandler, "dump_c_stack")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase stack_dump` prints, but for the price.

    Docs: library/faulthandler#module-faulthandler
    """
    clock = count(0.0, 0.02).__next__

    assert tell(partial(stack_dump_demo.main, clock)) == [
        "MainThread | ❌ dump_traceback(all_threads=False): where is alice?",
        "MainThread | alice is in the dump: False",
        "MainThread | ✅ dump_traceback()",
        "MainThread | alice stands in waits_for_the_pen()",
        "MainThread | the probe: nothing until it is asked, and then 2000 µs",
    ]

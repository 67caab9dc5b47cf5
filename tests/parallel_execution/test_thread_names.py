"""🏷️ Thread names: who is who in a log.

The story is told, and runs, in showcase/parallel_execution/thread_names_demo.py.
"""

import functools
import re
import sys
import threading
from threading import Thread, main_thread

import pytest

from showcase.parallel_execution import thread_names_demo
from showcase.parallel_execution.thread_names_demo import name_in_the_system, names_of
from showcase.utils.stage import play


class Label:
    """Something with a str()."""

    def __str__(self):
        return "a label"


@pytest.mark.pins("threading.Thread(name)", "threading.Thread.name")
@pytest.mark.parametrize("name", ["download page 3", "🧵", " "])
def test_a_thread_has_the_name_that_it_was_given(name):
    """Thread(name=...) with a str sets Thread.name to that very string.

    Docs: library/threading#threading.Thread.name
    """
    assert Thread(name=name).name == name


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        pytest.param(3, "3", id="3"),
        pytest.param(("a", 1), "('a', 1)", id="a tuple"),
        pytest.param(Label(), "a label", id="an object with a str()"),
    ],
)
def test_a_name_becomes_a_string(name, becomes):
    """A name that is no str, for Thread(name=...) or set as Thread.name, is converted with str().

    Docs: undocumented, and all supported Pythons agree.
    """
    renamed = Thread()
    renamed.name = name
    assert (Thread(name=name).name, renamed.name) == (becomes, becomes)


@pytest.mark.parametrize("name", [None, "", 0, False], ids=repr)
def test_a_thread_without_a_name_gets_a_number(name):
    """Thread.name is "Thread-N" if no name is given, or one that is false, such as an empty
    string.

    Docs: library/threading#threading.Thread
    """
    assert re.fullmatch(r"Thread-\d+", Thread(name=name).name)


@pytest.mark.parametrize("name", [None, "", 0], ids=repr)
def test_a_new_name_is_taken_literally(name):
    """Setting Thread.name to a false value makes no "Thread-N": the value is converted with
    str(), so that None becomes "None".

    Docs: undocumented, and all supported Pythons agree.
    """
    thread = Thread(name="worker")
    thread.name = name
    assert thread.name == str(name)


def test_the_number_goes_up_with_each_unnamed_thread():
    """One counter numbers all Thread objects without a name; a Thread with a name takes no
    number.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_names_demo.numbers_of_unnamed_threads(None, "named", None, None) == [1, 2, 3]


def test_the_first_unnamed_thread_is_number_one():
    """The first Thread without a name in an interpreter is called "Thread-1".

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_names_demo.first_name().said == ["Thread-1"]


@pytest.mark.parametrize(
    ("target", "name"),
    [
        pytest.param(name_in_the_system, "Thread-N (name_in_the_system)", id="a function"),
        pytest.param(lambda: None, "Thread-N (<lambda>)", id="a lambda"),
        pytest.param(print, "Thread-N (print)", id="a builtin"),
        pytest.param(Label, "Thread-N (Label)", id="a class"),
        pytest.param([].append, "Thread-N (append)", id="a bound method"),
        pytest.param(functools.partial(print), "Thread-N", id="a partial has no __name__"),
        pytest.param(None, "Thread-N", id="no target"),
    ],
)
def test_an_unnamed_thread_is_called_after_its_target(target, name):
    """Thread.name is "Thread-N (target)" by default, with the `__name__` of the target if it has
    one.

    Docs: library/threading#threading.Thread
    """
    assert thread_names_demo.name_with_target(target) == name


def test_two_threads_may_have_the_same_name():
    """Thread.name need not be unique: two Thread objects with the same name are not equal.

    Docs: library/threading#threading.Thread.name
    """
    one, other = Thread(name="twin"), Thread(name="twin")
    assert one.name == other.name
    assert one != other


def test_the_main_thread_has_a_name():
    """The main thread's Thread.name is "MainThread".

    Docs: undocumented, and all supported Pythons agree.
    """
    assert main_thread().name == "MainThread"


# ── In the system ────────────────────────────────────────────────────────────

linux = pytest.mark.needs("proc")


@linux
@pytest.mark.since("3.14")
@pytest.mark.pins("threading.Thread.start")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("worker", "worker", id="short"),
        pytest.param("download page 3 of 7", "download page 3", id="cut after 15 bytes"),
        pytest.param("€€€€€€", "€€€€€", id="15 bytes and not 15 characters"),
        pytest.param("a€€€€€", "a€€€€\N{REPLACEMENT CHARACTER}", id="in the middle of a character"),
    ],
)
def test_the_system_knows_a_thread_by_its_name(name, shown):
    """Since Python 3.14 Thread.start() passes Thread.name on to the operating system; Linux
    shortens it to 15 bytes.

    Docs: library/threading#threading.Thread.start, library/threading#threading.Thread.name
    """
    assert names_of(name) == (name, shown)


@linux
@pytest.mark.before("3.14")
def test_the_system_knows_every_thread_by_the_name_of_the_program():
    """Until Python 3.13 Thread.name is not passed on to the operating system, which knows each
    thread by the name of the program.

    Docs: library/threading#threading.Thread.start
    """
    program = name_in_the_system(main_thread())
    assert names_of("worker") == ("worker", program)
    assert names_of("worker", "renamed", by="itself") == ("renamed", program)
    assert names_of("worker", "renamed", by="another") == ("renamed", program)


@linux
@pytest.mark.since("3.14")
@pytest.mark.parametrize(
    ("by", "shown"),
    [
        pytest.param("itself", "renamed", id="itself: the system hears of it"),
        pytest.param("another", "worker", id="another thread: it does not"),
    ],
)
def test_only_a_thread_that_renames_itself_tells_the_system(by, shown):
    """Since Python 3.14 a new Thread.name is passed on to the operating system if it is set by
    the thread itself, and not if it is set by another thread.

    Docs: library/threading#threading.Thread.name
    """
    assert names_of("worker", "renamed", by) == ("renamed", shown)


@linux
@pytest.mark.since("3.14")
def test_a_thread_that_renames_another_one_keeps_its_own_name_in_the_system():
    """Setting the Thread.name of another thread does not pass that name on to the operating system
    for the thread that sets it, either.

    Docs: library/threading#threading.Thread.name
    """
    before = name_in_the_system(main_thread())
    assert names_of("worker", "by another", by="another") == ("by another", "worker")
    assert name_in_the_system(main_thread()) == before != "by another"


@linux
@pytest.mark.pins("threading.Thread.name")
def test_whoever_renames_the_main_thread_renames_the_process_since_3_14():
    """On Linux a process has the name of its main thread: since Python 3.14 setting Thread.name in
    the main thread changes the name under which `ps` and `top` show the process.

    Docs: library/threading#threading.Thread.name
    """
    before, afterwards = thread_names_demo.process_with_a_renamed_main_thread().said
    assert before != "boss"
    assert afterwards == ("boss" if sys.version_info >= (3, 14) else before)


@linux
@pytest.mark.since("3.14")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("a\0b", "a", id="a null character"),
        pytest.param("a\ud800b", "a?b", id="half a surrogate pair"),
    ],
)
def test_a_name_that_the_system_cannot_have_does_not_stop_the_thread(name, shown):
    """Thread.start() passes on what it can of a Thread.name that Linux cannot have: all before a
    null character, and "?" for a surrogate.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    assert names_of(name) == (name, shown)


@linux
@pytest.mark.since("3.14")
def test_an_empty_name_is_not_passed_on():
    """An empty Thread.name is not passed on to the operating system, where the thread keeps its
    last name, or else the name of the program.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    assert names_of("") == ("", name_in_the_system(main_thread()))
    assert names_of("worker", new_name="") == ("", "worker")


@pytest.mark.since("3.14")
def test_a_thread_runs_though_the_system_refuses_its_name(monkeypatch):
    """Thread.start() ignores an OSError from the operating system when it passes the name on: the
    thread runs.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """

    def refuse(name):
        asked.append(name)
        raise OSError("no such name")

    asked = []
    monkeypatch.setattr(threading, "_set_name", refuse)
    assert play(lambda: "done") == ["done"]
    assert asked == ["<lambda>"]


@pytest.mark.since("3.14")
def test_a_thread_runs_where_the_system_has_no_names(monkeypatch):
    """Thread.start() works on a platform that gives threads no names.

    Docs: library/threading#threading.Thread.start
    """
    monkeypatch.setattr(threading, "_set_name", None)
    assert play(lambda: "done") == ["done"]


# ── The old way ──────────────────────────────────────────────────────────────


@pytest.mark.pins("threading.Thread.getName")
def test_get_name_is_a_deprecated_way_to_read_the_name():
    """Thread.getName() returns Thread.name, with a DeprecationWarning that names the caller's
    file.

    Docs: library/threading#threading.Thread.getName
    """
    with pytest.warns(DeprecationWarning, match="get the name attribute instead") as warned:
        assert Thread(name="worker").getName() == "worker"
    assert warned[0].filename == __file__


@pytest.mark.pins("threading.Thread.setName(name)")
def test_set_name_is_a_deprecated_way_to_set_the_name():
    """Thread.setName(name) sets Thread.name, with a DeprecationWarning that names the caller's
    file.

    Docs: library/threading#threading.Thread.setName
    """
    thread = Thread()
    with pytest.warns(DeprecationWarning, match="set the name attribute instead") as warned:
        thread.setName("worker")
    assert thread.name == "worker"
    assert warned[0].filename == __file__


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase thread_names` prints, in this order on every run.

    Docs: library/threading#threading.Thread.name
    """
    assert tell(thread_names_demo.main) == [
        "MainThread | 🏷️ no name, no target: ❌ Thread-1, Thread-2, …",
        "MainThread | 🏷️ with a target: Thread-N (main)",
        "MainThread | 🏷️ with a name: ✅ download page 3",
        "MainThread | 🏷️ the name can be any object: '3'",
        "MainThread | 👑 the main thread: MainThread",
        "work | I was given this name",
        "a new name | and now I have taken another one",
    ]

"""🔐 The GIL: one thread at a time in Python code, and what that is worth.

The story is told, and runs, in showcase/interpreter/gil_demo.py.
"""

import functools
import subprocess
import sys
import sysconfig

import pytest

from showcase.interpreter import gil_demo
from showcase.interpreter.gil_demo import build_is_free_threaded, gil_is_on
from showcase.utils.child import in_a_child

FREE_THREADED = build_is_free_threaded()


@functools.cache
def said_by(function):
    """What a child says: pure observation, so one is enough."""
    child = in_a_child(function)
    return [*child.said, *child.err.splitlines()]


# Is it on? ───────────────────────────────────────────────────────────────────


@pytest.mark.since("3.13")
@pytest.mark.pins("sys._is_gil_enabled")
def test_an_interpreter_knows_whether_the_gil_is_on():
    """sys._is_gil_enabled() returns True or False; False is possible in a free-threaded build only.

    Docs: library/sys#sys._is_gil_enabled
    """
    assert sys._is_gil_enabled() in (True, False)
    assert sys._is_gil_enabled() or FREE_THREADED
    assert sys._is_gil_enabled() is gil_is_on()


@pytest.mark.before("3.13")
@pytest.mark.pins("sys._is_gil_enabled", "sys.flags.gil")
def test_there_was_no_way_without_the_gil():
    """Before Python 3.13 the GIL is always on, and neither sys._is_gil_enabled() nor sys.flags.gil
    exists.

    Docs: library/sys#sys._is_gil_enabled, library/sys#sys.flags.gil
    """
    assert not hasattr(sys, "_is_gil_enabled")
    assert not hasattr(sys.flags, "gil")
    assert (gil_is_on(), build_is_free_threaded()) == (True, False)


@pytest.mark.pins("sys._is_gil_enabled")
@pytest.mark.parametrize("enabled", [True, False], ids=["on", "off"])
def test_the_interpreter_is_asked_and_not_the_build(monkeypatch, enabled):
    """A free-threaded build may run with the GIL, so sys._is_gil_enabled() decides, not the build.

    Docs: howto/free-threading-python#identifying-free-threaded-python
    """
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: enabled, raising=False)
    assert gil_is_on() is enabled


@pytest.mark.pins("sysconfig.get_config_var(name)")
@pytest.mark.parametrize(
    ("variable", "answer"),
    [
        pytest.param(1, True, id="1"),
        pytest.param(0, False, id="0"),
        pytest.param(None, False, id="None"),
    ],
)
def test_a_build_is_free_threaded_if_it_says_so(monkeypatch, variable, answer):
    """sysconfig.get_config_var("Py_GIL_DISABLED") is 1 in a free-threaded build, else 0 or None.

    Docs: howto/free-threading-python#identifying-free-threaded-python
    """
    monkeypatch.setattr(sysconfig, "get_config_var", {"Py_GIL_DISABLED": variable}.get)
    assert build_is_free_threaded() is answer


@pytest.mark.pins("sysconfig.get_config_var(name)")
def test_the_version_tells_a_free_threaded_build():
    """sys.version says "free-threading build" where Py_GIL_DISABLED is 1, and nowhere else.

    Docs: howto/free-threading-python#identifying-free-threaded-python
    """
    assert ("free-threading build" in sys.version) is FREE_THREADED


def test_python_with_vv_tells_a_free_threaded_build():
    """`python -VV` says "free-threading build" where Py_GIL_DISABLED is 1, and nowhere else.

    Docs: howto/free-threading-python#identifying-free-threaded-python
    """
    said = subprocess.run([sys.executable, "-VV"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith(f"Python {sys.version.split()[0]}")
    assert ("free-threading build" in said.stdout) is FREE_THREADED


@pytest.mark.since("3.15")
@pytest.mark.pins("sys.abi_info.free_threaded")
def test_the_abi_tells_a_free_threaded_build():
    """sys.abi_info.free_threaded says the same as Py_GIL_DISABLED. New in Python 3.15.

    Docs: library/sys#sys.abi_info.free_threaded
    """
    assert sys.abi_info.free_threaded is FREE_THREADED


# Options ─────────────────────────────────────────────────────────────────────


@pytest.mark.since("3.13")
@pytest.mark.pins("sys.flags.gil", "sys._is_gil_enabled")
def test_any_build_can_be_told_to_use_the_gil():
    """With -X gil=1 the GIL is on, even in a free-threaded build, and sys.flags.gil is 1.

    Docs: library/sys#sys.flags.gil, using/cmdline#envvar-PYTHON_GIL
    """
    child = in_a_child(gil_demo.say_whether_it_is_on, "-X", "gil=1")
    assert (child.exit_code, child.said) == (0, ["True 1"])


@pytest.mark.since("3.13")
@pytest.mark.pins("sys.flags.gil", "sys._is_gil_enabled")
def test_only_a_free_threaded_build_can_be_told_to_go_without():
    """With PYTHON_GIL=0 a free-threaded build starts without the GIL, and sys.flags.gil is 0; any
    other build refuses to start.

    Docs: using/cmdline#envvar-PYTHON_GIL
    """
    child = in_a_child(gil_demo.say_whether_it_is_on, PYTHON_GIL="0")
    if FREE_THREADED:
        assert (child.exit_code, child.said) == (0, ["False 0"])
    else:
        assert (child.exit_code, child.said) == (1, [])
        assert "Disabling the GIL is not supported by this build" in child.err


@pytest.mark.pins("sys.flags.gil", "sys._is_gil_enabled")
def test_by_default_the_gil_is_off_in_a_free_threaded_build_only():
    """By default a free-threaded build runs without the GIL, and sys.flags.gil is None there; any
    other build runs with the GIL, and sys.flags.gil is 1 (since 3.13).

    Docs: library/sys#sys.flags.gil
    """
    child = in_a_child(gil_demo.say_whether_it_is_on, "-E")  # whatever the environment says
    with_gil = "True 1" if sys.version_info >= (3, 13) else "True no flag"
    assert child.said == ["False None" if FREE_THREADED else with_gil]


# What it does, and does not ──────────────────────────────────────────────────


@pytest.mark.needs("gil")
@pytest.mark.pins("sys.setswitchinterval(interval)")
def test_a_thread_in_python_code_keeps_the_gil_until_its_turn_is_over():
    """With the GIL no second thread runs Python code until the first one blocks or its switch
    interval is over.

    If that interval is too long ever to end, the first of two threads never sees the second run.

    Docs: library/sys#sys.setswitchinterval, library/threading#gil-and-performance-considerations
    """
    assert said_by(gil_demo.say_who_sees_whom) == [
        "no turns: [False, True]",
        "turns: [True, True]",
    ]


@pytest.mark.needs("no_gil")
def test_without_the_gil_threads_run_python_code_at_the_same_time():
    """Without the GIL two threads in plain Python code see each other run, however long the switch
    interval is.

    Docs: library/threading#gil-and-performance-considerations
    """
    assert said_by(gil_demo.say_who_sees_whom) == [
        "no turns: [True, True]",
        "turns: [True, True]",
    ]


@pytest.mark.needs("gil")
def test_nobody_comes_between_two_steps_while_the_gil_is_kept():
    """A thread that keeps the GIL from its read to its write loses no update: two deposits of 1
    make a balance of 2.

    Docs: library/threading#gil-and-performance-considerations
    """
    computing_between, _ = said_by(gil_demo.say_what_two_deposits_make)
    assert computing_between == "compute: 2"


def test_the_gil_is_handed_on_by_whoever_waits():
    """A thread that blocks gives up the GIL: if it blocks between its read and its write, another
    thread writes in the meantime, and that update is lost.

    Docs: library/threading#gil-and-performance-considerations
    """
    _, waiting_between = said_by(gil_demo.say_what_two_deposits_make)
    assert waiting_between == "wait: 1"


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase gil` prints, in this order on every run, with the GIL or without.

    Docs: library/threading#gil-and-performance-considerations
    """
    if gil_is_on():
        title, deposits = "🔐 the GIL is on", ["compute: 2", "wait: 1"]
    else:
        title, deposits = "🔓 the GIL is off", []
    assert tell(gil_demo.main) == [
        f"MainThread | {title}",
        *[f"MainThread | 💰 two deposits, {line}" for line in deposits],
        f"MainThread | 👀 who sees the other, no turns: [{not gil_is_on()}, True]",
        "MainThread | 👀 who sees the other, turns: [True, True]",
    ]

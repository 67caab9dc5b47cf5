"""⚠️ Warning filters: catch_warnings() in one thread, and the warnings of the others.

The story is told, and runs, in showcase/interpreter/warning_filters_demo.py.
"""

import functools
import sys
import sysconfig
from dataclasses import dataclass

import pytest

from showcase.interpreter import warning_filters_demo
from showcase.utils.child import in_a_child

since_3_14 = pytest.mark.since("3.14")


@dataclass(frozen=True)
class Warnings:
    """The flag, and what becomes of warnings while a thread turns its own into errors."""

    flag: str
    of_another_thread: str
    of_a_thread_started_inside: str
    of_main_afterwards: str


@functools.cache
def warnings_with(*flags, **environ):
    """What becomes of warnings in a child that runs with these -X options."""
    options = [option for flag in flags for option in ("-X", flag)]
    child = in_a_child(warning_filters_demo.say_whose_filters_apply, *options, **environ)
    (line,) = [*child.said, *child.err.splitlines()]
    return Warnings(*line.split())


@pytest.mark.before("3.14")
@pytest.mark.pins("sys.flags.context_aware_warnings")
def test_the_warnings_filters_of_one_thread_applied_to_all():
    """Before Python 3.14 warnings.catch_warnings() in a thread changes the filters of all threads:
    those that run already, and those that are started inside the block.

    Docs: library/sys#sys.flags.context_aware_warnings
    """
    said = warnings_with()
    assert said.of_another_thread == said.of_a_thread_started_inside == "raised"


def test_filters_are_put_back_at_the_end_of_the_block():
    """warnings.catch_warnings() restores the filters at the end of the block: a warning of the main
    thread is ignored again once a worker has left its block.

    Docs: library/warnings#warnings.catch_warnings
    """
    assert warnings_with().of_main_afterwards == "ignored"


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.context_aware_warnings")
@pytest.mark.parametrize(
    ("flag", "outcome"),
    [
        pytest.param(0, "raised", id="off: the filters of all threads"),
        pytest.param(1, "ignored", id="on: the filters of one thread"),
    ],
)
def test_a_flag_makes_warnings_filters_a_matter_of_the_context(flag, outcome):
    """With -X context_aware_warnings=1 the filters that a thread sets in warnings.catch_warnings()
    do not apply to another running thread; with 0 they do.

    Docs: library/sys#sys.flags.context_aware_warnings
    """
    said = warnings_with(f"context_aware_warnings={flag}", "thread_inherit_context=0")
    assert (said.flag, said.of_another_thread) == (str(flag), outcome)


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.context_aware_warnings", "sys.flags.thread_inherit_context")
@pytest.mark.parametrize(
    ("aware", "inherit", "outcome"),
    [
        pytest.param(0, 0, "raised", id="filters of the process"),
        pytest.param(1, 0, "ignored", id="of the context, which is empty"),
        pytest.param(1, 1, "raised", id="of the context, which is inherited"),
    ],
)
def test_a_thread_inherits_the_filters_of_its_starter_with_both_flags(aware, inherit, outcome):
    """Filters set in warnings.catch_warnings() apply to a thread that is started inside the block
    if filters belong to the process, or if that thread inherits the context that they belong to.

    Docs: library/sys#sys.flags.thread_inherit_context, howto/free-threading-python#warning-filters
    """
    said = warnings_with(f"context_aware_warnings={aware}", f"thread_inherit_context={inherit}")
    assert said.of_a_thread_started_inside == outcome


@pytest.mark.pins("sys.flags.context_aware_warnings", "sys.flags.thread_inherit_context")
@pytest.mark.parametrize(
    ("aware", "inherit", "beside", "inside"),
    [
        pytest.param(0, 0, "recorded", "recorded", id="of the process"),
        pytest.param(1, 0, "ignored", "ignored", id="of the context", marks=since_3_14),
        pytest.param(1, 1, "ignored", "recorded", id="of the context, inherited", marks=since_3_14),
    ],
)
def test_a_record_of_warnings_has_those_of_other_threads_unless_a_flag_is_on(
    aware, inherit, beside, inside
):
    """warnings.catch_warnings(record=True) records the warnings of all threads.

    With -X context_aware_warnings=1, which is new in Python 3.14, it records those of its own
    thread, and those of threads that inherit its context.

    Docs: library/warnings#concurrent-safety-of-context-managers
    """
    flags = [f"context_aware_warnings={aware}", f"thread_inherit_context={inherit}"]
    options = [option for flag in flags for option in ("-X", flag)]
    child = in_a_child(warning_filters_demo.say_whose_warnings_are_recorded, *options)
    assert child.said == [f"{beside} {inside}"]


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.context_aware_warnings")
@pytest.mark.parametrize("flag", [0, 1])
def test_an_environment_variable_makes_filters_a_matter_of_the_context(flag):
    """PYTHON_CONTEXT_AWARE_WARNINGS=1 has the same effect as -X context_aware_warnings=1, and so
    with 0.

    Docs: library/sys#sys.flags.context_aware_warnings
    """
    said = warnings_with(PYTHON_CONTEXT_AWARE_WARNINGS=str(flag))
    outcome = "ignored" if flag else "raised"
    assert (said.flag, said.of_another_thread) == (str(flag), outcome)


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.thread_inherit_context", "sys.flags.context_aware_warnings")
def test_threads_inherit_by_default_in_a_free_threaded_build_only():
    """sys.flags.thread_inherit_context and context_aware_warnings are true by default in a
    free-threaded build, and false in one with a GIL.

    Docs: howto/free-threading-python#context-variables, howto/free-threading-python#warning-filters
    """
    free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    ignoring_the_environment = "-E"
    child = in_a_child(warning_filters_demo.say_the_flags, ignoring_the_environment)
    assert child.said == [f"{free_threaded} {free_threaded}"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase warning_filters` prints, in this order on every run.

    Docs: library/sys#sys.flags.context_aware_warnings
    """
    told = {
        "❌ filters of the process": "raised, one started inside: raised",
        "❌ filters of the context": "ignored, one started inside: ignored",
        "✅ of the context, inherited": "ignored, one started inside: raised",
    }
    ways = [*told][: 1 if sys.version_info < (3, 14) else 3]
    lines = [line for way in ways for line in (way, f"    another one's warning is {told[way]}")]
    title = "a thread turns warnings into errors; another one warns, and one that it starts"
    assert tell(warning_filters_demo.main) == [
        f"MainThread | {line}" for line in (f"⚠️ {title}", *lines)
    ]

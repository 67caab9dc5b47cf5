"""⚠️ Warning filters: catch_warnings() in one thread, and the warnings of the others.

The story is told, and runs, in showcase/interpreter/warning_filters_demo.py.
"""

import functools
import sys
import sysconfig

import pytest

from showcase.interpreter import warning_filters_demo
from showcase.utils.child import in_a_child


@functools.cache
def said_with(*flags):
    """What a child says that runs with these -X options: see the scenario."""
    options = [option for flag in flags for option in ("-X", flag)]
    child = in_a_child(warning_filters_demo.say_whose_filters_apply, *options)
    return [*child.said[0].split(), *child.err.splitlines()]


@pytest.mark.before("3.14")
@pytest.mark.pins("sys.flags.context_aware_warnings")
def test_the_warnings_filters_of_one_thread_applied_to_all():
    """Before 3.14 warnings.catch_warnings() in a thread changes the filters of the whole process.

    Docs: library/sys#sys.flags.context_aware_warnings
    """
    assert said_with()[:3] == ["None", "raised", "raised"]


def test_filters_are_put_back_at_the_end_of_the_block():
    """After warnings.catch_warnings() in a worker, a warning of main is ignored as it was before.

    Docs: library/warnings#warnings.catch_warnings
    """
    assert said_with()[3:] == ["ignored"]


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.context_aware_warnings")
@pytest.mark.parametrize(
    ("flag", "outcome"),
    [
        pytest.param(0, "raised", id="off: one thread's are all's"),
        pytest.param(1, "ignored", id="on: to each thread its own"),
    ],
)
def test_a_flag_makes_warnings_filters_a_matter_of_the_context(flag, outcome):
    """sys.flags.context_aware_warnings keeps catch_warnings() in a thread to that thread.

    Docs: library/sys#sys.flags.context_aware_warnings
    """
    said = said_with(f"context_aware_warnings={flag}", "thread_inherit_context=0")
    assert said[:2] == [str(flag), outcome]


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
    """A thread that is started inside catch_warnings() has its filters if filters are the
    process's, or if sys.flags.thread_inherit_context copies the context that they belong to.

    Docs: library/sys#sys.flags.thread_inherit_context, howto/free-threading-python#warning-filters
    """
    said = said_with(f"context_aware_warnings={aware}", f"thread_inherit_context={inherit}")
    assert said[2] == outcome


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.context_aware_warnings")
@pytest.mark.parametrize("flag", [0, 1])
def test_an_environment_variable_makes_filters_a_matter_of_the_context(flag):
    """PYTHON_CONTEXT_AWARE_WARNINGS sets sys.flags.context_aware_warnings as -X does.

    Docs: library/sys#sys.flags.context_aware_warnings
    """
    say = warning_filters_demo.say_whose_filters_apply
    (said,) = in_a_child(say, PYTHON_CONTEXT_AWARE_WARNINGS=str(flag)).said
    assert said.split()[:2] == [str(flag), "ignored" if flag else "raised"]


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.flags.thread_inherit_context", "sys.flags.context_aware_warnings")
def test_threads_inherit_by_default_in_a_free_threaded_build_only():
    """sys.flags.thread_inherit_context and context_aware_warnings are true by default in a
    free-threaded build, and false in one with a GIL.

    Docs: howto/free-threading-python#context-variables, howto/free-threading-python#warning-filters
    """
    free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    child = in_a_child(
        warning_filters_demo.say_the_flags, "-E"
    )  # -E: whatever the environment says
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

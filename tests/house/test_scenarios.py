"""🎬 Scenarios: each runs by itself, from any folder, on bare Python, and tells a story.

They are listed by showcase/utils/catalogue.py.
"""

import importlib
import re
import sys

import pytest

import showcase
from showcase.utils.catalogue import Catalogue
from tests.plugins.inner import PROJECT, batches, inner_python

SCENARIOS = Catalogue().scenarios

LOCK_ALONE = inner_python("-m", "showcase.synchronization.lock_demo", cwd=PROJECT)


def command(*arguments: str, name: str, expect: tuple[int, str, str]):
    """A way to call `python -m showcase`, and its exit code, output and error."""
    return pytest.param(inner_python("-m", "showcase", *arguments, cwd=PROJECT), *expect, id=name)


@pytest.mark.parametrize(
    "told", [pytest.param(inner_python("-S", str(s.path)), id=s.name) for s in SCENARIOS]
)
def test_a_scenario_runs_as_a_file_from_another_folder_on_bare_python(told):
    """`python -S` has no site-packages: nothing needs to be installed to see a scenario.

    Docs: using/cmdline#cmdoption-S
    """
    run = told.run

    assert (run.exit_code, run.err) == (0, "")
    assert run.out.count("\n") >= 3 or "psutil" in run.out
    for line in run.out.splitlines():
        assert re.match(r"\d\d:\d\d:\d\d\.\d{3}  +\+\d+\.\d ms  \S|\S| ", line)


def test_an_older_python_is_told_which_one_is_needed(monkeypatch):
    """One line and exit code 1, and no traceback from somewhere inside.

    Docs: library/sys#sys.version_info
    """
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(sys, "version", "3.9.18 (main)")

    with pytest.raises(SystemExit) as end:
        importlib.reload(showcase)
    assert end.value.code == "Python 3.10 or newer is needed, and this is 3.9.18"


def test_a_scenario_runs_as_a_module_too():
    """`python -m showcase.synchronization.lock_demo` tells the same story.

    Docs: using/cmdline#cmdoption-m
    """
    run = LOCK_ALONE.run

    assert (run.exit_code, run.err) == (0, "")
    assert "✅ both deposits are there: the balance is 2" in run.out


@pytest.mark.parametrize(
    ("called", "exit_code", "out", "err"),
    [
        command(name="lists all", expect=(0, "lock_demo", "")),
        command("lock", name="runs one", expect=(0, "the balance is 2", "")),
        command(
            "lokc", name="?", expect=(2, "", "there is no scenario 'lokc': the nearest are lock")
        ),
    ],
)
def test_the_showcase_is_a_command(called, exit_code, out, err):
    """`python -m showcase` lists, `python -m showcase lock` runs, a slip gets one line.

    Docs: using/cmdline#cmdoption-m
    """
    run = called.run

    assert run.exit_code == exit_code
    assert out in run.out
    assert run.err.startswith(err)
    assert run.err.count("\n") == bool(err)


def test_only_files_are_run_together_in_whatever_order_they_are_asked_for():
    """Bare files share an interpreter, up to ten of them; what is no file has one of its own.

    Docs: none, this is the house's own rule.
    """
    file, module = {"arguments": ["-S", "a.py"]}, {"arguments": ["-S", "-m", "docs.build"]}
    sizes = [len(batch) for batch in batches([file, file, module, file, module, *[file] * 11])]
    assert sizes == [2, 1, 1, 1, 10, 1]

"""🎬 Scenarios: each runs by itself, from any folder, on bare Python, and tells a story.

They are listed by showcase/utils/catalogue.py.
"""

import ast
import os
import re
import subprocess
import sys

import pytest

from showcase.utils.catalogue import Catalogue
from tests.house.conftest import PROJECT

SCENARIOS = Catalogue().scenarios
ALONE = 'if not __package__: __import__("sys").path.append(__file__.rsplit("showcase", 1)[0])'

each_scenario = pytest.mark.parametrize("scenario", [pytest.param(s, id=s.name) for s in SCENARIOS])


def run_python(*arguments: str, cwd=None) -> subprocess.CompletedProcess:
    """Run Python as a user would, with a limit."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=50,
    )


@each_scenario
def test_a_scenario_runs_as_a_file_from_another_folder_on_bare_python(scenario, tmp_path):
    """`python -S` has no site-packages: nothing needs to be installed to see a scenario.

    Docs: using/cmdline#cmdoption-S
    """
    ended = run_python("-S", str(scenario.path), cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") >= 3 or "psutil" in ended.stdout
    for line in ended.stdout.splitlines():
        assert re.match(r"\d\d:\d\d:\d\d\.\d{3}  +\+\d+\.\d ms  \S|\S| ", line)


@each_scenario
def test_a_scenario_needs_one_line_to_run_as_a_file(scenario):
    """The same line in each, and none else touches sys.path.

    Docs: library/sys#sys.path
    """
    source = scenario.path.read_text(encoding="utf-8")

    assert source.count(ALONE) == 1
    assert source.count("sys.path") == 0


@each_scenario
def test_a_scenario_knows_the_standard_library_and_utils_only(scenario):
    """No pytest, and no other topic: a scenario can be pasted into a program.

    Docs: none, this is the house's own rule.
    """
    optional = {"psutil", "matplotlib"}
    tree = ast.parse(scenario.path.read_text(encoding="utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}

    foreign = {n for n in names if n.partition(".")[0] not in sys.stdlib_module_names | optional}
    assert {n for n in foreign if not n.startswith("showcase.utils.")} == set()


@each_scenario
def test_a_scenario_says_how_to_run_it_where_its_specs_are_and_what_comes_next(scenario):
    """Its docstring leads on: Run, Specs, Next.

    Docs: none, this is the house's own rule.
    """
    text = ast.get_docstring(ast.parse(scenario.path.read_text(encoding="utf-8"))) or ""
    specs = f"tests/{scenario.topic}/test_{scenario.concept}.py"

    assert f"python -m {scenario.module}" in text
    assert specs in text
    assert (PROJECT / specs).is_file()
    following = re.search(r"^Next +(?:\w+/)*(\w+)(?:\.py)?", text, re.MULTILINE)
    assert following is not None
    assert following[1] in {s.name for s in SCENARIOS} | {"README"}


def test_a_scenario_runs_as_a_module_too():
    """`python -m showcase.synchronization.lock_demo` tells the same story.

    Docs: using/cmdline#cmdoption-m
    """
    ended = run_python("-m", "showcase.synchronization.lock_demo", cwd=PROJECT)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "✅ both deposits are there: the balance is 2" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "out", "err"),
    [
        pytest.param([], 0, "lock_demo", "", id="lists all"),
        pytest.param(["lock"], 0, "the balance is 2", "", id="runs one"),
        pytest.param(["lokc"], 2, "", "there is no scenario 'lokc': the nearest are lock", id="?"),
    ],
)
def test_the_showcase_is_a_command(arguments, exit_code, out, err):
    """`python -m showcase` lists, `python -m showcase lock` runs, a slip gets one line.

    Docs: using/cmdline#cmdoption-m
    """
    ended = run_python("-m", "showcase", *arguments, cwd=PROJECT)

    assert ended.returncode == exit_code
    assert out in ended.stdout
    assert ended.stderr.startswith(err)
    assert ended.stderr.count("\n") == bool(err)

"""🎬 Scenarios: each runs by itself, from any folder, on bare Python, and tells a story.

They are listed by showcase/utils/catalogue.py.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.utils.catalogue import Catalogue
from tests.house.conftest import PROJECT

SCENARIOS = Catalogue().scenarios

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


@pytest.fixture(scope="module", name="ended")
def _ended(request, tmp_path_factory):
    """The scenarios that are asked for, run as files from another folder on bare Python."""
    items = [item for item in request.session.items if item.path == request.path]
    asked = [item.callspec.params.get("scenario") for item in items if hasattr(item, "callspec")]
    paths = [str(scenario.path) for scenario in asked if scenario]
    driver = str(PROJECT / "tests" / "house" / "bare.py")
    folder, share = tmp_path_factory.mktemp("elsewhere"), os.cpu_count() or 1
    with ThreadPoolExecutor(share) as pool:
        shares = [paths[first::share] for first in range(share)]
        runs = pool.map(lambda some: run_python("-S", driver, *some, cwd=folder), shares)
        lines = [line for run in runs for line in run.stdout.splitlines()]
    return {run["path"]: run for run in map(json.loads, lines)}


@each_scenario
def test_a_scenario_runs_as_a_file_from_another_folder_on_bare_python(scenario, ended):
    """`python -S` has no site-packages: nothing needs to be installed to see a scenario.

    Docs: using/cmdline#cmdoption-S
    """
    run = ended[str(scenario.path)]

    assert (run["code"], run["err"]) == (0, "")
    assert run["out"].count("\n") >= 3 or "psutil" in run["out"]
    for line in run["out"].splitlines():
        assert re.match(r"\d\d:\d\d:\d\d\.\d{3}  +\+\d+\.\d ms  \S|\S| ", line)


def test_a_scenario_runs_as_a_file_in_a_process_of_its_own(tmp_path):
    """What the driver above does for all of them is what the command line does for one.

    Docs: using/cmdline#cmdoption-S
    """
    ended = run_python("-S", str(SCENARIOS[0].path), cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") >= 3


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

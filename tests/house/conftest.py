"""An inner pytest run, in a process and a folder of its own, with the house's plugins."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
QUIET = ("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:benchmark", "-p", "no:xdist")


@dataclass(frozen=True)
class Run:
    """How an inner run ended, and what it printed."""

    exit_code: int
    out: str
    err: str

    def outcome_of(self, name: str) -> str:
        """The outcomes of one test in a run with -rA: "PASSED, ERROR", say."""
        found = re.findall(rf"^(PASSED|FAILED|ERROR|SKIPPED) .*::{name}\b", self.out, re.MULTILINE)
        return ", ".join(found)


def run_pytest(*arguments: str, cwd: Path = PROJECT, **environ: str) -> Run:
    """Run pytest as a user would, in a process of its own, with a limit."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "100", **environ}
    environment.pop("PYTEST_ADDOPTS", None)
    environment.setdefault("PYTHONIOENCODING", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *QUIET, *arguments],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=50,
    )
    return Run(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))


@pytest.fixture(scope="session")
def inner(tmp_path_factory):
    """inner(source, *arguments): run pytest on a file of its own, with the plugins of the house."""

    def inner(source: str, *arguments: str, plugin: str = "tests.plugins.hygiene") -> Run:
        folder = tmp_path_factory.mktemp("inner")
        (folder / "pytest.ini").write_text("[pytest]\n")
        (folder / "test_inner.py").write_text(source, encoding="utf-8")
        return run_pytest("-p", plugin, "-rA", *arguments, cwd=folder)

    return inner


@pytest.fixture(scope="session")
def suite():
    """suite(*arguments): run this project's own suite, or a part of it."""
    return run_pytest


@pytest.fixture(scope="session")
def index():
    """What `pytest --api --topics` prints: both need all the specs to be collected, once."""
    return run_pytest("--api", "--topics", "-q")

"""📼 pytest --record FOLDER: what this run has seen, for the site and for other machines.

One file for each interpreter (cpython-3.13.0t-linux.jsonl): a line about the run, then a line
about each spec: its claim, its pins, and the outcome of each of its parameter sets. Where a
scenario's main() is told, also its story (tests/plugins/watch.py), and where outcomes were
sampled, how often each was seen. `tox -e docs` merges whatever files lie in report/results/.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.claims import claim_of, pins_of
from tests.plugins.conditions import GIL
from tests.plugins.source import PROJECT, source_of
from tests.plugins.watch import CLOSELY, SHY, Event, Watcher, worth_telling

CONDITIONS = ("since", "before", "needs")


def interpreter() -> str:
    """ "3.13.0", or "3.13.0t" for a free-threaded build."""
    number = platform.python_version()
    return number if GIL else f"{number}t"


def commit(root: Path) -> str:
    """The commit that was tested; with a + where files have been changed since."""
    git = ["git", "-C", str(root)]
    try:
        name = subprocess.run(
            [*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True
        )
        state = subprocess.run(
            [*git, "status", "--porcelain", "-uno"], capture_output=True, text=True
        )
    except OSError:
        return ""
    return name.stdout.strip() + ("+" if state.stdout.strip() else "")


class Recorder:
    """Notes each spec and what became of it, and writes it down at the end."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self.config = config
        self.folder = folder
        self.started = time.time()
        self.specs: dict[str, dict[str, Any]] = {}
        self.stories: dict[str, list[Event]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Learn the claims, in the order of reading."""
        for item in session.items:
            name = item.nodeid.partition("[")[0]
            if name not in self.specs:
                self.specs[name] = self.told_by(item, name)

    def told_by(self, item: pytest.Item, name: str) -> dict[str, Any]:
        """What a spec says before it has run."""
        claim = claim_of(item)
        marks = {kind: [a for m in item.iter_markers(kind) for a in m.args] for kind in CONDITIONS}
        return {
            "spec": name,
            "claim": claim.text,
            "docs": claim.docs,
            "links": claim.links,
            "pins": pins_of(item),
            **{kind: arguments for kind, arguments in marks.items() if arguments},
            "story": "tell" in getattr(item, "fixturenames", ()),
            "cases": {},
        }

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Watch while a scenario's main() is told."""
        spec = self.specs.get(item.nodeid.partition("[")[0])
        if spec is None or not spec["story"]:
            return (yield)
        paths = {path for path, _ in source_of(item.path).scenarios().values()}
        told = [part for path in paths for part in source_of(path).reached_from({"main"})]
        shy = any(SHY.search(part.source) for part in told)
        names = [".".join(path.relative_to(PROJECT).with_suffix("").parts) for path in paths]
        modules = [sys.modules[name] for name in names if CLOSELY and not shy]
        watcher = Watcher()
        with watcher.watching(*modules):
            outcome = yield
        self.stories[item.nodeid] = worth_telling(watcher.story)
        return outcome

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of a spec; a failure before or after it counts as its own."""
        name, _, parameters = report.nodeid.partition("[")
        if name not in self.specs:
            return
        cases = self.specs[name]["cases"]
        case = cases.setdefault(parameters.removesuffix("]"), {"outcome": "passed", "seconds": 0.0})
        case["seconds"] = round(case["seconds"] + report.duration, 4)
        if report.outcome != "passed":
            case["outcome"] = report.outcome
        if report.skipped and isinstance(report.longrepr, tuple):
            case["reason"] = report.longrepr[2].removeprefix("Skipped: ")
        if report.user_properties and report.when == "call":
            case["seen"] = dict(report.user_properties)
        if report.nodeid in self.stories:
            case["story"] = self.stories.pop(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write it down, unless nothing was run."""
        if not any(spec["cases"] for spec in self.specs.values()):
            return
        run = {
            "python": interpreter(),
            "gil": GIL,
            "implementation": sys.implementation.name,
            "platform": f"{platform.system()} {platform.machine()}",
            "commit": commit(self.config.rootpath),
            "started": time.strftime("%Y-%m-%d %H:%M", time.gmtime(self.started)),
            "seconds": round(time.time() - self.started, 1),
            "collected": len(self.specs),
        }
        system = platform.system().lower()
        path = self.folder / f"{run['implementation']}-{run['python']}-{system}.jsonl"
        lines = [run, *(spec for spec in self.specs.values() if spec["cases"])]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        path.write_text(text, encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option."""
    group = parser.getgroup("the showcase")
    group.addoption("--record", metavar="FOLDER", help="write down what this run has seen")


def pytest_configure(config: pytest.Config) -> None:
    """Record, in one process: it runs the specs in order, and sees what their threads do."""
    if config.getoption("record"):
        if hasattr(config, "workerinput") or config.getoption("dist", "no") != "no":
            raise pytest.UsageError("--record runs in one process: leave -n (pytest-xdist) away")
        folder = Path(config.invocation_params.dir, config.getoption("record"))
        try:  # before minutes are spent on running
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"cannot make the folder {folder}: {error.strerror}"
            raise pytest.UsageError(f"--record {reason}") from error
        if not os.access(folder, os.W_OK):
            raise pytest.UsageError(f"--record cannot write into {folder}")
        config.pluginmanager.register(Recorder(config, folder), "the recorder")

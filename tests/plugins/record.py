"""📼 pytest --record FOLDER: what this run has seen, for the site and for other machines.

One file for each interpreter (cpython-3.13.0t-linux.jsonl): a line about the run, then a line
about each spec: its claim, its pins, and the outcome of each of its parameter sets. Where a
scenario's main() is told, also its story: which thread started, spoke, waited, went on and
ended, in that order. `tox -e docs` merges whatever files lie in report/results/.
"""

import json
import logging
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from showcase.utils.logger import ROOT
from tests.plugins.claims import claim_of, pins_of
from tests.plugins.conditions import GIL
from tests.plugins.source import source_of

CONDITIONS = ("since", "before", "needs")
MOST = 20_000
"""Events that are noted of a story; most of them are waits that were over at once."""
SHY = re.compile("set_?profile|set_?trace|_current_frames|faulthandler|extract_stack|fork")
"""A scenario that looks at frames and hooks would see the watcher: only its words are kept."""
WAITS = re.compile("wait|wait_for|join|acquire|get|put|result|exception|shutdown")


def interpreter() -> str:
    """ "3.13.0", or "3.13.0t" for a free-threaded build."""
    number = platform.python_version()
    return number if GIL else f"{number}t"


Event = tuple[str, str, str]
"""A thread, what it does ("starts", "says", "waits", "goes", "ends"), and in which words."""


class Watcher(logging.Handler):
    """Notes what the threads of a scenario do, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.story: list[Event] = []
        self.waiting: dict[int, object] = {}

    def note(self, kind: str, words: str = "") -> None:
        """One more event, of the thread that calls."""
        if len(self.story) < MOST:
            self.story.append((threading.current_thread().name, kind, words))

    def emit(self, record: logging.LogRecord) -> None:
        """A thread speaks."""
        self.note("says", record.getMessage())

    def profile(self, frame: FrameType, event: str, what: Any) -> None:
        """A thread starts or ends, waits or goes on: calls that may block are noted."""
        me, code = threading.get_ident(), frame.f_code
        outermost = frame.f_back is not None and frame.f_back.f_code is BOOTSTRAP
        if event in ("c_call", "c_return"):
            key, name = (frame, what), what.__name__
            may_block = name in ("acquire", "__enter__") and is_lock(what.__self__)
        else:
            key, name = (frame, None), code.co_name
            may_block = WAITS.fullmatch(name) is not None and code.co_filename in BLOCKING
            may_block &= frame.f_back is None or frame.f_back.f_code is not START
        if event == "call" and outermost and code.co_name == "run":
            self.note("starts")
        elif event == "return" and outermost and code.co_name == "run":
            self.note("ends")
        elif event in ("call", "c_call") and may_block and me not in self.waiting:
            self.waiting[me] = key
            self.note("waits", getattr(code, "co_qualname", name) if event == "call" else name)
        elif event in ("return", "c_return") and self.waiting.get(me) == key:
            del self.waiting[me]
            self.note("goes")

    @contextmanager
    def watching(self, closely: bool) -> Iterator[None]:
        """Watch for as long as the block runs; without `closely` only listen."""
        before = sys.getprofile(), threading.getprofile()
        logging.getLogger(ROOT).addHandler(self)
        if closely:
            threading.setprofile(self.profile)
            sys.setprofile(self.profile)
        try:
            yield
        finally:
            if closely:
                sys.setprofile(before[0])
                threading.setprofile(before[1])
            logging.getLogger(ROOT).removeHandler(self)


BOOTSTRAP = threading.Thread._bootstrap_inner.__code__  # type: ignore[attr-defined]
START = threading.Thread.start.__code__
"""It waits until the thread has started, which is not worth telling."""
_FUTURES = Path(threading.__file__).parent / "concurrent" / "futures"
BLOCKING = {
    threading.__file__,
    str(Path(threading.__file__).with_name("queue.py")),
    *map(str, _FUTURES.glob("*.py")),
}


def worth_telling(story: list[Event]) -> list[Event]:
    """The story without the waits in which nothing happened."""
    told = True
    while told:
        told, kept = False, list[Event]()
        for event in story:
            if event[1] == "goes" and kept and kept[-1][:2] == (event[0], "waits"):
                kept.pop()
                told = True
            else:
                kept.append(event)
        story = kept
    return story


def is_lock(thing: object) -> bool:
    """Is it a lock that is made in C?"""
    return type(thing).__module__ in ("_thread", "threading")


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
        shy = any(SHY.search(path.read_text(encoding="utf-8")) for path in paths)
        watcher = Watcher()
        with watcher.watching(closely=GIL and not shy):
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
        self.folder.mkdir(parents=True, exist_ok=True)
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
    """Record in the process that reports, not in its workers."""
    if config.getoption("record") and not hasattr(config, "workerinput"):
        folder = Path(config.invocation_params.dir, config.getoption("record"))
        config.pluginmanager.register(Recorder(config, folder), "the recorder")

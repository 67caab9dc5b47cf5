"""🔬 pytest --explain CLAIM: one spec whole: claim, scenario, source, what was observed.

CLAIM is the name of a spec or a part of it, or a part of its claim; `lock::name` where several
have the same name.
"""

import difflib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from showcase.utils.catalogue import first_line
from tests.plugins.claims import claim_of, pins_of, versions_of
from tests.plugins.reading import Printer
from tests.plugins.source import PROJECT, Part, Source, names_in, source_of
from tests.plugins.topics import concept_of, modules
from tests.plugins.watch import SHY, Watcher

MOST = 12
"""Parameter sets that are told one by one."""
WIDEST = 300
"""Letters of a value."""


def plain(text: str) -> str:
    """Words alone: what one remembers of a claim."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("test_", " ")))


def find(wanted: str) -> tuple[Path, str]:
    """The file and the name of the spec that is meant.

    Raises UsageError with one line that names the nearest ones.
    """
    file, _, name = wanted.partition("[")[0].rpartition("::")
    concept = Path(file).stem.removeprefix("test_")
    words = plain(name)
    specs = [
        (path, part)
        for path in modules()
        if not concept or concept_of(path) == concept
        for part in source_of(path).parts
        if part.is_spec
    ]
    exact = [(path, part.name) for path, part in specs if plain(part.name) == words]
    partly = [(path, part.name) for path, part in specs if words and words in plain(part.name)]
    claimed = [(path, part.name) for path, part in specs if words and words in plain(part.prose)]
    found = exact or partly or claimed
    if len(found) == 1:
        return found[0]
    if found:
        some = ", ".join(f"{concept_of(path)}::{name}" for path, name in found[:4])
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        raise pytest.UsageError(f"{wanted!r} could be {some}{more}: name one")
    names = {plain(part.name): part.name for _, part in specs}
    near = [names[n] for n in difflib.get_close_matches(words, names, n=3, cutoff=0.5)]
    hint = f"the nearest are {', '.join(near)}; " if near else ""
    raise pytest.UsageError(f"unknown claim {wanted!r}: {hint}pytest --spec reads them all")


class Explainer(Printer):
    """Runs one spec, and tells all about it."""

    def __init__(self, config: pytest.Config, path: Path, name: str) -> None:
        super().__init__(config)
        config.option.verbose = -1
        config.option.reportchars = "fE"
        self.path = path
        self.name = name
        self.tests = source_of(path)
        self.item: pytest.Item | None = None
        self.verdicts: dict[str, str] = {}
        self.reasons: set[str] = set()
        self.observed: dict[str, list[str]] = {}
        self.said: list[str] = []

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """No other file is read."""
        return True if collection_path.is_file() and collection_path != self.path else None

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """No other spec is run."""
        mine = [item for item in items if getattr(item, "originalname", "") == self.name]
        self.item = mine[0] if mine else None
        items[:] = mine

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Watch the spec: what its scenario returns, and what is said."""
        shown = self.tests.shown_by(self.name)
        shy = any(SHY.search(path.read_text(encoding="utf-8")) for path in shown)
        watcher, returned = Watcher(), list[str]()
        with watcher.watching(), noted(self.path, returned, watch=not shy):
            outcome = yield
        self.observed[parameters_of(item.nodeid)] = returned
        if not self.said:
            self.said = [f"{who:<12} | {words}" for who, _, words in watcher.story]
        return outcome

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """No dots; the summary still counts."""
        if report.when == "call" or report.outcome != "passed":
            return report.outcome, "", ""
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of it."""
        if report.when == "call" or report.outcome != "passed":
            self.verdicts[parameters_of(report.nodeid)] = report.outcome
        if report.skipped and isinstance(report.longrepr, tuple):
            self.reasons.add(report.longrepr[2].removeprefix("Skipped: "))

    def pytest_terminal_summary(self) -> None:
        """Tell."""
        if self.item is None:
            return
        claim, versions = claim_of(self.item), versions_of(self.item)
        verdicts = set(self.verdicts.values())
        verdict = next((v for v in ("failed", "passed") if v in verdicts), "skipped")
        self.heading(first_line(self.path))
        self.claim(f"{claim.text} [{versions}]" if versions else claim.text, verdict)
        self.aside(self.name.removeprefix("test_").replace("_", " "))
        for line in [*(claim.links or [claim.docs]), *(f"skipped: {r}" for r in self.reasons)]:
            self.aside(line)
        if names := dict.fromkeys(name for name, _ in pins_of(self.item)):
            self.aside(f"pins {', '.join(names)}")
        for path, used in self.tests.shown_by(self.name).items():
            self.source(f"The scenario, {place(path)}", source_of(path).reached_from(used))
        spec = self.tests.named[self.name]
        helpers = [part for part in needed_by(spec, self.tests) if part is not spec]
        self.source(f"The spec, {place(self.path)}:{spec.line}", [*helpers, spec])
        self.tell_what_was_observed()

    def source(self, title: str, parts: list[Part]) -> None:
        """Source, as it stands in the file: it is not wrapped."""
        self.heading(title)
        writer = self.config.get_terminal_writer()
        for number, part in enumerate(parts):
            for line in ["", *part.source.split("\n")] if number else part.source.split("\n"):
                writer.line(self.fit(f"  │ {line}".rstrip()))

    def tell_what_was_observed(self) -> None:
        """For each parameter set what its scenario returned; once, what was said."""
        self.heading("What was observed")
        for key, verdict in list(self.verdicts.items())[:MOST]:
            self.claim(key or "it was run once", verdict)
            for line in self.observed.get(key, ()):
                self.aside(line)
        if len(self.verdicts) > MOST:
            self.aside(f"… and {len(self.verdicts) - MOST} parameter sets more")
        for line in self.said:
            self.aside(line)
        self.config.get_terminal_writer().line()


@contextmanager
def noted(path: Path, returned: list[str], watch: bool) -> Iterator[None]:
    """Note what a spec in `path` gets from the scenarios that it calls."""

    def profile(frame: FrameType, event: str, value: Any) -> None:
        caller = frame.f_back
        if event != "return" or caller is None or caller.f_code.co_filename != str(path):
            return
        scenario = Path(frame.f_code.co_filename)
        if value is not None and SHOWCASE in scenario.parents and scenario.parent.name != "utils":
            text = repr(value)
            text = f"{text[:WIDEST]}…" if len(text) > WIDEST else text
            returned.append(f"{frame.f_code.co_name}() → {text}")

    before = sys.getprofile()
    if watch:
        sys.setprofile(profile)
    try:
        yield
    finally:
        if watch:
            sys.setprofile(before)


SHOWCASE = PROJECT / "showcase"


def needed_by(spec: Part, tests: Source) -> list[Part]:
    """What a spec uses of the file that it stands in."""
    found, ahead = set[str](), {spec.name}
    while ahead:
        found |= ahead
        ahead = {word for name in ahead for word in names_in(tests.named[name].node)}
        ahead = (ahead & set(tests.named)) - found
    return [part for part in tests.parts if part.name in found]


def place(path: Path) -> str:
    """A path as the reader would write it."""
    return path.relative_to(PROJECT).as_posix()


def parameters_of(nodeid: str) -> str:
    """What stands in brackets."""
    return nodeid.partition("[")[2].removesuffix("]")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option."""
    group = parser.getgroup("the showcase")
    group.addoption("--explain", metavar="CLAIM", help="tell all about one spec, and run it")


def pytest_configure(config: pytest.Config) -> None:
    """Find the spec before anything is collected."""
    wanted = config.getoption("explain")
    if wanted is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Explainer(config, *find(wanted)), "the explainer")

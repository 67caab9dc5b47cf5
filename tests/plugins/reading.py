"""📚 pytest --spec: the claims as prose, each with ✓ once it has been seen to hold, just now.

With -v a claim is followed by the spec that proves it and its place in Python's documentation.
"""

import shutil
import textwrap
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from showcase.utils.catalogue import first_line
from tests.plugins.claims import Claim, claim_of, versions_of
from tests.plugins.source import source_of

SLOW = 1.0
"""Seconds from which on a spec's time is told."""
MARKS = {"passed": "✓", "failed": "✗", "skipped": "–"}
PLAIN = {
    "✓": "+",
    "✗": "x",
    "–": "-",
    "·": "|",
    "│": "|",
    "→": "->",
    "✅": "+",
    "❌": "x",
    "❓": "?",
}
COLOURS = {"passed": "green", "failed": "red", "skipped": "yellow"}
WORST_FIRST = ("failed", "skipped", "passed")


@dataclass
class Outcome:
    """What became of one spec: each of its parameter sets, and the time it took."""

    of: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    reasons: set[str] = field(default_factory=set)

    @property
    def verdict(self) -> str:
        """The worst of its parameter sets."""
        return min(self.of.values(), key=WORST_FIRST.index)


class Printer:
    """Prints what fits the terminal: its width, its encoding, and its colours if it has any."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def heading(self, text: str) -> None:
        """An empty line, and a line that stands out, or two where the terminal is narrow."""
        writer = self.config.get_terminal_writer()
        writer.line()
        for line in self.wrapped(text, 0):
            writer.line(line.lstrip(), bold=True)

    def claim(self, text: str, verdict: str) -> None:
        """A sentence, and whether it holds."""
        writer = self.config.get_terminal_writer()
        markup = {COLOURS[verdict]: True}
        lines = self.wrapped(text, 4)
        writer.write(self.fit(f"  {MARKS[verdict]} "), **markup)
        writer.line(lines[0].lstrip())
        for line in lines[1:]:
            writer.line(line)

    def aside(self, text: str, indent: int = 6) -> None:
        """Something less important than a claim."""
        for line in self.wrapped(text, indent):
            self.config.get_terminal_writer().line(line, light=True)

    def wrapped(self, text: str, indent: int) -> list[str]:
        """`text` broken into lines as wide as the terminal."""
        width = max(40, shutil.get_terminal_size().columns - 1)
        margin = " " * indent
        return textwrap.wrap(
            self.fit(text),
            width,
            initial_indent=margin,
            subsequent_indent=margin,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [margin]

    def fit(self, text: str) -> str:
        """What the terminal's encoding can show of `text`."""
        encoding = getattr(self.config.get_terminal_writer()._file, "encoding", None) or "utf-8"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            for fancy, plain in PLAIN.items():
                text = text.replace(fancy, plain)
            return text.encode(encoding, "ignore").decode(encoding)
        return text


class Reader(Printer):
    """Prints a file of specs as soon as the last of them has run."""

    def __init__(self, config: pytest.Config) -> None:
        super().__init__(config)
        self.detailed = config.option.verbose > 0
        config.option.verbose = -1  # no dots, no file names: this is the report
        config.option.reportchars = "fE"  # and what was skipped is told beside its claim
        self.claims: dict[str, Claim] = {}
        self.versions: dict[str, str] = {}
        self.expected: Counter[str] = Counter()
        self.outcomes: dict[str, dict[str, Outcome]] = defaultdict(dict)
        self.finished: Counter[str] = Counter()
        self.told: set[str] = set()
        self.topic = ""
        self.is_over = False

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Learn the claims, in the order of reading."""
        for item in session.items:
            name = item.nodeid.partition("[")[0]
            self.claims[name] = claim_of(item)
            self.versions[name] = versions_of(item)
            self.expected[name.partition("::")[0]] += 1

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Silence the dots while specs run; the summary still counts, and has its words."""
        if report.when == "call" or report.outcome != "passed":
            broken = report.failed and report.when != "call"
            category = "error" if broken else report.outcome
            return category, "", category.upper() if self.is_over else ""
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of a spec."""
        name, _, parameters = report.nodeid.partition("[")
        file = name.partition("::")[0]
        outcome = self.outcomes[file].setdefault(name, Outcome())
        key = parameters.removesuffix("]")
        if report.when == "call" or report.outcome != "passed":
            seen = [report.outcome, outcome.of.get(key, "passed")]
            outcome.of[key] = min(seen, key=WORST_FIRST.index)
        if report.skipped and isinstance(report.longrepr, tuple):
            outcome.reasons.add(report.longrepr[2].removeprefix("Skipped: "))
        outcome.seconds += report.duration
        if report.when == "teardown":
            self.finished[file] += 1
            if self.finished[file] == self.expected[file]:
                self.tell(file)

    def pytest_sessionfinish(self) -> None:
        """All specs have run."""
        self.is_over = True

    def pytest_terminal_summary(self) -> None:
        """Print what could not be printed on the way (specs that ran in other processes)."""
        for file in self.outcomes:
            if file not in self.told:
                self.tell(file)
        self.config.get_terminal_writer().line()

    def tell(self, file: str) -> None:
        """Print one file of specs, in its own order, below the topic that it belongs to."""
        self.told.add(file)
        path = Path(self.config.rootpath, file)
        parts = source_of(path).named if path.exists() else {}
        topic = path.parent.name if path.parents[1] != self.config.rootpath.parent else ""
        if topic != self.topic:
            self.topic = topic
            self.heading(topic.replace("_", " ").upper())
        self.heading(first_line(path) if path.exists() else file)
        places, section = list(parts), ""
        specs = {name: outcome for name, outcome in self.outcomes[file].items() if outcome.of}
        for name in sorted(specs, key=lambda n: place_in(places, n)):
            outcome, part = specs[name], parts.get(name.rpartition("::")[2])
            if part and part.section != section:
                section = part.section
                self.aside(section, indent=2)
            claim = self.claims.get(name, Claim(name.rpartition("::")[2], ""))
            text = claim.text or name.rpartition("::")[2].replace("_", " ")
            if versions := self.versions.get(name):
                text += f" [{versions}]"
            if outcome.seconds > SLOW:
                text += f" ({outcome.seconds:.1f} s)"
            self.claim(text, outcome.verdict)
            self.tell_parameters(outcome)
            for reason in sorted(outcome.reasons):
                self.aside(f"skipped: {reason}")
            if self.detailed:
                self.aside(name.rpartition("::")[2])
                for link in claim.links or [claim.docs]:
                    self.aside(link)

    def tell_parameters(self, outcome: Outcome) -> None:
        """The parameter sets on a line; those that differ from the rest carry their mark."""
        names = [
            key if verdict == "passed" else f"{MARKS[verdict]} {key}"
            for key, verdict in outcome.of.items()
            if key
        ]
        if names:
            self.aside(" · ".join(names))


def place_in(places: list[str], name: str) -> int:
    """Where a spec stands in its file, in whichever order it has run."""
    function = name.rpartition("::")[2]
    return places.index(function) if function in places else len(places)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option."""
    group = parser.getgroup("the showcase")
    group.addoption("--spec", action="store_true", help="read the claims as prose (-v: with links)")


def pytest_configure(config: pytest.Config) -> None:
    """Put the reader in the place of dots and file names."""
    if config.getoption("spec") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reader(config), "the reader")

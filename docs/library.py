"""🗂️ What there is to read: a page for each file of specs, in topics, and the reading path."""

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from docs.addresses import Addresses, assign, read
from docs.prose import markdown_tables
from docs.results import Run, Spec
from showcase.utils.catalogue import Catalogue, Scenario
from tests.plugins.source import PROJECT, Source, source_of
from tests.plugins.topics import WORDS

README = PROJECT / "README.md"
OWN = {"house": "🏠 The house", "utils": "🛠️ Utilities"}
"""Topics about the project itself: they stand at the end."""


@dataclass
class Page:
    """A file of specs, and the scenario that it is about, if it is about one."""

    file: str
    scenario: Scenario | None
    specs: list[Spec] = field(default_factory=list)
    step: int = 0
    """Its number on the reading path, from 1."""

    @property
    def topic(self) -> str:
        """Its folder."""
        return Path(self.file).parent.name

    @property
    def concept(self) -> str:
        """For instance lock."""
        return Path(self.file).stem.removeprefix("test_")

    @property
    def name(self) -> str:
        """Its name on the site, without an ending."""
        return f"{self.topic}/{self.concept}"

    @cached_property
    def tests(self) -> Source:
        """The source of the specs."""
        return source_of(PROJECT / self.file)

    @cached_property
    def shown(self) -> Source | None:
        """The source of the scenario."""
        return source_of(self.scenario.path) if self.scenario else None

    @property
    def prose(self) -> str:
        """The docstring that explains it."""
        return self.shown.prose if self.shown else self.tests.prose

    @property
    def heading(self) -> str:
        """For instance "🔒 Lock: one thread at a time."."""
        return self.prose.partition("\n")[0]

    @property
    def title(self) -> str:
        """For instance "🔒 Lock"."""
        return self.heading.partition(": ")[0].rstrip(".")

    @property
    def definition(self) -> str:
        """For instance "One thread at a time."."""
        text = self.heading.partition(": ")[2]
        return text[:1].upper() + text[1:]

    @property
    def words(self) -> list[str]:
        """The words of the field that lead here."""
        own = [self.concept] + [w for w, to in WORDS.items() if self.concept in to]
        return list(dict.fromkeys(word.replace("_", " ") for word in own))

    @property
    def next_scenario(self) -> str:
        """The module that its docstring sends the reader to."""
        match = re.search(r"^Next +(?:\w+/)*(\w+)", self.prose, re.MULTILINE)
        return match[1] if match else ""


class Library:
    """All pages, and the ways between them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        scenarios = {(s.topic, s.concept): s for s in Catalogue().scenarios}
        self.pages: dict[str, Page] = {}
        for spec in run.specs.values():
            path = Path(spec.file)
            key = (path.parent.name, path.stem.removeprefix("test_"))
            page = self.pages.setdefault(spec.file, Page(spec.file, scenarios.get(key)))
            page.specs.append(spec)
        self.readme = README.read_text(encoding="utf-8")
        self.tables = markdown_tables(self.readme)
        self.path = self.reading_path()
        for number, page in enumerate(self.path, 1):
            page.step = number

    @cached_property
    def addresses(self) -> Addresses:
        """The permanent address of each claim."""
        return assign(read(), {spec.name: spec.claim for spec in self.run.specs.values()})

    @cached_property
    def topics(self) -> dict[str, list[Page]]:
        """Topic by topic, in the order of the reading path; those about the project at the end."""
        topics: dict[str, list[Page]] = {}
        rest = sorted((p for p in self.pages.values() if not p.step), key=lambda p: p.file)
        for page in [*self.path, *rest]:
            topics.setdefault(page.topic, []).append(page)
        return dict(sorted(topics.items(), key=lambda item: item[0] in OWN))

    def topic_heading(self, topic: str) -> str:
        """The first line of a topic's package."""
        if topic in OWN:
            return f"{OWN[topic]}: what the project promises about itself."
        path = PROJECT / "showcase" / topic / "__init__.py"
        prose = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or topic
        icon, _, words = prose.partition("\n")[0].partition(" ")
        return f"{icon} {topic.replace('_', ' ').capitalize()}: {words[:1].lower()}{words[1:]}"

    def reading_path(self) -> list[Page]:
        """The steps of the README; behind each of them, where its `Next` leads; then the rest.

        A chain that leads into the path stands before the step that it leads to.
        """
        named = {p.scenario.name: p for p in self.pages.values() if p.scenario}
        steps = [Path(row[-1].strip("`")).stem for table in self.tables for row in table]
        steps = [name for name in steps if name in named]
        path: list[str] = []

        def chain(name: str) -> list[str]:
            links: list[str] = []
            while name in named and name not in (*path, *links):
                if links and name in steps:
                    break
                links.append(name)
                name = named[name].next_scenario
            return links

        for step in steps:
            path += chain(step)
        led_to = {page.next_scenario for page in named.values() if page.scenario}
        rest = sorted(set(named) - set(path), key=lambda n: (n in led_to, named[n].name))
        for name in rest:
            links = chain(name)
            onward = named[links[-1]].next_scenario if links else ""
            at = path.index(onward) if onward in path else len(path)
            path[at:at] = links
        return [named[name] for name in path]

    def spec_named(self, function: str) -> Spec | None:
        """The spec with this name; the first, where several files have one."""
        found = (spec for spec in self.run.specs.values() if spec.function == function)
        return min(found, key=lambda spec: spec.name, default=None)

    @cached_property
    def tools(self) -> list[tuple[str, str, Spec]]:
        """The README's table of tools: what one wants, the tool, the spec that proves it."""
        table = next(t for t in self.tables if t[0][-1] == "proved by")
        rows = [
            (want, use.strip("`"), self.spec_named(name.strip("`")))
            for want, use, name in table[1:]
        ]
        return [(want, use, spec) for want, use, spec in rows if spec]

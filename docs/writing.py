"""🖋️ What every page needs: headings, verdicts, and the way from one claim to another."""

import re
import textwrap
import unicodedata
from collections import Counter, defaultdict
from functools import cached_property
from html import escape
from pathlib import Path

from docs.library import Library
from docs.prose import inline
from docs.results import SIGNS, Run, Spec
from tests.pitfalls_and_errors.pitfalls import FAMILIES, Pitfall, nodeid
from tests.plugins import claims

WORDS = {"passed": "holds", "failed": "fails", "skipped": "skipped", "not run": "not run"}


def title(text: str, line: str = "=") -> str:
    """A heading, with what reStructuredText would read as markup taken literally."""
    literal = re.sub(r"([*`|_\\])", r"\\\1", text)
    width = sum(2 if unicodedata.east_asian_width(s) in "WF" else 1 for s in literal)
    return f"{literal}\n{line * width}\n\n"


def raw(html: str) -> str:
    """HTML that stands in the page as it is."""
    return f".. raw:: html\n\n{textwrap.indent(html, '   ')}\n\n"


def tick(verdict: str) -> str:
    """✓, ✗, – or ·, with a word for those who do not see it."""
    kind = verdict.replace(" ", "-")
    return f'<span class="tick {kind}" title="{WORDS[verdict]}">{SIGNS[verdict]}</span>'


def short(link: str) -> str:
    """A link into Python's documentation, as a few words."""
    page, _, anchor = link.removeprefix(claims.MANUAL).partition("#")
    return anchor or page.removesuffix(".html")


def sentence(spec: Spec) -> str:
    """The name of a spec, which says what happens where the claim says why."""
    words = spec.function.removeprefix("test_").replace("_", " ")
    return f'<span class="aside">{escape(words)}</span>'


class Pages:
    """The pages that are written, and the ways between them."""

    def __init__(self, library: Library, runs: list[Run], folder: Path) -> None:
        self.library = library
        self.runs = runs
        self.folder = folder

    def write(self, name: str, text: str) -> None:
        """Write a page."""
        path = self.folder / f"{name}.rst"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def address(self, spec: Spec) -> str:
        """The permanent address of a claim."""
        return self.library.addresses.of[spec.name]

    def place(self, spec: Spec, root: str = "") -> str:
        """Where a claim stands, seen from a page whose way to the front page is `root`."""
        return f"{root}{self.library.pages[spec.file].name}.html#{self.address(spec)}"

    def link_to(self, spec: Spec, root: str) -> str:
        """A claim as a link with its verdict."""
        return (
            f'{tick(spec.verdict)} <a href="{self.place(spec, root)}">{inline(spec.claim)}</a>'
            f"{self.badges(spec)}"
        )

    def badges(self, spec: Spec) -> str:
        """For which Pythons and machines it speaks, where not for all; its time, if it is slow."""
        seconds = sum(case["seconds"] for case in spec.cases.values())
        words = [
            spec.versions,
            *(f"needs {n.replace('_', ' ')}" for n in spec.data.get("needs", ())),
        ]
        words += [f"{seconds:.1f} s"] if seconds > 1 else []
        return "".join(f' <span class="badge">{escape(word)}</span>' for word in words if word)

    def lookup(self, words: str, root: str = "") -> str | None:
        """The address of a spec or a file that the README names in backticks."""
        if spec := self.library.spec_named(words):
            return self.place(spec, root)
        if words.startswith("showcase/"):
            for page in self.library.path:
                if page.scenario and words.endswith(f"/{page.scenario.name}.py"):
                    return f"{root}{page.name}.html"
        return None

    def tally(self, specs: list[Spec]) -> str:
        """How many claims, and how they fared."""
        count = Counter(spec.verdict for spec in specs)
        words = [
            f"{count[v]} {w}"
            for v, w in (("failed", "failed"), ("skipped", "skipped here"))
            if count[v]
        ]
        number = f"{len(specs)} claim{'s' * (len(specs) != 1)}"
        return ", ".join([number, *words]) if words else f"{number}, all hold"

    @cached_property
    def pitfall_names(self) -> dict[Pitfall, str]:
        """The anchor of each pitfall."""
        return {
            pitfall: "-".join(re.findall("[a-z0-9]+", f"{family} {pitfall.name}".lower()))
            for family, pitfalls in FAMILIES.items()
            for pitfall in pitfalls
        }

    @cached_property
    def cures(self) -> dict[str, list[Pitfall]]:
        """From the name of a spec to the pitfalls that it shows or cures."""
        cures: dict[str, list[Pitfall]] = defaultdict(list)
        for pitfall in self.pitfall_names:
            for name in {pitfall.shown, pitfall.cured}:
                cures[nodeid(name)].append(pitfall)
        return cures

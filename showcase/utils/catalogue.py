"""🗂️ Which scenarios there are: read off the folders, so that a list cannot go stale.

Specs  tests/utils/test_catalogue.py
"""

import ast
import difflib
import tokenize
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
_ENDINGS = ("_demo", "_example")


def first_line(path: Path) -> str:
    """The first line of a module's docstring, read without importing it."""
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):  # no further than needed
            if token.type == tokenize.STRING:
                docstring: str = ast.literal_eval(token.string)
                return docstring.lstrip().partition("\n")[0]
            if token.type not in (tokenize.COMMENT, tokenize.NL):
                break
    return ""


@dataclass(frozen=True)
class Scenario:
    """A module of showcase/ that runs by itself."""

    topic: str
    name: str

    @property
    def path(self) -> Path:
        """The module's file."""
        return ROOT / self.topic / f"{self.name}.py"

    @property
    def module(self) -> str:
        """Its name for `import` and `python -m`."""
        return f"showcase.{self.topic}.{self.name}"

    @property
    def concept(self) -> str:
        """Its name without the ending: `lock` for lock_demo. The specs are in test_<concept>.py."""
        for ending in _ENDINGS:
            if self.name.endswith(ending):
                return self.name[: -len(ending)]
        return self.name

    @property
    def says(self) -> str:
        """What it is about, in a line."""
        return first_line(self.path)


class Catalogue:
    """All scenarios, by topic, and the way from a word to one of them."""

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """Every scenario, in the order of topic and name."""
        return [
            Scenario(path.parent.name, path.stem)
            for path in sorted(ROOT.glob("*/*.py"))
            if path.parent.name != "utils" and not path.stem.startswith("_")
        ]

    def find(self, word: str) -> Scenario:
        """The scenario that `word` names: a file, module or concept, or a part that only one has.

        Raises LookupError with one line that names the nearest ones.
        """
        wanted = word.strip().lower().replace("-", "_").removesuffix(".py").replace("\\", "/")
        wanted = wanted.rpartition("/")[2]
        exact = [s for s in self.scenarios if wanted in (s.name, s.concept, s.module)]
        partly = [s for s in self.scenarios if wanted and wanted in s.name]
        found = exact or [s for s in self.scenarios if s.topic == wanted] or partly
        if len(found) == 1:
            return found[0]
        if found:
            raise LookupError(f"{word!r} could be {', '.join(s.concept for s in found)}: name one")
        concepts = [s.concept for s in self.scenarios]
        near = difflib.get_close_matches(wanted, concepts, n=3, cutoff=0.4)
        hint = f"the nearest are {', '.join(near)}; " if near else ""
        raise LookupError(f"there is no scenario {word!r}: {hint}python -m showcase lists them all")

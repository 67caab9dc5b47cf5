"""🔍 Reading source, without importing it: what `--explain` and the site show of a module."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SECTION = re.compile(r"# (?:\d+ )?── (.+?) ─+$")


@dataclass(frozen=True)
class Part:
    """A function, class or constant at the top level of a module."""

    name: str
    section: str
    """The title of the comment that it stands under."""
    line: int
    prose: str
    """Its docstring."""
    source: str
    """Its source, without the docstring."""
    node: ast.stmt

    @property
    def is_spec(self) -> bool:
        """Is it a spec?"""
        return isinstance(self.node, ast.FunctionDef) and self.name.startswith("test_")

    @property
    def is_defined(self) -> bool:
        """Is it a function or a class?"""
        return isinstance(self.node, ast.FunctionDef | ast.ClassDef)


class Source:
    """A module as a reader sees it: its parts, in the sections that its comments draw."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = path.read_text(encoding="utf-8").split("\n")
        self.tree = ast.parse("\n".join(self.lines))
        self.prose = ast.get_docstring(self.tree) or ""
        self.parts = list(self._parts())
        self.named = {part.name: part for part in self.parts}

    def _parts(self) -> Iterator[Part]:
        section, after = "", 0
        for node in self.tree.body:
            first = first_line_of(node)
            for line in self.lines[after : first - 1]:
                section = match[1] if (match := SECTION.match(line)) else section
            after = node.end_lineno or first
            if name := getattr(node, "name", "") or assigned(node):
                yield Part(name, section, first, prose_of(node), self._source(node), node)

    def _source(self, node: ast.stmt) -> str:
        first, last = first_line_of(node), node.end_lineno or node.lineno
        while self.lines[first - 2].startswith("#") and not SECTION.match(self.lines[first - 2]):
            first -= 1  # the comment above it
        body = getattr(node, "body", [])
        hidden = range(0)
        if prose_of(node) and len(body) > 1:
            hidden = range(body[0].lineno, (body[0].end_lineno or body[0].lineno) + 1)
            if not self.lines[hidden.stop - 1].strip():
                hidden = range(hidden.start, hidden.stop + 1)
        return "\n".join(self.lines[n - 1] for n in range(first, last + 1) if n not in hidden)

    def reached_from(self, names: set[str]) -> list[Part]:
        """The functions and classes of those names, and what they need from this module."""
        found: set[str] = set()
        ahead = names & set(self.named)
        while ahead:
            found |= ahead
            ahead = {w for n in ahead for w in names_in(self.named[n].node)} & set(self.named)
            ahead -= found
        return [part for part in self.parts if part.name in found and part.is_defined]

    def scenarios(self) -> dict[str, tuple[Path, str]]:
        """Names here that stand for a scenario's module, or for something in one."""
        found = {}
        for node in self.tree.body:
            if not (isinstance(node, ast.ImportFrom) and str(node.module).startswith("showcase.")):
                continue
            place = PROJECT.joinpath(*str(node.module).split("."))
            for alias in node.names:
                whole, name = place / f"{alias.name}.py", alias.asname or alias.name
                if place.name != "utils" and whole.is_file():
                    found[name] = (whole, "")
                elif place.parent.name != "utils" and place.with_suffix(".py").is_file():
                    found[name] = (place.with_suffix(".py"), alias.name)
        return found

    def shown_by(self, spec: str) -> dict[Path, set[str]]:
        """Which names of which scenario a spec uses, be it through a helper beside it."""
        scenarios = self.scenarios()
        shown: dict[Path, set[str]] = {}
        seen: set[str] = set()
        ahead = {spec}
        while ahead:
            seen |= ahead
            nodes = [self.named[name].node for name in ahead]
            for node in nodes:
                for name in names_in(node) & set(scenarios):
                    path, part = scenarios[name]
                    used = {part} if part else attributes_of(node, name)
                    shown.setdefault(path, set()).update(used)
            ahead = {word for node in nodes for word in names_in(node) & set(self.named)} - seen
        return shown


@cache
def source_of(path: Path) -> Source:
    """The module in `path`, read once."""
    return Source(path)


def first_line_of(node: ast.stmt) -> int:
    """The number of its first line, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def assigned(node: ast.stmt) -> str:
    """The name that an assignment binds, or ""."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return targets[0].id if isinstance(targets[0], ast.Name) else ""


def prose_of(node: ast.stmt) -> str:
    """The docstring of a function or class, or ""."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return ast.get_docstring(node) or ""
    return ""


def names_in(node: ast.AST) -> set[str]:
    """Every name in a piece of source, and every fixture that it asks for."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return names | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}


def attributes_of(node: ast.AST, name: str) -> set[str]:
    """x and y, where a piece of source reads name.x and name.y."""
    return {
        n.attr
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == name
    }

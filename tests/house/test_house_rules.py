"""📏 House rules: what makes a spec a spec, read off the source of every one of them.

They are told in the README.
"""

import ast
import functools
import re
import sys
from pathlib import Path

import pytest

from showcase.utils.catalogue import Catalogue
from tests.plugins.inner import PROJECT

SPECS = sorted((PROJECT / "tests").rglob("test_*.py"))
MODULES = sorted((PROJECT / "showcase").rglob("*.py"))
SCENARIOS = Catalogue().scenarios
PLACE = r"\w+/[\w.-]+(?:#[\w.-]+)?"
DOCS = re.compile(rf"^Docs: (?:{PLACE}(?:,\s*{PLACE})*|undocumented.+|none, .+)$", re.DOTALL)
CHECKS = {"raises", "fail", "warns", "assert_outcomes"}
ALONE = 'if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])'


@functools.cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def _forget_the_trees():
    """A few hundred thousand nodes, which every gc.collect() of a later spec would walk."""
    yield
    parsed.cache_clear()


def functions(path, prefix=""):
    """The functions at the top level of a module, and the methods of its classes."""
    tree = parsed(path)
    bodies = [tree.body, *(n.body for n in tree.body if isinstance(n, ast.ClassDef))]
    found = [n for body in bodies for n in body if isinstance(n, ast.FunctionDef)]
    return [node for node in found if node.name.startswith(prefix)]


def specs():
    """Every spec, with its place for a reader."""
    for path in SPECS:
        for spec in functions(path, "test_"):
            yield f"{path.relative_to(PROJECT).as_posix()}::{spec.name}", spec


def test_every_spec_states_its_claim_and_where_it_is_documented():
    """A docstring with a claim, and a last paragraph `Docs:` that points at Python's manual.

    Docs: none, this is the house's own rule.
    """

    def is_a_claim(text: str) -> bool:
        claim, _, docs = text.rpartition("\n\n")
        return bool(claim and DOCS.match(docs))

    assert [name for name, spec in specs() if not is_a_claim(ast.get_docstring(spec) or "")] == []


def test_every_spec_asserts():
    """A test in which nothing is asserted cannot fail.

    Docs: none, this is the house's own rule.
    """

    def asserts(spec: ast.FunctionDef) -> bool:
        words = {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(spec)}
        return bool(words & CHECKS) or any(isinstance(n, ast.Assert) for n in ast.walk(spec))

    assert [name for name, spec in specs() if not asserts(spec)] == []


def test_every_file_of_specs_opens_with_its_concept_and_has_at_least_three():
    """Its first line stands in `pytest --topics`, and is a heading of `pytest --spec`.

    Docs: none, this is the house's own rule.
    """
    headings = {path: (ast.get_docstring(parsed(path)) or "").partition("\n")[0] for path in SPECS}
    numbers = {path: len(functions(path, "test_")) for path in SPECS}

    assert [path for path, text in headings.items() if not re.match(r"\W+ .{10,}", text)] == []
    assert [p for p, n in numbers.items() if n < 3 and p.parent.name != "benchmarks"] == []


def test_nothing_sleeps_in_order_to_wait():
    """sleep(0) lets other threads run; any other sleep is a guess about their speed.

    Docs: library/time#time.sleep
    """

    def guesses(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        if getattr(node.func, "attr", getattr(node.func, "id", "")) != "sleep":
            return False
        return not (isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)

    files = [*SPECS, *MODULES]
    assert [f"{p}:{n.lineno}" for p in files for n in ast.walk(parsed(p)) if guesses(n)] == []


def test_every_public_function_says_what_it_shows():
    """Public functions and classes of the showcase have docstrings.

    Docs: none, this is the house's own rule.
    """
    silent = [
        f"{path}: {node.name}"
        for path in MODULES
        for node in (
            *functions(path),
            *(n for n in parsed(path).body if isinstance(n, ast.ClassDef)),
        )
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_what_a_scenario_observed_cannot_be_changed():
    """Its dataclasses are frozen: what was seen stays as it was seen.

    Docs: library/dataclasses#frozen-instances
    """
    classes = [(p, n) for p in MODULES for n in parsed(p).body if isinstance(n, ast.ClassDef)]
    decorators = [(f"{p}: {n.name}", ast.unparse(d)) for p, n in classes for d in n.decorator_list]

    data = [(name, text) for name, text in decorators if text.startswith("dataclass")]
    assert [name for name, text in data if "frozen=True" not in text] == []


def test_a_scenario_needs_one_line_to_run_as_a_file():
    """The same line in each, and none else touches sys.path.

    Docs: library/sys#sys.path
    """
    sources = {s.name: s.path.read_text(encoding="utf-8") for s in SCENARIOS}

    assert [name for name, text in sources.items() if text.count(ALONE) != 1] == []
    assert [name for name, text in sources.items() if "sys.path" in text.replace(ALONE, "")] == []


def test_a_scenario_knows_the_standard_library_utils_and_its_own_topic_only():
    """No pytest, and no other topic: a scenario can be pasted into a program.

    Docs: none, this is the house's own rule.
    """
    known = {*sys.stdlib_module_names, "psutil", "matplotlib", "concurrent"}

    def imported(path: Path) -> set[str]:
        nodes = list(ast.walk(parsed(path)))
        names = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
        return names | {str(n.module) for n in nodes if isinstance(n, ast.ImportFrom)}

    foreign = {
        (s.name, module)
        for s in SCENARIOS
        for module in imported(s.path)
        if module.partition(".")[0] not in known
        and not module.startswith(("showcase.utils", f"showcase.{s.topic}"))
    }
    assert foreign == set()


def test_a_scenario_says_how_to_run_it_where_its_specs_are_and_what_comes_next():
    """Its docstring leads on: Run, Specs, Next.

    Docs: none, this is the house's own rule.
    """
    names = {s.name for s in SCENARIOS} | {"README"}

    def leads_on(scenario) -> bool:
        text = ast.get_docstring(parsed(scenario.path)) or ""
        specs = f"tests/{scenario.topic}/test_{scenario.concept}.py"
        following = re.search(r"^Next +(?:\w+/)*(\w+)", text, re.MULTILINE)
        return (
            f"python -m {scenario.module}\n" in text
            and f"{specs}\n" in text
            and (PROJECT / specs).is_file()
            and following is not None
            and following[1] in names
        )

    assert [s.name for s in SCENARIOS if not leads_on(s)] == []

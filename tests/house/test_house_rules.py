"""📏 House rules: what makes a spec a spec, read off the source of every one of them.

They are told in the README.
"""

import ast
import re

import pytest

from tests.house.conftest import PROJECT

SPECS = sorted((PROJECT / "tests").rglob("test_*.py"))
MODULES = sorted((PROJECT / "showcase").rglob("*.py"))
PLACE = r"(?:\w+/[\w.-]+(?:#[\w.-]+)?)(?:, *(?:\w+/[\w.-]+(?:#[\w.-]+)?))*"
DOCS = re.compile(rf"^Docs: (?:{PLACE}|undocumented, .+|none, .+)$", re.DOTALL)
CHECKS = {"raises", "fail", "warns", "assert_outcomes"}


def functions(path, prefix=""):
    """The functions at the top level of a module, and the methods of its classes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [tree.body, *(n.body for n in tree.body if isinstance(n, ast.ClassDef))]
    return [
        node
        for body in bodies
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name.startswith(prefix)
    ]


def each(paths):
    """One test for each file."""
    return pytest.mark.parametrize(
        "path", [pytest.param(p, id=p.relative_to(PROJECT).as_posix()) for p in paths]
    )


@each(SPECS)
def test_every_spec_states_its_claim_and_where_it_is_documented(path):
    """A docstring with a claim, and a last paragraph `Docs:` that points at Python's manual.

    Docs: none, this is the house's own rule.
    """
    for spec in functions(path, "test_"):
        claim, _, docs = (ast.get_docstring(spec) or "").rpartition("\n\n")
        assert claim, spec.name
        assert DOCS.match(docs), f"{spec.name}: {docs!r}"


@each(SPECS)
def test_every_spec_asserts(path):
    """A test in which nothing is asserted cannot fail.

    Docs: none, this is the house's own rule.
    """
    for spec in functions(path, "test_"):
        words = {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(spec)}
        asserts = any(isinstance(n, ast.Assert) for n in ast.walk(spec))
        assert asserts or words & CHECKS, spec.name


@each(SPECS)
def test_every_file_of_specs_has_at_least_three_and_an_opening_line(path):
    """Its first line stands in `pytest --topics`, and is a heading of `pytest --spec`.

    Docs: none, this is the house's own rule.
    """
    heading = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""

    assert re.match(r"\W+ \w.{10,}", heading.partition("\n")[0])
    assert len(functions(path, "test_")) >= 3 or path.parent.name == "benchmarks"


@each(SPECS + MODULES)
def test_nothing_sleeps_in_order_to_wait(path):
    """sleep(0) lets other threads run; any other sleep is a guess about their speed.

    Docs: library/time#time.sleep
    """
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
    sleeps = [n for n in calls if getattr(n.func, "attr", getattr(n.func, "id", "")) == "sleep"]

    assert all(isinstance(n.args[0], ast.Constant) and n.args[0].value == 0 for n in sleeps)


@each(MODULES)
def test_every_public_function_says_what_it_shows(path):
    """Public functions and classes of the showcase have docstrings.

    Docs: none, this is the house's own rule.
    """
    nodes = [n for n in ast.parse(path.read_text("utf-8")).body if isinstance(n, ast.ClassDef)]
    silent = [n.name for n in [*functions(path), *nodes] if not ast.get_docstring(n)]

    assert [name for name in silent if not name.startswith("_")] == []


@each(MODULES)
def test_what_a_scenario_observed_cannot_be_changed(path):
    """Its dataclasses are frozen: what was seen stays as it was seen.

    Docs: library/dataclasses#frozen-instances
    """
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            decorators = [ast.unparse(d) for d in node.decorator_list]
            assert "dataclass" not in decorators, node.name
            assert all("frozen=True" in d for d in decorators if d.startswith("dataclass"))

"""🕳️ The table of pitfalls: every spec that it names is there, and no pitfall is there twice.

The table is tests/pitfalls_and_errors/pitfalls.py; tests/plugins/pitfalls.py prints it.
"""

import ast
import re
from collections import Counter
from itertools import chain

from tests.pitfalls_and_errors.pitfalls import FAMILIES, FORCED_BY, nodeid
from tests.plugins.inner import PROJECT, inner_suite

TABLE = inner_suite("--pitfalls")
PITFALLS = list(chain.from_iterable(FAMILIES.values()))


def test_every_pitfall_is_shown_and_cured_by_specs_that_are_there():
    """A row of the table names the spec in which it happens, and the one in which it does not.

    Docs: none, this is the house's own rule.
    """
    named = {nodeid(spec) for pitfall in PITFALLS for spec in (pitfall.shown, pitfall.cured)}

    def specs_in(file: str) -> set[str]:
        tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
        return {f"{file}::{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}

    there = set().union(*(specs_in(file) for file in {spec.partition("::")[0] for spec in named}))
    assert sorted(named - there) == []


def test_no_pitfall_is_there_twice():
    """Neither a name nor a pair of specs is there for two rows, but for a spec with parameters.

    Docs: none, this is the house's own rule.
    """
    assert [name for name, n in Counter(p.name for p in PITFALLS).items() if n > 1] == []
    pairs = Counter((p.shown, p.cured) for p in PITFALLS)
    assert [pair for pair, n in pairs.items() if n > 1] == []


def test_the_readme_tells_no_more_pitfalls_than_there_are():
    """The README says "more than" a number, which is at most twenty too modest.

    Docs: none, this is the house's own rule.
    """
    told = re.search(r"more than (\d+) pitfalls", (PROJECT / "README.md").read_text("utf-8"))
    assert told
    assert int(told[1]) < len(PITFALLS) <= int(told[1]) + 20


def test_every_pitfall_says_how_it_is_forced():
    """By one of the ways that the table explains, all of which are in use.

    Docs: none, this is the house's own rule.
    """
    assert {p.forced_by for p in PITFALLS} == set(FORCED_BY)


def test_the_table_is_printed_with_its_number_of_pitfalls():
    """`pytest --pitfalls` names every family with its count, and both specs of every pitfall.

    Docs: none, this is the house's own option.
    """
    run = TABLE.run
    lines = run.out.splitlines()

    assert run.exit_code == 0
    assert lines[-1] == f"{len(PITFALLS)} pitfalls in {len(FAMILIES)} families"
    names = {line[2:] for line in lines}
    assert {f"{p.name} [{p.forced_by}]" for p in PITFALLS} <= names
    assert {f"{family} ({len(some)})" for family, some in FAMILIES.items()} <= set(lines)
    for word in ("shown", "cured"):
        printed = [line.split()[1] for line in lines if line.startswith(f"    {word}  ")]
        assert printed == [nodeid(getattr(pitfall, word)) for pitfall in PITFALLS]

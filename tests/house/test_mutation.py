"""🦷 Mutation: the faults that are planted are real, and each is planted by itself.

The tool is tests/mutation/, and runs as `tox -e mutation`.
"""

import json
import sys
from textwrap import dedent
from types import SimpleNamespace

import pytest

from tests.mutation import __main__ as tool
from tests.mutation.accepted import ACCEPTED
from tests.mutation.faults import Planter
from tests.mutation.targets import scenarios, standard_library
from tests.plugins.inner import PROJECT, inner_python


def variants(source: str) -> dict[str, list[str]]:
    """The faulty versions of a source, by kind of fault."""
    found: dict[str, list[str]] = {}
    for fault in Planter(source.encode()).faults():
        found.setdefault(fault.kind, []).append(fault.plant(source.encode()).decode())
    return found


@pytest.mark.parametrize(
    ("kind", "source", "faulty"),
    [
        ("dropped call", "lock.release()", ["pass"]),
        ("dropped raise", "raise ValueError", ["pass"]),
        ("returned None", "def f():\n    return x", ["def f():\n    return None"]),
        ("dropped assignment", "self.n = x", ["pass"]),
        ("dropped assignment", "n += x", ["pass"]),
        ("dropped del", "del things[0]", ["pass"]),
        ("notify_all → notify", "ready.notify_all()", ["ready.notify()"]),
        ("dropped with", "with lock:\n    x", ["if True:\n    x"]),
        ("dropped with", "with (lock):\n    x", ["if True:\n    x"]),
        ("while → if", "while empty:\n    x", ["if empty:\n    x"]),
        ("negated comparison", "a is b", ["a is not b"]),
        ("negated comparison", "a < b", ["a >= b"]),
        ("shifted comparison", "a < b", ["a <= b"]),
        ("and ↔ or", "a and b", ["(a) or (b)"]),
        ("dropped not", "not a", ["(a)"]),
        ("wrong constant", "x = 1", ["x = (1 + 1)"]),
        ("wrong constant", "x = True", ["x = False"]),
    ],
)
def test_a_fault_is_a_splice_of_one_place(kind, source, faulty):
    """What a tired programmer does: all else stays as it is.

    Docs: none, this is the house's own tool.
    """
    assert variants(source)[kind] == faulty


@pytest.mark.parametrize("source", ["return_none = None", "with open(x) as f:\n    f", '"""1"""'])
def test_a_fault_that_would_be_none_is_not_planted(source):
    """Nothing is dropped that a later line needs by name, and docstrings are left alone.

    Docs: none, this is the house's own tool.
    """
    assert variants(source) == {}


def test_the_targets_are_the_standard_librarys_own_modules_and_every_scenario():
    """Their copies are put before the real ones; showcase/ is copied as a whole.

    Docs: none, this is the house's own tool.
    """
    names = [target.name for target in standard_library()]

    assert names == [
        *("threading", "_threading_local", "queue"),
        *("concurrent.futures", "concurrent.futures._base", "concurrent.futures.thread"),
        *(["concurrent.futures.interpreter"] if sys.version_info >= (3, 14) else []),
    ]
    assert "showcase.synchronization.lock_demo" in [target.name for target in scenarios()]


TRIED = inner_python(
    "-c",
    dedent("""
        from tests.mutation import __main__ as tool
        from tests.mutation.targets import scenarios

        (name,) = [target for target in scenarios() if target.name.endswith(".misread_name_demo")]
        source = name.path.read_bytes()
        print(*tool.run_specs(name, source, limit=50))
        print(*tool.run_specs(name, source.replace(b"bool(as_it", b"not (as_it"), limit=50))
    """),
    cwd=PROJECT,
)


def test_a_fault_that_the_specs_notice_is_told_from_one_that_they_do_not():
    """A name that is true is taken for false, and its specs notice; the module as it is passes.

    Docs: none, this is the house's own tool.
    """
    as_it_is, broken = TRIED.run.out.splitlines()

    assert as_it_is.startswith("False")
    assert broken.startswith("True tests/pitfalls_and_errors/test_misread_name.py::test_")


def test_a_sample_is_the_same_for_the_same_seed():
    """`--sample 50 --seed 1` can be compared from day to day.

    Docs: library/random#random.seed
    """
    keys = [planted.key for planted in tool.plant_all(tool.choose(["queue"]))]

    assert keys == [planted.key for planted in tool.plant_all(tool.choose(["queue"]))]
    assert len(set(keys)) == len(keys) > 100


def test_what_was_found_before_is_not_planted_again(tmp_path):
    """Results are kept line by line; one that was cut off by an interrupt is left out.

    Docs: none, this is the house's own tool.
    """
    result = tool.Result("k", "queue", 1, "dropped call", "a()", "pass", "a()", True, "t", 0.1, "")
    file = tmp_path / "results.jsonl"
    file.write_text(json.dumps(result.__dict__) + '\n{"key": "half', encoding="utf-8")

    assert tool.load(file) == [result]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing-like-it"], "no target's name holds 'nothing-like-it'"),
        (["--sample", "0"], "at least 1"),
        (["--nope"], "unrecognized arguments: --nope"),
    ],
)
def test_bad_input_is_one_clear_line(arguments, says, capsys):
    """It says what to do, and nothing is planted.

    Docs: none, this is the house's own tool.
    """
    with pytest.raises(SystemExit) as ended:
        tool.main(arguments)
    assert ended.value.code != 0
    assert says in f"{ended.value.code}{capsys.readouterr().err}"


def test_where_the_results_cannot_be_written_a_line_says_so(tmp_path, monkeypatch, capsys):
    """It is said before the specs are run for the first time.

    Docs: library/exceptions#OSError
    """
    place = tmp_path / "report"
    place.touch()
    monkeypatch.setattr(tool, "REPORT", place)
    monkeypatch.setattr(tool, "red_already", pytest.fail)
    monkeypatch.setitem(sys.modules, "tqdm", SimpleNamespace(tqdm=None))

    assert tool.main(["lock_demo", "--sample", "1"]) == 2
    assert capsys.readouterr().err == f"cannot write {place}: File exists\n"


def test_every_accepted_survivor_has_a_reason_and_is_still_there():
    """A reason that is about a line which no longer exists would be stale.

    Docs: none, this is the house's own rule.
    """
    own = {t.name: t.path.read_text("utf-8") for t in scenarios()}

    for one in ACCEPTED:
        assert len(one.reason) > 15, one
        assert one.line in own.get(one.target, one.line), one

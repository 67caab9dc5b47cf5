"""🪧 Conditions: a spec that cannot run here says what is missing.

They are defined in tests/plugins/conditions.py.
"""

import sys

import pytest

from tests.plugins import conditions
from tests.plugins.inner import inner_pytest

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
NEXT = f"{sys.version_info[0]}.{sys.version_info[1] + 1}"

SOURCE = f'''
import pytest

@pytest.mark.since("{HERE}")
def test_since_this(): pass

@pytest.mark.since("{NEXT}")
def test_since_the_next(): pass

@pytest.mark.before("{NEXT}")
def test_before_the_next(): pass

@pytest.mark.before("{HERE}")
def test_before_this(): pass

@pytest.mark.needs("gil", "no_gil")
def test_needs_what_cannot_be(): pass
'''


EACH = inner_pytest(SOURCE, "-rs", "-v", "-p", "tests.plugins.conditions")


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("since_this", "PASSED"),
        ("since_the_next", f"SKIPPED (new in Python {NEXT})"),
        ("before_the_next", "PASSED"),
        ("before_this", f"SKIPPED (until Python {HERE})"),
        ("needs_what_cannot_be", "SKIPPED (this interpreter runs with"),
    ],
)
def test_a_spec_runs_where_its_condition_holds_and_else_is_skipped_by_name(name, outcome):
    """since and before divide at the version, needs names the feature that is missing.

    Docs: none, this is the house's own rule.
    """
    (line,) = [
        line
        for line in EACH.run.out.splitlines()
        if line.startswith(f"test_inner.py::test_{name} ")
    ]

    assert line.partition(" ")[2].startswith(outcome)


def test_versions_compare_as_numbers():
    """3.9 is before 3.10.

    Docs: library/sys#sys.version_info
    """
    assert conditions.version("3.9") < conditions.version("3.10")


def test_either_the_gil_is_there_or_it_is_not():
    """Exactly one of the two features holds in every interpreter, and before 3.13 it is the GIL.

    Docs: library/sys#sys._is_gil_enabled
    """
    with_gil, without = conditions.FEATURES["gil"][0], conditions.FEATURES["no_gil"][0]

    assert with_gil is not without
    assert with_gil or sys.version_info >= (3, 13)


@pytest.mark.parametrize(
    ("name", "wanted", "there"),
    [
        pytest.param("pytest", pytest.__version__, True, id="its version"),
        pytest.param("pytest", "0.1", False, id="another version"),
        pytest.param("no-such-library", "0.1", False, id="none"),
    ],
)
def test_a_library_is_there_in_its_version_or_not_at_all(monkeypatch, name, wanted, there):
    """needs("frontrun") is met by the version that is pinned; the skip tells which one is there.

    Docs: library/importlib.metadata#importlib.metadata.version
    """
    monkeypatch.setitem(conditions.LIBRARIES, name, wanted)
    answer, otherwise = conditions.library.__wrapped__(name)

    assert answer is there
    assert otherwise.startswith(f"{name} {wanted} is needed, ")
    assert f"{pytest.__version__ if name == 'pytest' else 'none'} is installed: " in otherwise

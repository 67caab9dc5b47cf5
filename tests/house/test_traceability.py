"""📌 Traceability: from every public name of Python's thread modules to the specs that pin it.

The map is made by tests/plugins/claims.py, and printed by `pytest --api`.
"""

import re
import threading

import pytest

from tests.plugins import claims
from tests.plugins.inner import INDEX, inner_suite

GAP = re.compile("is pinned by no spec|, and is not there$")
PART = inner_suite("--api", "-q", "tests/synchronization/test_lock.py")


def test_every_public_name_and_every_parameter_is_pinned_by_a_spec():
    """threading, queue and concurrent.futures on this interpreter: a new name shows up here.

    Docs: library/concurrency
    """
    missing = [line for line in INDEX.run.out.splitlines() if GAP.search(line)]

    assert missing == []
    assert INDEX.run.exit_code == 0


def test_the_map_leads_from_a_name_to_its_claims_and_specs():
    """Name and parameters, then claim by claim the spec that proves it.

    Docs: none, this is the house's own option.
    """
    _, found, after = INDEX.run.out.partition("\nthreading.Lock.acquire(blocking, timeout)\n")

    assert found
    claim, spec = after.splitlines()[:2]
    assert claim.startswith("    ")
    assert spec.startswith("      tests/")


def test_the_map_of_a_part_of_the_suite_has_the_names_that_this_part_pins():
    """`pytest --api --topic lock`, or a file: no name is said to be missing, as others pin it.

    Docs: none, this is the house's own option.
    """
    lines = PART.run.out.splitlines()

    assert PART.run.exit_code == 0
    assert any(line.startswith("threading.Lock.acquire") for line in lines)
    assert [line for line in lines if GAP.search(line) or "Barrier" in line] == []


def test_each_name_that_is_left_out_says_why():
    """The exceptions are listed with their reasons.

    Docs: none, this is the house's own rule.
    """
    for name, reason in claims.EXCEPTIONS.items():
        assert f"left out: {name}: {reason}" in INDEX.run.out
        assert len(reason) > 10


def test_a_name_that_is_new_in_python_is_asked_for(monkeypatch):
    """Were there a threading.teleport(to), the check would ask for it and for its parameter.

    Docs: none, this is the house's own rule.
    """
    monkeypatch.setattr(threading, "teleport", lambda to: None, raising=False)
    monkeypatch.setattr(threading, "__all__", [*threading.__all__, "teleport"])

    assert claims.public_names()["threading.teleport"] == ("to",)
    assert "threading.teleport is pinned by no spec" in claims.Api([]).missing()


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("threading.Lock.acquire", True),
        ("threading.RLock.release", True),
        ("threading.Condition.acquire", True),
        ("concurrent.futures.Future.result", True),
        ("sys.setswitchinterval", True),
        ("threading.Lock.teleport", False),
        ("threading.teleport", False),
        ("teleport.now", False),
    ],
)
def test_a_pin_of_a_name_that_is_not_there_is_found(name, there):
    """A slip in a marker would pin nothing.

    Docs: none, this is the house's own rule.
    """
    assert claims.resolve(name) is there

"""📚 Reading: pytest --spec prints the claims as prose, each with its verdict.

It is defined in tests/plugins/reading.py.
"""

import pytest

SOURCE = '''"""🧪 Three claims: one of them is wrong."""
import pytest

def test_that_holds():
    """Two and two
    are four.

    Docs: library/operator#operator.add
    """
    assert 2 + 2 == 4

@pytest.mark.parametrize("n", [2, 3])
def test_that_fails_for_one(n):
    """Every number is even.

    Docs: undocumented, and wrong.
    """
    assert n % 2 == 0

def test_that_cannot_run():
    """Nobody knows.

    Docs: library/operator
    """
    pytest.skip("no oracle here")

def test_without_a_claim(): pass
'''


@pytest.fixture(scope="module", name="read")
def _read(inner):
    """read(*arguments): the prose of an inner run, without its failures and summary."""

    def read(*arguments, **environ):
        run = inner(SOURCE, "--spec", "-r", "", *arguments, plugin="tests.plugins.reading")
        return run.out.partition("=== FAILURES")[0].rstrip("=").rstrip().splitlines()

    return read


def test_the_claims_read_as_prose_with_a_verdict_each(read):
    """The concept, then claim by claim: ✓ held, ✗ failed, – did not run, and why.

    Docs: none, this is the house's own option.
    """
    assert read() == [
        "",
        "🧪 Three claims: one of them is wrong.",
        "  ✓ Two and two are four.",
        "  ✗ Every number is even.",
        "      2 · ✗ 3",
        "  – Nobody knows.",
        "      skipped: no oracle here",
        "  ✓ that holds without a claim".replace("that holds ", "test "),
    ]


def test_more_words_bring_the_spec_and_its_place_in_the_documentation(read):
    """With -v each claim is followed by the test's name and a link.

    Docs: none, this is the house's own option.
    """
    assert read("-v")[2:8] == [
        "  ✓ Two and two are four.",
        "      test_that_holds",
        "      https://docs.python.org/3/library/operator.html#operator.add",
        "  ✗ Every number is even.",
        "      2 · ✗ 3",
        "      test_that_fails_for_one",
    ]


def test_a_terminal_without_the_signs_gets_plain_ones(suite):
    """Where the encoding has no ✓ a + stands for it, and emojis are left out.

    Docs: library/sys#sys.stdout
    """
    run = suite("--spec", "--topic", "lock", PYTHONIOENCODING="ascii")

    assert run.exit_code == 0
    assert "\nLock: one thread at a time.\n  + " in run.out


def test_no_colours_go_into_a_pipe(suite):
    """Colour is for terminals.

    Docs: none, see https://no-color.org
    """
    assert "\x1b" not in suite("--spec", "--topic", "lock").out

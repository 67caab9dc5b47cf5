"""📚 Reading: pytest --spec prints the claims as prose, each with its verdict.

It is defined in tests/plugins/reading.py.
"""

import re
from types import SimpleNamespace

import pytest

from tests.plugins import explain, reading
from tests.plugins.inner import PROJECT, Run, inner_pytest, inner_suite
from tests.plugins.source import source_of

EXPLAINED = inner_suite(
    "--explain", "only_an_rlock_lets_its_holder_in", "tests/synchronization/test_lock.py"
)
PLAIN = inner_suite("--spec", "--topic", "lock", PYTHONIOENCODING="ascii")

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

# ── Riddles ──

def test_that_cannot_run():
    """Nobody knows.

    Docs: library/operator
    """
    pytest.skip("no oracle here")

def test_without_a_claim(): pass
'''


THREE = ("-p", "tests.plugins.reading", "--spec", "-r", "")
READ, READ_MORE = inner_pytest(SOURCE, *THREE), inner_pytest(SOURCE, *THREE, "-v")


def prose(run: Run) -> list[str]:
    """What was printed, without the failures and the summary."""
    return run.out.partition("=== FAILURES")[0].rstrip("=").rstrip().splitlines()


def test_the_claims_read_as_prose_with_a_verdict_each():
    """The concept, the sections of its file, and claim by claim: ✓ held, ✗ failed, – did not run,
    and why.

    Docs: none, this is the house's own option.
    """
    assert prose(READ.run) == [
        "",
        "🧪 Three claims: one of them is wrong.",
        "  ✓ Two and two are four.",
        "  ✗ Every number is even.",
        "      2 · ✗ 3",
        "  Riddles",
        "  – Nobody knows.",
        "      skipped: no oracle here",
        "  ✓ that holds without a claim".replace("that holds ", "test "),
    ]


def test_more_words_bring_the_spec_and_its_place_in_the_documentation():
    """With -v each claim is followed by the test's name and a link.

    Docs: none, this is the house's own option.
    """
    assert prose(READ_MORE.run)[2:8] == [
        "  ✓ Two and two are four.",
        "      test_that_holds",
        "      https://docs.python.org/3/library/operator.html#operator.add",
        "  ✗ Every number is even.",
        "      2 · ✗ 3",
        "      test_that_fails_for_one",
    ]


def test_a_terminal_without_the_signs_gets_plain_ones():
    """Where the encoding has no ✓ a + stands for it, and emojis are left out.

    Docs: library/sys#sys.stdout
    """
    assert PLAIN.run.exit_code == 0
    lines = PLAIN.run.out.splitlines()
    assert lines[1:5:2] == ["SYNCHRONIZATION", "Lock: one thread at a time."]
    assert lines[5].startswith("  + ")


def test_no_colours_go_into_a_pipe():
    """Colour is for terminals.

    Docs: none, see https://no-color.org
    """
    assert "\x1b" not in PLAIN.run.out


def test_a_heading_is_broken_between_words_where_the_terminal_ends(monkeypatch):
    """As a claim is: a terminal itself would break it in the middle of a word.

    Docs: library/shutil#shutil.get_terminal_size
    """
    monkeypatch.setenv("COLUMNS", "50")
    lines = []
    writer = SimpleNamespace(line=lambda text="", **_: lines.append(text), _file=None)
    printer = reading.Printer(SimpleNamespace(get_terminal_writer=lambda: writer))
    printer.heading("💀 Deadlock: everyone holds what the next one needs, and nobody lets go.")

    assert lines == [
        "",
        "💀 Deadlock: everyone holds what the next one",
        "needs, and nobody lets go.",
    ]


# ── One spec whole ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "  ✓ A held Lock refuses every thread, its holder too; an RLock lets its owner acquire"
            " it again.",
            id="its claim",
        ),
        pytest.param("The scenario, showcase/synchronization/lock_demo.py", id="its scenario"),
        pytest.param("  │         return may_enter(lock)", id="the scenario's source"),
        pytest.param(
            "  │     assert lock_demo.holder_may_enter_again(make_lock) is enters_again",
            id="its source",
        ),
        pytest.param("      holder_may_enter_again() → False", id="what was observed"),
    ],
)
def test_a_claim_is_explained_whole(line):
    """`pytest --explain` runs one spec, and shows what it rests on.

    Docs: none, this is the house's own option.
    """
    assert EXPLAINED.run.exit_code == 0
    assert line in EXPLAINED.run.out.splitlines()


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        ("locks take tunrs", "unknown claim 'locks take tunrs': the nearest are test_"),
        ("xyzzy", "unknown claim 'xyzzy': pytest --spec reads them all"),
        ("", "unknown claim '': pytest --spec reads them all"),
        ("demo tells this story", "could be .*::test_the_demo_tells_this_story.* name one"),
    ],
)
def test_a_claim_that_is_not_known_is_one_line(wanted, answer):
    """A usage error names the nearest ones; nothing is collected, and there is no traceback.

    Docs: none, see pytest's exit codes.
    """
    with pytest.raises(pytest.UsageError, match=answer) as refusal:
        explain.find(wanted)
    assert "\n" not in str(refusal.value)


def test_an_empty_claim_is_not_known_either():
    """`pytest --explain ""` is refused, and does not run the whole suite instead.

    Docs: none, see pytest's exit codes.
    """
    manager = SimpleNamespace(register=pytest.fail)
    config = SimpleNamespace(getoption={"explain": ""}.get, pluginmanager=manager)

    with pytest.raises(pytest.UsageError, match=r"^unknown claim ''"):
        explain.pytest_configure(config)


@pytest.mark.parametrize(
    "wanted",
    [
        "test_only_an_rlock_lets_its_holder_in_again",
        "only an RLock lets its holder in again",
        "lock::only_an_rlock",
        "tests/synchronization/test_lock.py::test_only_an_rlock_lets_its_holder_in_again[Lock: no]",
        "an RLock lets its owner acquire it again",
    ],
)
def test_a_claim_is_found_by_what_one_remembers_of_it(wanted):
    """Its name, a part of it, its place, or a part of what it says.

    Docs: none, this is the house's own option.
    """
    path, name = explain.find(wanted)

    assert (path.name, name) == ("test_lock.py", "test_only_an_rlock_lets_its_holder_in_again")


# ── What a reader learns ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who may release a Lock?", r"Lock\.release\(\) may be called by a thread other than"),
        ("Who may release an RLock?", r"RuntimeError in a thread that does not own the RLock"),
        ("What does wait_for return on timeout?", r"wait_for\(.* last value when the timeout"),
        ("What does Event.wait return on timeout?", r"Event\.wait\(timeout\) returns False if"),
        ("What if a Barrier breaks?", r"breaks the Barrier for all of them"),
        ("What if its action fails?", r"the others get BrokenBarrierError"),
        ("Whom does notify wake?", r"waited longest are woken first"),
        ("Does notify give the lock away?", r"notify\(\) does not release the lock"),
        ("What if nobody waits?", r"notify\(\) and notify_all\(\) do nothing while"),
        ("May a Semaphore be released too often?", r"Semaphore may count above its initial value"),
        ("… and a BoundedSemaphore?", r"BoundedSemaphore.* initial value raises ValueError"),
        ("Does a late thread see an Event?", r"An Event stays set until some thread clears it"),
        ("Can a Timer be called off?", r"Timer\.cancel\(\) stops a Timer that is still waiting"),
    ],
)
def test_who_reads_the_claims_can_answer(question, answer):
    """Each answer is in a claim that `pytest --spec --topic synchronization` prints.

    Docs: none, this is the house's own rule.
    """
    folder = PROJECT / "tests" / "synchronization"
    prose = [part.prose for path in folder.glob("test_*.py") for part in source_of(path).parts]
    claims = [" ".join(text.partition("\n\nDocs:")[0].split()) for text in prose]

    assert [claim for claim in claims if re.search(answer, claim)], question

"""🗂️ Topics: the word of the field leads to its specs, and to no others.

They are defined in tests/plugins/topics.py.
"""

import re

from showcase.utils.catalogue import Catalogue
from tests.plugins import topics
from tests.plugins.inner import INDEX, PROJECT, inner_python, inner_suite

COLLECT = ("--collect-only", "-q")
LOCK = inner_suite("--topic", "lock", *COLLECT)
LOCK_AND_BARRIER = inner_suite("--topic", "lock", "--topic", "barrier", *COLLECT)
UNKNOWN = inner_suite("--topic", "lokc")
READ_ONLY = inner_python(
    *("-m", "pytest", "-p", "no:randomly", "-p", "no:benchmark", "-p", "no:xdist"),
    *("-o", "cache_dir=README.md", "--topic", "lock", "-k", "shows_its_state"),
    cwd=PROJECT,
)
NOTHING = inner_suite("--topic", "lock", "-k", "xyzzy")


def specs_in(out: str) -> list[str]:
    """The node ids in what --collect-only printed."""
    return [line for line in out.splitlines() if "::" in line]


def test_a_topic_is_exact():
    """`--topic lock` collects the specs of lock, and none of rlock, deadlock or livelock.

    Docs: none, this is the house's own option.
    """
    specs = specs_in(LOCK.run.out)

    assert specs
    assert {line.partition("::")[0] for line in specs} == {"tests/synchronization/test_lock.py"}


def test_topics_add_up():
    """The option is repeatable: lock and barrier.

    Docs: none, this is the house's own option.
    """
    files = {spec.partition("::")[0] for spec in specs_in(LOCK_AND_BARRIER.run.out)}

    assert files == {
        "tests/synchronization/test_lock.py",
        "tests/synchronization/test_barrier.py",
    }


def test_an_unknown_topic_is_one_line_with_the_nearest_and_a_usage_error():
    """Exit code 4 is pytest's for a usage error; nothing runs, and there is no traceback.

    Docs: none, see pytest's exit codes.
    """
    run = UNKNOWN.run

    assert run.exit_code == 4
    (line,) = (run.out + run.err).split("\n\n")[0].splitlines()
    assert line.startswith("ERROR: unknown topic 'lokc': the nearest are lock")
    assert line.endswith("; pytest --topics lists them all")


def test_where_nothing_fits_a_line_says_how_to_look_for_it():
    """Exit code 5 is pytest's for no tests, and pytest itself does not say what to do.

    Docs: none, see pytest's exit codes.
    """
    assert NOTHING.run.exit_code == 5
    assert "\nno spec fits: pytest --topics lists the topics, " in NOTHING.run.out


def test_a_checkout_that_cannot_be_written_is_as_green_as_any():
    """Where pytest cannot write its cache, it warns, and that warning alone is no error.

    Docs: none, see pytest's cache_dir: a file stands in its place here.
    """
    run = READ_ONLY.run

    assert (run.exit_code, run.err) == (0, "")
    assert " passed" in run.out


def test_the_topics_are_listed_with_their_number_of_specs_and_first_line():
    """`pytest --topics` runs nothing.

    Docs: none, this is the house's own option.
    """
    number, out = len(specs_in(LOCK.run.out)), INDEX.run.out

    assert re.search(rf"^  lock +{number} specs  🔒 Lock: one thread at a time\.$", out, re.M)
    assert " passed" not in out.rstrip().rpartition("\n")[2]


def test_each_scenario_is_a_topic_and_each_topic_has_its_scenario():
    """tests/<topic>/test_<concept>.py tells what showcase/<topic>/<concept>_demo.py shows.

    Docs: none, this is the house's own rule.
    """
    own = {"house", "utils", "benchmarks"}
    specs = {(p.parent.name, topics.concept_of(p)) for p in topics.modules()}
    scenarios = {(s.topic, s.concept) for s in Catalogue().scenarios}

    assert {pair for pair in specs if pair[0] not in own} == scenarios


def test_a_word_of_the_field_leads_to_concepts_that_there_are():
    """mutex leads to lock and rlock; no word leads nowhere, or hides a concept of its name.

    Docs: none, this is the house's own rule.
    """
    concepts = {topics.concept_of(path) for path in topics.modules()}

    assert {to for lead in topics.WORDS.values() for to in lead} <= concepts
    assert not set(topics.WORDS) & concepts


def test_a_word_of_the_field_works_with_k_as_with_topic(request):
    """-k knows the words too: they are keywords of the specs.

    Docs: none, this is the house's own rule.
    """
    words = set().union(*(topics.words_of(path) for path in topics.modules()))

    assert set(topics.WORDS) <= words
    assert "mutex" in topics.words_of(PROJECT / "tests/synchronization/test_lock.py")
    assert topics.words_of(request.path) <= request.node.extra_keyword_matches

"""🗂️ The catalogue: from a word to the scenario that it means.

It is defined in showcase/utils/catalogue.py; `python -m showcase` is showcase/__main__.py.
"""

import pytest

from showcase.__main__ import main
from showcase.utils.catalogue import Catalogue, Scenario

CATALOGUE = Catalogue()
LOCK = Scenario("synchronization", "lock_demo")


@pytest.mark.parametrize(
    "word",
    [
        *("lock", "lock_demo", "LOCK", "lock-demo", "lock_demo.py", LOCK.module, str(LOCK.path)),
        *("synchronization/lock", "showcase\\synchronization\\lock_demo.py"),
    ],
)
def test_a_scenario_is_found_by_each_of_its_names(word):
    """Concept, module, dotted name, or file with or without its folders, as a shell completes it,
    in any case; deadlock is not meant by lock.

    Docs: none, this is the showcase's own command.
    """
    assert CATALOGUE.find(word) == LOCK


def test_a_part_of_a_name_is_enough_where_only_one_has_it():
    """`semap` is semaphore_demo.

    Docs: none, this is the showcase's own command.
    """
    assert CATALOGUE.find("semap").name == "semaphore_demo"


def test_an_ambiguous_name_is_answered_with_those_it_could_be():
    """One line, with all that fit.

    Docs: none, this is the showcase's own command.
    """
    with pytest.raises(LookupError, match=r"'queue_' could be .*queue_with_timeout.*: name one"):
        CATALOGUE.find("queue_")


def test_the_name_of_a_topic_is_answered_with_its_scenarios():
    """A topic holds several, so it is no name of one, and the line names all of them.

    Docs: none, this is the showcase's own command.
    """
    with pytest.raises(LookupError, match=r"'safe_queues' could be .*pipeline.*: name one"):
        CATALOGUE.find("safe_queues")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("barier", "the nearest are .*barrier.*; python -m", id="a slip of the finger"),
        pytest.param("xyzzy", "python -m showcase lists them all", id="something else"),
        pytest.param("", "python -m showcase lists them all", id="nothing"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(word, hint):
    """One line that says what to do.

    Docs: none, this is the showcase's own command.
    """
    with pytest.raises(LookupError, match=f"there is no scenario '{word}': {hint}"):
        CATALOGUE.find(word)


def test_each_concept_is_the_name_of_its_module_without_the_ending():
    """The concept leads from showcase/ to tests/: bounded_queue_example, test_bounded_queue.

    Docs: none, this is the house's own rule.
    """
    concepts = [Scenario("safe_queues", n).concept for n in ("a_demo", "a_example", "a_timeout")]

    assert concepts == ["a", "a", "a_timeout"]


def test_the_list_has_each_scenario_with_its_first_line_under_its_topic(capsys):
    """`python -m showcase` prints a line for each, by topic, and ends with 0.

    Docs: none, this is the showcase's own command.
    """
    assert main([]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("synchronization  🔒 ") for line in lines)
    assert f"  {LOCK.name:<28}🔒 Lock: one thread at a time." in lines
    assert len([line for line in lines if line.startswith("  ")]) == len(CATALOGUE.scenarios)


def test_naming_a_scenario_runs_it(capsys):
    """`python -m showcase lock` tells the story of lock_demo, and ends with 0.

    Docs: none, this is the showcase's own command.
    """
    assert main(["lock"]) == 0
    assert "✅ both deposits are there" in capsys.readouterr().out


def test_naming_no_scenario_is_one_line_and_exit_code_2(capsys):
    """The line is on standard error, and there is no traceback.

    Docs: none, this is the showcase's own command.
    """
    assert main(["lokc"]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("there is no scenario 'lokc': the nearest are lock")


def test_a_bad_option_is_a_usage_error(capsys):
    """argparse says what it takes and exits with 2.

    Docs: library/argparse#exiting-methods
    """
    with pytest.raises(SystemExit) as ended:
        main(["--nope"])
    assert ended.value.code == 2
    assert "unrecognized arguments: --nope" in capsys.readouterr().err


def test_what_follows_the_name_goes_to_the_scenario(capsys):
    """`python -m showcase timeline --chart lanes.txt` is answered by timeline_demo.

    Docs: none, this is the showcase's own command.
    """
    with pytest.raises(SystemExit) as ended:
        main(["timeline", "--chart", "lanes.txt"])
    assert ended.value.code == 2
    assert "'lanes.txt' does not end in .svg, .png, .pdf" in capsys.readouterr().err


def test_an_option_for_a_scenario_that_has_none_is_one_line_and_exit_code_2(capsys):
    """It is not run as if nothing had been asked for.

    Docs: none, this is the showcase's own command.
    """
    assert main(["lock", "--chart", "a.svg"]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "lock takes no options: --chart a.svg\n"

"""📖 The README: every command, file and spec that it names is there, and does what it says.

A row of a table is a spec, or it is not there.
"""

import re
import shlex

import pytest

from tests.plugins.inner import PROJECT, inner_suite
from tests.plugins.topics import modules, topics

README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCKS = [block.splitlines() for block in re.findall(r"```bash\n(.*?)```", README, re.DOTALL)]
COMMANDS = [line for block in BLOCKS for line in block]
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && "
SPECS = "\n".join(path.read_text(encoding="utf-8") for path in modules())


def test_the_first_two_commands_set_up_and_run_each_in_one_line():
    """The first reads the specs, the second passes them; each needs Python and venv only.

    Docs: library/venv
    """
    first, second, *_ = BLOCKS

    assert [len(first), len(second)] == [1, 1]
    assert first[0].startswith(SETUP + ".venv/bin/pytest --spec tests/")
    assert second[0] == SETUP + ".venv/bin/pytest"


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", README))))
def test_a_spec_that_the_readme_names_is_there(name):
    """The last column of a table is a promise.

    Docs: none, this is the house's own rule.
    """
    assert f"\ndef {name}(" in SPECS


def test_a_file_that_the_readme_names_is_there():
    """Paths stand in backticks, or in commands.

    Docs: none, this is the house's own rule.
    """
    named = re.findall(r"`((?:showcase|tests)/[\w/.]*)`", README)
    named += re.findall(r"(?<=\s)((?:showcase|tests)/[\w/.]+)", "\n".join(COMMANDS))

    assert len(named) > 10
    assert [path for path in named if not (PROJECT / path).exists()] == []


@pytest.mark.parametrize(
    "collecting",
    [
        pytest.param(inner_suite(*shlex.split(c)[1:], "--collect-only", "-q"), id=c)
        for c in COMMANDS
        if "--topic " in c
    ],
)
def test_a_reading_command_of_the_readme_finds_its_specs(collecting):
    """Its options and topics are there, and something is collected.

    Docs: none, this is the house's own rule.
    """
    assert collecting.run.exit_code == 0
    assert "::test_" in collecting.run.out


def test_every_other_option_that_the_readme_names_is_there(request):
    """-k has a word of the field, and long options are pytest's or the house's own.

    Docs: none, this is the house's own rule.
    """
    words = re.findall(r"pytest -k (\w+)", README)
    options = {o for c in COMMANDS for o in re.findall(r"pytest.* --(\w+)", c)}

    assert words
    assert set(words) <= topics()
    assert options == {"spec", "topic", "topics", "api", "explain"}
    assert all(hasattr(request.config.option, option) for option in options)


def test_every_tox_environment_that_the_readme_names_is_defined():
    """`tox -e bench` and the rest stand in tox.ini.

    Docs: none, see tox.
    """
    environments = set(re.findall(r"tox -e ([\w.-]+)", README))
    config = (PROJECT / "tox.ini").read_text(encoding="utf-8")

    assert environments == {"py313t", "docs", "bench", "explore", "mutation"}
    assert "py3{13,14,15}t" in config
    assert all(f"[testenv:{name}]" in config for name in environments - {"py313t"})


def test_every_scenario_of_the_showcase_command_in_the_readme_is_there():
    """`python3 -m showcase lock` names a scenario.

    Docs: none, this is the house's own rule.
    """
    from showcase.utils.catalogue import Catalogue

    words = re.findall(r"^python3 -m showcase (\w+)$", "\n".join(COMMANDS), re.MULTILINE)
    assert [Catalogue().find(word).concept for word in words] == ["lock"]

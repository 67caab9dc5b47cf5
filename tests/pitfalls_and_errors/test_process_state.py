"""🌍 Process-wide state: there is one of it, and all threads have it.

The story is told, and runs, in showcase/pitfalls_and_errors/process_state_demo.py.
"""

import locale
import os
import runpy
import socket
import sys

import pytest

from showcase.pitfalls_and_errors import process_state_demo
from showcase.utils.stage import play


def test_a_change_of_folder_moves_all_threads():
    """os.chdir() in one thread changes the current folder of all threads: a relative path in
    another thread leads to another file.

    Docs: library/os#os.chdir
    """
    assert process_state_demo.file_that_is_read(absolute=False) == "yours"


def test_an_absolute_path_leads_to_the_same_file_from_everywhere():
    """An absolute path leads to the same file, whatever current folder another thread has set with
    os.chdir().

    Docs: library/pathlib#pathlib.Path.absolute
    """
    assert process_state_demo.file_that_is_read(absolute=True) == "mine"


def test_the_environment_is_one_for_all_threads():
    """os.environ is one mapping for all threads: a thread reads the value that was set last,
    whichever thread has set it.

    Docs: library/os#os.environ
    """
    assert process_state_demo.language_that_is_read(handed_over=False) == "de"


def test_a_value_that_was_handed_over_does_not_change_with_the_environment():
    """A value that a thread was given as an argument cannot be changed by another thread, as one in
    os.environ can.

    Docs: library/os#os.environ
    """
    assert process_state_demo.language_that_is_read(handed_over=True) == "fr"


def test_a_script_that_is_run_changes_the_arguments_of_all_threads(tmp_path):
    """runpy.run_path() sets sys.argv[0] to the path of the script for as long as it runs, and other
    threads see that, too.

    Docs: library/runpy#runpy.run_path
    """
    script = tmp_path / "script.py"
    script.write_text("import sys\nseen = elsewhere(lambda: sys.argv[0])", encoding="utf-8")
    before = sys.argv[0]
    assert runpy.run_path(str(script), {"elsewhere": play})["seen"] == [str(script)]
    assert sys.argv[0] == before


@pytest.mark.needs("posix_signals")
def test_the_umask_is_one_for_all_threads():
    """os.umask() in one thread changes the permissions of the files that another thread makes
    afterwards.

    Docs: library/os#os.umask
    """
    assert process_state_demo.modes_of_new_files(own=False) == "600, 666"


@pytest.mark.needs("posix_signals")
def test_a_file_may_be_made_with_a_mode_of_its_own():
    """Path.touch(0o600) makes a file that only its owner can read and write, whatever umask another
    thread has set.

    Docs: library/pathlib#pathlib.Path.touch
    """
    assert process_state_demo.modes_of_new_files(own=True) == "600, 600"


def test_the_locale_is_one_for_all_threads():
    """locale.setlocale() in one thread changes the locale of all threads.

    Docs: library/locale#locale.setlocale
    """
    theirs = locale.setlocale(locale.LC_CTYPE)
    assert process_state_demo.locales_of_a_thread("C", theirs) == f"C, {theirs}"
    assert process_state_demo.locales_of_a_thread(theirs, "C") == f"{theirs}, C"
    assert locale.setlocale(locale.LC_CTYPE) == theirs


def test_the_default_timeout_of_sockets_is_one_for_all_threads():
    """socket.setdefaulttimeout() counts for every socket that is made afterwards, in any thread.

    Docs: library/socket#socket.setdefaulttimeout
    """
    assert process_state_demo.timeout_of_a_new_socket(own=False) == 5


def test_a_socket_may_have_a_timeout_of_its_own():
    """settimeout() of a socket counts for that socket, whatever another thread has set with
    socket.setdefaulttimeout().

    Docs: library/socket#socket.socket.settimeout
    """
    assert process_state_demo.timeout_of_a_new_socket(own=True) == 60


def test_a_shared_generator_gives_numbers_that_depend_on_who_comes_first():
    """A random.Random with the same seed gives the same numbers again, but which of them a thread
    gets depends on which thread asks first.

    Docs: library/random#notes-on-reproducibility
    """
    draw = process_state_demo.letter_that_ann_draws
    assert draw(ann_first=True, one_each=False) == "E"
    assert draw(ann_first=False, one_each=False) == "S"


def test_a_generator_for_each_thread_repeats_its_numbers():
    """If each thread has a random.Random of its own with the same seed, it gets the same numbers
    again, whichever thread asks first.

    Docs: library/random#notes-on-reproducibility
    """
    draw = process_state_demo.letter_that_ann_draws
    assert draw(ann_first=True, one_each=True) == "E"
    assert draw(ann_first=False, one_each=True) == "E"


@pytest.mark.parametrize(
    "scenario",
    [
        process_state_demo.file_that_is_read,
        process_state_demo.language_that_is_read,
        process_state_demo.timeout_of_a_new_socket,
        process_state_demo.modes_of_new_files,
    ],
    ids=lambda scenario: scenario.__name__,
)
def test_a_scenario_puts_the_state_of_the_process_back(scenario):
    """The scenario leaves the current folder, the environment, the umask and the default timeout of
    sockets as they were.

    Docs: none, this is the house's own rule.
    """
    folder, umask = os.getcwd(), os.umask(0o022)
    scenario(False)
    now = os.getcwd(), os.environ.get("SHOWCASE_LANGUAGE"), socket.getdefaulttimeout()
    assert (*now, os.umask(umask)) == (folder, None, None, 0o022)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase process_state` prints, in this order on every run.

    Docs: library/os#os.chdir
    """
    assert tell(process_state_demo.main) == [
        "MainThread | ❌ chdir, a relative path reads 'yours'",
        "MainThread | ✅ chdir, an absolute path reads 'mine'",
        "MainThread | ❌ the language of os.environ: 'de'",
        "MainThread | ✅ the language that was handed over: 'fr'",
        "MainThread | ❌ a new socket has a timeout of 5.0",
        "MainThread | ✅ a new socket that is given one: 60.0",
        "MainThread | ❌ one generator: Ann draws E if she is first, else S",
        "MainThread | ✅ a generator each: Ann draws E if she is first, else E",
    ]

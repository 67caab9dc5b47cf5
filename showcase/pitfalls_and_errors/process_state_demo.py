"""🌍 Process-wide state: there is one of it, and all threads have it.

    what another thread changes                 ❌                          ✅
    ──────────────────────────────────────────  ──────────────────────────  ─────────────────────
    os.chdir()                                  my relative path is in      an absolute path
                                                another folder
    os.environ                                  I read its value            hand values over
    os.umask(), locale.setlocale()              my new file, and my texts,  give each file its mode
                                                are as the other wants
    socket.setdefaulttimeout()                  my new socket has it, too   settimeout()
    a random generator that is seeded           the letters depend on who   a Random each
                                                comes first

TL;DR  Hand over what a thread needs. Set what belongs to the process before there are threads.

Run    python -m showcase.pitfalls_and_errors.process_state_demo
Specs  tests/pitfalls_and_errors/test_process_state.py
Next   shared_output_demo.py: one standard output for all
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import locale
import os
import socket
from pathlib import Path
from random import Random
from string import ascii_uppercase
from tempfile import TemporaryDirectory
from threading import current_thread
from unittest.mock import patch

from showcase.pitfalls_and_errors.broken_invariant_demo import Gap, in_the_middle
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play

log = get_logger()


def file_that_is_read(absolute: bool) -> str:
    """A thread reads "name.txt" of its folder, after another one went into another folder.

    Args:
        absolute: by a path that begins at the root.
    """
    before = os.getcwd()
    with TemporaryDirectory() as folder:
        for name in ("mine", "yours"):
            Path(folder, name).mkdir()
            Path(folder, name, "name.txt").write_text(name, "utf-8")

        def read(gap: Gap) -> str:
            os.chdir(Path(folder, "mine"))
            path = Path("name.txt").absolute() if absolute else Path("name.txt")
            gap()
            return path.read_text("utf-8")

        try:
            return str(in_the_middle(read, lambda: os.chdir(Path(folder, "yours")))[0])
        finally:
            os.chdir(before)


def language_that_is_read(handed_over: bool) -> str:
    """A thread means to speak French; another one sets the environment's language meanwhile.

    Args:
        handed_over: the thread has its language as a value, and not from os.environ.
    """

    def speak(gap: Gap) -> str:
        mine = os.environ["SHOWCASE_LANGUAGE"] = "fr"
        gap()
        return mine if handed_over else os.environ["SHOWCASE_LANGUAGE"]

    with patch.dict(os.environ):
        return str(in_the_middle(speak, lambda: os.environ.update(SHOWCASE_LANGUAGE="de"))[0])


def modes_of_new_files(own: bool) -> str:
    """os.umask() bars others from new files; then another thread allows everything.

    Args:
        own: the files are made with the mode 600, and not with 666 as files are by default.

    Returns the modes of a file that is made before that, and of one that is made afterwards (on
    POSIX; Windows has no such modes).
    """

    def make(gap: Gap) -> str:
        modes = []
        with TemporaryDirectory() as folder:
            for diary in (Path(folder, "old.txt"), Path(folder, "new.txt")):
                diary.touch(0o600 if own else 0o666)
                modes.append(f"{diary.stat().st_mode & 0o777:o}")
                gap()
        return ", ".join(modes)

    before = os.umask(0o077)
    try:
        return str(in_the_middle(make, lambda: os.umask(0))[0])
    finally:
        os.umask(before)


def locales_of_a_thread(mine: str, yours: str) -> str:
    """A thread sets the locale for classes of characters; another one does so, too.

    Returns the locale of the first thread before that, and afterwards.
    """

    def read(gap: Gap) -> str:
        first = locale.setlocale(locale.LC_CTYPE, mine)
        gap()
        return f"{first}, {locale.setlocale(locale.LC_CTYPE)}"

    before = locale.setlocale(locale.LC_CTYPE)
    try:
        return str(in_the_middle(read, lambda: locale.setlocale(locale.LC_CTYPE, yours))[0])
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def timeout_of_a_new_socket(own: bool) -> float | None:
    """Another thread sets a default timeout of 5 s: what is that of a socket that is made then?

    Args:
        own: the socket is given a timeout of 60 s.
    """

    def make(gap: Gap) -> float | None:
        gap()
        with socket.socket() as mine:
            if own:
                mine.settimeout(60)
            return mine.gettimeout()

    before = socket.getdefaulttimeout()
    try:
        return in_the_middle(make, lambda: socket.setdefaulttimeout(5))[0]  # type: ignore[return-value]
    finally:
        socket.setdefaulttimeout(before)


def letter_that_ann_draws(ann_first: bool, one_each: bool, seed: int = 1) -> str:
    """Ann and Bob each draw a letter, from generators that begin with the same seed.

    Args:
        ann_first: she draws before Bob does.
        one_each: each has a generator, and not both the same one.
    """
    anns, bobs = Random(seed), Random(seed)
    drawn: dict[str, str] = {}

    def draw(generator: Random) -> None:
        drawn[current_thread().name] = generator.choice(ascii_uppercase)

    def ann() -> None:
        draw(anns)

    def bob() -> None:
        draw(bobs if one_each else anns)

    for actor in (ann, bob) if ann_first else (bob, ann):
        play(actor)
    return drawn["ann"]


def main() -> None:
    """❌ before ✅."""
    log.info("❌ chdir, a relative path reads %r", file_that_is_read(absolute=False))
    log.info("✅ chdir, an absolute path reads %r", file_that_is_read(absolute=True))
    log.info("❌ the language of os.environ: %r", language_that_is_read(handed_over=False))
    log.info("✅ the language that was handed over: %r", language_that_is_read(handed_over=True))
    log.info("❌ a new socket has a timeout of %s", timeout_of_a_new_socket(own=False))
    log.info("✅ a new socket that is given one: %s", timeout_of_a_new_socket(own=True))
    for title, one_each in [("❌ one generator", False), ("✅ a generator each", True)]:
        draws = [letter_that_ann_draws(ann_first, one_each) for ann_first in (True, False)]
        log.info("%s: Ann draws %s if she is first, else %s", title, *draws)


if __name__ == "__main__":
    run(main)

"""🌱 python -m tests.new_concept TOPIC NAME: a scenario and its specs, green at once.

    python -m tests.new_concept synchronization turnstile

writes showcase/synchronization/turnstile_demo.py and tests/synchronization/test_turnstile.py.
They hold a small example with its broken twin. Put yours in its place: CONTRIBUTING.md.
"""

import re
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]

SCENARIO = '''\
"""🌱 {title}: a message is handed over, and the reader waits until it is there.

    the reader         what it reads
    ─────────────────  ─────────────
    🚪 does not wait    ❌ nothing
    🤝 waits            ✅ hello

TL;DR  Say in a line or two what one should remember.

Run    python -m showcase.{topic}.{name}_demo
Specs  tests/{topic}/test_{name}.py
Next   README.md: the whole path
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()


def what_is_read(reader_waits: bool) -> list[str]:
    """A writer leaves a message in a box; what does the reader find there?

    Args:
        reader_waits: the broken twin looks before the message is there.

    Returns the messages that the reader has found.
    """
    box: list[str] = []
    message_is_there, reader_has_looked = Cue(), Cue()

    def writer() -> None:
        if not reader_waits:
            reader_has_looked.wait()  # forced: without it, it would be a matter of luck
        log.info("I leave a message")
        box.append("hello")
        message_is_there.set()

    def reader() -> list[str]:
        if reader_waits:
            message_is_there.wait()
        found = list(box)
        log.info("I find %s", found)
        reader_has_looked.set()
        return found

    found: list[str] = play(reader, writer)[0]
    return found


def main() -> None:
    """❌ before ✅."""
    log.info("❌ the reader does not wait: it reads %s", what_is_read(reader_waits=False))
    log.info("✅ the reader waits: it reads %s", what_is_read(reader_waits=True))


if __name__ == "__main__":
    run(main)
'''

SPECS = '''\
"""🌱 {title}: a message is handed over, and the reader waits until it is there.

The story is told, and runs, in showcase/{topic}/{name}_demo.py.
"""

import pytest

from showcase.{topic} import {name}_demo


@pytest.mark.pins("threading.Event.wait", "threading.Event.set")
def test_a_reader_that_waits_finds_the_message():
    """Event.wait() returns when the Event is set, and what was written before is there.

    Docs: library/threading#threading.Event.wait
    """
    assert {name}_demo.what_is_read(reader_waits=True) == ["hello"]


def test_a_reader_that_does_not_wait_finds_nothing():
    """The broken twin: without Event.wait() a reader may come before the message.

    Docs: library/threading#threading.Event.wait
    """
    assert {name}_demo.what_is_read(reader_waits=False) == []


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase {name}` prints, in this order on every run.

    Docs: library/threading#threading.Event
    """
    assert tell({name}_demo.main) == [
        "reader | I find []",
        "writer | I leave a message",
        "MainThread | ❌ the reader does not wait: it reads []",
        "writer | I leave a message",
        "reader | I find ['hello']",
        "MainThread | ✅ the reader waits: it reads ['hello']",
    ]
'''


def files_of(root: Path, topic: str, name: str) -> dict[Path, str]:
    """Where the two files stand, and what is in them."""
    words = {"topic": topic, "name": name, "title": name.replace("_", " ").capitalize()}
    return {
        root / "showcase" / topic / f"{name}_demo.py": SCENARIO.format(**words),
        root / "tests" / topic / f"test_{name}.py": SPECS.format(**words),
    }


def write(root: Path, topic: str, name: str) -> list[Path]:
    """Write the two files.

    Raises ValueError with one line for a topic that is not there, a name that is no
    identifier, and a concept that is there already.
    """
    topics = sorted(p.parent.name for p in (root / "showcase").glob("*/__init__.py"))
    topics.remove("utils")
    if topic not in topics:
        raise ValueError(f"there is no topic {topic!r}: there are {', '.join(topics)}")
    if not re.fullmatch("(?!test_)[a-z][a-z0-9_]*(?<!_demo)(?<!_example)", name):
        raise ValueError(
            f"{name!r} is no name for a concept: take small letters a to z, without test_ or _demo"
        )
    there = list(root.glob(f"tests/*/test_{name}.py"))
    if there:
        raise ValueError(f"{name!r} is there already: {there[0].relative_to(root).as_posix()}")
    files = files_of(root, topic, name)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return list(files)


def main(arguments: list[str]) -> int:
    """The command; 2 is a slip of the one who types."""
    if len(arguments) != 2:
        print("usage: python -m tests.new_concept TOPIC NAME", file=sys.stderr)
        return 2
    try:
        paths = write(PROJECT, *arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cannot write {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    for path in paths:
        print(path.relative_to(PROJECT).as_posix())
    print(f"now: pytest --spec --topic {arguments[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""🪵 The logger: one line for each thing that is said, whole, with its thread's name.

It is defined in showcase/utils/logger.py.
"""

import io
import logging
import os
import re
import sys

import pytest

from showcase.utils import logger
from showcase.utils.logger import StoryFormatter, get_logger
from showcase.utils.stage import play


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture(name="told")
def _told(monkeypatch):
    """What appears on a stream while something is said."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def told(say, stream=None) -> str:
        stream = stream or io.StringIO()
        handler = logger.tell_on(stream)
        try:
            say()
        finally:
            logger.stop_telling(handler)
        return stream.getvalue()

    return told


def record(created: float, name: str = "MainThread", text: str = "hello") -> logging.LogRecord:
    """A record of a given moment."""
    made = logging.LogRecord("showcase", logging.INFO, __file__, 1, text, None, None)
    made.created, made.threadName = created, name
    made.msecs = created % 1 * 1000
    return made


def test_a_line_has_clock_time_time_since_the_line_before_thread_name_and_message(told):
    """The columns of a story: 14:03:07.512  +0.4 ms  first  I read 0.

    Docs: library/logging#logging.LogRecord
    """
    (line,) = told(lambda: play(first=lambda: get_logger().info("I read %d", 0))).splitlines()

    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} {6}\+0\.0 ms  first {9}  I read 0", line)


def test_the_second_column_is_the_time_since_the_line_before():
    """Milliseconds since the last line, and never negative where the clock was set back.

    Docs: none, this is the showcase's own logger.
    """
    formatter = StoryFormatter()

    lines = [formatter.format(record(moment)) for moment in (100.0, 101.5, 101.0, 101.25)]
    assert [line.split()[1] for line in lines] == ["+0.0", "+1500.0", "+0.0", "+250.0"]


def test_the_clock_has_three_digits_of_milliseconds():
    """7 ms is .007.

    Docs: none, this is the showcase's own logger.
    """
    assert StoryFormatter().format(record(100.0078)).split()[0].endswith(".007")


def test_lines_are_aligned_whatever_the_length_of_the_names():
    """The message starts in the same column for a short name and for a longer one.

    Docs: none, this is the showcase's own logger.
    """
    formatter = StoryFormatter()

    columns = {formatter.format(record(1.0, name)).index("hello") for name in ("a", "producer-12")}
    assert len(columns) == 1


@pytest.mark.parametrize(
    ("prefix", "line"), [("🍏", "🍏 hello"), ("", "hello")], ids=["with a prefix", "without"]
)
def test_a_prefix_stands_before_each_message(caplog, prefix, line):
    """get_logger("🍏") marks the lines of one part.

    Docs: library/logging#loggeradapter-objects
    """
    get_logger(prefix).info("hello")

    assert caplog.messages == [line]


def test_an_exception_is_told_with_its_traceback(told):
    """log.exception() appends the traceback to the message.

    Docs: library/logging#logging.Logger.exception
    """

    def fail() -> None:
        try:
            raise ValueError("no")
        except ValueError:
            get_logger().exception("that went wrong")

    lines = told(fail).splitlines()
    assert lines[0].endswith("that went wrong")
    assert lines[-1] == "ValueError: no"


def test_each_thread_has_a_colour_of_its_own_on_a_terminal(told):
    """The colour belongs to the thread: the same one speaks in the same colour again.

    Docs: none, this is the showcase's own logger.
    """
    log = get_logger()

    text = told(
        lambda: [play(**{name: lambda: log.info("hello")}) for name in ("ann", "bob", "ann")],
        Terminal(),
    )
    ann, bob, ann_again = re.findall(r"\x1b\[1;(\d+)m", text)
    assert ann == ann_again != bob


@pytest.mark.parametrize(
    ("stream", "variable", "value"),
    [
        pytest.param(io.StringIO, "TERM", "xterm", id="a pipe or a file"),
        pytest.param(Terminal, "NO_COLOR", "1", id="NO_COLOR is set"),
        pytest.param(Terminal, "TERM", "dumb", id="a dumb terminal"),
    ],
)
def test_there_are_no_colours_but_on_a_terminal_that_wants_them(
    told, monkeypatch, stream, variable, value
):
    """NO_COLOR is honoured, and what goes into a file is plain text.

    Docs: none, see https://no-color.org
    """
    monkeypatch.setenv(variable, value)

    assert "\x1b" not in told(lambda: get_logger().info("hello"), stream())


def test_sixteen_threads_that_write_at_once_never_tear_or_mix_a_line(told):
    """A handler holds its lock while it writes a line: each arrives whole, and exactly once.

    Docs: library/logging#thread-safety
    """
    log = get_logger()

    def talk() -> None:
        for number in range(50):
            log.info("%s", f"<{number} " + "x" * 200 + ">")

    text = told(lambda: play(**{f"thread-{n}": talk for n in range(16)}))
    said = re.findall(r"^\S+ +\+\S+ ms  (thread-\d+) +<(\d+) x{200}>$", text, re.MULTILINE)
    assert len(text.splitlines()) == 800
    assert set(said) == {(f"thread-{n}", str(number)) for n in range(16) for number in range(50)}


def test_a_terminal_that_cannot_show_an_emoji_gets_a_question_mark_and_no_traceback(told):
    """A Windows code page, say: what cannot be encoded is replaced.

    Docs: library/codecs#error-handlers
    """
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", write_through=True)

    handler = logger.tell_on(stream)
    get_logger().info("🔒 locked")
    logger.stop_telling(handler)
    assert raw.getvalue().decode("ascii").rstrip().endswith("? locked")


def test_nothing_is_told_any_more_after_stop_telling(told):
    """The handler is gone and the level is back: importing a scenario prints nothing.

    Docs: none, this is the showcase's own logger.
    """
    told(lambda: None)

    assert logging.getLogger(logger.ROOT).handlers == []
    assert logging.getLogger(logger.ROOT).level == logging.NOTSET


def test_a_scenario_that_is_run_tells_its_story_on_standard_output(capsys):
    """run(main) is all that a script needs.

    Docs: none, this is the showcase's own logger.
    """
    logger.run(lambda: get_logger().info("hello"))

    captured = capsys.readouterr()
    assert captured.out.endswith("hello\n")
    assert captured.err == ""


def test_an_option_for_a_file_that_takes_none_is_one_line_and_exit_code_2(monkeypatch, capsys):
    """`python lock_demo.py --chart a.svg` is not run as if nothing had been asked for.

    Docs: library/sys#sys.argv
    """
    told = []

    def main():
        told.append("the story")

    monkeypatch.setattr(sys, "argv", ["/somewhere/lock_demo.py", "--chart", "a.svg"])
    logger.run(main)  # not of the file itself: the options are not for this one
    main.__module__ = "__main__"
    with pytest.raises(SystemExit, match="2"):
        logger.run(main)

    captured = capsys.readouterr()
    assert (told, captured.out) == (["the story"], "")
    assert captured.err == "lock_demo.py takes no options: --chart a.svg\n"


def test_an_interrupt_ends_a_scenario_with_130_and_no_traceback():
    """Ctrl-C is an answer, not an error: 128 + SIGINT, as the shell has it.

    Docs: none, this is the showcase's own logger.
    """

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as ended:
        logger.run(interrupted)
    assert ended.value.code == 130
    assert logging.getLogger(logger.ROOT).handlers == []


def test_a_reader_who_has_gone_gets_no_more_and_nobody_complains(capsys):
    """`python lock_demo.py | head -1` ends without a traceback: the rest of the story goes nowhere.

    Docs: library/signal#note-on-sigpipe
    """
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as stream:
        handler = logger.tell_on(stream)
        get_logger().info("nobody reads this")
        get_logger().info("nor that")
        logger.stop_telling(handler)

    assert capsys.readouterr().err == ""

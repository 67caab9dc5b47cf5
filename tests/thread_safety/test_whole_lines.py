"""🖨️ Whole lines: print() writes in pieces, and logging writes a line at a time.

The story is told, and runs, in showcase/thread_safety/whole_lines_demo.py.
"""

import pytest

from showcase.thread_safety import whole_lines_demo
from showcase.thread_safety.whole_lines_demo import logged, pieces, written


@pytest.mark.parametrize(
    ("way", "number", "lines"),
    [
        pytest.param("print in two", 4, ["oneother", " two"], id="print(a, b)"),
        pytest.param("print", 2, ["one twoother", ""], id="print(line)"),
    ],
)
def test_print_writes_in_pieces_and_another_thread_gets_in_between(way, number, lines):
    """print() writes each argument, each separator and the end by itself: lines are mixed.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert pieces(way) == number
    assert written(way) == lines


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("print with its end", id="print(line, end='')"),
        pytest.param("write", id="stream.write(line)"),
    ],
)
def test_a_line_that_is_written_with_its_end_stays_whole(way):
    """A line and its newline that are given to the stream in one write() stay together: another
    thread's line comes before or after.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert written(way) == ["one two", "other"]


def test_logging_writes_a_message_in_one_piece_and_keeps_the_others_waiting():
    """A logging.Handler holds its lock while it writes: whoever logs to it meanwhile waits. Without
    its lock nobody would.

    Docs: library/logging#thread-safety, library/logging#logging.Handler.handle
    """
    assert logged(with_its_lock=True) == (["one two", "other"], True)
    assert logged(with_its_lock=False) == (["one two", "other"], False)


def test_a_buffered_stream_lets_one_thread_write_at_a_time():
    """An io.BufferedWriter has a lock: a thread that writes to it while another thread does so
    waits, and is not refused. In the write() of a raw stream both are at the same time.

    Docs: library/io#multi-threading, library/io#reentrancy
    """
    assert whole_lines_demo.both_are_in_the_write(buffered=False)
    assert not whole_lines_demo.both_are_in_the_write(buffered=True)


def test_a_stream_answers_with_the_number_of_characters():
    """write() of a text stream returns how many characters it took, and the scenario's does, too.

    Docs: library/io#io.TextIOBase.write
    """
    assert whole_lines_demo.Stream().write("one") == 3


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase whole_lines` prints, in this order on every run.

    Docs: library/logging#thread-safety
    """
    assert tell(whole_lines_demo.main) == [
        "MainThread | ❌ print in two, 4 pieces: oneother /  two",
        "MainThread | ❌ print, 2 pieces: one twoother / ",
        "MainThread | ✅ print with its end, 2 pieces: one two / other",
        "MainThread | ✅ write, 1 pieces: one two / other",
        "MainThread | ❌ logging: one two / other, the second one waited: False",
        "MainThread | ✅ logging: one two / other, the second one waited: True",
        "MainThread | ❌ raw: both are in the write: True",
        "MainThread | ✅ buffered: both are in the write: False",
    ]

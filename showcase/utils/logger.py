"""🪵 The logger: who said what, and when. Simple but sexy.

    14:03:07.512  +0.4 ms  first         I read 0

    clock time with milliseconds │ since the line before │ thread name │ what it says

Built on `logging`, so a line is written whole, under the handler's lock, and a test
captures it as it captures any log. Colours are for a terminal only, one per thread, and
never where NO_COLOR is set (https://no-color.org).

Specs  tests/utils/test_logger.py
"""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

ROOT = "showcase"
_COLOURS = (36, 33, 35, 32, 34, 31, 96, 93, 95, 92, 94, 91)
_NAME_WIDTH = 14


class StoryLogger(logging.LoggerAdapter):  # type: ignore[type-arg]  # no subscript before 3.11
    """Puts an optional prefix before every line."""

    def process(self, msg: Any, kwargs: Any) -> tuple[Any, Any]:
        """Prefix the message."""
        prefix = (self.extra or {}).get("prefix", "")
        return (f"{prefix} {msg}" if prefix else msg), kwargs


def get_logger(prefix: str = "") -> StoryLogger:
    """The logger that every scenario narrates through.

    Args:
        prefix: stands before each line, for instance an emoji or the name of a part.
    """
    return StoryLogger(logging.getLogger(ROOT), {"prefix": prefix})


class StoryFormatter(logging.Formatter):
    """Clock time, time since the line before, thread name, message: aligned."""

    def __init__(self, colour: bool = False) -> None:
        super().__init__()
        self._colour = colour
        self._before: float | None = None
        self._colour_of: dict[str, int] = {}

    def format(self, record: logging.LogRecord) -> str:
        """One line for one record; a message of several lines keeps its own."""
        since = 0.0 if self._before is None else max(0.0, record.created - self._before)
        self._before = record.created
        clock = self.formatTime(record, "%H:%M:%S")
        name = f"{record.threadName:<{_NAME_WIDTH}}"
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        if self._colour:
            number = self._colour_of.setdefault(str(record.threadName), len(self._colour_of))
            colour = _COLOURS[number % len(_COLOURS)]
            name, text = f"\x1b[1;{colour}m{name}\x1b[0m", f"\x1b[{colour}m{text}\x1b[0m"
        return f"{clock}.{int(record.msecs):03d}  {since * 1000:+8.1f} ms  {name}  {text}"


def cut_off(stream: TextIO) -> None:
    """Let the rest go nowhere, also what Python writes at its end: nobody reads it any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class StoryHandler(logging.StreamHandler):  # type: ignore[type-arg]  # no subscript before 3.11
    """Is silent where its reader has gone, as in `| head -1`."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Anything else that goes wrong is told as by any handler."""
        if isinstance(sys.exc_info()[1], BrokenPipeError):
            cut_off(self.stream)
        else:
            super().handleError(record)


def wants_colour(stream: TextIO) -> bool:
    """Colour is for a terminal, unless NO_COLOR is set to anything or the terminal is dumb."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(getattr(stream, "isatty", lambda: False)())


def tell_on(stream: TextIO) -> logging.Handler:
    """Make the story appear on `stream`; returns the handler, for `stop_telling`."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="replace")  # a terminal without emojis shows "?" and no traceback
    handler = StoryHandler(stream)
    handler.setFormatter(StoryFormatter(colour=wants_colour(stream)))
    logger = logging.getLogger(ROOT)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return handler


def stop_telling(handler: logging.Handler) -> None:
    """Undo `tell_on`."""
    logger = logging.getLogger(ROOT)
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def run(main: Callable[[], None]) -> None:
    """Run a scenario's `main` from the command line, its story on standard output.

    Ctrl-C ends it with the exit code of an interrupt (130) and without a traceback; options for
    a file whose `main` takes none are a line and exit code 2.
    """
    if main.__module__ == "__main__" and sys.argv[1:]:
        name, options = Path(sys.argv[0]).name, " ".join(sys.argv[1:])
        print(f"{name} takes no options: {options}", file=sys.stderr)
        raise SystemExit(2)
    handler = tell_on(sys.stdout)
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        stop_telling(handler)

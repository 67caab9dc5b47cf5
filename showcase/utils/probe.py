"""🩺 What the diagnostics share: where a call came from, what a probe costs, and a chart.

    site(frame)              file, line and function of a frame: a place that one can open
    ProbedLock               a lock of one's own, which is told where it is asked for
    price(plain, probed)     how many times as long it takes with the probe
    takes(reading)           how long it takes once, for what is done now and then
    visit(lock)              what to take the price of: in, and out again
    options("…", arguments)  --chart FILE; a slip is one line and exit code 2
    draw(file, paint, text)  a chart by matplotlib; without it text, one line and exit code 2
    bars(…), curves(…)       charts for a terminal

Specs  tests/utils/test_probe.py
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from showcase.utils.logger import get_logger
from showcase.utils.stage import Door

log = get_logger()

PICTURES = (".svg", ".png", ".pdf")
Clock = Callable[[], float]
"""Returns seconds; only differences count."""


# 1 ── Where, and at what price ───────────────────────────────────────────────


@dataclass(frozen=True, order=True)
class Site:
    """A line of somebody's source."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.function}() ({Path(self.file).name}:{self.line})"


def site(frame: FrameType) -> Site:
    """Where a frame stands: of the calling thread's own frames, `sys._getframe(1)` for instance."""
    return Site(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


class ProbedLock:
    """What a lock with a probe in it has in common with a Lock; a subclass says what it notes."""

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As Lock.acquire."""
        return self._acquire(site(sys._getframe(1)), blocking, timeout)

    def release(self) -> None:
        """As Lock.release."""
        raise NotImplementedError

    def __enter__(self) -> bool:
        return self._acquire(site(sys._getframe(1)), True, -1)

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    def _acquire(self, here: Site, blocking: bool, timeout: float) -> bool:
        raise NotImplementedError


def visit(door: Door) -> Callable[[], None]:
    """A function that walks in at a door and out again: what a lock costs, for `price`."""

    def walk() -> None:
        with door:
            pass

    return walk


def _round(work: Callable[[], object], clock: Clock, times: int) -> float:
    begun = clock()
    for _ in range(times):
        work()
    return clock() - begun


def price(
    plain: Callable[[], object],
    probed: Callable[[], object],
    clock: Clock = time.perf_counter,
    times: int = 100,
    rounds: int = 3,
) -> float:
    """How many times as long `probed` takes as `plain`: the best round of each, in this run.

    Args:
        times: how often each is done in a round; one call is shorter than a clock can tell.
        rounds: the fewer others compute meanwhile, the better a round is.
    """
    both = [(_round(plain, clock, times), _round(probed, clock, times)) for _ in range(rounds)]
    return min(its for _, its in both) / min(its for its, _ in both)


def takes(
    work: Callable[[], object], clock: Clock = time.perf_counter, times: int = 10, rounds: int = 3
) -> float:
    """Seconds that it takes once, in the best round: for what costs only when it is done."""
    return min(_round(work, clock, times) for _ in range(rounds)) / times


# 2 ── Options and charts ─────────────────────────────────────────────────────


def give_up(line: str) -> NoReturn:
    """Say why in one line on standard error, and end with the exit code of a usage error."""
    print(line, file=sys.stderr)
    raise SystemExit(2)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, as everywhere in here."""
        give_up(f"{self.prog}: {message}")


def options(about: str, arguments: Sequence[str] | None, **files: str) -> argparse.Namespace:
    """Read --chart FILE, and an option for each of `files`, which are explained there.

    Args:
        about: what the program does, for --help.
        arguments: None takes those of the command line.
    """
    program = Path(sys._getframe(1).f_code.co_filename).name  # also for python -m showcase NAME
    parser = _Parser(prog=program, description=about, allow_abbrev=False)
    parser.add_argument("--chart", metavar="FILE", type=_picture, help="draw it, with matplotlib")
    for name, explained in files.items():
        parser.add_argument(f"--{name}", metavar="FILE", help=explained)
    return parser.parse_args(arguments)


def _picture(file: str) -> str:
    if Path(file).suffix not in PICTURES:
        raise argparse.ArgumentTypeError(f"{file!r} does not end in {', '.join(PICTURES)}")
    return file


def write(file: str, writer: Callable[[str], object]) -> None:
    """Let `writer` write the file; where that is impossible, say so in a line and give up."""
    try:
        writer(file)
    except OSError as error:
        give_up(f"cannot write {file}: {error.strerror}")
    log.info("📊 %s", file)


def draw(
    file: str | None,
    paint: Callable[[Any], object],
    text: Sequence[str] = (),
    inches: float = 4,
) -> None:
    """Draw a chart, if a file is named: `paint` gets the axes.

    Args:
        text: the same for the terminal, line by line, where matplotlib is missing.
        inches: height of the chart.

    Without matplotlib there is no file, so the program gives up: call it last.
    """
    if not file:
        return
    try:
        from matplotlib.figure import Figure
    except ImportError:
        for line in text:
            log.info("   %s", line)
        give_up(f"{file} needs matplotlib: python -m pip install matplotlib")
    figure = Figure(figsize=(9, inches), layout="constrained")
    paint(figure.subplots())
    write(file, figure.savefig)


def bars(numbers: dict[str, float], unit: str, width: int = 24) -> list[str]:
    """A chart for a terminal: a bar for each number, and the greatest fills the width."""
    most = max([0, *numbers.values()]) or 1
    room = max(map(len, numbers), default=0)
    return [
        f"{name:<{room}}  {'█' * round(width * number / most):<{width}}  {number:.3g} {unit}"
        for name, number in numbers.items()
    ]


def curves(numbers: dict[str, list[float]]) -> list[str]:
    """A chart for a terminal: a row of blocks for each series, all on the same scale."""
    most = max([0, *(number for series in numbers.values() for number in series)]) or 1
    room = max(map(len, numbers), default=0)
    return [
        f"{name:<{room}}  {''.join('▁▂▃▄▅▆▇█'[round(7 * n / most)] for n in series)}  "
        + ", ".join(f"{n:.3g}" for n in series)
        for name, series in numbers.items()
    ]

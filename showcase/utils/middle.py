"""🪝 In the middle of an operation: where it calls your code, another thread gets its turn.

No luck is needed: the code that is called (a comparison, a hash, a generator) hands over to the
other thread, and goes on when that one is done.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play

Stop = Callable[[], object]
"""To be called in the middle."""


class Item:
    """Equal and ordered by name, like a str; each comparison calls `stop` first."""

    def __init__(self, name: str, stop: Stop = bool) -> None:
        self.name = name
        self.stop = stop

    def __eq__(self, other: object) -> bool:
        self.stop()
        return isinstance(other, Item) and self.name == other.name

    def __lt__(self, other: "Item") -> bool:
        self.stop()
        return self.name < other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name


def stopping(items: Iterable[Any], stop: Stop) -> Iterator[Any]:
    """A generator of the items that calls `stop` after the first one."""
    for number, item in enumerate(items):
        if number == 1:
            stop()
        yield item


def in_the_middle(
    operation: Callable[[Stop], Any], meanwhile: Callable[[], Any], door: Door | None = None
) -> tuple[Any, Any]:
    """Run `operation` in one thread, and `meanwhile` in another one when it calls stop().

    Only the first stop() stops.

    Args:
        door: the lock that both take, in vain if it is an OpenDoor (the default).

    Returns what the two returned; the name of an error if one was raised.
    """
    door = door or OpenDoor()
    in_the_midst, other_is_settled = Cue(), Cue()  # it is done, or has found the door shut

    def stop() -> None:
        if not in_the_midst.is_set():
            in_the_midst.set()
            other_is_settled.wait()

    def first() -> Any:
        try:
            with door:
                return _answer(lambda: operation(stop))
        finally:
            in_the_midst.set()

    def second() -> Any:
        in_the_midst.wait()
        if not may_enter(door):
            other_is_settled.set()
        try:
            with door:
                return _answer(meanwhile)
        finally:
            other_is_settled.set()

    other, one = play(second, first)
    return one, other


def _answer(function: Callable[[], Any]) -> Any:
    try:
        return function()
    except (LookupError, RuntimeError, ValueError, BufferError) as error:
        return type(error).__name__

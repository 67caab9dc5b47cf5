"""🚪 Ways in: an operation that calls your code lets other threads in.

With the GIL, an operation that is written in C is a single step unless it calls code of yours.
Without it, what changes a list, dict, set or bytearray holds its lock as long; only reads that
take no lock may see insert(), pop(0), *= or reverse() half-done, which takes luck and is not shown.
What is shown is which operations call your code:

    ✅ nothing of yours is called           ❌ your code is called, and others may come in between
    ──────────────────────────────────────  ──────────────────────────────────────────────────────
    items[i]  items[i] = x  append  pop      x in items  index  count  remove  sort  ==  min
    insert  reverse  copy  +  extend(list)   extend(generator), extend(a subclass of list)
    len(d)  list(d)  list(d.items())  copy   d.get(x)  x in d  d[x] = 1  pop  setdefault: hash, ==
    popitem  clear  dict(d)  fromkeys(set)   update  |  ==  fromkeys(generator)
    a dict with str for keys: all of them    what compares the values; update, |= and dict(iterator)
    len(s)  s.pop()  s.copy()  s.clear()     x in s  add  discard: hash, ==;  s | s  s & s: ==
    deque: append  popleft  rotate  copy     x in d  index  count  remove  ==
    bytearray: append(97)  extend(b"")  +    b[0] = x  append  find: __index__;  extend(generator)

TL;DR  Atomic is what calls nobody back. Your own __eq__, __hash__, __lt__, key functions and
       generators are where the other threads come in.

Run    python -m showcase.thread_safety.ways_in_demo
Specs  tests/thread_safety/test_ways_in.py
Next   list_guarantees_demo.py: what they do there
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run

log = get_logger()


class Probe:
    """Notes which of its methods are called; all have one hash, and none equals another."""

    def __init__(self, calls: list[str]) -> None:
        self._calls = calls

    def __eq__(self, other: object) -> bool:
        self._calls.append("==")
        return self is other

    def __lt__(self, other: object) -> bool:
        self._calls.append("<")
        return False

    def __hash__(self) -> int:
        self._calls.append("hash")
        return 1

    def __iter__(self) -> Iterator["Probe"]:
        self._calls.append("iter")
        yield self
        self._calls.append("next")

    def __index__(self) -> int:
        self._calls.append("index")
        return ord("a")


class OwnList(list[Any]):
    """A list whose own __iter__() draws from its first item."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self[0])


class OwnDict(dict[Any, Any]):
    """A dict whose own keys() are drawn from its first key."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys())

    def keys(self) -> Any:
        """What its first key yields."""
        return iter(next(super().__iter__()))


@dataclass(frozen=True)
class Kind:
    """How to make a collection of two items, and lines of code about it.

    In the code `c` is the collection, `x` an item that is not in it, and `more` a collection of
    the same kind with x in it; so are a_set, a_dict, own_list (an OwnList) and own_dict (an
    OwnDict), of their kinds.
    """

    make: Callable[[list[Any]], Any]
    code: tuple[str, ...]


KINDS = {
    "list": Kind(
        list,
        (
            *("len(c)", "c[0]", "c[0] = x", "c[:]", "c.append(x)", "c.insert(0, x)", "c.pop()"),
            *("c.pop(0)", "del c[0]", "c.extend(more)", "c[:] = more", "c + more", "c * 2"),
            *("c *= 2", "c.extend((x,))", "c.extend(a_set)", "c.extend(a_dict.values())"),
            *("c.copy()", "c.reverse()", "c.clear()", "list(c)", "tuple(c)", "x in c"),
            *("c.index(c[1])", "c.count(x)", "c.remove(c[1])", "c == more * 2", "c < more"),
            *("c.sort()", "min(c)", "c.extend(x)", "c += x", "c[:] = x"),
            *("c.extend(own_list)", "c += own_list", "c[:] = own_list"),
        ),
    ),
    "dict": Kind(
        dict.fromkeys,
        (
            *("len(c)", "list(c)", "list(c.items())", "c.copy()", "dict(c)", "c.popitem()"),
            *("c.fromkeys(a_dict)", "c.fromkeys(a_set)", "c.clear()", "c.get(x)", "x in c"),
            *("c[x] = 1", "c.pop(x, 1)", "c.setdefault(x, 1)"),
            *("c.update(more)", "c | more", "c |= more", "c == c.copy()", "c.fromkeys(x)"),
            *("c.fromkeys((x,))", "dict(((x, 1),))"),
        ),
    ),
    "dict of str": Kind(
        lambda items: {str(number): item for number, item in enumerate(items)},
        (
            *("c['0']", "c.get('0')", "'0' in c", "c['0'] = x", "del c['0']", "c.pop('0')"),
            *("c.setdefault('2', x)", "c.update(more)", "c | more", "c |= more", "c == c.copy()"),
            *("dict((('0', x),))", "c == {**c, '0': x}", "x in c.values()", "sorted(c.values())"),
            *("c.update(zip('23', x))", "c |= zip('23', x)", "dict(zip('23', x))"),
            *("c.update(own_dict)", "c |= own_dict", "dict(own_dict)"),
        ),
    ),
    "set": Kind(
        set,
        (
            *("len(c)", "c.pop()", "c.copy()", "c.clear()", "list(c)", "x in c", "c.add(x)"),
            *("c.discard(x)", "c | more", "c & more", "c - more", "c ^ more", "c.update(x)"),
            *("c <= more | c", "c.isdisjoint(more)", "c.issuperset(more)", "c.update(a_dict)"),
            *("c |= more", "c &= more", "c -= more", "c ^= more", "c.union(x)"),
            *("c.intersection(x)", "c.difference(x)", "c.symmetric_difference(x)"),
        ),
    ),
    "deque": Kind(
        deque,
        (
            *("len(c)", "c[0]", "c[0] = x", "c.append(x)", "c.appendleft(x)", "c.pop()"),
            *("c.popleft()", "c.rotate()", "c.reverse()", "c.copy()", "c.extend(more)"),
            *("c.clear()", "x in c", "c.index(c[1])", "c.count(x)", "c.remove(c[1])"),
            *("c == more * 2", "c.extend(x)"),
        ),
    ),
    "bytearray": Kind(
        bytearray,
        (
            *("c[0]", "c[0] = 1", "c.append(1)", "c.extend(more)", "c.pop(0)", "c.remove(97)"),
            *("c.reverse()", "c.clear()", "c[:] = more", "c + more", "c == more", "97 in c"),
            *("c[0] = x", "c.append(x)", "c.insert(0, x)", "c.remove(x)", "x in c", "c.find(x)"),
            *("c * x", "c.extend(x)", "c[:] = [x]"),
        ),
    ),
}


def ways_in(kind: str, code: str) -> str:
    """Which methods of the items the code calls, in the order of their first call."""
    calls: list[str] = []
    items = [Probe(calls) for _ in range(3)]
    make = KINDS[kind].make
    *some, x = items
    names = {"c": make(some), "more": make([x]), "x": x}
    names |= {"a_set": {x}, "a_dict": {x: x}, "own_list": OwnList([x]), "own_dict": OwnDict({x: x})}
    compiled = compile(code, kind, "exec")
    calls.clear()
    exec(compiled, names)
    return ", ".join(dict.fromkeys(calls))


def main() -> None:
    """✅ before ❌, type by type: here both are right."""
    for kind in KINDS:
        lines = {code: ways_in(kind, code) for code in KINDS[kind].code}
        log.info("✅ %s: %s", kind, " │ ".join(code for code, calls in lines.items() if not calls))
        log.info(
            "❌ %s: %s", kind, " │ ".join(f"{c} → {calls}" for c, calls in lines.items() if calls)
        )


if __name__ == "__main__":
    run(main)

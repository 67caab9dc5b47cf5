"""🚪 Ways in: an operation that calls your code lets other threads in.

The story is told, and runs, in showcase/thread_safety/ways_in_demo.py.
"""

import pytest

from showcase.thread_safety import ways_in_demo
from showcase.thread_safety.ways_in_demo import KINDS, Probe, ways_in

QUIET = {
    "list": (
        "len(c)",
        "c[0]",
        "c[0] = x",
        "c[:]",
        "c.append(x)",
        "c.insert(0, x)",
        "c.pop()",
        "c.pop(0)",
        "del c[0]",
        "c.extend(more)",
        "c[:] = more",
        "c + more",
        "c * 2",
        "c *= 2",
        "c.extend((x,))",
        "c.extend(a_set)",
        "c.extend(a_dict.values())",
        "c.copy()",
        "c.reverse()",
        "c.clear()",
        "list(c)",
        "tuple(c)",
    ),
    "dict": (
        "len(c)",
        "list(c)",
        "list(c.items())",
        "c.copy()",
        "dict(c)",
        "c.popitem()",
        "c.fromkeys(a_dict)",
        "c.fromkeys(a_set)",
        "c.clear()",
    ),
    "dict of str": (
        "c['0']",
        "c.get('0')",
        "'0' in c",
        "c['0'] = x",
        "del c['0']",
        "c.pop('0')",
        "c.setdefault('2', x)",
        "c.update(more)",
        "c | more",
        "c |= more",
        "c == c.copy()",
        "dict((('0', x),))",
    ),
    "set": ("len(c)", "c.pop()", "c.copy()", "c.clear()", "list(c)"),
    "deque": (
        "len(c)",
        "c[0]",
        "c[0] = x",
        "c.append(x)",
        "c.appendleft(x)",
        "c.pop()",
        "c.popleft()",
        "c.rotate()",
        "c.reverse()",
        "c.copy()",
        "c.extend(more)",
        "c.clear()",
    ),
    "bytearray": (
        "c[0]",
        "c[0] = 1",
        "c.append(1)",
        "c.extend(more)",
        "c.pop(0)",
        "c.remove(97)",
        "c.reverse()",
        "c.clear()",
        "c[:] = more",
        "c + more",
        "c == more",
        "97 in c",
    ),
}
"""What calls no code of yours."""

LOUD = {
    "list": {
        "x in c": "==",
        "c.index(c[1])": "==",
        "c.count(x)": "==",
        "c.remove(c[1])": "==",
        "c == more * 2": "==",
        "c < more": "==, <",
        "c.sort()": "<",
        "min(c)": "<",
        "c.extend(x)": "iter, next",
        "c += x": "iter, next",
        "c[:] = x": "iter, next",
        "c.extend(own_list)": "iter, next",
        "c += own_list": "iter, next",
        "c[:] = own_list": "iter, next",
    },
    "dict": {
        "c.get(x)": "hash, ==",
        "x in c": "hash, ==",
        "c[x] = 1": "hash, ==",
        "c.pop(x, 1)": "hash, ==",
        "c.setdefault(x, 1)": "hash, ==",
        "c.update(more)": "==",
        "c | more": "==",
        "c |= more": "==",
        "c == c.copy()": "==",
        "c.fromkeys(x)": "iter, hash, next",
        "c.fromkeys((x,))": "hash",
        "dict(((x, 1),))": "hash",
    },
    "dict of str": {
        "c == {**c, '0': x}": "==",
        "x in c.values()": "==",
        "sorted(c.values())": "<",
        "c.update(zip('23', x))": "iter, next",
        "c |= zip('23', x)": "iter, next",
        "dict(zip('23', x))": "iter, next",
        "c.update(own_dict)": "iter, next, hash",
        "c |= own_dict": "iter, next, hash",
        "dict(own_dict)": "iter, next, hash",
    },
    "set": {
        "x in c": "hash, ==",
        "c.add(x)": "hash, ==",
        "c.discard(x)": "hash, ==",
        "c | more": "==",
        "c & more": "==",
        "c - more": "==",
        "c ^ more": "==",
        "c.update(x)": "iter, hash, ==, next",
        "c <= more | c": "==",
        "c.isdisjoint(more)": "==",
        "c.issuperset(more)": "==",
        "c.update(a_dict)": "==",
        "c |= more": "==",
        "c &= more": "==",
        "c -= more": "==",
        "c ^= more": "==",
        "c.union(x)": "iter, hash, ==, next",
        "c.intersection(x)": "iter, hash, ==, next",
        "c.difference(x)": "iter, hash, ==, next",
        "c.symmetric_difference(x)": "iter, hash, next, ==",
    },
    "deque": {
        "x in c": "==",
        "c.index(c[1])": "==",
        "c.count(x)": "==",
        "c.remove(c[1])": "==",
        "c == more * 2": "==",
        "c.extend(x)": "iter, next",
    },
    "bytearray": {
        "c[0] = x": "index",
        "c.append(x)": "index",
        "c.insert(0, x)": "index",
        "c.remove(x)": "index",
        "x in c": "index",
        "c.find(x)": "index",
        "c * x": "index",
        "c.extend(x)": "iter, index, next",
        "c[:] = [x]": "index",
    },
}
"""What does, and which of your methods: each call is a way in for another thread."""


@pytest.mark.parametrize("kind", QUIET)
def test_an_operation_that_calls_nothing_of_yours_is_a_single_step(kind):
    """Written in C, and calling no method of the items: with the GIL no other thread gets its turn
    from its beginning to its end. Without the GIL, what changes a list, dict, set or bytearray, or
    copies a list, dict or set, holds its lock as long; a plain read such as items[0] takes none.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe,
        builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects,
        builtins/threadsafety#thread-safety-for-set-objects,
        builtins/threadsafety#thread-safety-for-bytearray-objects,
        library/collections#collections.deque
    """
    assert {code: ways_in(kind, code) for code in QUIET[kind]} == dict.fromkeys(QUIET[kind], "")


@pytest.mark.parametrize("kind", LOUD)
def test_an_operation_that_calls_your_methods_lets_other_threads_in(kind):
    """The operation compares with __eq__() or __lt__(), asks for __hash__() or __index__(), or
    draws from an iterator: in that code of yours any other thread may get its turn, and change the
    collection.

    Docs: builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects,
        builtins/threadsafety#thread-safety-for-set-objects,
        builtins/threadsafety#thread-safety-for-bytearray-objects
    """
    assert {code: ways_in(kind, code) for code in LOUD[kind]} == LOUD[kind]


def test_keys_that_are_strings_close_the_ways_into_a_dict():
    """str has its __hash__() and __eq__() in C: reading, storing, deleting and setdefault() of a
    dict with such keys call nothing of yours; keys of your own class are hashed and compared.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects
    """
    assert ways_in("dict", "c.setdefault(x, 1)") == "hash, =="
    assert ways_in("dict of str", "c.setdefault('2', x)") == ""


def test_a_plain_list_or_set_is_taken_in_without_a_call_of_your_methods():
    """list.extend() copies a list, and dict.fromkeys() the keys of a set with the hashes that are
    stored in it. A subclass of list is asked for its __iter__(), and the items of a tuple for their
    hashes.

    Docs: builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects
    """
    assert [ways_in("list", f"c.extend({it})") for it in ("more", "own_list")] == ["", "iter, next"]
    assert [ways_in("dict", f"c.fromkeys({it})") for it in ("a_set", "(x,)")] == ["", "hash"]


def test_a_dict_that_iterates_in_its_own_way_is_a_way_into_the_other_dict():
    """dict.update() takes a plain dict in without a call of your methods; a subclass of dict that
    overrides its iteration is asked for its keys() first, and then for each value.

    Docs: builtins/threadsafety#thread-safety-for-dict-objects
    """
    assert ways_in("dict of str", "c.update(more)") == ""
    assert ways_in("dict of str", "c.update(own_dict)") == "iter, next, hash"


def test_the_items_are_compared_in_vain():
    """The items of the scenario have one hash, so that they are compared; none equals another or
    is smaller, so that a search walks to its end. As a number each is the byte "a".

    Docs: reference/datamodel#object.__hash__, reference/datamodel#object.__index__
    """
    one, other = Probe([]), Probe([])

    assert (hash(one), one == other, one == one, one < other) == (1, False, True, False)
    assert bytes([one]) == b"a"


def test_every_line_of_the_table_is_pinned():
    """The operations that the scenario shows are those that the specs of this file expect.

    Docs: none, this is the house's own rule.
    """
    assert {k: kind.code for k, kind in KINDS.items()} == {k: (*QUIET[k], *LOUD[k]) for k in QUIET}


def test_the_demo_tells_this_story(tell):
    """✅ and ❌: what `python -m showcase ways_in` prints, in this order on every run.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    story = []
    for kind in QUIET:
        calls = [f"{code} → {calls}" for code, calls in LOUD[kind].items()]
        story += [f"MainThread | ✅ {kind}: {' │ '.join(QUIET[kind])}"]
        story += [f"MainThread | ❌ {kind}: {' │ '.join(calls)}"]

    assert tell(ways_in_demo.main) == story

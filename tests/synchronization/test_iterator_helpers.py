"""🎟️ One iterator for several threads: a generator does not let two of them in.

The story is told, and runs, in showcase/synchronization/iterator_helpers_demo.py.
"""

import gc
import itertools
import sys
import threading
import weakref
from collections.abc import Generator
from functools import partial

import pytest

from showcase.synchronization import iterator_helpers_demo as demo
from showcase.synchronization.iterator_helpers_demo import (
    Met,
    Serialized,
    all_that_was_shared,
    emptied,
    second_comes_while_first_is_inside,
)
from showcase.utils.stage import may_enter, play

ALREADY_EXECUTING = "ValueError: generator already executing"

NOT_RE_ENTRANT = "RuntimeError: cannot re-enter the tee iterator"

new_in_315 = pytest.mark.since("3.15")
BY_HAND = partial(Serialized, lock=threading.Lock())
SERIALIZERS = [
    pytest.param(demo.behind_a_lock, id="lock by hand"),
    pytest.param(demo.serialize_iterator, id="serialize_iterator", marks=new_in_315),
    pytest.param(demo.synchronized_iterator, id="synchronized_iterator", marks=new_in_315),
]
TEES = [
    pytest.param(demo.tee_behind_one_lock, id="lock by hand"),
    pytest.param(demo.concurrent_tee, id="concurrent_tee", marks=new_in_315),
]


# ── One iterator, each value once ──


@pytest.mark.parametrize(
    ("method", "args"),
    [("__next__", ()), ("send", ("word",)), ("throw", (KeyError(),)), ("close", ())],
    ids=["next", "send", "throw", "close"],
)
def test_a_generator_refuses_a_second_thread_while_it_runs(method, args):
    """Calling __next__(), send(), throw() or close() of a generator raises ValueError while another
    thread is inside it.

    Docs: library/threading#iterator-synchronization
    """
    met = second_comes_while_first_is_inside(demo.generator, method, *args)
    assert met == Met(0, ALREADY_EXECUTING, left=[1, 2], pulled=3)


@pytest.mark.pins("threading.serialize_iterator(iterable)", "threading.synchronized_iterator(func)")
@pytest.mark.parametrize("share", SERIALIZERS)
def test_behind_a_lock_the_second_thread_waits_for_the_next_value(share):
    """A lock around next() of a shared iterator keeps the second thread out until the first one has
    its value.

    Docs: library/threading#threading.serialize_iterator
    """
    assert second_comes_while_first_is_inside(share) == Met(0, 1, left=[2], pulled=3)


@pytest.mark.parametrize("share", SERIALIZERS)
def test_threads_that_share_an_iterator_get_each_value_exactly_once(share):
    """A serialized iterator skips no value, and gives none to two threads.

    Docs: library/threading#threading.serialize_iterator
    """
    iterator, _ = share(number for number in range(200))
    assert all_that_was_shared(iterator, threads=4) == list(range(200))


@pytest.mark.parametrize("share", SERIALIZERS)
def test_a_serialized_iterator_is_an_iterator(share):
    """iter() of a serialized iterator returns the iterator itself, and once exhausted it stays
    exhausted.

    Docs: library/threading#threading.serialize_iterator
    """
    iterator, _ = share(iter("ab"))
    assert iter(iterator) is iterator
    assert [emptied(iterator), emptied(iterator)] == [["a", "b"], []]


def test_an_iterator_that_never_ends_is_not_emptied_for_ever():
    """The scenario takes 500 items at most from an iterator, so that a fault makes a spec fail
    instead of filling the memory.

    Docs: library/itertools#itertools.islice
    """
    assert emptied(itertools.count()) == list(range(500))


@pytest.mark.parametrize(
    "serialize",
    [
        pytest.param(BY_HAND, id="lock by hand"),
        pytest.param(
            getattr(threading, "serialize_iterator", None),
            id="serialize_iterator",
            marks=new_in_315,
        ),
    ],
)
def test_what_is_serialized_may_be_any_iterable(serialize):
    """threading.serialize_iterator(iterable) takes any iterable: it calls iter() when it is
    created, and there raises TypeError for an object that is not iterable.

    Docs: library/threading#threading.serialize_iterator
    """
    assert emptied(serialize(iterable=[1, 2])) == [1, 2]
    with pytest.raises(TypeError, match="not iterable"):
        serialize(iterable=1)


@pytest.mark.since("3.15")
def test_a_serialized_iterator_neither_copies_nor_buffers():
    """threading.serialize_iterator draws one item for each next(), and returns that very object:
    what comes next is still in the wrapped iterator.

    Docs: library/threading#threading.serialize_iterator
    """
    items = [object(), object(), object()]
    source = iter(items)
    shared = threading.serialize_iterator(source)
    assert [next(shared), next(source), next(shared)] == items


@pytest.mark.since("3.15")
def test_a_serialized_iterator_that_asks_itself_would_wait_for_ever():
    """The lock of threading.serialize_iterator is not reentrant: while the wrapped iterator
    computes a value, not even the thread that does so can acquire the lock.

    Docs: undocumented, and the same since Python 3.15.
    """

    def asks_itself():
        yield may_enter(shared._lock)

    shared = threading.serialize_iterator(asks_itself())
    assert next(shared) is False


@pytest.mark.since("3.15")
def test_two_serialized_iterators_around_one_generator_do_not_exclude_each_other():
    """Each threading.serialize_iterator has a lock of its own: while a generator runs for one of
    them, a thread at another one around the same generator is not kept out.

    Docs: undocumented, and the same since Python 3.15.
    """

    def asks_the_others():
        yield [may_enter(each._lock) for each in (one, other)]

    generator = asks_the_others()
    one, other = (threading.serialize_iterator(generator) for _ in range(2))
    assert next(one) == [False, True]


@pytest.mark.since("3.15")
def test_a_serialized_iterator_passes_for_a_generator():
    """A threading.serialize_iterator is an instance of collections.abc.Generator, since it has the
    methods of a generator, even if the wrapped iterator has not.

    Docs: undocumented, and the same since Python 3.15.
    """
    assert isinstance(threading.serialize_iterator([1, 2]), Generator)
    assert not isinstance(iter([1, 2]), Generator)


@pytest.mark.since("3.15")
@pytest.mark.pins(
    "threading.serialize_iterator.send(value)",
    "threading.serialize_iterator.throw(args)",
    "threading.serialize_iterator.close",
)
@pytest.mark.parametrize(
    ("method", "args", "met"),
    [
        pytest.param("send", ("word",), Met(0, 1, [2], 3), id="send: the next value"),
        pytest.param("throw", (KeyError("no"),), Met(0, "KeyError: 'no'", [], 1), id="throw: ends"),
        pytest.param("close", (), Met(0, None, [], 1), id="close: ends"),
    ],
)
def test_serialize_iterator_lets_send_throw_and_close_wait_too(method, args, met):
    """threading.serialize_iterator passes send(), throw() and close() on to the generator, and each
    of them waits while another thread is inside.

    Docs: library/threading#threading.serialize_iterator
    """
    assert second_comes_while_first_is_inside(demo.serialize_iterator, method, *args) == met


@pytest.mark.since("3.15")
def test_what_is_sent_arrives_in_the_generator():
    """threading.serialize_iterator passes send(value) on, so that `value` becomes the result of the
    generator's yield.

    Docs: library/threading#threading.serialize_iterator
    """

    def echo():
        word = None
        while True:
            word = yield word

    shared = threading.serialize_iterator(echo())
    next(shared)
    assert shared.send("hello") == "hello"


@pytest.mark.since("3.15")
@pytest.mark.pins("threading.serialize_iterator.send(value)")
def test_what_is_sent_is_given_by_position_only():
    """The parameter of threading.serialize_iterator.send() is positional-only, as that of the
    send() of a generator: a keyword argument raises TypeError, and the lock is free afterwards.

    Docs: undocumented, and the same since Python 3.15.
    """
    shared = threading.serialize_iterator(number for number in "a")
    with pytest.raises(TypeError, match="keyword"):
        shared.send(value=None)
    assert next(shared) == "a"


@pytest.mark.since("3.15")
@pytest.mark.pins("threading.serialize_iterator.throw(args)", "threading.serialize_iterator.close")
@pytest.mark.parametrize(
    ("method", "args", "answer"),
    [
        pytest.param("throw", (KeyError("no"),), "KeyError('no')", id="throw"),
        pytest.param("close", (), "GeneratorExit()", id="close"),
    ],
)
def test_what_is_thrown_arrives_in_the_generator_whose_answer_comes_back(method, args, answer):
    """threading.serialize_iterator.throw() returns what the generator yields next, and close() what
    the generator returns.

    Docs: library/threading#threading.serialize_iterator
    """

    def answering():
        try:
            yield
        except GeneratorExit as error:
            return repr(error)
        except KeyError as error:
            yield repr(error)

    shared = threading.serialize_iterator(answering())
    next(shared)
    assert getattr(shared, method)(*args) == answer


@pytest.mark.since("3.15")
@pytest.mark.parametrize(
    ("method", "args"),
    [("send", (1,)), ("throw", (KeyError(),)), ("close", ())],
    ids=["send", "throw", "close"],
)
def test_an_iterator_that_is_no_generator_gains_no_methods_of_one(method, args):
    """threading.serialize_iterator has send(), throw() and close() for any iterator, but each
    raises AttributeError if the wrapped iterator lacks that method.

    Docs: undocumented, and the same since Python 3.15.
    """
    with pytest.raises(AttributeError, match=method):
        getattr(threading.serialize_iterator([1, 2]), method)(*args)


@pytest.mark.since("3.15")
def test_an_error_in_the_source_leaves_the_iterator_usable():
    """threading.serialize_iterator releases its lock when the wrapped iterator raises, and the next
    call gets the next value.

    Docs: library/threading#threading.serialize_iterator
    """
    shared = threading.serialize_iterator(map(int, ["x", "7"]))
    with pytest.raises(ValueError, match="invalid literal"):
        next(shared)
    assert next(shared) == 7


# ── synchronized_iterator ──


@pytest.mark.since("3.15")
@pytest.mark.pins("threading.synchronized_iterator(func)")
def test_synchronized_iterator_makes_a_serialized_iterator_of_each_call():
    """threading.synchronized_iterator(func) returns a function that passes its arguments to func,
    and wraps each iterator that func returns in a serialize_iterator.

    Docs: library/threading#threading.synchronized_iterator
    """
    numbers = threading.synchronized_iterator(lambda start, *, stop: iter(range(start, stop)))
    one, other = numbers(1, stop=4), numbers(5, stop=6)
    assert type(one) is type(other) is threading.serialize_iterator
    assert [emptied(one), emptied(other)] == [[1, 2, 3], [5]]


@pytest.mark.since("3.15")
@pytest.mark.pins("threading.synchronized_iterator(func)")
def test_synchronized_iterator_keeps_the_name_and_the_function_that_it_wraps():
    """threading.synchronized_iterator(func) copies the name and the docstring of func, and keeps
    func as __wrapped__.

    Docs: library/threading#threading.synchronized_iterator
    """

    def squares():
        """Square numbers."""
        yield 1

    wrapped = threading.synchronized_iterator(func=squares)
    assert (wrapped.__name__, wrapped.__doc__) == ("squares", "Square numbers.")
    assert wrapped.__wrapped__ is squares


@pytest.mark.since("3.15")
def test_synchronized_iterator_can_decorate_a_method():
    """threading.synchronized_iterator may decorate a method, which is then called with self.

    Docs: library/threading#threading.synchronized_iterator
    """

    class Shelf:
        @threading.synchronized_iterator
        def loaves(self, number):
            yield from [self] * number

    shelf = Shelf()
    loaves = shelf.loaves(2)
    assert type(loaves) is threading.serialize_iterator
    assert emptied(loaves) == [shelf, shelf]


@pytest.mark.since("3.15")
def test_synchronized_iterator_wants_a_function_that_returns_an_iterable():
    """The function that threading.synchronized_iterator(func) returns raises TypeError, when it is
    called, if func returns an object that is not iterable.

    Docs: undocumented, and the same since Python 3.15.
    """
    wrapped = threading.synchronized_iterator(int)
    with pytest.raises(TypeError, match="not iterable"):
        wrapped(1)


# ── concurrent_tee: all values for everyone ──


def test_a_branch_of_tee_refuses_a_thread_while_another_branch_draws():
    """The branches of itertools.tee draw from one source, and raise RuntimeError if two threads
    draw at the same time.

    Docs: library/itertools#itertools.tee
    """
    met = second_comes_while_first_is_inside(demo.tee)
    assert met == Met(0, NOT_RE_ENTRANT, left=[0, 1, 2], pulled=3)


@pytest.mark.pins("threading.concurrent_tee(iterable, n)")
@pytest.mark.parametrize("share", TEES)
def test_behind_one_lock_the_second_branch_waits_for_the_same_value(share):
    """threading.concurrent_tee lets one thread at a time draw from the source: a thread at a second
    branch waits, and then gets the value that the first one drew.

    Docs: library/threading#threading.concurrent_tee
    """
    assert second_comes_while_first_is_inside(share) == Met(0, 0, left=[1, 2], pulled=3)


@pytest.mark.since("3.15")
@pytest.mark.pins("threading.concurrent_tee(n)")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_each_branch_yields_every_value_in_order(n):
    """threading.concurrent_tee(iterable, n) returns a tuple of n iterators over the whole source.

    Docs: library/threading#threading.concurrent_tee
    """
    branches = threading.concurrent_tee(iterable=iter("abc"), n=n)
    assert [emptied(branch) for branch in branches] == [["a", "b", "c"]] * n
    assert type(branches) is tuple


@pytest.mark.since("3.15")
@pytest.mark.pins("threading.concurrent_tee(n)")
def test_a_tee_has_two_branches_unless_told_otherwise():
    """The n of threading.concurrent_tee is 2 by default.

    Docs: library/threading#threading.concurrent_tee
    """
    assert len(threading.concurrent_tee("abc")) == 2


@pytest.mark.since("3.15")
def test_a_tee_with_no_branches_is_an_empty_tuple():
    """threading.concurrent_tee(iterable, 0) returns an empty tuple, and accepts any object as the
    iterable.

    Docs: library/threading#threading.concurrent_tee
    """
    assert threading.concurrent_tee(None, 0) == ()


@pytest.mark.since("3.15")
def test_a_tee_with_less_than_no_branches_is_refused():
    """threading.concurrent_tee raises ValueError for a negative n.

    Docs: library/threading#threading.concurrent_tee
    """
    with pytest.raises(ValueError, match="non-negative"):
        threading.concurrent_tee("abc", -1)


@pytest.mark.since("3.15")
def test_a_tee_keeps_a_value_until_every_branch_has_it():
    """threading.concurrent_tee draws nothing in advance, and buffers a value until the last branch
    has taken it.

    Docs: library/threading#threading.concurrent_tee
    """
    assert demo.kept_by(threading.concurrent_tee) == [False, True, False]


@pytest.mark.since("3.15")
def test_a_tee_keeps_what_a_branch_has_not_taken_until_the_branch_is_dropped():
    """threading.concurrent_tee buffers all that a branch which nobody reads has not taken, and
    frees it with that branch.

    Docs: library/threading#threading.concurrent_tee
    """
    kept = weakref.WeakSet()

    def items():
        for _ in range(3):
            item = demo.Item()
            kept.add(item)
            yield item

    ahead, behind = threading.concurrent_tee(items())
    assert [len(emptied(ahead)), len(kept)] == [3, 3]
    del behind
    gc.collect()
    assert len(kept) == 0


def test_an_ordinary_tee_keeps_a_value_longer():
    """itertools.tee draws nothing in advance either, but still holds a value in memory when both
    branches have moved past it.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.kept_by(itertools.tee) == [False, True, True]


@pytest.mark.since("3.15")
def test_a_branch_that_lags_takes_what_is_there_while_another_one_draws():
    """A branch of threading.concurrent_tee for which a value is buffered yields it at once, even
    while another thread holds the lock to draw the next value.

    Docs: undocumented, and the same since Python 3.15.
    """
    ahead, behind = threading.concurrent_tee("ab")
    next(ahead)
    with ahead.lock:
        assert play(lambda: next(behind)) == ["a"]


@pytest.mark.since("3.15")
def test_an_error_in_the_source_reaches_one_branch_of_a_tee_only():
    """threading.concurrent_tee passes an error of the source on to the branch that draws, keeps
    nothing of it for the others, and releases its lock: each branch can go on.

    Docs: undocumented, and the same since Python 3.15.
    """
    one, other = threading.concurrent_tee(map(int, ["1", "x", "3"]))
    assert next(one) == 1
    with pytest.raises(ValueError, match="invalid literal"):
        next(one)
    assert [emptied(one), emptied(other)] == [[3], [1, 3]]


@pytest.mark.since("3.15")
def test_a_tee_wants_an_iterable():
    """threading.concurrent_tee(iterable) raises TypeError for an object that is not iterable, when
    it is called and not at the first next().

    Docs: undocumented, and the same since Python 3.15.
    """
    with pytest.raises(TypeError, match="not iterable"):
        threading.concurrent_tee(1)


@pytest.mark.since("3.15")
def test_a_tee_of_a_branch_starts_where_the_branch_stands():
    """threading.concurrent_tee of a branch returns branches that begin at its current position, and
    takes nothing away from that branch.

    Docs: undocumented, and the same since Python 3.15.
    """
    branch, _ = threading.concurrent_tee("abc")
    next(branch)
    copies = threading.concurrent_tee(branch)
    assert [emptied(each) for each in (*copies, branch)] == [["b", "c"]] * 3


@pytest.mark.since("3.15")
def test_a_branch_is_its_own_iterator():
    """iter() of a branch of threading.concurrent_tee is that branch.

    Docs: library/threading#threading.concurrent_tee
    """
    branch, _ = threading.concurrent_tee("abc")
    assert iter(branch) is branch


@pytest.mark.since("3.15")
def test_a_branch_that_threads_share_can_be_serialized():
    """A branch of threading.concurrent_tee is meant for one thread at a time;
    threading.serialize_iterator around it gives several threads each value once.

    Docs: library/threading#threading.concurrent_tee
    """
    one, other = threading.concurrent_tee(range(200))
    assert all_that_was_shared(threading.serialize_iterator(one), threads=4) == list(range(200))
    assert emptied(other) == list(range(200))


# ── Before Python 3.15 ──


@pytest.mark.before("3.15")
@pytest.mark.parametrize(
    ("share", "helper", "taken"),
    [
        pytest.param(demo.serialize_iterator, BY_HAND, ["a", "b"], id="serialize_iterator"),
        pytest.param(
            demo.synchronized_iterator,
            lambda function: lambda: BY_HAND(function()),
            ["a", "b"],
            id="synchronized_iterator",
        ),
        pytest.param(demo.concurrent_tee, itertools.tee, ["a", "a"], id="concurrent_tee"),
    ],
)
def test_before_3_15_threading_has_no_helper_and_one_by_hand_takes_its_place(
    share, helper, taken, monkeypatch
):
    """Before Python 3.15 the module threading has no serialize_iterator, synchronized_iterator or
    concurrent_tee: using one raises AttributeError, and a function of the same name, written by
    hand, does the work.

    Docs: library/threading#iterator-synchronization
    """
    with pytest.raises(AttributeError, match="has no attribute"):
        share(iter("ab"))
    monkeypatch.setattr(threading, share.__name__, helper, raising=False)

    assert [next(end) for end in share(iter("ab"))] == taken


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase iterator_helpers` prints, in this order on every run.

    Docs: library/threading#iterator-synchronization
    """
    assert tell(demo.main) == [
        "MainThread | 🚪 two threads, one generator",
        "first | I get 0",
        f"MainThread | ❌ the second: {ALREADY_EXECUTING}",
        "MainThread | 🔒 the same behind a lock",
        "first | I get 0",
        "MainThread | ✅ the second: 1",
        "MainThread | 🚪 a branch of tee() for each",
        "first | I get 0",
        f"MainThread | ❌ the second: {NOT_RE_ENTRANT}",
        "MainThread | 🔒 the same behind one lock",
        "first | I get 0",
        "MainThread | ✅ the second: 0",
        f"MainThread | 🧰 does threading bring the helpers? {sys.version_info >= (3, 15)}",
    ]

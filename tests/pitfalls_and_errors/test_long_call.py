"""🪨 Long call: one call in C, and nobody else gets on.

The story is told, and runs, in showcase/pitfalls_and_errors/long_call_demo.py.
"""

import hashlib

import pytest

from showcase.pitfalls_and_errors import long_call_demo
from showcase.pitfalls_and_errors.long_call_demo import (
    KEEPING,
    Moves,
    digests,
    gets_on,
    is_seen_moving,
    matches,
    powers,
    sums,
)
from showcase.utils.stage import gil_is_on


@pytest.mark.needs("gil")
@pytest.mark.parametrize("name", KEEPING)
def test_nobody_gets_on_during_a_call_that_keeps_the_gil(name):
    """A call of pow(), sum() or Pattern.fullmatch() keeps the GIL: a thread that is ready to run
    all the time makes no step during the call, and makes some between two calls.

    Docs: library/threading#gil-and-performance-considerations
    """
    assert gets_on(KEEPING[name](), at_most=2) == Moves(during=0, between=2)


@pytest.mark.needs("gil")
def test_one_call_sees_nobody_else_move_with_the_gil():
    """With the GIL no other thread runs during a single call in C: any(map(...)), which looks
    100,000 times at what another thread counts, never sees it change.

    Docs: library/threading#gil-and-performance-considerations
    """
    assert not is_seen_moving(looks=100_000)


@pytest.mark.needs("no_gil")
def test_one_call_sees_others_move_without_the_gil():
    """Without the GIL other threads run during a call in C: any(map(...)), which looks again and
    again at what another thread counts, sees it change.

    Docs: library/threading#gil-and-performance-considerations
    """
    assert is_seen_moving(looks=10**9)


def test_others_get_on_during_a_call_that_gives_up_the_gil():
    """hashlib.sha256() releases the GIL while it computes the digest of a large buffer, so another
    thread runs during the call.

    Docs: library/hashlib#usage
    """
    assert gets_on(digests(), at_most=1_000).during == 1


@pytest.mark.needs("gil")
def test_a_digest_of_a_small_buffer_keeps_the_gil():
    """hashlib.sha256() keeps the GIL for 2047 bytes or less: no other thread runs during the call.

    Docs: library/hashlib#usage
    """
    assert gets_on(digests(size=2047), at_most=2) == Moves(during=0, between=2)


@pytest.mark.needs("gil")
def test_a_long_call_that_is_cut_in_pieces_lets_others_on():
    """Four calls of sum() for a quarter of the numbers each let another thread run four times,
    after each call; one call for all of them lets it run once.

    Docs: library/threading#gil-and-performance-considerations
    """
    assert gets_on(sums(400_000), at_most=1) == Moves(during=0, between=1)
    assert gets_on(sums(100_000), at_most=4) == Moves(during=0, between=4)


def test_the_calls_are_what_they_are_called():
    """The calls of the scenario are a power, a sum, a pattern that does not match, and a digest.

    Docs: builtins/functions#pow, builtins/functions#sum, library/re#re.Pattern.fullmatch
    """
    assert next(powers(5)) == 243
    assert next(sums(5)) == 10
    assert next(matches(5)) is None
    assert next(digests(5)).digest() == hashlib.sha256(bytes(5)).digest()


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase long_call` prints, in this order on every run.

    Docs: library/threading#gil-and-performance-considerations
    """
    if gil_is_on():
        expected = [
            "❌ powers: others get on during 0 of 1",
            "❌ sums: others get on during 0 of 1",
            "❌ matches: others get on during 0 of 1",
            "✅ digests: others get on during 1",
            "❌ in C, others are seen moving: False",
        ]
    else:
        expected = [
            "✅ there is no GIL: nobody has to wait for a call that keeps it",
            "✅ digests: others get on during 1",
            "✅ in C, others are seen moving: True",
        ]
    assert tell(long_call_demo.main) == [f"MainThread | {line}" for line in expected]

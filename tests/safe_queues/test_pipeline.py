"""🏗️ Pipeline: three stages, two queues between them, and an end that is passed on.

The story is told, and runs, in showcase/safe_queues/pipeline_demo.py.
"""

import pytest

from showcase.safe_queues import pipeline_demo
from showcase.safe_queues.pipeline_demo import Observed, careful_stage, careless_stage, pipeline

both_stages = pytest.mark.parametrize("stage", [careless_stage, careful_stage])


@both_stages
def test_the_sentinel_travels_through_all_stages(stage):
    """Each stage of a pipeline passes the sentinel from its inbox Queue on to its outbox Queue, and
    then ends.

    Docs: builtins/functions#iter, library/queue#queue.Queue.get
    """
    assert pipeline([1, 2, 3, 4], stage) == Observed(results=(1, 4, 9, 16), error="none", stuck=())


@both_stages
def test_a_pipeline_without_items_ends_too(stage):
    """If the source puts only the sentinel into the first Queue, all three stages end.

    Docs: builtins/functions#iter, library/queue#queue.Queue.get
    """
    assert pipeline([], stage) == Observed(results=(), error="none", stuck=())


@both_stages
def test_no_item_is_taken_for_the_sentinel(stage):
    """iter(q.get, sentinel) stops at an item equal to the sentinel; None, 0 and '' are not equal to
    an object(), so they pass through as items.

    Docs: builtins/functions#iter, reference/expressions#value-comparisons
    """
    assert pipeline([None, 0, ""], stage, work=repr).results == ("None", "0", "''")


def test_a_stage_that_dies_leaves_its_neighbours_waiting():
    """If the middle stage dies, the source blocks for ever in Queue.put() and the sink in
    Queue.get().

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.get
    """
    observed = pipeline((1, 2, "three", 4, 5), careless_stage)
    assert observed == Observed(results=(1, 4), error="TypeError", stuck=("source", "sink"))


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param((1, 2, "three", 4, 5), id="in the middle"),
        pytest.param((1, 2, "last"), id="at the end"),
    ],
)
def test_a_stage_that_cleans_up_lets_its_neighbours_leave(numbers):
    """A failing stage that drains its inbox Queue and passes the sentinel on lets all threads end.

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.get
    """
    assert pipeline(numbers, careful_stage) == Observed(results=(1, 4), error="TypeError", stuck=())


@pytest.mark.parametrize(
    ("numbers", "stuck"),
    [
        pytest.param(["bad"], ("sink",), id="the sentinel fits in"),
        pytest.param(["bad", 1], ("source", "sink"), id="the sentinel does not"),
    ],
)
def test_the_source_is_stuck_only_with_more_than_the_queue_has_room_for(numbers, stuck):
    """After the middle stage dies, Queue.put() blocks the source only once the Queue is full.

    Docs: library/queue#queue.Queue.put
    """
    assert pipeline(numbers, careless_stage) == Observed(results=(), error="TypeError", stuck=stuck)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase pipeline` prints, in this order on every run.

    Docs: library/queue
    """
    assert tell(pipeline_demo.main) == [
        "MainThread | 😵 ❌ the middle stage dies of a bad item",
        "MainThread | results: (1, 4), error: TypeError, stuck: source, sink",
        "MainThread | 🧹 ✅ it drains its inbox and passes the sentinel on",
        "MainThread | results: (1, 4), error: TypeError, stuck: nobody",
        "MainThread | 🏗️ ✅ no bad item",
        "MainThread | results: (1, 4, 9, 16, 25), error: none, stuck: nobody",
    ]

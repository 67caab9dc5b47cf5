"""🏃 Runaway job: you have given it up, and it runs on.

The story is told, and runs, in showcase/pitfalls_and_errors/runaway_job_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import runaway_job_demo


@pytest.mark.pins("concurrent.futures.Future.result(timeout)", "concurrent.futures.TimeoutError")
def test_a_result_that_timed_out_does_not_stop_the_job():
    """Future.result(timeout) raises TimeoutError when the time is up, and the job runs on to its
    end.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    said, fate = runaway_job_demo.given_up("result")
    assert (said, fate) == ("TimeoutError", "ran to its end")


@pytest.mark.pins("concurrent.futures.Future.cancel")
def test_a_job_that_has_begun_cannot_be_cancelled():
    """Future.cancel() returns False for a job that is running, and the job runs on to its end.

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    said, fate = runaway_job_demo.given_up("cancel")
    assert (said, fate) == ("False", "ran to its end")


@pytest.mark.parametrize(("how", "said"), [("result", "TimeoutError"), ("cancel", "False")])
def test_a_job_that_looks_at_an_event_can_be_stopped(how, said):
    """Cooperative cancellation: a job that tests an Event and ends when the Event is set can be
    stopped, also when Future.result(timeout) or Future.cancel() has given it up.

    Docs: library/threading#event-objects
    """
    assert runaway_job_demo.given_up(how, cooperative=True) == (said, "stopped")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase runaway_job` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    assert tell(runaway_job_demo.main) == [
        "MainThread | ❌ ⏳ result(timeout) said TimeoutError, and the job ran to its end",
        "MainThread | ❌ 🛑 cancel() said False, and the job ran to its end",
        "MainThread | ✅ 🛑 and an Event was set: cancel() said False, the job stopped",
    ]

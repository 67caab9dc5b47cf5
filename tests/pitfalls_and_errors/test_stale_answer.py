"""🕰️ Stale answer: it was true when it was asked, and is not when it is used.

The story is told, and runs, in showcase/pitfalls_and_errors/stale_answer_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import stale_answer_demo


@pytest.mark.pins("threading.Lock.locked")
def test_a_lock_that_was_not_locked_is_taken_before_one_takes_it():
    """Lock.locked() tells what was so during the call: if another thread takes the Lock right after
    that, acquire(blocking=False) returns False.

    Docs: library/threading#threading.Lock.locked
    """
    assert stale_answer_demo.take_a_lock_that_was_free(look_first=True) == [True, False]


@pytest.mark.pins("threading.Lock.acquire(blocking)")
def test_acquire_without_blocking_asks_and_takes_in_one_step():
    """Lock.acquire(blocking=False) tests and takes the Lock in one step: if it returns True, the
    caller has the Lock, and no other thread can come in between.

    Docs: library/threading#threading.Lock.acquire
    """
    assert stale_answer_demo.take_a_lock_that_was_free(look_first=False) == [True]


@pytest.mark.pins("threading.Thread.is_alive")
def test_a_thread_that_was_alive_has_ended_when_it_gets_a_job():
    """Thread.is_alive() tells what was so during the call: if the thread ends right after that, a
    queue still accepts a job for it, and nobody does the job.

    Docs: library/threading#threading.Thread.is_alive
    """
    said = stale_answer_demo.job_that_comes_too_late(look_first=True)
    assert said == "alive: True, then False, jobs for nobody: 1"


@pytest.mark.pins("concurrent.futures.Executor.submit(fn)")
def test_submit_refuses_a_job_that_comes_too_late():
    """Executor.submit() tests and hands over in one step: after shutdown() it raises RuntimeError,
    and accepts no job that nobody would do.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert stale_answer_demo.job_that_comes_too_late(look_first=False) == "RuntimeError"


def test_a_key_that_a_weak_mapping_has_is_gone_when_it_is_used():
    """An entry of a WeakValueDictionary is gone as soon as another thread drops the last reference
    to the value, so a key that was just found may raise KeyError.

    Docs: library/weakref#weakref.WeakValueDictionary
    """
    assert stale_answer_demo.use_a_cached_picture(keep_it=False) == "found True, then KeyError"


def test_a_strong_reference_keeps_the_entry_of_a_weak_mapping():
    """WeakValueDictionary.get() returns a strong reference: as long as the caller keeps it, the
    entry stays.

    Docs: library/weakref#weakref.WeakValueDictionary
    """
    assert stale_answer_demo.use_a_cached_picture(keep_it=True) == "found True, then used True"


@pytest.mark.needs("posix_signals")
def test_a_descriptor_that_is_closed_twice_closes_the_file_of_a_stranger():
    """os.close(number) closes whichever file has that number now. POSIX gives the lowest free
    number to the next file that is opened, and a second os.close(number) closes that file.

    Docs: library/os#os.close
    """
    assert stale_answer_demo.close_a_file_twice(by_number=True) == (
        "number given again: True, then closed under the stranger"
    )


def test_a_file_object_closes_once():
    """close() of a file object does nothing if the object is closed already, even if another file
    has the number of its descriptor by then.

    Docs: library/io#io.IOBase.close
    """
    assert stale_answer_demo.close_a_file_twice(by_number=False) == (
        "number given again: True, and the stranger is open"
    )


def test_a_comparison_does_not_notice_what_went_and_came_back():
    """The ABA problem: a compare-and-set of the top of a stack succeeds if A is on top again,
    though A and B were popped and A was pushed back meanwhile: B, which is not in the stack any
    more, becomes the top.

    Docs: none, the standard library has no compare-and-set.
    """
    assert stale_answer_demo.pop_after_a_detour(count=False) == "BC"


def test_a_count_of_changes_makes_the_same_value_a_different_one():
    """A compare-and-set that also compares a number which grows with every change fails if A has
    left the stack and come back, so pop() starts again, and only A is popped.

    Docs: none, the standard library has no compare-and-set.
    """
    assert stale_answer_demo.pop_after_a_detour(count=True) == "C"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase stale_answer` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(stale_answer_demo.main) == [
        "MainThread | ❌ it is free: True, it is mine: False",
        "MainThread | ✅ it is mine: True",
        "MainThread | ❌ is_alive(), then a job: alive: True, then False, jobs for nobody: 1",
        "MainThread | ✅ submit() to a pool: RuntimeError",
        "MainThread | ❌ `key in` a weak mapping: found True, then KeyError",
        "MainThread | ✅ get(), and keep it: found True, then used True",
        "MainThread | ❌ os.close(number), twice: "
        "number given again: True, then closed under the stranger",
        "MainThread | ✅ file.close(), twice: number given again: True, and the stranger is open",
        "MainThread | ❌ A is on top again: the stack is BC",
        "MainThread | ✅ A is on top again, two changes later: the stack is C",
    ]

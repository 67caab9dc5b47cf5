"""📭 Lost wake-up: the call came, and nobody was listening.

A notify wakes whoever waits at this moment; it is remembered by nobody. What is remembered is the
state: so look at the state, under the lock, before each wait and after each wake-up.

    the mistake                              ❌                         ✅
    ───────────────────────────────────────  ─────────────────────────  ────────────────────────
    wait() without a look at the state       notified before: sleeps    wait_for(): walks on
    the look is not under the lock           notified in the gap        look and wait under it
    notify() first, then the change          wakes, looks, sleeps       change first
    `if` around wait()                       goes on with nothing       `while`, or wait_for()
    notify() with two kinds of waiters       wakes the wrong one        notify_all(), or two
                                                                        Conditions
    Event: handle, then clear()              a set() is wiped out       clear(), then handle
    the answer of a timed wait is ignored    goes on with nothing       look at it

TL;DR  with condition: condition.wait_for(lambda: state)   …and change the state under the same
       lock before you notify.

Run    python -m showcase.pitfalls_and_errors.lost_wakeup_demo
Specs  tests/pitfalls_and_errors/test_lost_wakeup.py
Next   thread_leak_demo.py: the thread that waits for ever costs memory
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from contextlib import nullcontext
from dataclasses import dataclass
from threading import Condition, Event, Lock, Thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()

SHORT = 0.01
"""Seconds that a sleeper waits whom nobody will wake: in life it would be for ever."""


# 1 ── The notify comes before the wait ────────────────────────────────────────


def notified_before_the_wait(looks_first: bool) -> bool:
    """The bread is baked and notified; only then the customer comes. Is he served?"""
    ready = Condition()
    with ready:
        bread = True
        ready.notify()  # nobody is there to hear it

    with ready:
        if looks_first:
            return ready.wait_for(lambda: bread, SHORT)
        return ready.wait(SHORT)


def notified_in_the_gap(looks_under_the_lock: bool) -> bool:
    """The baker comes between the customer's look and his wait, if he can. Is he served?

    Args:
        looks_under_the_lock: the customer holds the lock from the look to the wait.
    """
    ready = Condition()
    bread = False
    has_looked = Cue()
    baker_is_settled = Cue()  # he has notified, or he has found the lock taken

    def customer() -> bool:
        with ready if looks_under_the_lock else nullcontext():
            there = bread
            has_looked.set()
            baker_is_settled.wait()
            with nullcontext() if looks_under_the_lock else ready:
                # Under the lock the wait ends by the notify; the limit is a fuse then.
                return there or (ready.wait(PATIENCE if looks_under_the_lock else SHORT) and bread)

    def baker() -> None:
        nonlocal bread
        has_looked.wait()
        if not ready.acquire(blocking=False):
            baker_is_settled.set()
            ready.acquire()
        bread = True
        ready.notify()
        ready.release()
        baker_is_settled.set()

    return bool(play(baker, customer)[1])


def notified_too_early(change_first: bool) -> bool:
    """The baker notifies, and changes the state outside the lock; before that, or after it.

    Returns whether the customer, who looks under the lock and waits in a loop, is served by
    that notify.
    """
    ready = Condition()
    bread = False
    sleeps: list[str] = []  # how often the customer went to sleep
    served = False

    def customer() -> None:
        nonlocal served
        with ready:
            while not bread:
                sleeps.append("good night")
                ready.wait()
            served = True

    def baker() -> bool:
        nonlocal bread
        until(lambda: len(sleeps) == 1, "the customer going to sleep")
        if change_first:
            bread = True
        with ready:
            ready.notify()
        until(lambda: len(sleeps) == 2 or served, "the customer looking again")
        bread = True
        with ready:  # only he who sleeps lets us in: what is seen now would last for ever
            seen = served
            ready.notify()
        return seen

    return bool(play(baker, customer)[0])


# 2 ── The wake-up is for somebody else ────────────────────────────────────────


def woken_for_nothing(loop: bool) -> bool:
    """A customer is woken though there is no bread. Is there some when he goes on?

    Args:
        loop: `while not bread: wait()`, and not `if not bread: wait()`.
    """
    ready = Condition()
    bread = False
    sleeps = 0
    went_on = Cue()

    def customer() -> bool:
        nonlocal sleeps
        with ready:
            while not bread:
                sleeps += 1
                ready.wait()
                if not loop:
                    break
            went_on.set()
            return bread

    def baker() -> None:
        nonlocal bread
        until(lambda: sleeps == 1, "the customer going to sleep")
        with ready:
            ready.notify_all()  # news, but no bread
        until(lambda: sleeps == 2 or went_on.is_set(), "the customer awake")
        with ready:
            bread = True
            ready.notify_all()

    return bool(play(baker, customer)[1])


@dataclass(frozen=True)
class Call:
    """Whom a call woke, and who was served."""

    woken: tuple[str, ...]
    served: tuple[str, ...]


def call_for_coffee(to_all: bool = False, a_condition_each: bool = False) -> Call:
    """Tea and coffee drinkers wait, tea first; coffee comes, with one call. Whom does it reach?

    Args:
        to_all: notify_all(), and not notify().
        a_condition_each: a Condition for each kind of waiter, on one lock.
    """
    lock = Lock()
    tea_is_ready = Condition(lock)
    coffee_is_ready = Condition(lock) if a_condition_each else tea_is_ready
    pot: set[str] = set()
    asleep: list[str] = []
    woken: list[str] = []
    served: list[str] = []

    def drinker(drink: str, ready: Condition) -> None:
        with lock:
            asleep.append(drink)
            while drink not in pot:
                ready.wait()
                woken.append(drink)
            served.append(drink)

    def tea() -> None:
        drinker("tea", tea_is_ready)

    def coffee() -> None:
        until(lambda: asleep == ["tea"], "the tea drinker going to sleep")
        drinker("coffee", coffee_is_ready)

    def waiter() -> Call:
        until(lambda: len(asleep) == 2, "both going to sleep")
        with lock:  # only wait() gives the lock up: both are asleep
            pot.add("coffee")
            coffee_is_ready.notify_all() if to_all else coffee_is_ready.notify()
        until(lambda: len(woken) == 1 + to_all, "whoever was called")
        with lock:  # each of them was served or is asleep again
            call = Call(tuple(sorted(woken)), tuple(served))
            pot.add("tea")
            tea_is_ready.notify_all()
        return call

    call: Call = play(waiter, coffee, tea)[0]
    return call


# 3 ── Events, and timed waits ─────────────────────────────────────────────────


def jobs_by_round(clear_first: bool) -> list[list[str]]:
    """A second job comes when the worker has handled the first, and has not cleared his Event.

    Args:
        clear_first: he clears it before he handles the jobs, and not after that.

    Returns which jobs were handled, each time that the Event said that there are some.
    """
    work_is_there = Event()
    jobs = ["first"]
    work_is_there.set()
    has_handled, second_is_in = Cue(), Cue()
    rounds: list[list[str]] = []

    def worker() -> None:
        while work_is_there.is_set() and len(rounds) < 3:  # in life: wait(), and for ever
            if clear_first:
                work_is_there.clear()
            rounds.append(jobs.copy())
            jobs.clear()
            has_handled.set()
            second_is_in.wait()
            if not clear_first:
                work_is_there.clear()

    def client() -> None:
        has_handled.wait()
        jobs.append("second")
        work_is_there.set()
        second_is_in.set()

    play(client, worker)
    return rounds


def cook_after_a_timed_wait(looks_at_the_answer: bool) -> str:
    """No order comes within the time; wait_for() says so. Does the cook listen?"""
    orders: list[str] = []
    an_order_is_in = Condition()
    with an_order_is_in:
        came = an_order_is_in.wait_for(lambda: orders, SHORT)
        if looks_at_the_answer and not came:
            return "no order came"
        try:
            return f"cooks {orders.pop()}"
        except IndexError:
            return "IndexError"


def alive_after_join(timeout: float) -> tuple[object, bool]:
    """Join a thread that has not ended yet; returns what join() says, and the truth.

    Args:
        timeout: seconds. join() returns None, whether the thread has ended or not.
    """
    go_home = Cue()
    thread = Thread(target=go_home.wait)
    thread.start()
    answer = thread.join(timeout)  # type: ignore[func-returns-value]  # that is the point
    alive = thread.is_alive()
    go_home.set()
    thread.join()
    return answer, alive


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("❌ wait() after the notify: served %s", notified_before_the_wait(looks_first=False))
    log.info("✅ wait_for() after the notify: served %s", notified_before_the_wait(True))
    log.info("❌ a look outside the lock: served %s", notified_in_the_gap(False))
    log.info("✅ a look under the lock: served %s", notified_in_the_gap(True))
    log.info("❌ notify(), then the change: served %s", notified_too_early(change_first=False))
    log.info("✅ the change, then notify(): served %s", notified_too_early(change_first=True))
    log.info("❌ woken in an `if`: there is bread %s", woken_for_nothing(loop=False))
    log.info("✅ woken in a `while`: there is bread %s", woken_for_nothing(loop=True))
    for title, call in [
        ("❌ notify()", call_for_coffee()),
        ("✅ notify_all()", call_for_coffee(to_all=True)),
        ("✅ a Condition each", call_for_coffee(a_condition_each=True)),
    ]:
        served = " and ".join(call.served) or "nobody"
        log.info("%s for coffee wakes %s, serves %s", title, " and ".join(call.woken), served)
    log.info("❌ handle, then clear(): %s", jobs_by_round(clear_first=False))
    log.info("✅ clear(), then handle: %s", jobs_by_round(clear_first=True))
    log.info("❌ nobody looked at what wait_for() said: %s", cook_after_a_timed_wait(False))
    log.info("✅ somebody did: %s", cook_after_a_timed_wait(True))
    log.info("❌ join(timeout) said %s, and it is alive: %s", *alive_after_join(SHORT))


if __name__ == "__main__":
    run(main)

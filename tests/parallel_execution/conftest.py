"""What specs of several files watch: the lock under which threads are listed, and the clock."""

import threading
import time

import pytest


class CountingLock:
    """Stands in for a lock, and counts how often it is taken by `with`."""

    def __init__(self, lock):
        self.lock, self.taken = lock, 0

    def __enter__(self):
        self.lock.acquire()
        self.taken += 1

    def __exit__(self, *exc_info):
        self.lock.release()


@pytest.fixture
def listing(monkeypatch):
    """The lock that guards the list of threads, counted."""
    lock = CountingLock(threading._active_limbo_lock)
    monkeypatch.setattr(threading, "_active_limbo_lock", lock)
    return lock


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a spec moves it: clock(200) moves it on by 200 seconds."""
    now = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move

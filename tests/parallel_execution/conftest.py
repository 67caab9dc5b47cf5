"""What specs of several files watch: the lock under which threads are listed."""

import threading

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

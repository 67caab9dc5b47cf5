"""What the litmus tests share: a sample in real threads, and its place in the report."""

import logging

import pytest

from showcase.utils.verdicts import examine


@pytest.fixture
def sampled(record_property):
    """sampled(name, litmus): 100 runs by luck; how often each outcome was seen is reported."""

    def sampled(name, litmus):
        rows = examine(litmus, samples=100)
        for row in rows:
            seen = f"seen {row.seen} of 100, {row.schedules} schedules"
            text = f"{row.verdict.value} {row.why}: {seen}"
            record_property(f"{name} {row.outcome}", text)
            logging.getLogger("showcase").info("%s %s: %s", name, row.outcome, text)
        return rows

    return sampled

"""🧪 What every benchmark gets: its group, what the reader has to know, and a place for claims."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.measure import Crowd, Group, Sides, facts, interpreter, load
from tests.benchmarks.server import Server

HERE = Path(__file__).parent
ORDER = ("io", "cpu", "overhead", "locks", "queues")
_LOAD = pytest.StashKey[Any]()
_CLAIMS = pytest.StashKey[list[dict[str, str]]]()


def pytest_configure(config: pytest.Config) -> None:
    """The load before anything was measured."""
    config.stash[_LOAD] = load()
    config.stash[_CLAIMS] = []
    config.pluginmanager.register(Claims(config.stash[_CLAIMS]), "benchmark claims")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order in which a reader wants them: what threads bring first, then what they cost."""
    ours = [item for item in items if item.path.parent == HERE]
    if len(ours) == len(items):
        items.sort(key=lambda item: ORDER.index(item.path.stem[len("test_") : -len("_benchmark")]))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Processes are tracked by one more process, which lives as long as this one: start it now."""
    if os.name == "posix" and any(item.path.parent == HERE for item in session.items):
        resource_tracker.ensure_running()


class Claims:
    """Collects what the specs without a benchmark have claimed, and measured."""

    def __init__(self, claims: list[dict[str, str]]) -> None:
        self.claims = claims

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the outcome, with what was measured, in words."""
        told = dict(report.user_properties)
        if "claim" in told and (report.when == "call" or report.skipped):
            self.claims.append(
                {
                    "claim": str(told["claim"]),
                    "group": str(told["group"]),
                    "measured": str(told.get("measured", "")),
                    "outcome": report.outcome,
                }
            )


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_machine_info(
    config: pytest.Config, machine_info: dict[str, Any]
) -> None:
    """The interpreter, its GIL, the cores, and the load before and after."""
    machine_info.update(
        facts(), interpreter=interpreter(), load=[config.stash[_LOAD], load()], node=""
    )


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_json(
    config: pytest.Config, benchmarks: object, output_json: dict[str, Any]
) -> None:
    """The claims stand beside the numbers."""
    output_json["claims"] = config.stash[_CLAIMS]


Measure = Callable[..., Any]
SECONDS = 2.0
"""No benchmark takes much longer, however slow the machine …"""
LEAST = 4
"""… but this many rounds it gets."""


@pytest.fixture(name="measure")
def _measure(benchmark: Any) -> Measure:
    """measure(group, function, rounds=10): for the report; returns what the function returned."""

    def measure(
        group: Group,
        function: Callable[[], Any],
        rounds: int = 10,
        warmup: int = 1,
        **info: Any,
    ) -> Any:
        benchmark.group = group.name
        benchmark.extra_info.update(
            facts(),
            unit=group.unit,
            items=group.items,
            baseline=group.baseline,
            floor=group.floor,
            note=group.note,
            rate=group.rate,
            **info,
        )
        for _ in range(warmup):
            begun = time.perf_counter()
            function()
            affordable = int(SECONDS / (time.perf_counter() - begun))
            rounds = min(rounds, max(LEAST, affordable))
        crowd, wall, cpu = Crowd(), time.perf_counter(), time.process_time()
        result = benchmark.pedantic(function, setup=crowd.look, rounds=rounds)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        if benchmark.stats:  # none, with --benchmark-disable
            middle = benchmark.stats["median"]
            benchmark.extra_info["crowd"] = crowd.slowdown(middle, *spent, group.outside)
        return result

    return measure


@pytest.fixture(name="note")
def _note(benchmark: Any) -> Callable[..., None]:
    """note(key=value): one more fact for the report."""
    return lambda **facts: benchmark.extra_info.update(facts)


@pytest.fixture(name="told")
def _told(request: pytest.FixtureRequest, record_property: Any) -> Callable[..., None]:
    """told("15.2 of 16 times", rounds, held): what a claim rests on, for the report.

    A claim that did not hold on a machine that is too crowded to show it is skipped, in words.
    """
    doc = str(request.function.__doc__)
    record_property("claim", " ".join(doc.rpartition("\n\n")[0].split()))
    record_property("group", request.module.CLAIMS_ABOUT)

    def told(text: str, rounds: Sides | None = None, held: bool = True) -> None:
        sides = [f"{name}: {side}" for name, side in (rounds or {}).items()]
        busy = "" if held or rounds is None else rounds.too_crowded
        record_property("measured", "; ".join(filter(None, [busy, text, *sides])))
        if busy:
            pytest.skip(busy)

    return told


@pytest.fixture(name="server")
def _server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server in a process of its own; its latency stands in the module."""
    with Server(request.module.LATENCY) as server:
        yield server


def in_capitals(items: Sequence[str]) -> list[str]:
    """What the server answers."""
    return [item.upper() for item in items]

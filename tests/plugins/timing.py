"""⏱️ Benchmarks measure, and measuring takes its time: they run only when asked for."""

from functools import cache
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def asked_for(config: pytest.Config) -> bool:
    """Did the command line name the benchmarks: by path, by --benchmark-only, by --topic?"""
    if config.getoption("benchmark_only", False) or "benchmarks" in config.getoption("topic", []):
        return True
    paths = (Path(str(argument).partition("::")[0]).resolve() for argument in config.args)
    return any(path == BENCHMARKS or BENCHMARKS in path.parents for path in paths)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the benchmarks out of a plain run; the summary counts them as deselected."""
    if asked_for(config):
        return
    timed, rest = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        (timed if is_below(item.path) else rest).append(item)
    if timed:
        config.hook.pytest_deselected(items=timed)
        items[:] = rest


@cache
def is_below(path: Path) -> bool:
    """Is it a file of benchmarks? There are thousands of specs, in a hundred files."""
    return BENCHMARKS in path.parents

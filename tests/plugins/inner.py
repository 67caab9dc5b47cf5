"""🪆 Inner runs: processes that specs of the house look at, started ahead of them.

    LOCK = inner_suite("--topic", "lock", "--collect-only")      at the top of a module
    assert "…" in LOCK.run.out                                   in a spec

What is ordered is carried out by one process beside the suite, in the order in which the specs
will ask; whoever asks too early waits. Without such a process (with pytest-xdist, whose workers
fill the cores already) it is carried out when it is asked for, a bare file with its neighbours.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

from showcase.utils.child import end_group

PROJECT = Path(__file__).parents[2]
QUIET = ("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:benchmark", "-p", "no:xdist")
LIMIT = 50.0
"""Seconds until an inner run is killed. A fuse: under the timeout of the spec that asks."""


@dataclass(frozen=True)
class Run:
    """How an inner run ended, and what it printed."""

    exit_code: int
    out: str
    err: str

    def outcome_of(self, name: str) -> str:
        """The outcomes of one test in a run with -rA: "PASSED, ERROR", say."""
        found = re.findall(rf"^(PASSED|FAILED|ERROR|SKIPPED) .*::{name}\b", self.out, re.MULTILINE)
        return ", ".join(found)


@dataclass(eq=False)
class Order:
    """A command for Python, in a folder of its own, and the files that are to lie there."""

    arguments: tuple[str, ...]
    files: dict[str, str] = field(default_factory=dict)
    cwd: str = ""
    environ: dict[str, str] = field(default_factory=dict)

    @cached_property
    def run(self) -> Run:
        """The run; the first to ask waits for its end."""
        if _crew and self in _crew.orders:
            return _crew.take(self)
        here = vars(self)
        batch = next((some for some in _batches if any(one is here for one in some)), [here])
        runs = as_one(batch)
        for one, its in zip(batch, runs, strict=True):
            one["run"] = its  # where cached_property keeps it: the neighbours need not ask
        return next(its for one, its in zip(batch, runs, strict=True) if one is here)


def wanted_by(items: Iterable[pytest.Item]) -> list[Order]:
    """The orders that specs will ask for: parameters of theirs, and names in their modules."""
    found: dict[Order, None] = {}
    for item in items:
        params = item.callspec.params.values() if hasattr(item, "callspec") else ()
        names = named_in(item.module) if isinstance(item, pytest.Function) else ()
        found.update((value, None) for value in (*params, *names) if isinstance(value, Order))
    return list(found)


@cache
def named_in(module: ModuleType) -> tuple[Order, ...]:
    """The orders with a name in a module: it is asked for each of its specs."""
    return tuple(value for value in vars(module).values() if isinstance(value, Order))


def inner_python(*arguments: str, cwd: Path | str = "", **environ: str) -> Order:
    """Order a run of Python, in `cwd` or else in a folder of its own."""
    return Order(arguments, cwd=str(cwd), environ=environ)


def inner_suite(*arguments: str, **environ: str) -> Order:
    """Order a run of this project's own suite, or of a part of it, as a user would run it."""
    return inner_python("-m", "pytest", *QUIET, *arguments, cwd=PROJECT, **environ)


def inner_pytest(source: str, *arguments: str) -> Order:
    """Order a run of pytest on `source`, in a folder of its own."""
    files = {"pytest.ini": "[pytest]\n", "test_inner.py": dedent(source)}
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    command = ("-m", "pytest", *QUIET, "-rA", *arguments)
    return Order(command, files, environ={"PYTHONPATH": path})


GUARD = ("-p", "tests.plugins.hygiene")
"""The guard comes along into an inner run of a file of its own."""

INDEX = inner_suite("--api", "--topics", "-q")
"""Both maps at once: each needs all the specs to be collected."""


def carry_out(order: dict[str, Any]) -> Run:
    """Run what was ordered, in a process of its own, with a limit."""
    environ = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", **order["environ"]}
    environ.pop("PYTEST_ADDOPTS", None)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, text in order["files"].items():
            Path(folder, name).write_text(text, encoding="utf-8")
        command = [sys.executable, *order["arguments"]]
        try:
            ended = subprocess.run(
                command,
                cwd=order["cwd"] or folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=LIMIT,
            )
        except subprocess.TimeoutExpired as expired:
            return Run(-1, "", str(expired))
    return Run(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))


class Crew:
    """The process beside the suite. It tells how many orders it has carried out, line by line."""

    def __init__(self, orders: Iterable[Order]) -> None:
        self.orders = list(orders)
        self._folder = tempfile.TemporaryDirectory(prefix="inner-runs-")
        self._done = 0
        plain = [vars(order) for order in self.orders]
        Path(self._folder.name, "orders").write_text(json.dumps(plain), encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.plugins.inner", self._folder.name],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,  # so that one signal ends it and its child
        )

    def take(self, order: Order) -> Run:
        """Wait until it is this order's turn and it is done."""
        number = self.orders.index(order)
        assert self._process.stdout
        while self._done <= number:
            if not self._process.stdout.readline():
                raise RuntimeError(f"the inner runs ended early: {order.arguments}")
            self._done += 1
        return Run(**json.loads(Path(self._folder.name, str(number)).read_text(encoding="utf-8")))

    def dismiss(self) -> None:
        """End it, and whatever it runs."""
        end_group(self._process)
        self._process.communicate()
        self._folder.cleanup()


_crew: Crew | None = None
_batches: list[list[dict[str, Any]]] = []
"""Without a crew: what is carried out together with what is asked for."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whose module looks at inner runs comes last: until then they have the other core."""
    modules = {item.path for item in items if wanted_by([item])}
    items.sort(key=lambda item: item.path in modules)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Start what the chosen specs will ask for, and end what is left of it."""
    global _crew
    orders = [] if session.config.option.collectonly else wanted_by(session.items)
    if hasattr(session.config, "workerinput"):
        _batches[:] = batches([vars(order) for order in orders])
    elif orders:
        _crew = Crew(orders)
    try:
        return (yield)
    finally:
        if _crew:
            _crew.dismiss()
        _crew = None


def as_one(orders: list[dict[str, Any]]) -> list[Run]:
    """Carry out orders to run a bare file, all in one interpreter, which starts but once."""
    if len(orders) == 1:
        return [carry_out(orders[0])]
    files = [order["arguments"][1] for order in orders]
    driver = str(Path(__file__).with_name("bare.py"))
    run = carry_out({**orders[0], "arguments": ["-S", driver, *files]})
    runs = [Run(**json.loads(line)) for line in run.out.splitlines()]
    return runs + [run] * (len(orders) - len(runs))  # where one of them has ended them all


def batches(orders: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Up to ten orders in a row to run a bare file; all others are by themselves."""

    def is_a_file(order: dict[str, Any]) -> bool:
        flag, *rest = order["arguments"]
        return flag == "-S" and len(rest) == 1

    batch: list[dict[str, Any]] = []
    for order in orders:
        if batch and (len(batch) == 10 or not (is_a_file(order) and is_a_file(batch[0]))):
            yield batch
            batch = []
        batch.append(order)
    yield batch


if __name__ == "__main__":
    place = Path(sys.argv[1])
    done = 0
    wanted = json.loads((place / "orders").read_text(encoding="utf-8"))
    for batch in batches(wanted):
        for result in as_one(batch):
            (place / str(done)).write_text(json.dumps(vars(result)), encoding="utf-8")
            print(done, flush=True)
            done += 1

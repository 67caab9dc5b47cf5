"""🗂️ Saved runs: plain files of pytest-benchmark, one folder an interpreter, found by a label.

.benchmarks/Linux-CPython-3.13t-64bit/0002_before.json

before            the label it was saved with
3.13t             without one, its Python is the label
0002, 0002_before its number, or its whole name
some/file.json    any file that pytest-benchmark has saved
"""

import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.measure import interpreter

PROJECT = Path(__file__).parents[2]
STORAGE = PROJECT / ".benchmarks"


class Trouble(Exception):
    """Something that the user can mend: told in one line, with no traceback."""


@dataclass(frozen=True)
class Bench:
    """One benchmark of a run; all times are seconds for one unit of its group."""

    group: str
    name: str
    rounds: tuple[float, ...]
    info: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """The same benchmark has the same key in every run."""
        return self.group, self.name

    @property
    def crowd(self) -> float:
        """How many times as long it may have taken because the machine was crowded."""
        return max(1.0, float(self.info.get("crowd") or 1.0))

    @property
    def is_floor(self) -> bool:
        """Does it measure the harness of its group, and nothing else?"""
        return self.name == self.info.get("floor")

    @cached_property
    def median(self) -> float:
        """The middle one of the rounds."""
        return median(self.rounds)

    @cached_property
    def quartiles(self) -> tuple[float, float]:
        """Half of the rounds lie between these two."""
        if len(self.rounds) < 2:
            return self.median, self.median
        first, _, third = quantiles(self.rounds, n=4, method="inclusive")
        return first, third

    @property
    def spread(self) -> float:
        """The distance of the quartiles, as a share of the median."""
        first, third = self.quartiles
        return (third - first) / self.median if self.median else 0.0


@dataclass(frozen=True)
class Run:
    """Everything that one run has measured."""

    path: Path
    machine: dict[str, Any]
    commit: dict[str, Any]
    when: str
    benches: tuple[Bench, ...]
    claims: tuple[dict[str, str], ...]

    @property
    def label(self) -> str:
        """The name of the file, without its number."""
        number, _, label = self.path.stem.partition("_")
        return label if number.isdigit() and label else self.path.stem

    @property
    def python(self) -> str:
        """The interpreter in words."""
        states = {"True": ", with the GIL", "False": ", without the GIL"}
        state = states.get(str(self.machine.get("gil")), "")
        return (
            f"{self.machine.get('python_implementation', 'Python')} "
            f"{self.machine.get('python_version', '?')}{state}"
        )

    @cached_property
    def groups(self) -> dict[str, list[Bench]]:
        """The benchmarks by group, both in the order in which they ran."""
        groups: dict[str, list[Bench]] = {}
        for bench in self.benches:
            groups.setdefault(bench.group, []).append(bench)
        return groups


def variant(data: dict[str, Any], shared: set[str]) -> str:
    """What tells a benchmark from the others of its group: the parameters that differ."""
    named = (data.get("extra_info") or {}).get("variant")
    if named:
        return str(named)
    params = {k: v for k, v in (data.get("params") or {}).items() if k not in shared}
    if len(params) == 1:
        (value,) = params.values()
        if isinstance(value, str) and not value.startswith("UNSERIALIZABLE"):
            return value
    return str(data.get("param") or data["name"])


def spread_out(stats: dict[str, Any]) -> list[float]:
    """The rounds, or, where only their summary was saved, what is known of them."""
    known = stats.get("data") or [stats[k] for k in ("min", "q1", "median", "q3", "max")]
    return [float(seconds) for seconds in known]


def load(path: Path) -> Run:
    """Read a file that pytest-benchmark has saved. Raises Trouble where it is none."""
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text)
    except OSError as error:
        raise Trouble(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise Trouble(f"{path} is no JSON, so it is no saved run") from error
    try:
        by_group: dict[str, list[dict[str, Any]]] = {}
        for bench in data["benchmarks"]:
            by_group.setdefault(bench["group"] or "benchmarks", []).append(bench)
        benches = []
        for group, members in by_group.items():
            params = [member.get("params") or {} for member in members]
            shared = {k for k in params[0] if len({str(p.get(k)) for p in params}) == 1}
            if len(members) == 1:
                shared = set()
            for member in members:
                info = dict(member.get("extra_info") or {})
                items = int(info.get("items") or 1)
                rounds = tuple(seconds / items for seconds in spread_out(member["stats"]))
                benches.append(Bench(group, variant(member, shared), rounds, info))
        run = Run(
            path=path,
            machine=dict(data["machine_info"]),
            commit=dict(data.get("commit_info") or {}),
            when=str(data.get("datetime", "")),
            benches=tuple(benches),
            claims=tuple(data.get("claims") or ()),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Trouble(f"{path} is JSON, but no saved run of pytest-benchmark") from error
    if not run.benches:
        raise Trouble(f"{path} holds no benchmarks")
    return run


def saved(storage: Path = STORAGE) -> list[Path]:
    """All saved runs, the newest last."""
    return sorted(storage.glob("*/[0-9]*_*.json"), key=lambda path: path.stat().st_mtime_ns)


def label_of(path: Path) -> str:
    """The label in the name of a file."""
    return path.stem.partition("_")[2]


def find(label: str, storage: Path = STORAGE, but: Iterable[Path] = ()) -> Path:
    """The newest saved run of that label. Raises Trouble where there is none."""
    if Path(label).is_file():
        return Path(label)
    runs = [path for path in saved(storage) if path not in set(but)]
    found = [p for p in runs if label in (label_of(p), p.stem, p.stem.partition("_")[0])]
    if not found:
        labels = ", ".join(dict.fromkeys(label_of(p) for p in runs)) or "none yet"
        raise Trouble(f"no saved run is called {label!r}; there are: {labels}")
    return found[-1]


def place_for(label: str, storage: Path = STORAGE) -> Path:
    """Where the next run of this interpreter is saved: pytest-benchmark's own names.

    Its folders tell versions apart; here the builds without the GIL have theirs as well.
    """
    if not label or label != "".join(c for c in label if c.isalnum() or c in ".-+ "):
        raise Trouble(f"{label!r} is no label: letters, digits, dots and dashes only")
    bits = platform.architecture()[0]
    build = f"{platform.system()}-{platform.python_implementation()}-{interpreter()}-{bits}"
    folder = storage / build
    folder.mkdir(parents=True, exist_ok=True)
    taken = [path.stem.partition("_")[0] for path in folder.glob("[0-9]*_*.json")]
    number = max((int(n) for n in taken if n.isdigit()), default=0) + 1
    return folder / f"{number:04}_{label}.json"

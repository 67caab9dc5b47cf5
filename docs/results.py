"""📼 What the runs have seen: the files that `pytest --record report/results` writes, merged."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from docs.addresses import fingerprint

WORST_FIRST = ("failed", "skipped", "passed")
SIGNS = {"passed": "✓", "failed": "✗", "skipped": "–", "not run": "·"}


@dataclass(frozen=True)
class Spec:
    """A spec, and what became of it in one run."""

    data: dict[str, Any]

    @property
    def name(self) -> str:
        """Its node id, without parameters."""
        return str(self.data["spec"])

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.name.partition("::")[0]

    @property
    def function(self) -> str:
        """The name of its function."""
        return self.name.rpartition("::")[2]

    @property
    def claim(self) -> str:
        """The sentence, or else its name."""
        return self.data["claim"] or self.function.removeprefix("test_").replace("_", " ")

    @property
    def cases(self) -> dict[str, dict[str, Any]]:
        """Outcome, seconds and story of each of its parameter sets."""
        cases: dict[str, dict[str, Any]] = self.data["cases"]
        return cases

    @property
    def verdict(self) -> str:
        """Failed if one of its parameter sets has, passed if one has been seen to hold."""
        outcomes = {case["outcome"] for case in self.cases.values()}
        if "failed" in outcomes:
            return "failed"
        return "passed" if "passed" in outcomes else "skipped"

    @property
    def reasons(self) -> list[str]:
        """Why some of its parameter sets were skipped."""
        return sorted({case["reason"] for case in self.cases.values() if "reason" in case})

    @property
    def versions(self) -> str:
        """For which Pythons it speaks, where not for all."""
        since = [f"since {v}" for v in self.data.get("since", ())]
        return ", ".join(since + [f"until {v}" for v in self.data.get("before", ())])

    @property
    def story(self) -> list[list[str]]:
        """What happened while the scenario's main() ran, where the spec is about that."""
        cases = [case for case in self.cases.values() if case["outcome"] == "passed"]
        return next((case["story"] for case in cases if case.get("story")), [])


@dataclass(frozen=True)
class Run:
    """A run of the suite, on one interpreter."""

    data: dict[str, Any]
    specs: dict[str, Spec]

    @property
    def python(self) -> str:
        """For instance 3.13.0t."""
        return str(self.data["python"])

    @property
    def short(self) -> str:
        """For instance 3.13t, and the platform where it is not Linux."""
        number = ".".join(self.python.split(".")[:2])
        free = "t" if self.python.endswith("t") else ""
        system = self.data["platform"].split()[0]
        name = self.data["implementation"]
        words = [
            "" if name == "cpython" else name,
            number.rstrip("t") + free,
            "" if system == "Linux" else system,
        ]
        return " ".join(word for word in words if word)

    @property
    def order(self) -> tuple[Any, ...]:
        """Sorts 3.9 before 3.10, and builds without the GIL behind those with it."""
        number = [
            int(part) for part in self.short.split()[0].rstrip("t").split(".") if part.isdigit()
        ]
        return (self.python.endswith("t"), number, self.data["platform"])

    @cached_property
    def by_claim(self) -> dict[str, Spec]:
        """A run of another commit may know a spec under an older name."""
        return {fingerprint(spec.claim): spec for spec in self.specs.values()}

    def verdict_of(self, spec: Spec) -> tuple[str, list[str]]:
        """What became of a spec in this run, and the reasons if it was skipped."""
        mine = self.specs.get(spec.name) or self.by_claim.get(fingerprint(spec.claim))
        return ("not run", []) if mine is None else (mine.verdict, mine.reasons)


def read_run(path: Path) -> Run:
    """One file."""
    head, *rest = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return Run(head, {line["spec"]: Spec(line) for line in rest})


def read_runs(*folders: Path) -> list[Run]:
    """Every file in `folders` and below, in the order of versions; the last of two alike counts."""
    files = [path for folder in folders for path in folder.rglob("*.jsonl")]
    runs = sorted(map(read_run, files), key=lambda run: run.data["started"])
    latest = {(run.short, run.data["platform"]): run for run in runs}
    return sorted(latest.values(), key=lambda run: run.order)

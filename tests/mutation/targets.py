"""🎯 The targets: what gets a fault, and which specs have to notice it."""

import importlib.util
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from showcase.utils.catalogue import Scenario

PROJECT = Path(__file__).parents[2]
EVERYTHING = (
    "synchronization",
    "safe_queues",
    "parallel_execution",
    "interpreter",
    "diagnostics",
    "pitfalls_and_errors",
    "thread_safety",
)
"""The topics, in the order in which they are asked where nothing better is known."""


_PUBLIC = {
    "_threading_local": "threading",
    "concurrent.futures._base": "concurrent.futures",
    "concurrent.futures.thread": "concurrent.futures",
    "concurrent.futures.interpreter": "concurrent.futures",
}
"""Where the manual has the names of a module that has none of its own there."""


@dataclass(frozen=True)
class Target:
    """A module of which each copy gets one fault."""

    name: str
    path: Path
    topics: tuple[str, ...]

    @property
    def is_scenario(self) -> bool:
        """Is it one of ours? Then its own specs have to notice, and no others."""
        return PROJECT in self.path.parents

    def specs(self, scope: str = "") -> list[list[str]]:
        """What pytest is asked to run, in stages: the most likely to notice come first.

        Args:
            scope: the class or function that carries the fault; the specs that pin it by name
                are the first to be asked.
        """
        if self.is_scenario:
            topic = self.path.parent.name
            own = [f"tests/{topic}/test_{concept}.py" for concept in self.concepts]
            return [own if topic == "utils" else [*own, *self.house_specs]]
        rest = [topic for topic in EVERYTHING if topic not in self.topics]
        topics = [[f"tests/{topic}" for topic in some] for some in (self.topics, rest)]
        return [stage for stage in (self.pinning(scope), *topics) if stage]

    @property
    def concepts(self) -> list[str]:
        """What the module shows; of a private one (_name.py) what those show that import it."""
        topic, stem = self.path.parent.name, self.path.stem
        if not stem.startswith("_"):
            return [Scenario(topic, stem).concept]
        users = [p for p in self.path.parent.glob("[!_]*.py") if stem in p.read_text("utf-8")]
        return sorted(Scenario(topic, user.stem).concept for user in users)

    def pinning(self, scope: str) -> list[str]:
        """The files of specs with a marker that names `scope`."""
        public = _PUBLIC.get(self.name, self.name)
        name = re.compile(rf'"{re.escape(f"{public}.{scope}")}\b')
        folders = [PROJECT / "tests" / topic for topic in EVERYTHING]
        files = sorted(path for folder in folders for path in folder.glob("test_*.py"))
        return [
            path.relative_to(PROJECT).as_posix()
            for path in files
            if scope and name.search(path.read_text(encoding="utf-8"))
        ]

    @property
    def house_specs(self) -> list[str]:
        """What the house asks of every scenario: that it runs as a file, say."""
        rules = "tests/house/test_house_rules.py::test_what_a_scenario_observed_cannot_be_changed"
        if self.path.stem.startswith("_"):
            return [rules]  # it is no scenario, and does not run by itself
        house = "tests/house/test_scenarios.py::test_a_scenario"
        return [
            rules,
            f"{house}_runs_as_a_file_from_another_folder_on_bare_python[{self.path.stem}]",
        ]

    def lay_out(self, folder: Path, source: bytes) -> tuple[Path, dict[str, str]]:
        """Put the faulty copy into `folder`; where to run pytest, and with which variables."""
        if self.is_scenario:
            for name in ("showcase", "tests"):
                shutil.copytree(PROJECT / name, folder / name)  # and what is compiled already
            for name in ("conftest.py", "pytest.ini", "README.md"):
                shutil.copy(PROJECT / name, folder / name)
            (folder / self.path.relative_to(PROJECT)).write_bytes(source)
            return folder, {}
        *package, module = self.name.split(".")
        if self.path.stem == "__init__":
            package, module = [*package, module], "__init__"
        root = folder / "lib"
        if package:  # the package as it is, with one module replaced
            shutil.copytree(
                self.path.parents[len(package) - 1],
                root / package[0],
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        place = root.joinpath(*package, f"{module}.py")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source)
        return PROJECT, {"PYTHONPATH": str(root)}


def standard_library() -> list[Target]:
    """The modules of the running Python that the suite is about."""
    topics = {
        "threading": ("synchronization", "parallel_execution", "interpreter"),
        "_threading_local": ("synchronization",),
        "queue": ("safe_queues",),
        "concurrent.futures": ("parallel_execution",),
        "concurrent.futures._base": ("parallel_execution",),
        "concurrent.futures.thread": ("parallel_execution", "interpreter"),
        "concurrent.futures.interpreter": ("parallel_execution",),
    }
    if sys.version_info < (3, 14):
        del topics["concurrent.futures.interpreter"]  # it came with the pool of interpreters
    targets = []
    for name, first in topics.items():
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise SystemExit(f"{name} has no source file on this Python: nothing to plant in")
        targets.append(Target(name, Path(spec.origin), first))
    return targets


def scenarios() -> list[Target]:
    """The modules of showcase/, each with its own specs."""
    modules = sorted((PROJECT / "showcase").glob("*/*.py"))
    return [
        Target(f"showcase.{path.parent.name}.{path.stem}", path, ())
        for path in modules
        if not path.stem.startswith("__")
    ]

"""📌 Claims: what a spec says, where Python's documentation says it, which names it pins.

A docstring is the claim; its last paragraph points at the documentation:

    Docs: library/threading#threading.Lock.release
    Docs: undocumented, and all supported Pythons agree.

The marker `pins("threading.Lock.acquire(blocking, timeout)")` names what is pinned in a way
that a machine can read: tests/house/test_traceability.py checks that nothing is missing.
`pytest --api` prints the map: from each public name to the claims about it.
"""

import importlib
import inspect
import re
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

MANUAL = "https://docs.python.org/3/"
_PAGE = re.compile(r"[a-z]+/[\w.-]+(#[\w.-]+)?")
_PIN = re.compile(r"([\w.]+?)(?:\((.*)\))?")


@dataclass(frozen=True)
class Claim:
    """What a spec's docstring says."""

    text: str
    docs: str

    @property
    def links(self) -> list[str]:
        """The addresses in Python's documentation."""
        pages = [p.strip() for p in self.docs.split(",")]
        return [
            MANUAL + page.replace("#", ".html#") if "#" in page else f"{MANUAL}{page}.html"
            for page in pages
            if _PAGE.fullmatch(page)
        ]


def claim_of(item: pytest.Item) -> Claim:
    """The claim of a spec, its line breaks folded."""
    text = inspect.getdoc(getattr(item, "function", None)) or ""
    claim, _, docs = text.partition("\n\nDocs:")
    return Claim(" ".join(claim.split()), " ".join(docs.split()))


def pins_of(item: pytest.Item) -> list[tuple[str, tuple[str, ...]]]:
    """The public names that a spec pins, each with the parameters that it pins."""
    pins = []
    for mark in item.iter_markers("pins"):
        for text in mark.args:
            match = _PIN.fullmatch(text)
            if match is None:
                raise pytest.UsageError(f"{item.nodeid}: pins({text!r}) is not name(parameter, …)")
            parameters = tuple(p.strip() for p in (match[2] or "").split(",") if p.strip())
            pins.append((match[1], parameters))
    return pins


# ── The public names of this interpreter, and what is asked of them ───────────

MODULES = ("threading", "queue", "concurrent.futures")
BESIDES = {
    "threading": ("currentThread", "activeCount", "__excepthook__"),
    # Set on the instance, from its lock:
    "threading.Condition": ("acquire", "release", *["locked"] * (sys.version_info >= (3, 14))),
    "concurrent.futures.thread": ("BrokenThreadPool",),
}
"""Public names that neither `__all__` nor a class's own namespace tells."""

EXCEPTIONS = {
    "concurrent.futures.ProcessPoolExecutor": "processes, not threads",
    "threading.ExceptHookArgs.n_fields": "every structure of this kind has it",
    "threading.ExceptHookArgs.n_sequence_fields": "every structure of this kind has it",
    "threading.ExceptHookArgs.n_unnamed_fields": "every structure of this kind has it",
    "threading.Lock.acquire_lock": "an undocumented older name of acquire()",
    "threading.Lock.release_lock": "an undocumented older name of release()",
    "threading.Lock.locked_lock": "an undocumented older name of locked()",
    "concurrent.futures.ThreadPoolExecutor.BROKEN": "undocumented: the error of a broken pool",
    "concurrent.futures.InterpreterPoolExecutor.BROKEN": "undocumented, as in ThreadPoolExecutor",
    "threading.RLock(args)": "a factory, up to Python 3.14: RLock takes no arguments",
    "threading.RLock(kwargs)": "a factory, up to Python 3.14: RLock takes no arguments",
}
"""Public names that no spec pins, and why."""


def parameters_of(thing: Any) -> tuple[str, ...]:
    """The names of a callable's parameters, where the interpreter tells them."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return ()  # not callable, or older C code that does not say
    return tuple(name for name in signature.parameters if name != "self")


def members_of(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """The public methods and properties of a class, or of what a factory makes."""
    if name in ("threading.Lock", "threading.RLock"):
        thing = type(thing())  # a factory, up to some version
    if not inspect.isclass(thing):
        return
    for member, value in vars(thing).items():
        if not member.startswith("_"):
            yield f"{name}.{member}", value
    for member in BESIDES.get(name, ()):
        yield f"{name}.{member}", None


def public_names() -> dict[str, tuple[str, ...]]:
    """Every public name of the three modules on this interpreter, with its parameters."""
    names: dict[str, tuple[str, ...]] = {}
    for module_name in (*MODULES, "concurrent.futures.thread"):
        module = importlib.import_module(module_name)
        own = getattr(module, "__all__", ()) if module_name in MODULES else ()
        for short in (*own, *BESIDES.get(module_name, ())):
            name = f"{module_name}.{short}"
            thing = getattr(module, short, None)
            if thing is None:
                continue  # listed, and left out of this build
            is_error = inspect.isclass(thing) and issubclass(thing, BaseException)
            if short == "excepthook":
                thing = threading.__excepthook__  # pytest puts a hook of its own in its place
            names[name] = () if is_error else parameters_of(thing)
            if not is_error:
                for member, value in members_of(name, thing):
                    names[member] = parameters_of(value)
    left_out = tuple(f"{exception}." for exception in EXCEPTIONS)
    return {n: p for n, p in names.items() if not f"{n}.".startswith(left_out)}


def resolve(name: str) -> bool:
    """Is there such a name on this interpreter?"""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for short in parts[cut:]:
            if short in BESIDES.get(name.rpartition(".")[0], ()):
                return True
            if name.startswith(("threading.Lock.", "threading.RLock.")) and callable(thing):
                thing = type(thing()) if short == parts[-1] else thing
            if not hasattr(thing, short):
                return False
            thing = getattr(thing, short)
        return True
    return False


def ancestors(name: str) -> list[str]:
    """`name`, and the same method of the classes that its class is derived from."""
    owner, _, member = name.rpartition(".")
    module_name, _, class_name = owner.rpartition(".")
    try:
        cls = getattr(importlib.import_module(module_name), class_name)
        bases = [base.__name__ for base in cls.__mro__]
    except (ImportError, AttributeError, ValueError):
        return [name]
    return [name, *(f"{module_name}.{base}.{member}" for base in bases)]


class Api:
    """The index from Python's public names to the specs that pin them."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.specs: dict[str, list[pytest.Item]] = defaultdict(list)
        self.parameters: dict[str, set[str]] = defaultdict(set)
        self.of_some_versions: set[str] = set()
        seen = set()
        for item in items:
            function = item.nodeid.partition("[")[0]
            for name, parameters in pins_of(item):
                self.parameters[name].update(parameters)
                if versions_of(item):
                    self.of_some_versions.add(name)
                if (name, function) not in seen:
                    seen.add((name, function))
                    self.specs[name].append(item)

    def missing(self) -> list[str]:
        """What no spec pins, in words."""
        missing = []
        for name, parameters in public_names().items():
            family = ancestors(name)
            if not any(self.specs.get(one) for one in family):
                missing.append(f"{name} is pinned by no spec")
                continue
            pinned = set().union(*(self.parameters.get(one, set()) for one in family))
            gaps = [f"{name}({p})" for p in parameters if p not in pinned]
            missing += [f"{gap} is pinned by no spec" for gap in gaps if gap not in EXCEPTIONS]
        return missing

    def unknown(self) -> list[str]:
        """Pins of names that are not there, and of which no spec says from when or until when."""
        return [
            f"{name} is pinned by {items[0].nodeid.partition('[')[0]}, and is not there"
            for name, items in self.specs.items()
            if name not in self.of_some_versions and not resolve(name)
        ]


def versions_of(item: pytest.Item) -> str:
    """For which Pythons a spec speaks, where not for all."""
    since = [f"since {mark.args[0]}" for mark in item.iter_markers("since")]
    before = [f"before {mark.args[0]}" for mark in item.iter_markers("before")]
    return ", ".join(since + before)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option."""
    group = parser.getgroup("the showcase")
    group.addoption(
        "--api", action="store_true", help="print the map from Python's public names to specs"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """--api: print the map instead of running; the exit code is 1 where a name is missing.

    Of a part of the suite (--topic, -k, a file) it prints the names that this part pins.
    """
    if not session.config.getoption("api") or session.testsfailed:
        return None
    config = session.config
    api, public = Api(session.items), public_names()
    part = config.getoption("topic") or config.option.keyword or config.option.markexpr
    whole = not part and config.args_source is pytest.Config.ArgsSource.TESTPATHS
    writer = config.get_terminal_writer()
    for name in sorted({*public, *api.specs} if whole else api.specs):
        parameters = ", ".join(public.get(name) or sorted(api.parameters[name]))
        writer.line()
        writer.line(f"{name}({parameters})" if parameters else name, bold=True)
        for item in api.specs[name]:
            versions = versions_of(item)
            claim = claim_of(item).text + (f" [{versions}]" if versions else "")
            writer.line(f"    {claim}")
            writer.line(f"      {item.nodeid.partition('[')[0]}", light=True)
    writer.line()
    missing: list[str] = []
    if whole:  # a part of the suite says nothing about the rest of it
        for name, reason in EXCEPTIONS.items():
            writer.line(f"left out: {name}: {reason}")
        missing = api.missing() + api.unknown()
    for line in missing:
        writer.line(line, red=True)
    session.testsfailed = len(missing)
    return None if config.getoption("topics") else True

"""👀 What the threads of a scenario do: start, wait, hold a lock, give it back, speak and end.

The interpreter tells of calls (sys.setprofile), in the order in which they happen. Before 3.14 it
does not tell of the call that `with lock:` makes, so that meanwhile the scenario's functions run
`with _entering(lock):` instead.
"""

import ast
import inspect
import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from showcase.utils.logger import ROOT
from tests.plugins.conditions import GIL

MOST = 20_000
"""Events that are noted of a story; most of them are waits that were over at once."""
CLOSELY = GIL and sys.version_info >= (3, 13)
"""Older Pythons write back the locals of a function that is watched: updates of threads get lost.
Without the GIL there is no one order in which things happen."""
SHY = re.compile(r"set_?profile|set_?trace|_current_frames|faulthandler|extract_stack|os\.fork")
"""A scenario that looks at frames and hooks would see the watcher: only its words are kept."""
WAITS = re.compile("wait|wait_for|join|acquire|get|put|result|exception|shutdown")

Event = tuple[str, str, str]
"""A thread, what it does ("starts", "says", "waits", "goes", "holds", "frees", "ends"), in which
words: a lock is called by its kind and its number, "Lock 2"."""

BOOTSTRAP = threading.Thread._bootstrap_inner.__code__  # type: ignore[attr-defined]
START = threading.Thread.start.__code__
"""It waits until the thread has started, which is not worth telling."""
_STDLIB = Path(threading.__file__).parent
LIBRARY = {
    threading.__file__,
    str(_STDLIB / "queue.py"),
    *map(str, (_STDLIB / "concurrent" / "futures").glob("*.py")),
}
TAKES = {"acquire", "__enter__", "_acquire_restore"}
GIVES = {"release", "__exit__", "_release_save"}
ENTERS = threading.Semaphore.acquire.__code__
LEAVES = {threading.Semaphore.release.__code__, threading.BoundedSemaphore.release.__code__}
LOCKS = {type(threading.Lock()): "Lock", type(threading.RLock()): "RLock"}


class Call:
    """A call of the library: who makes it, and on what."""

    def __init__(self, frame: FrameType) -> None:
        self.on: Any = None
        self.name = ""
        self.starts_a_thread = False
        caller: FrameType | None = frame
        while caller is not None and caller.f_code.co_filename in (*LIBRARY, __file__):
            self.starts_a_thread |= caller.f_code is START
            if caller.f_code.co_filename != __file__:
                self.on = caller.f_locals.get("self", self.on)
                self.name = called(caller)
            caller = caller.f_back
        place = Path(caller.f_code.co_filename).parts if caller else ()
        self.by_a_scenario = "showcase" in place and "utils" not in place
        self.is_semaphore = self.by_a_scenario and isinstance(self.on, threading.Semaphore)


def called(frame: FrameType) -> str:
    """ "Event.wait": the class that defines what runs in `frame`, and its name."""
    code = frame.f_code
    for kind in type(frame.f_locals.get("self")).__mro__:
        if getattr(vars(kind).get(code.co_name), "__code__", None) is code:
            return f"{kind.__name__}.{code.co_name}"
    return code.co_name


class Watcher(logging.Handler):
    """Notes what the threads of a scenario do, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.story: list[Event] = []
        self.waiting: dict[int, object] = {}
        self.closely = False
        self.names: dict[int, str] = {}
        self.holders: dict[int, list[str]] = {}
        self.labels: dict[int, tuple[object, str]] = {}
        self.numbers: dict[str, int] = {}

    def me(self) -> str:
        """The name of the calling thread; others that live may be called the same."""
        mine = threading.get_ident()
        if mine not in self.names:
            name, taken = threading.current_thread().name, set(self.names.values())
            more = (f"{name} ({number})" for number in count(2))
            self.names[mine] = (
                name if name not in taken else next(n for n in more if n not in taken)
            )
        return self.names[mine]

    def note(self, kind: str, words: str = "", who: str = "") -> None:
        """One more event, of the thread that calls if it is not said whose."""
        if len(self.story) < MOST:
            self.story.append((who or self.me(), kind, words))

    def emit(self, record: logging.LogRecord) -> None:
        """A thread speaks."""
        self.note("says", record.getMessage())

    def profile(self, frame: FrameType, event: str, what: Any) -> None:
        """A thread starts or ends; it calls something that may block, or comes back from it."""
        code = frame.f_code
        if event.startswith("c_"):
            name = what.__name__
            if (name in TAKES or name in GIVES) and type(what.__self__) in LOCKS:
                self.at_a_lock(frame, event, name, what.__self__)
        elif code.co_name == "run" and frame.f_back and frame.f_back.f_code is BOOTSTRAP:
            self.note("starts" if event == "call" else "ends")
            if event == "return":
                self.names.pop(threading.get_ident(), None)
        elif code.co_filename in LIBRARY:
            self.in_the_library(frame, event, what)

    def at_a_lock(self, frame: FrameType, event: str, name: str, lock: Any) -> None:
        """A lock is taken or given back; those inside of other primitives are not told of."""
        call = Call(frame)
        told = call.by_a_scenario and (
            call.on is None
            or (isinstance(call.on, threading.Condition) and getattr(call.on, "_lock", 0) is lock)
        )
        kind = LOCKS[type(lock)] if call.on is None else "Condition"
        if name in GIVES:
            if told and event == "c_call":
                self.gives(lock, anyone=type(lock) is type(threading.Lock()))
        elif event == "c_call":
            if not call.starts_a_thread:
                self.waits((frame, lock), self.label(lock, kind) if told else call.name or name)
        else:
            self.goes((frame, lock))
            if told and event == "c_return" and self.is_mine(lock):
                self.takes(lock, kind)

    def is_mine(self, lock: Any) -> bool:
        """Has this thread just got it? A Lock does not know its holder."""
        if hasattr(lock, "_is_owned"):
            return bool(lock._is_owned())
        return not self.holders.get(id(lock)) and bool(lock.locked())

    def in_the_library(self, frame: FrameType, event: str, returned: Any) -> None:
        """A function that may block; a semaphore is held, too."""
        code = frame.f_code
        if event == "call":
            if code in LEAVES and (call := Call(frame)).is_semaphore:
                self.gives(call.on, anyone=True)
            elif WAITS.fullmatch(code.co_name) and not (call := Call(frame)).starts_a_thread:
                self.waits((frame, None), call.name)
        else:
            self.goes((frame, None))
            if code is ENTERS and returned and (call := Call(frame)).is_semaphore:
                self.takes(call.on, type(call.on).__name__)

    def waits(self, key: object, words: str) -> None:
        """It may have to wait; the outermost call counts."""
        if self.waiting.setdefault(threading.get_ident(), key) is key:
            self.note("waits", words)

    def goes(self, key: object) -> None:
        """It waits no longer."""
        if self.waiting.get(threading.get_ident()) == key:
            del self.waiting[threading.get_ident()]
            self.note("goes")

    def label(self, thing: object, kind: str) -> str:
        """By which name it goes in the story."""
        if id(thing) not in self.labels:
            self.numbers[kind] = self.numbers.get(kind, 0) + 1
            self.labels[id(thing)] = thing, f"{kind} {self.numbers[kind]}"
        return self.labels[id(thing)][1]

    def takes(self, thing: object, kind: str) -> None:
        """The calling thread holds it, perhaps once more."""
        me, holders = self.me(), self.holders.setdefault(id(thing), [])
        if me not in holders:
            self.note("holds", self.label(thing, kind))
        holders.append(me)

    def gives(self, thing: object, anyone: bool) -> None:
        """It is given back; `anyone` may do so for the one who holds it."""
        me, holders = self.me(), self.holders.get(id(thing), [])
        who = me if me in holders else holders[0] if holders and anyone else ""
        if who:
            holders.remove(who)
            if who not in holders:
                self.note("frees", self.labels[id(thing)][1], who)

    @contextmanager
    def watching(self, *modules: ModuleType) -> Iterator[None]:
        """Watch those modules for as long as the block runs; without any, only listen."""
        before = sys.getprofile(), threading.getprofile()
        self.closely = bool(modules)
        logging.getLogger(ROOT).addHandler(self)
        with ExitStack() as stack:
            stack.callback(logging.getLogger(ROOT).removeHandler, self)
            for module in modules:
                stack.enter_context(telling_of_with(module))
            if modules:
                stack.callback(threading.setprofile, before[1])
                stack.callback(sys.setprofile, before[0])
                threading.setprofile(self.profile)
                sys.setprofile(self.profile)
            yield


def worth_telling(story: list[Event]) -> list[Event]:
    """The story without the waits in which nothing happened."""
    told = True
    while told:
        told, kept = False, list[Event]()
        for event in story:
            if event[1] == "goes" and kept and kept[-1][:2] == (event[0], "waits"):
                kept.pop()
                told = True
            else:
                kept.append(event)
        story = kept
    return story


# ── with lock: ───────────────────────────────────────────────────────────────


class Entered:
    """A lock in a `with` statement, by calls that the interpreter tells of."""

    def __init__(self, lock: Any) -> None:
        self.lock = lock

    def __enter__(self) -> Any:
        return self.lock.__enter__()

    def __exit__(self, *error: object) -> Any:
        return self.lock.__exit__(*error)


def entering(thing: Any) -> Any:
    """What stands behind `with`."""
    return Entered(thing) if type(thing) in LOCKS else thing


class _Rewriter(ast.NodeTransformer):
    """`with lock:` becomes `with _entering(lock):`."""

    def visit_With(self, node: ast.With) -> ast.With:
        self.generic_visit(node)
        for item in node.items:
            call = ast.Call(ast.Name("_entering", ast.Load()), [item.context_expr], [])
            item.context_expr = ast.copy_location(call, item.context_expr)
        return node


@contextmanager
def telling_of_with(module: ModuleType) -> Iterator[None]:
    """For a block, the functions of a module run that instead."""
    path = str(module.__file__)
    tree = _Rewriter().visit(ast.parse(Path(path).read_text(encoding="utf-8")))
    whole = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
    codes = {(code.co_name, code.co_firstlineno): code for code in codes_in(whole)}
    functions = [(f, f.__code__) for f in functions_of(module) if f.__code__.co_filename == path]
    vars(module)["_entering"] = entering
    for function, code in functions:
        new = codes.get((code.co_name, code.co_firstlineno), code)
        if new.co_freevars == code.co_freevars:
            function.__code__ = new
    try:
        yield
    finally:
        for function, code in functions:
            function.__code__ = code
        del vars(module)["_entering"]


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """It, and all that stand in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


def functions_of(module: ModuleType) -> Iterator[FunctionType]:
    """The functions and methods that a module defines."""
    for thing in list(vars(module).values()):
        for member in list(vars(thing).values()) if inspect.isclass(thing) else [thing]:
            function = inspect.unwrap(getattr(member, "__func__", member))
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                yield function

"""🗂️ Topics: pytest --topic lock runs exactly that, pytest --topics lists them all.

A topic is a folder of tests/ (synchronization), a concept (lock: tests/*/test_lock.py), or a
word of the field that leads to concepts (mutex: lock). All of them work with -k too, which
matches parts of words: -k lock brings deadlock along, --topic lock does not.
"""

import difflib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from showcase.utils.catalogue import first_line

TESTS = Path(__file__).parents[1]
PRIVATE = ("plugins", "__pycache__")

WORDS: dict[str, tuple[str, ...]] = {
    "alien": ("foreign_threads",),
    "as_completed": ("wait_as_completed",),
    "asyncio": ("event_loop",),
    "atexit": ("exit",),
    "atomic": ("list_guarantees", "dict_guarantees", "litmus_updates"),
    "backpressure": ("bounded_queue",),
    "bounded_buffer": ("condition",),
    "bounded_semaphore": ("semaphore",),
    "broadcast": ("event",),
    "broken_barrier": ("barrier",),
    "busy_wait": ("polling",),
    "cached_property": ("stale_caches", "publication"),
    "callback": ("done_callbacks",),
    "cancel": ("cancel_and_timeout",),
    "concurrent_futures": ("thread_pool_executor", "futures_with_results", "wait_as_completed"),
    "contention": ("lock_contention",),
    "contextvars": ("context_vars", "thread_context"),
    "cpu": ("cpu_per_thread",),
    "cpu_bound": ("threading_vs_executor", "gil"),
    "critical_section": ("lock",),
    "ctrl_c": ("signals", "queue_with_timeout"),
    "daemon": ("daemon_threads", "exit"),
    "deadline": ("timeouts",),
    "delayed": ("timer",),
    "dining_philosophers": ("deadlock",),
    "double_checked": ("publication",),
    "double_checked_locking": ("publication",),
    "dummy": ("foreign_threads",),
    "enumerate": ("thread_lifecycle", "thread_identity"),
    "excepthook": ("exceptions_in_threads",),
    "executor": ("thread_pool_executor", "thread_pool_map", "executor_shutdown"),
    "faulthandler": ("stack_dump", "watchdog"),
    "fifo": ("basic_queue",),
    "finalization": ("exit",),
    "free_threading": ("gil",),
    "future": ("futures_with_results", "future_states", "done_callbacks"),
    "generator": ("iterator_helpers", "shared_iterators"),
    "hang": ("stack_dump", "watchdog", "deadlock"),
    "heap": ("priority_queue",),
    "ident": ("thread_identity",),
    "initializer": ("pool_initializer",),
    "interleaving": ("explored_races", "explored_waiting", "explored_deadlocks", "race_condition"),
    "inversion": ("lock_order",),
    "io_bound": ("threading_vs_executor",),
    "is_alive": ("thread_lifecycle",),
    "join": ("thread_join",),
    "keyboardinterrupt": ("signals", "queue_with_timeout"),
    "latecomer": ("event",),
    "leak": ("thread_leak", "memory"),
    "lock_ordering": ("deadlock", "hidden_deadlock", "lock_order"),
    "lost_update": ("race_condition", "race_sampling"),
    "lru_cache": ("stale_caches",),
    "map": ("thread_pool_map",),
    "memory_model": ("litmus", "litmus_updates", "litmus_claims"),
    "model_checking": ("explored_races", "explored_waiting", "explored_deadlocks"),
    "monitor": ("condition",),
    "mutex": ("lock", "rlock"),
    "nested_lockout": ("nested_monitor",),
    "nogil": ("gil",),
    "notify": ("condition_notify", "lost_wakeup"),
    "ownership": ("rlock",),
    "pep475": ("signals",),
    "philosophers": ("deadlock",),
    "poison_pill": ("producer_consumer_queue",),
    "priority_inversion": ("starvation",),
    "profiling": ("timing_threads", "trace_and_profile"),
    "promise": ("futures_with_results",),
    "race": ("race_condition", "race_sampling", "check_then_act"),
    "random": ("shared_random",),
    "recursion": ("rlock",),
    "reentrant": ("rlock",),
    "register_at_fork": ("fork",),
    "rendezvous": ("barrier",),
    "rss": ("memory",),
    "sentinel": ("producer_consumer_queue", "pipeline"),
    "setdefault": ("dict_guarantees",),
    "settrace": ("trace_and_profile",),
    "shutdown": ("queue_shutdown", "executor_shutdown"),
    "sigint": ("signals",),
    "signal": ("signals",),
    "singleton": ("publication",),
    "speedup": ("threading_vs_executor",),
    "spurious_wakeup": ("lost_wakeup",),
    "stack": ("lifo_queue",),
    "stolen_wakeup": ("lost_wakeup",),
    "subclass": ("thread_class",),
    "subinterpreter": ("interpreter_pool",),
    "tee": ("iterator_helpers",),
    "thread_pool": ("thread_pool_executor", "thread_pool_map", "pool_initializer"),
    "thundering_herd": ("wasted_wakeup",),
    "timeout": ("timeouts", "queue_with_timeout", "cancel_and_timeout"),
    "timeout_max": ("timeouts",),
    "tls": ("thread_local",),
    "toctou": ("check_then_act",),
    "traceback": ("stack_dump", "current_frames"),
    "tracemalloc": ("memory",),
    "upgrade": ("lock_upgrade",),
    "wait_for": ("condition", "condition_notify"),
    "work_queue": ("task_done_join", "producer_consumer_queue"),
    "write_skew": ("explored_races",),
}
"""Words of the field, and the concepts that they lead to."""


def concept_of(path: Path) -> str:
    """`lock` for tests/synchronization/test_lock.py."""
    return path.stem.removeprefix("test_")


def modules() -> list[Path]:
    """Every file of specs, read off the folders: no collection is needed."""
    return sorted(p for p in TESTS.glob("*/test_*.py") if p.parent.name not in PRIVATE)


@cache
def words_of(path: Path) -> set[str]:
    """The topics that the specs in `path` belong to."""
    concept = concept_of(path)
    return {path.parent.name, concept} | {w for w, to in WORDS.items() if concept in to}


def topics() -> set[str]:
    """Every topic there is."""
    return set().union(*(words_of(path) for path in modules()))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The two options."""
    group = parser.getgroup("the showcase")
    group.addoption(
        "--topic", action="append", default=[], metavar="NAME", help="run exactly this topic"
    )
    group.addoption("--topics", action="store_true", help="list the topics and run nothing")


def pytest_configure(config: pytest.Config) -> None:
    """An unknown topic is one line, before anything runs."""
    known = topics()
    for topic in config.getoption("topic"):
        if topic not in known:
            near = difflib.get_close_matches(topic, known, n=3, cutoff=0.4)
            hint = f"the nearest are {', '.join(near)}" if near else "pytest --topics lists them"
            raise pytest.UsageError(f"unknown topic {topic!r}: {hint}")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read the files of other topics: a topic by itself is quick."""
    wanted = set(config.getoption("topic"))
    if not wanted or not collection_path.match("test_*.py"):
        return None
    return True if not wanted & words_of(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Teach -k the words."""
    for item in items:
        item.extra_keyword_matches.update(words_of(item.path))


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """--topics: print the list instead of running."""
    if not session.config.getoption("topics"):
        return None
    count = Counter(item.path for item in session.items)
    reporter = session.config.get_terminal_writer()
    folder = ""
    for path in modules():
        if not count[path]:
            continue
        if path.parent.name != folder:
            folder = path.parent.name
            reporter.line()
            reporter.line(folder, bold=True)
        reporter.line(f"  {concept_of(path):<26}{count[path]:>4} specs  {first_line(path)}")
    reporter.line()
    for word, concepts in sorted(WORDS.items()):
        reporter.line(f"  {word:<26}       see {', '.join(concepts)}")
    return True

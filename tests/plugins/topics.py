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
    "aba": ("stale_answer",),
    "alarm": ("interval_timers",),
    "alien": ("foreign_threads",),
    "as_completed": ("wait_as_completed",),
    "asyncio": ("event_loop", "loops_and_threads"),
    "atomic": ("ways_in", "list_guarantees", "dict_guarantees", "litmus_updates"),
    "atomicity": ("ways_in", "list_guarantees", "dict_guarantees"),
    "audit": ("audit_events",),
    "backpressure": ("bounded_queue", "unbounded_work"),
    "bisect": ("sorted_lists",),
    "bounded_semaphore": ("semaphore",),
    "broadcast": ("event",),
    "brokenthreadpool": ("broken_pool",),
    "busy_wait": ("polling",),
    "bytearray": ("shared_buffers",),
    "c_call": ("long_call",),
    "cached_property": ("stale_caches", "cache_stampede"),
    "callback": ("done_callbacks",),
    "cancel": ("cancel_and_timeout",),
    "chdir": ("process_state",),
    "concurrent_futures": ("thread_pool_executor", "futures_with_results", "wait_as_completed"),
    "consensus": ("litmus_claims",),
    "contention": ("held_too_long", "lock_contention"),
    "contextvars": ("context_vars", "thread_context"),
    "convoy": ("held_too_long",),
    "cooperative_cancellation": ("runaway_job",),
    "cpu": ("cpu_per_thread",),
    "cpu_bound": ("threading_vs_executor", "gil"),
    "critical_section": ("lock",),
    "ctrl_c": ("signals", "interrupted_join", "queue_with_timeout"),
    "daemon": ("daemon_threads", "exit"),
    "deadline": ("timeouts", "polling"),
    "decimal": ("thread_affinity",),
    "delayed": ("timer",),
    "detection": ("wait_for_graph",),
    "dict": ("dict_guarantees",),
    "dining_philosophers": ("deadlock", "explored_deadlocks"),
    "dogpile": ("cache_stampede",),
    "double_checked_locking": ("lazy_init", "explored_publication"),
    "dummy": ("foreign_threads",),
    "eintr": ("interrupted_waits",),
    "enumerate": ("thread_lifecycle", "thread_identity"),
    "environ": ("process_state",),
    "escape": ("publication",),
    "executor": ("thread_pool_executor", "thread_pool_map", "executor_shutdown"),
    "exploration": ("explore", "explored_races", "explored_waiting", "explored_deadlocks"),
    "fairness": ("starvation",),
    "faulthandler": ("stack_dump", "dump_on_demand", "crash_dump", "watchdog"),
    "fifo": ("basic_queue",),
    "finalization": ("exit", "atexit"),
    "finalizer": ("unseen_lock", "thread_affinity"),
    "free_threading": ("gil",),
    "frontrun": ("second_explorer",),
    "future": ("futures_with_results", "future_states", "done_callbacks"),
    "gc": ("thread_state", "unseen_lock", "memory"),
    "generator": ("shared_iterators", "iterator_helpers"),
    "giving_up": ("runaway_job",),
    "hang": ("dump_on_demand", "stack_dump", "watchdog", "deadlock"),
    "happens_before": ("litmus",),
    "heap": ("priority_queue",),
    "heapq": ("one_by_one", "sorted_lists"),
    "hold_and_wait": ("deadlock",),
    "ident": ("thread_identity",),
    "import": ("unseen_wait", "circular_import"),
    "initializer": ("pool_initializer", "broken_pool"),
    "interleave_test": ("second_explorer",),
    "interleaving": (
        "interleavings",
        "explore",
        "explored_races",
        "explored_waiting",
        "explored_deadlocks",
        "race_condition",
    ),
    "inversion": ("lock_order",),
    "io_bound": ("threading_vs_executor",),
    "iriw": ("litmus",),
    "is_alive": ("thread_lifecycle",),
    "join": ("thread_join",),
    "json": ("live_json",),
    "keyboard_interrupt": ("signals", "unfinished_work"),
    "keyboardinterrupt": ("signals", "queue_with_timeout"),
    "latecomer": ("event",),
    "leak": ("thread_leak", "memory"),
    "list": ("list_guarantees",),
    "lock_ordering": ("deadlock", "hidden_deadlock", "lock_order"),
    "logging": ("log_records", "unseen_lock", "whole_lines"),
    "lost_update": (
        "race_condition",
        "interleavings",
        "race_sampling",
        "explored_races",
        "litmus_updates",
    ),
    "lru_cache": ("stale_caches",),
    "map": ("thread_pool_map", "map_iterator"),
    "memory_model": ("litmus", "litmus_updates", "litmus_claims"),
    "memoryview": ("shared_buffers",),
    "message_passing": ("litmus",),
    "mock": ("shared_output",),
    "model_checking": ("explore", "explored_races"),
    "monitor": ("condition", "bounded_buffer"),
    "monotonic": ("polling",),
    "mutex": ("lock", "rlock"),
    "nogil": ("gil",),
    "notify": ("condition_notify", "lost_wakeup", "wasted_wakeup"),
    "once": ("lazy_init",),
    "ownership": ("rlock",),
    "partially_initialized": ("circular_import",),
    "pep475": ("interrupted_waits",),
    "philosophers": ("deadlock",),
    "pickle": ("mislaid_lock", "mutation_during_iteration"),
    "pipe": ("unseen_wait",),
    "pitfall": ("check_then_act", "deadlock", "lost_wakeup", "mislaid_lock"),
    "poison_pill": ("producer_consumer_queue",),
    "print": ("shared_output", "whole_lines"),
    "profiling": ("timing_threads", "trace_and_profile"),
    "promise": ("futures_with_results",),
    "race": ("race_condition", "race_sampling", "check_then_act"),
    "random": ("process_state", "shared_random"),
    "reader_writer": ("starvation", "lock_upgrade"),
    "recursion": ("rlock",),
    "redirect_stdout": ("shared_output",),
    "reentrancy": ("unseen_wait", "rlock"),
    "reentrant": ("rlock",),
    "register_at_fork": ("fork_locks",),
    "rendezvous": ("barrier",),
    "rss": ("memory",),
    "schedule": ("explore", "explored_races"),
    "schedules": ("interleavings",),
    "sentinel": ("producer_consumer_queue", "pipeline"),
    "select": ("wakeup_fd",),
    "set": ("dict_guarantees",),
    "setdefault": ("dict_guarantees",),
    "setitimer": ("interval_timers",),
    "settrace": ("trace_and_profile",),
    "shutdown": ("queue_shutdown", "executor_shutdown"),
    "sigint": ("signals",),
    "signal": (
        "signals",
        "interrupted_waits",
        "interrupted_join",
        "signal_masks",
        "sigwait",
        "interval_timers",
        "wakeup_fd",
    ),
    "sigprocmask": ("signal_masks",),
    "singleton": ("lazy_init",),
    "speedup": ("threading_vs_executor",),
    "spurious_wakeup": ("stolen_wakeup",),
    "sqlite": ("thread_affinity",),
    "stack": ("lifo_queue",),
    "store_buffering": ("litmus",),
    "striped_locks": ("held_too_long",),
    "subclass": ("thread_class",),
    "subinterpreter": ("interpreter_pool", "interpreter_threads"),
    "tee": ("iterator_helpers",),
    "thread_pool": ("thread_pool_executor", "thread_pool_map", "pool_initializer"),
    "thread_safe": ("ways_in",),
    "thundering_herd": ("wasted_wakeup",),
    "timeout": ("timeouts", "queue_with_timeout", "cancel_and_timeout"),
    "timeout_max": ("timeouts",),
    "tls": ("thread_local",),
    "toctou": ("check_then_act",),
    "torn_read": ("broken_invariant", "shared_state", "explored_publication", "litmus_updates"),
    "traceback": ("stack_dump", "current_frames", "kept_alive"),
    "tracemalloc": ("memory",),
    "upgrade": ("lock_upgrade", "explored_deadlocks"),
    "wait_for": ("condition", "condition_notify"),
    "warnings": ("warning_filters",),
    "weakref": ("stale_answer", "stale_caches"),
    "work_queue": ("task_done_join", "producer_consumer_queue"),
    "write_skew": ("broken_invariant", "explored_races"),
    "zip": ("shared_iterators",),
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
            hint = f"the nearest are {', '.join(near)}; " if near else ""
            raise pytest.UsageError(
                f"unknown topic {topic!r}: {hint}pytest --topics lists them all"
            )


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


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode
) -> None:
    """Nothing was found: say how to look for it."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        terminalreporter.write_line(
            "no spec fits: pytest --topics lists the topics, which are words for -k as well"
        )


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

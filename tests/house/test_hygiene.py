"""🧹 The guard: whatever a test leaves behind fails that test, and is named.

It is defined in tests/plugins/hygiene.py.
"""

import pytest

from tests.plugins.inner import GUARD, PROJECT, inner_pytest

LEAKS = """
import gc, os, signal, subprocess, sys, threading, time

go = threading.Event()

def test_thread():
    threading.Thread(target=go.wait, name="dawdler", daemon=True).start()

def test_child():
    test_child.child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

def test_child_ends():
    test_child.child.communicate()

def test_file():
    test_file.reader, test_file.writer = os.pipe()

def test_switch_interval():
    sys.setswitchinterval(0.01)

def test_sys_excepthook():
    sys.excepthook = print

def test_unraisablehook():
    sys.unraisablehook = print

def test_threading_excepthook():
    threading.excepthook = print

def test_trace():
    sys.settrace(lambda *_: None)

def test_profile():
    sys.setprofile(lambda *_: None)

def test_trace_of_new_threads():
    threading.settrace(lambda *_: None)

def test_profile_of_new_threads():
    threading.setprofile(lambda *_: None)

def test_stack_size():
    threading.stack_size(1 << 20)

def test_recursion_limit():
    sys.setrecursionlimit(4321)

def test_garbage_collection():
    gc.disable()

def test_working_directory():
    os.chdir(os.path.dirname(os.getcwd()))

def test_signal_handler():
    signal.signal(signal.SIGINT, lambda *_: None)

def test_clean():
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()

def test_clean_through_a_fixture(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(threading, "excepthook", print)
"""


def report_of(run, name: str) -> str:
    """What pytest reports about the teardown of one test."""
    _, _, after = run.out.partition(f"ERROR at teardown of {name} ")
    return after.partition("\n")[2].partition("\n___")[0].partition("\n===")[0]


EACH_LEAK = inner_pytest(LEAKS, *GUARD)
LEFT_WAITING = inner_pytest(
    """
    import threading
    def test_it():
        threading.Thread(target=threading.Event().wait, name="dawdler").start()
    """,
    *GUARD,
)
DEADLOCKED = inner_pytest(
    """
    import threading
    def test_stuck():
        lock = threading.Lock()
        with lock:
            lock.acquire()
    def test_next():
        pass
    """,
    *GUARD,
    *("-o", "timeout=0.5"),
)
FAILING = inner_pytest(
    """
    from showcase.synchronization import lock_demo
    def test_the_twin_as_if_it_were_cured():
        assert lock_demo.without_a_lock().balance == 2
    """,
    *GUARD,
    *("-c", str(PROJECT / "pytest.ini")),
)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("thread", "thread 'dawdler' (daemon)"),
        pytest.param("child", "child process ", marks=pytest.mark.needs("posix_signals")),
        pytest.param("file", "open file ", marks=pytest.mark.needs("proc")),
        ("switch_interval", "switch interval: 0.01 instead of 0.005"),
        ("sys_excepthook", "sys.excepthook: <built-in function print>"),
        ("unraisablehook", "sys.unraisablehook: <built-in function print>"),
        ("threading_excepthook", "threading.excepthook: <built-in function print>"),
        ("trace", "trace function: <function "),
        ("profile", "profile function: <function "),
        ("trace_of_new_threads", "trace function of new threads: <function "),
        ("profile_of_new_threads", "profile function of new threads: <function "),
        ("stack_size", "stack size of new threads: 1048576 instead of 0"),
        ("recursion_limit", "recursion limit: 4321 instead of 1000"),
        ("garbage_collection", "garbage collection: False instead of True"),
        ("working_directory", "working directory: "),
        ("signal_handler", "handler of SIGINT: "),
    ],
)
def test_what_a_test_leaves_behind_fails_it_and_is_named(name, named):
    """The report of the guilty test, and of no other, names what it left.

    Docs: none, this is the house's own rule.
    """
    assert EACH_LEAK.run.outcome_of(f"test_{name}") == "PASSED, ERROR"
    assert report_of(EACH_LEAK.run, f"test_{name}").startswith(f"left behind by this test: {named}")


@pytest.mark.parametrize("name", ["clean", "clean_through_a_fixture"])
def test_a_test_that_tidies_up_passes(name):
    """What a fixture puts back in time is no leak, and earlier leaks are not held against it.

    Docs: none, this is the house's own rule.
    """
    assert EACH_LEAK.run.outcome_of(f"test_{name}") == "PASSED"


def test_a_thread_that_was_left_is_shown_where_it_stands():
    """The end of its live stack follows its name.

    Docs: library/sys#sys._current_frames
    """
    report = report_of(EACH_LEAK.run, "test_thread")

    assert "thread 'dawdler' (daemon) stands at\n" in report
    assert "in wait\n" in report


def test_a_waiting_thread_that_is_no_daemon_cannot_hang_the_run_after_its_summary():
    """The interpreter would join it for ever; it is named, and the stacks are dumped instead.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    run = LEFT_WAITING.run

    assert run.exit_code == 1
    assert "1 passed, 1 error" in run.out
    assert "still running after the last test: dawdler" in run.err
    assert "Timeout (0:00:0" in run.err
    assert "in wait" in run.err


def test_a_deadlocked_test_fails_at_its_limit_and_the_run_goes_on():
    """Under every test lies a net: pytest-timeout fails it, and the next one runs.

    Docs: none, see pytest-timeout's signal method.
    """
    run = DEADLOCKED.run

    assert run.outcome_of("test_stuck") == "FAILED"
    assert run.outcome_of("test_next") == "PASSED"
    assert "Timeout (>0.5s) from pytest-timeout" in run.out


def test_a_failing_spec_prints_the_interleaving():
    """What the threads said, in order and with their names, stands in the report.

    Docs: none, this is the house's own rule.
    """
    _, _, captured = FAILING.run.out.partition("Captured log call")
    told = [line for line in captured.splitlines() if " | " in line]
    assert told == [
        "first        | I read 0",
        "second       | I read 0",
        "second       | I write 1",
        "first        | I write 1",
    ]

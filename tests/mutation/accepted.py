"""🤝 Accepted survivors: faults that no spec can notice, each with its reason.

The key is the target, and the line of source that carries the fault. `kind` and `new` may be
left out where every fault on that line is of the same sort.
"""

import ast
import functools
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Accepted:
    """A fault that stays, or all faults on a line."""

    target: str
    line: str
    reason: str
    kind: str = ""
    new: str = ""


ACCEPTED: tuple[Accepted, ...] = (
    Accepted(
        "showcase.safe_queues.priority_queue_demo",
        "q.put(wrap(1, Job(name)))",
        "all jobs are equally urgent, and 2 is as equal as 1",
        new="(1 + 1)",
    ),
    Accepted(
        "showcase.safe_queues.simple_queue_demo",
        "os.getppid()  # any system call: a signal that is on its way arrives now, not later",
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.synchronization.barrier_demo",
        "two_have_left.wait()",
        "who came first mostly leaves last: this makes it sure",
    ),
    Accepted(
        "showcase.synchronization.iterator_helpers_demo",
        "return second_is_done.is_set() or len(looks) > 100  # nothing that it could do but wait",
        "101 looks find what 100 looks find",
        new="(100 + 1)",
    ),
    Accepted(
        "showcase.synchronization.iterator_helpers_demo",
        "return second_is_done.is_set() or len(looks) > 100  # nothing that it could do but wait",
        "101 looks find what 100 looks find",
        new="len(looks) >= 100",
    ),
    Accepted(
        "showcase.synchronization.thread_local_demo",
        "gc.collect()  # without the GIL, what another thread has made may stay until then",
        "with the GIL the page is freed at once, so that only a free-threaded build needs it",
    ),
    Accepted(
        "showcase.synchronization.timeouts_demo",
        "may_end.set()",
        "without it the task ends by its own limit: later, and with the same outcome",
    ),
    Accepted(
        "showcase.parallel_execution.cancel_and_timeout_demo",
        "error = repr(future.result(timeout=0.01))",
        "it gives up a second later, and in the same way",
        new="(0.01 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.cancel_and_timeout_demo",
        "done, _ = wait_for([future], timeout=0)",
        "it gives up a second later, and in the same way",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.pool_deadlock_demo",
        "first_task.result(timeout=0.01)",
        "it gives up a second later, and in the same way",
        new="(0.01 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.cancel_and_timeout_demo",
        "future.result(timeout=0)",
        "it gives up a second later, and in the same way",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.cancel_and_timeout_demo",
        'until(lambda: stands_in(caller, "join") or bool(told), "the pool left")',
        "with the GIL the caller has come to its join() before this call runs again",
    ),
    Accepted(
        "showcase.parallel_execution.executor_shutdown_demo",
        "pool.shutdown()",
        "tidies up: the workers of a pool that nobody holds leave by themselves, a moment later",
    ),
    Accepted(
        "showcase.parallel_execution.executor_shutdown_demo",
        "worker.join(PATIENCE)",
        "the workers are told to leave, and nearly always have left by then",
    ),
    Accepted(
        "showcase.parallel_execution.executor_shutdown_demo",
        "return sum(looks) == 50 or left()",
        "51 looks find what 50 looks find",
        new="(50 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.foreign_threads_demo",
        "me._delete()  # type: ignore[attr-defined]  # nobody else would, until 3.12",
        "since 3.13 the dummy leaves by itself, a moment later",
    ),
    Accepted(
        "showcase.parallel_execution.foreign_threads_demo",
        "if sys.version_info >= (3, 13):",
        "until 3.12 there is nothing to wait for, and since 3.13 it is over in a moment",
    ),
    Accepted(
        "showcase.parallel_execution.foreign_threads_demo",
        'until(lambda: dummies[0] not in threading.enumerate(), "the dummy leaves the list")',
        "the dummy leaves some microseconds after its thread",
    ),
    Accepted(
        "showcase.parallel_execution.pool_lifetime_demo",
        "signal.alarm(int(PATIENCE))  # a forked child that hangs would be nobody's",
        "a fuse: a child that does not hang does not need it",
    ),
    Accepted(
        "showcase.parallel_execution.thread_lifecycle_demo",
        'until(lambda: bool(alive_afterwards) or stands_in(caller[0], "start"), "the caller")',
        "with the GIL the caller has come to its wait before the new thread runs",
    ),
    Accepted(
        "showcase.parallel_execution.daemon_threads_demo",
        'print("the imp was waited for")',
        "only a daemon that is waited for gets there, and then its spec notices",
    ),
    Accepted(
        "showcase.parallel_execution.futures_wait_demo",
        "seconds >= timeout * 0.9,",
        "a wait never takes exactly nine tenths of its timeout",
        new="seconds > timeout * 0.9",
    ),
    Accepted(
        "showcase.parallel_execution.waiters_demo",
        "given += concurrent.futures.wait([done, never], timeout=0).done",
        "it gives up a second later, and in the same way",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.waiter_locks_demo",
        "super().clear()",
        "as_completed would look again without sleeping in between, and find the same",
    ),
    Accepted(
        "showcase.interpreter.signals_demo",
        'until(lambda: bool(seen), "the handler has run")',
        "it has run as soon as main is awake again, which is nearly always so by then",
    ),
    Accepted(
        "showcase.interpreter.signals_demo",
        'until(lambda: is_parked(worker, wait.door), "the worker waits")',
        "it cannot go on: whether the worker waits already or will, the order is the same",
    ),
    Accepted(
        "showcase.interpreter.signals_demo",
        'worker = Thread(target=block, name="worker", daemon=True)',
        "a fuse: a worker that gets the lock ends by itself",
    ),
    Accepted(
        "showcase.interpreter.sigwait_demo",
        "may_end.wait()  # it has to be there as long as somebody rings",
        "a thread that has just ended can nearly always be sent a signal for some microseconds",
    ),
    Accepted(
        "showcase.interpreter.sigwait_demo",
        "worker = Thread(target=sleeper, daemon=True)",
        "a fuse: a worker that wakes up ends by itself",
    ),
    Accepted(
        "showcase.interpreter.wakeup_fd_demo",
        'until(lambda: stands_in(main_thread(), "sleep_in_select"), "main is about to sleep")',
        "the byte waits for main, should it come first: the outcome is the same",
    ),
    Accepted(
        "showcase.interpreter.interrupted_join_demo",
        "thread = Thread(target=worker, daemon=True)",
        "a fuse: a worker that is told to stop ends by itself",
    ),
    Accepted(
        "showcase.interpreter.interrupted_join_demo",
        'return ".acquire(b" in line or "handle.join" in line',
        "a signal that comes before join() sleeps is handled in join(), too: only rarely before it",
    ),
    Accepted(
        "showcase.interpreter.interrupted_join_demo",
        "future.result(PATIENCE)",
        "brings out an error of the other thread, which has none",
    ),
    Accepted(
        "showcase.interpreter.interrupted_join_demo",
        "stopped.wait()",
        "before Python 3.13 join() does not wait any more, and then the specs notice",
    ),
    Accepted(
        "showcase.interpreter.interrupted_join_demo",
        'until(lambda: thread not in threading.enumerate(), "the thread has really ended")',
        "before Python 3.13 join() does not wait any more, and then the specs notice",
    ),
    Accepted(
        "showcase.interpreter.exit_demo",
        "Event().wait(0.02)  # nobody sets it: the time to cut this thread off, if anyone would",
        "time for what does not happen in a green run",
    ),
    Accepted(
        "showcase.interpreter.exit_demo",
        "print(error)",
        "only Python 3.12.0 to 3.12.2 get there, and their specs notice",
    ),
    Accepted(
        "showcase.interpreter.atexit_demo",
        "main_thread().join(PATIENCE)",
        "main ends meanwhile; only Python 3.12.0 to 3.12.2 can tell a start before from one after",
    ),
    Accepted(
        "showcase.interpreter.atexit_demo",
        "thread.join(PATIENCE)",
        "the thread has nearly always printed its line by the time at which the process ends",
    ),
    Accepted(
        "showcase.interpreter.atexit_demo",
        'print(f"{when}: {error}")',
        "only Python 3.12 gets there, and its specs notice",
    ),
    Accepted(
        "showcase.diagnostics.cpu_per_thread_demo",
        "while time.thread_time() < until:",
        "a clock never shows exactly that",
        new="time.thread_time() <= until",
    ),
    Accepted(
        "showcase.diagnostics.memory_demo",
        "gc.collect(0)  # without the GIL the end of an object may have to wait for it",
        "with the GIL a result is freed at once, so that only a free-threaded build needs it",
    ),
    Accepted(
        "showcase.utils.stage",
        "frame = sys._current_frames().get(thread.ident or 0)",
        "a thread that has not started has no ident, and no thread has the ident 0 or 1",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.deadlock_demo",
        "faulthandler.dump_traceback_later(0.1, exit=True)",
        "it ends a second later, and in the same way",
        new="(0.1 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.lost_wakeup_demo",
        "SHORT = 0.01",
        "who waits in vain waits a second longer",
        new="(0.01 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.event_misuse_demo",
        "while work_is_there.is_set() and len(rounds) < 3:  # in life: wait(), and for ever",
        "a fuse: there are no more than two rounds",
        new="len(rounds) <= 3",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.event_misuse_demo",
        "while work_is_there.is_set() and len(rounds) < 3:  # in life: wait(), and for ever",
        "a fuse: there are no more than two rounds",
        new="(3 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.thread_leak_demo",
        'timer = Timer(0.05, print, ["the timer has fired"])',
        "it fires a second later, and in the same way",
        new="(0.05 + 1)",
    ),
    Accepted(
        "showcase.diagnostics.stack_dump_demo",
        'until(lambda: all(stands_in(thread, "wait") for thread in crowd), "a crowd that waits")',
        "with the GIL each of them waits as soon as it was started",
    ),
    Accepted(
        "showcase.diagnostics.crash_dump_demo",
        "dump_of_a_crowd(2, lambda _: dies())",
        "with four threads, too, two are wanted, and that from Python 3.15 on only",
    ),
    Accepted(
        "showcase.diagnostics.crash_dump_demo",
        'options: dict[str, Any] = {"max_threads": 2}',
        "only Python 3.15 gets there, and its specs notice",
    ),
    Accepted(
        "showcase.diagnostics.crash_dump_demo",
        'options: dict[str, Any] = {"c_stack": False}',
        "only Python 3.14 gets there, and its specs notice",
    ),
    Accepted(
        "showcase.diagnostics.crash_dump_demo",
        "faulthandler.enable(**options)",
        "only Python 3.14 gets there, and its specs notice",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.lost_wakeup_demo",
        "ready.notify()  # nobody is there to hear it",
        "that it has no effect is what this scenario shows",
    ),
    Accepted(
        "showcase.parallel_execution.map_iterator_demo",
        'results = executor.map(str, range(3), timeout=0.01 if how == "timeout" else None)',
        "it gives up a second later, and in the same way",
        new="(0.01 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.map_iterator_demo",
        "if not kept:",
        "only Python 3.14 has a buffersize, and its specs notice",
    ),
    Accepted(
        "showcase.parallel_execution.thread_names_demo",
        'if by == "itself":',
        "until 3.13 the system hears of no name; from 3.14 on the specs notice",
    ),
    Accepted(
        "showcase.parallel_execution.thread_names_demo",
        'if by == "another":',
        "until 3.13 the system hears of no name; from 3.14 on the specs notice",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.runaway_job_demo",
        "said = task.result(timeout=0.01)",
        "it gives up a second later, and in the same way",
        new="(0.01 + 1)",
    ),
    Accepted(
        "showcase.diagnostics.watchdog_demo",
        "faulthandler.cancel_dump_traceback_later()  # in time",
        "where the work is done at once, the watchdog would bark long after the end",
    ),
    Accepted(
        "showcase.diagnostics.watchdog_demo",
        "faulthandler.dump_traceback_later(PATIENCE, repeat=True, file=file)",
        "the patient watchdog is there to be replaced: it never barks",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.cache_stampede_demo",
        "seconds.append(current_thread())",
        "only until Python 3.11 does the second reader wait for a lock; the specs notice there",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.cache_stampede_demo",
        'return has_a_lock and any(stands_in(thread, "__get__") for thread in seconds)',
        "only until Python 3.11 does the second reader wait for a lock; the specs notice there",
    ),
    Accepted(
        "showcase.parallel_execution.interpreter_pool_demo",
        "with make_pool(1) as pool:",
        "with two workers the second call may still come to the first of them, which is idle",
        new="(1 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution._slow_server",
        'self.loop = threading.Thread(target=self.serve_forever, args=(0.01,), name="server")',
        "the server only takes a second longer to end",
        new="(0.01 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution._slow_server",
        "self.loop.join(PATIENCE)",
        "shutdown() has waited for the loop; its thread ends a moment later",
    ),
    Accepted(
        "showcase.parallel_execution.threading_vs_executor",
        "latency: float = 0.02,",
        "how long a comparison takes is nobody's claim: the specs bring a clock of their own",
        new="(0.02 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.threading_vs_executor",
        "limit: int = 100_000,",
        "how long a comparison takes is nobody's claim: the specs bring a clock of their own",
        new="(100000 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.interleavings_demo",
        'if order.index("R") < order.index("W") and order.index("r") < order.index("w")',
        "a read and a write never stand at the same place",
        kind="shifted comparison",
    ),
    Accepted(
        "showcase.parallel_execution.interpreter_threads_demo",
        "job = jobs.get(timeout=50)  # a fuse: this function knows no names of ours",
        "a fuse, for what does not happen in a green run",
        new="(50 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.interpreter_threads_demo",
        "may_end.get(timeout=50)",
        "a fuse, for what does not happen in a green run",
        new="(50 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.interpreter_threads_demo",
        'until(lambda: any(stands_in(thread, "get") for thread in readers), "the reader waits")',
        "makes it sure that the reader waits, which it nearly always does without it",
    ),
    Accepted(
        "showcase.parallel_execution.interpreter_threads_demo",
        "it_has_come_back.wait()  # what is in the queue ends with the interpreter that put it",
        "the reader is nearly always quicker than the end of an interpreter",
    ),
    Accepted(
        "showcase.parallel_execution.interpreter_threads_demo",
        "there_are_interpreters = sys.version_info >= (3, 14)",
        "a version with its five parts is never equal to two",
        kind="shifted comparison",
    ),
    Accepted(
        "showcase.parallel_execution.interpreter_threads_demo",
        "there_are_interpreters = sys.version_info >= (3, 14)",
        "from Python 3.15 on they are there as well; the specs notice on 3.14",
        new="(14 + 1)",
    ),
    Accepted(
        "showcase.parallel_execution.waiter_locks_demo",
        "gives.close()  # type: ignore[attr-defined]",
        "a generator that nobody holds any longer is closed, too",
    ),
    Accepted(
        "showcase.parallel_execution.thread_lifecycle_demo",
        'orders.put("it ran")',
        "only until Python 3.12 is there a second start; the specs notice there",
    ),
    Accepted(
        "showcase.parallel_execution.thread_lifecycle_demo",
        "thread.join(PATIENCE)  # until 3.12",
        "only until Python 3.12 is there a second start; the specs notice there",
    ),
    Accepted(
        "threading",
        "del _thread",
        "keeps the private module that it builds on out of its names: nobody may rely on that",
    ),
    Accepted(
        "threading",
        "del exc",
        "the end of its `except` block, some lines below, drops the name as well",
    ),
    Accepted(
        "concurrent.futures.thread",
        "del executor",
        "of the two, the second is never reached: who has the queue send its workers home has shut "
        "the pool down before, or the pool is gone",
    ),
    Accepted(
        "showcase.parallel_execution.map_iterator_demo",
        "del executor",
        "only Python 3.14 has a buffersize, and its specs notice",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.held_too_long_demo",
        "self._changed.notify_all()",
        "a Condition wakes the one who has waited longest, which is the next ticket; but nothing "
        "promises that",
        kind="notify_all → notify",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.starvation_demo",
        "self._changed.notify_all()",
        "who is woken wakes the next one when it leaves, and a Condition wakes a writer before the "
        "readers that came after it; but nothing promises that",
        kind="notify_all → notify",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.lock_upgrade_demo",
        "all_others_are_back.wait(PATIENCE)",
        "who is back meets the others for sure: without it they nearly always meet, too",
    ),
    Accepted(
        "showcase.utils.child",
        "child.kill()",
        "on POSIX its group has been killed by then: it is for Windows",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.nested_monitor_demo",
        "def audit_during_a_transfer(wait_first: bool, levels: int = 1) -> list[int]:",
        "wait() gives up two levels of an RLock as it gives up one",
        new="(1 + 1)",
    ),
    Accepted(
        "showcase.diagnostics.gil_pressure_demo",
        "ticker.done += 1",
        "it is asked whether something was done, and not how much",
        new="(1 + 1)",
    ),
    Accepted(
        "showcase.interpreter.current_frames_demo",
        "topmost = frames[thread.ident or 0].f_code.co_name",
        "a thread that was started has an ident",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.interpreter.trace_and_profile_demo",
        "if sys.version_info >= (3, 12):",
        "a version with its five parts is never equal to two",
        kind="shifted comparison",
    ),
    Accepted(
        "showcase.interpreter.gil_demo",
        "return ask() if ask else True",
        "only until Python 3.12 is there nobody to ask, and the specs notice there",
        new="False",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.unfinished_work_demo",
        "SHORT = 0.01",
        "who waits in vain waits a second longer",
        new="(0.01 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.unfinished_work_demo",
        "in_the_middle.wait()",
        "the daemon has nearly always written its line by the time at which main ends",
    ),
    Accepted(
        "showcase.diagnostics.memory_growth_demo",
        "for queue, thread in zip(asked.values(), threads, strict=True):",
        "there are two of each: it is for who adds a third",
        new="False",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.stale_answer_demo",
        "top = (new, top[1] + 1)",
        "each change has to give another number, and it does by twos as well",
        new="(1 + 1)",
    ),
    Accepted(
        "showcase.interpreter.fork_locks_demo",
        "return pool.submit(int).result(0.05)",
        "a time in which nothing happens may be longer",
        new="(0.05 + 1)",
    ),
    Accepted(
        "showcase.interpreter.interrupted_waits_demo",
        "broken_off.wait()",
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.interpreter.interrupted_waits_demo",
        'until(main_is_parked, "main sleeps once more")',
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.interpreter.interrupted_waits_demo",
        "future.result(PATIENCE)",
        "passes on what went wrong in the other thread: nothing, in a green run",
    ),
    Accepted(
        "showcase.interpreter.interrupted_waits_demo",
        "return is_over.wait(0.001)  # handlers that come faster than they end pile up",
        "how often it rings does not matter, only that it does",
        new="(0.001 + 1)",
    ),
    Accepted(
        "showcase.interpreter._bell",
        "os.getppid()  # any system call: a signal that is on its way arrives now, not later",
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.interpreter._bell",
        "signal.pthread_kill(thread.ident or 0, BELL)",
        "a thread that runs has an ident, so that nobody gets there",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.interpreter._waits",
        "thread.join(PATIENCE)",
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.interpreter._waits",
        "signal.pthread_kill(main_thread().ident or 0, signal.SIGUSR2)",
        "a thread that runs has an ident, so that nobody gets there",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.interpreter._waits",
        "return os.read(reader, 16)",
        "a limit that four bytes do not reach",
        new="(16 + 1)",
    ),
    Accepted(
        "showcase.interpreter._waits",
        "return is_in and (door is None or (asks() and may_enter(door) and asks()))",
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.interpreter._forked",
        "with warnings.catch_warnings():",
        "a warning that nobody sees, unless PYTHONWARNINGS asks for it",
    ),
    Accepted(
        "showcase.interpreter._forked",
        'warnings.simplefilter("ignore", DeprecationWarning)  # see say_when_fork_warns',
        "a warning that nobody sees, unless PYTHONWARNINGS asks for it",
    ),
    Accepted(
        "showcase.interpreter._forked",
        "signal.alarm(round(PATIENCE))  # a fuse: a child that hangs is ended by SIGALRM",
        "a fuse, for what does not happen in a green run",
    ),
    Accepted(
        "queue",
        "return self.put(item, block=False)",
        "SimpleQueue.put() ignores its argument block",
    ),
    Accepted(
        "threading",
        "_HAVE_THREAD_NATIVE_ID = False",
        "only a platform without native thread ids gets there",
    ),
    Accepted(
        "threading",
        "if self._daemonic and _sys is None:",
        "only an interpreter that has torn its modules down gets there",
    ),
    Accepted(
        "showcase.interpreter.context_vars_demo",
        "starter_has_set.wait()",
        "makes the second read a late one, and late or early it is the same, which is the claim",
    ),
    Accepted(
        "showcase.interpreter.context_vars_demo",
        'user.set("bob")',
        "only threads that inherit find it: from 3.14 on, or without the GIL",
    ),
    Accepted(
        "showcase.interpreter.context_vars_demo",
        "bob_is_in_the_queue.wait()",
        "a pool of one worker cannot do both tasks at the same time anyway",
    ),
    Accepted(
        "showcase.interpreter.fork_locks_demo",
        "thread.join(PATIENCE)",
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.unfinished_work_demo",
        "came = False",
        "the interrupt comes, in a green run",
        new="True",
    ),
    Accepted(
        "showcase.utils.logger",
        "_COLOURS = (36, 33, 35, 32, 34, 31, 96, 93, 95, 92, 94, 91)",
        "a colour that is not there is as good as its neighbour",
    ),
    Accepted(
        "showcase.utils.explore",
        "def explore(make: Callable[[], Program], most_steps: int = 100_000) -> Explored:",
        "a limit that no program here comes near",
        new="(100000 + 1)",
    ),
    Accepted(
        "showcase.interpreter.gil_demo",
        "return sum(number * number for number in range(1000))",
        "how much is computed does not matter",
        new="(1000 + 1)",
    ),
    Accepted(
        "showcase.pitfalls_and_errors.long_call_demo",
        'log.info("✅ digests: others get on during %d", gets_on(digests(), 1_000).during)',
        "of the two, the one without the GIL is not reached with it",
        new="(1000 + 1)",
    ),
    Accepted(
        "showcase.interpreter.current_frames_demo",
        'return {"handler": values[thread.ident or 0], "main": values[main_thread().ident or 0]}',
        "a thread that has run has an ident, so that nobody gets there",
        new="(0 + 1)",
    ),
    Accepted(
        "_threading_local",
        "with impl.locallock:",
        "holds off another thread between two lines, which no spec can do at will",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "if isinstance(initializer, str) and initargs:",
        "no ValueError comes to this handler: a script has been refused with TypeError",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "raise ValueError(f'an initializer script does not take args, got {initargs!r}')",
        "no ValueError comes to this handler: a script has been refused with TypeError",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "raise  # re-raise",
        "no ValueError comes to the handler of prepare(): a script has been refused with TypeError",
        kind="dropped raise",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "self.results = None",
        "set once more before it is read, and dropped with its owner",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "if self.interp is not None:",
        "a worker has closed its interpreter before its context goes",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "self.finalize()",
        "an interpreter to which nothing refers any longer closes itself",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "if results is not None:",
        "deletes a local name just before its function ends",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "del results",
        "deletes a local name just before its function ends",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "if interp is not None:",
        "an interpreter to which nothing refers any longer closes itself",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "interp.close()",
        "an interpreter to which nothing refers any longer closes itself",
    ),
    Accepted(
        "concurrent.futures.interpreter",
        "maxsize = 0",
        "there is never more than one error in the queue of a worker",
    ),
    Accepted(
        "showcase.parallel_execution.loops_and_threads_demo",
        "is_waiting.wait()",
        "the loop is nearly always that quick",
    ),
    Accepted(
        "showcase.parallel_execution.loops_and_threads_demo",
        "both_run.wait(PATIENCE)",
        "one after the other, the two threads have two loops as well",
    ),
    Accepted(
        "showcase.interpreter.thread_state_demo",
        "return 0",
        "where a count begins is the same for all threads",
    ),
    Accepted(
        "showcase.interpreter.thread_state_demo",
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})",
        "the first process may run on the same CPUs",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.interpreter.thread_state_demo",
        "gc.enable()",
        "it nearly always is",
    ),
    Accepted(
        "showcase.interpreter.log_records_demo",
        "is_writing.wait()",
        "the thread that writes is nearly always that quick",
    ),
    Accepted(
        "showcase.interpreter.thread_state_demo",
        "return calls_left() + 1",
        "how much a call counts is the same for all threads",
        new="(1 + 1)",
    ),
    Accepted(
        "showcase.interpreter.thread_state_demo",
        "return len(os.sched_getaffinity(0))",
        "the first process may run on the same CPUs",
        new="(0 + 1)",
    ),
    Accepted(
        "showcase.interpreter.thread_state_demo",
        "gc.disable()",
        "the collector nearly never comes just then",
    ),
    Accepted(
        "showcase.interpreter.thread_state_demo",
        'until(lambda: bool(called), "the callback")',
        "only a free-threaded build calls back later",
    ),
    Accepted(
        "showcase.parallel_execution.loops_and_threads_demo",
        "super().shutdown(*args, **kwargs)",
        "a pool that nobody refers to any longer ends its threads itself",
    ),
    Accepted(
        "showcase.parallel_execution.loops_and_threads_demo",
        "return future.cancel() and has_ended.wait() and future.cancelled()",
        "asyncio.run() waits for the cancelled coroutine as well",
        new="(future.cancel()) or (has_ended.wait()) or (future.cancelled())",
    ),
    Accepted(
        "showcase.parallel_execution.loops_and_threads_demo",
        'return "accepted"',
        "the second loop is always refused",
    ),
    Accepted(
        "showcase.interpreter.log_records_demo",
        "notebook.before_each = listener.is_stopping.wait",
        "what is written before it is stopped is written, too",
    ),
    Accepted(
        "showcase.interpreter.log_records_demo",
        "for number in (1, 2):",
        "the number of the second record is nowhere to be seen",
        new="(2 + 1)",
    ),
    Accepted(
        "threading",
        "file=stderr, flush=True)",
        "the flush after the traceback writes this line, too",
        new="False",
    ),
)


NEEDS_3_14: dict[str, tuple[str, ...]] = {
    "showcase.parallel_execution.daemon_threads_demo": (
        "_daemon_in_a_subinterpreter",
        "daemon_in_a_subinterpreter",
    ),
    "showcase.parallel_execution.interpreter_pool_demo": (
        "interpreter_pool",
        "leave_a_mark",
        "interpreters_of_two_workers",
        "interpreters_of_a_pool",
        "initialised",
        "worker_name",
    ),
    "showcase.parallel_execution.interpreter_threads_demo": (
        "an_interpreter",
        "new_queue",
        "say_where",
        "where_runs",
        "sent_there_and_back",
        "begin_and_wait",
        "refusals_while_it_runs",
        "main",
    ),
    "showcase.parallel_execution.pool_initializer_demo": ("with_a_context",),
    "showcase.interpreter.atexit_demo": ("close_another_interpreter",),
    "showcase.interpreter.context_vars_demo": ("with_context", "with_an_empty_context"),
    "showcase.interpreter.exit_demo": ("join_a_daemon_too_late",),
    "showcase.interpreter.fork_demo": ("say_whether_another_interpreter_forks",),
    "showcase.interpreter.signals_demo": (
        "say_what_another_interpreter_may_not",
        "say_who_runs_remote_code",
    ),
    "showcase.interpreter.warning_filters_demo": ("say_the_flags", "main"),
    "showcase.parallel_execution.thread_context_demo": (
        "caller_of_start",
        "run_of_a_subclass_sees",
        "two_threads_in",
        "_caller_of_start",
        "with_the_flag",
        "main",
    ),
}
"""Functions that show what is new in Python 3.14: on an older one nobody can notice."""


@functools.cache
def lines_that_need_3_14(target: str) -> frozenset[str]:
    """The source lines of those functions, stripped."""
    path = PROJECT.joinpath(*target.split(".")).with_suffix(".py")
    source = path.read_text(encoding="utf-8") if target in NEEDS_3_14 else ""
    return frozenset(
        line.strip()
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name in NEEDS_3_14[target]
        for line in source.splitlines()[node.lineno - 1 : node.end_lineno]
    )


def why_accepted(target: str, line: str, kind: str, new: str) -> str | None:
    """The reason for which this fault may survive, or None."""
    for one in ACCEPTED:
        here = (one.target, one.line) == (target, line.strip())
        if here and one.kind in ("", kind) and one.new in ("", new):
            return one.reason
    if sys.version_info < (3, 14) and line.strip() in lines_that_need_3_14(target):
        return "only Python 3.14 gets there, and its specs notice"
    return None

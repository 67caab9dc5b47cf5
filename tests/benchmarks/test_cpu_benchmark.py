"""🧮 CPU benchmark: what threads bring to computing, with the GIL and without it.

    pytest tests/benchmarks/test_cpu_benchmark.py

Processes, and interpreters on 3.14 and newer, are the measure of what the machine could give.
"""

from functools import partial

import pytest

from tests.benchmarks.measure import CORES, Group, cores_busy, in_turns, told_as
from tests.benchmarks.work import WAYS, a_warm_pool_of, compute, digest, squeeze

PYTHON = Group(
    "cpu: pure Python",
    unit="8 computations",
    baseline="one by one",
    note="Processes and interpreters are there already, before the clock starts.",
)
HASHLIB = Group(
    "cpu: hashlib, which lets go of the GIL",
    unit="SHA-256 of 64 MiB",
    baseline="one by one",
    note="In 8 parts. Processes and interpreters are there already, before the clock starts.",
)
ZLIB = Group(
    "cpu: zlib, which lets go of the GIL",
    unit="2 MiB compressed",
    baseline="one by one",
    note="In 8 parts. Processes and interpreters are there already, before the clock starts.",
)
SHORT = {"pure Python": [150_000] * 4, "hashlib": [8] * 4, "zlib": [4] * 4}
"""For claims: a shorter round more often finds the cores free."""
JOBS = {
    "pure Python": (PYTHON, compute, [200_000] * 8),
    "hashlib": (HASHLIB, digest, [8] * 8),
    "zlib": (ZLIB, squeeze, [1] * 8),
}
CLAIMS_ABOUT = "cpu"
WORKERS = 4
REFERENCES = {"4 processes": "processes", "4 interpreters": "interpreters"}


@pytest.mark.parametrize(
    "way",
    [
        "one by one",
        "a thread each",
        "pool of 4",
        "4 processes",
        pytest.param("4 interpreters", marks=pytest.mark.since("3.14")),
    ],
)
@pytest.mark.parametrize("job", JOBS)
def test_every_part_is_computed(measure, job, way):
    """Whoever computes, the results are those of one thread.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    group, function, parts = JOBS[job]
    if way in REFERENCES:
        with a_warm_pool_of(REFERENCES[way], WORKERS) as run:
            results = measure(group, partial(run, function, parts), rounds=16, warmup=2)
    else:
        results = measure(group, partial(WAYS[way], function, parts), rounds=16)
    assert results == [function(part) for part in parts]


@pytest.mark.parametrize("workers", [1, 2, 4, 8], ids=lambda n: f"{n} worker{'s' * (n > 1)}")
@pytest.mark.parametrize("job", ["pure Python", "hashlib"])
def test_computing_scales_with_the_workers(measure, job, workers):
    """Workers of a ThreadPoolExecutor that compute need a core each, and no GIL.

    Docs: library/threading#gil-and-performance-considerations
    """
    _, function, parts = JOBS[job]
    of_what = {"pure Python": "pure Python", "hashlib": "hashlib, which lets go of the GIL"}
    group = Group(
        f"scaling: {of_what[job]}",
        unit="8 parts",
        baseline="1 worker",
        note=f"No more than {CORES} can compute at a time on {CORES} cores.",
    )
    run = partial(WAYS[f"pool of {workers}"], function, parts)
    results = measure(group, run, rounds=16, cores=CORES, **told_as(workers))
    assert results == [function(part) for part in parts]


@pytest.mark.needs("gil")
def test_with_the_gil_pure_python_does_not_speed_up(told):
    """With the GIL four threads keep no more than one core busy: pure Python does not speed up.

    CPU seconds are counted, as other programs cannot add any: they make wall time say anything.

    Docs: library/threading#gil-and-performance-considerations
    """
    compute_all = partial(WAYS["pool of 4"], compute, [200_000] * 8)
    busy = cores_busy(lambda: [compute_all() for _ in range(5)])
    told(f"{busy:.2f} cores busy with four threads")
    assert busy <= 1.15


@pytest.mark.needs("no_gil")
def test_without_the_gil_pure_python_speeds_up(told):
    """Without the GIL threads that compute in pure Python speed up as processes do.

    At least 70 % of the speed-up of processes, measured in turns with them, and on two cores.

    Docs: howto/free-threading-python#the-global-interpreter-lock-in-free-threaded-python
    """
    share, cores = share_of_processes("pure Python", told)
    assert share >= 0.7
    assert cores > 1.1 or CORES == 1


@pytest.mark.parametrize("job", ["hashlib", "zlib"])
def test_work_that_lets_go_of_the_gil_speeds_up(told, job):
    """Threads that let go of the GIL while they compute (hashlib, zlib) speed up as processes do.

    At least 70 % of the speed-up of processes, measured in turns with them, and on two cores.

    Docs: library/hashlib#hashlib.hash.update
    """
    share, cores = share_of_processes(job, told)
    assert share >= 0.7
    assert cores > 1.1 or CORES == 1


def share_of_processes(job, told):
    """The speed-up of threads as a share of that of processes, and the cores they kept busy.

    With the GIL threads that hold it keep one core busy: no luck makes it two.
    """
    workers = min(CORES, WORKERS)
    _, function, _ = JOBS[job]
    parts = SHORT[job]

    def speed_up(rounds, side, of="best"):
        return getattr(rounds["one by one"], of) / getattr(rounds[side], of)

    def share(rounds):
        """By the best rounds, or by the medians: in a crowd one round may be lucky."""
        return max(
            speed_up(rounds, "threads", of)
            / min(max(1.0, speed_up(rounds, "processes", of)), workers)
            for of in ("best", "median")
        )

    with (
        a_warm_pool_of("threads, a core each", workers) as threads,
        a_warm_pool_of("processes", workers) as processes,
    ):
        rounds = in_turns(
            {
                "one by one": partial(WAYS["one by one"], function, parts),
                "threads": partial(threads, function, parts),
                "processes": partial(processes, function, parts),
            },
            lambda rounds: share(rounds) >= 0.8 and max(rounds["threads"].cores) > 1.2,
            at_least=10,
        )
    cores = max(rounds["threads"].cores)
    told(
        f"{job}: {speed_up(rounds, 'threads'):.2f} times as fast with {workers} "
        f"threads, {speed_up(rounds, 'processes'):.2f} times with {workers} processes; "
        f"threads kept up to {cores:.2f} cores busy",
        rounds,
        share(rounds) >= 0.7 and (cores > 1.1 or CORES == 1),
    )
    return share(rounds), cores

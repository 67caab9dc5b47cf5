"""🦷 Teeth: small faults are planted one at a time, and the suite has to notice.

    tox -e mutation                          everything, resumable (some hours on two cores)
    tox -e mutation -- --sample 50 --seed 1  a sample, in minutes
    tox -e mutation -- queue --sample 20     of one target
    tox -e mutation -- --list                the targets, with their number of faults

The targets are copies of the standard library's own threading, queue and concurrent.futures,
put before the real ones, and the modules of showcase/. mutmut and cosmic-ray were looked at:
both mutate a project's own package in place, and neither drops a `with lock:`, which is the
fault that matters most here.
"""

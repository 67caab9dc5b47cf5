"""📊 Benchmarks, and the report that is made of them: `python -m tests.benchmarks`.

test_*_benchmark.py   what is measured, and the claims: ratios within one run
work.py, server.py    the jobs, the ways to do them, and the server that is asked
measure.py            what a group is, and how a ratio is measured on a machine that is busy
progress.py           the bar while it is measured
runs.py               saved runs: plain files of pytest-benchmark
statistic.py          is it a difference, or is it noise?
report.py compare.py  one run, told; two runs, told apart
charts.py page.py     the pictures, and the page around them

Specs: tests/house/test_bench_report.py
"""

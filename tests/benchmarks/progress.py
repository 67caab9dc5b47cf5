"""⏳ A bar while it is measured, in the place of pytest's dots."""

import sys
import threading

import pytest
from tqdm import tqdm


class Progress:
    """Moves on with each benchmark, and names the one that is running."""

    def __init__(self) -> None:
        tqdm.monitor_interval = 0  # no thread beside those that are measured
        tqdm.set_lock(threading.RLock())
        self.bar: tqdm[None] | None = None
        self.group = ""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Now it is known how many there are."""
        layout = "{l_bar}{bar:24}| {n_fmt}/{total_fmt} [{elapsed}] {postfix}"
        self.bar = tqdm(total=len(session.items), desc="measuring", disable=None, bar_format=layout)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Which one is running; where there is no terminal, a line for each file."""
        file, _, name = nodeid.rpartition("/")[2].partition("::")
        assert self.bar is not None
        self.bar.set_postfix_str(name[:44])
        group = file.removeprefix("test_").removesuffix("_benchmark.py")
        if self.bar.disable and group != self.group:
            print(f"measuring {group} …", file=sys.stderr, flush=True)
        self.group = group

    def pytest_runtest_logfinish(self) -> None:
        """One more."""
        assert self.bar is not None
        self.bar.update()

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """No dots: the bar tells."""
        quiet = (report.passed and report.when == "call") or report.skipped
        return (report.outcome, "", "") if quiet else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Leave the bar as it is."""
        if self.bar is not None:
            self.bar.close()

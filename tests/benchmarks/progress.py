"""⏳ A bar while it is measured, in the place of pytest's dots."""

import os
import threading

import pytest
from tqdm import tqdm


class Progress:
    """Moves on with each benchmark, and names the one that is running."""

    def __init__(self) -> None:
        tqdm.monitor_interval = 0  # no thread beside those that are measured
        tqdm.set_lock(threading.RLock())
        self.screen = os.fdopen(os.dup(2), "w", encoding="utf-8")  # pytest captures the other one
        self.bar: tqdm[None] | None = None
        self.group = ""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Now it is known how many there are."""
        layout = "{l_bar}{bar:24}| {n_fmt}/{total_fmt} [{elapsed}] {postfix}"
        self.bar = tqdm(
            total=len(session.items),
            desc="measuring",
            file=self.screen,
            disable=not self.screen.isatty(),
            bar_format=layout,
            ncols=100,
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Which one is running; where there is no terminal, a line for each file."""
        file, _, spec = nodeid.rpartition("/")[2].partition("::")
        group = file.removeprefix("test_").removesuffix("_benchmark.py")
        name = spec.partition("[")[2].removesuffix("]") or spec.removeprefix("test_")
        assert self.bar is not None
        self.bar.set_postfix_str(f"{group}: {name.replace('_', ' ')}"[:48])
        if self.bar.disable and group != self.group:
            print(f"measuring {group} …", file=self.screen, flush=True)
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

    def pytest_unconfigure(self) -> None:
        """The very end."""
        self.screen.close()

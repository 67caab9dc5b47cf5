"""📖 The `tell` fixture: what a scenario's main() narrates, line by line."""

from collections.abc import Callable

import pytest


@pytest.fixture
def tell(caplog: pytest.LogCaptureFixture) -> Callable[..., list[str]]:
    """Run a scenario's main() and return its lines as "thread | what it says", in order.

    Where the order between threads is free, compare `sorted(...)`. A main() that gives up is told
    with the exit code that it must end with.
    """

    def tell(main: Callable[[], None], exit_code: int = 0) -> list[str]:
        caplog.clear()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        assert code == exit_code
        return [f"{record.threadName} | {record.getMessage()}" for record in caplog.records]

    return tell

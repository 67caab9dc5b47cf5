"""📖 The `tell` fixture: what a scenario's main() narrates, line by line."""

from collections.abc import Callable

import pytest


@pytest.fixture
def tell(caplog: pytest.LogCaptureFixture) -> Callable[[Callable[[], None]], list[str]]:
    """Run a scenario's main() and return its lines as "thread | what it says", in order.

    Where the order between threads is free, compare `sorted(...)`.
    """

    def tell(main: Callable[[], None]) -> list[str]:
        caplog.clear()
        main()
        return [f"{record.threadName} | {record.getMessage()}" for record in caplog.records]

    return tell

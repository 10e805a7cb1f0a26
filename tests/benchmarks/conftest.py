"""The table that ``make bench`` prints."""

from collections.abc import Callable, Iterator

import pytest

Line = Callable[[str, str], None]


@pytest.fixture(scope="module")
def line(pytestconfig: pytest.Config) -> Iterator[Line]:
    """Adds a line to the table, which is printed when all was measured."""
    table: list[tuple[str, str]] = []
    yield lambda what, figures: table.append((what, figures))
    terminal = pytestconfig.get_terminal_writer()
    terminal.line()
    terminal.line()
    width = max((len(what) for what, _ in table), default=0)
    for what, figures in table:
        terminal.line(f"{what:<{width}}  {figures}")

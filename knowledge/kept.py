"""Results that are kept to be used again, up to a bound."""

from collections.abc import Hashable
from typing import TypeVar

Result = TypeVar("Result")


class Kept(dict[Hashable, Result]):
    """Results by what they were worked out from; all are forgotten before one more than ``most`` is kept.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: Hashable, result: Result) -> None:
        """Keep one more."""
        if len(self) >= self._most:
            self.clear()
        super().__setitem__(key, result)

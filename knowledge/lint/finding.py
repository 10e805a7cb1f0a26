"""A finding: something in a file that is wrong, or that a person should look at."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong in a file, or something to look at; findings sort by file and line.

    Args:
        path: the file.
        line: line in it, counted from 1.
        severity: an error is certain: the file contradicts itself. A warning may be meant so.
        sentence: what it is.
    """

    path: Path
    line: int
    severity: Severity
    sentence: str

    def __str__(self) -> str:
        """Return it as ``file:line: error: sentence``, as compilers write it and editors read it."""
        return f"{self.path}:{self.line}: {self.severity}: {self.sentence}"

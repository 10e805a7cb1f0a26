"""What a command sets up for the log of its process, in a process that goes on with other tests."""

import sys
import threading
import warnings

import pytest


def keep_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is called for uncaught errors and warnings put back at the end of the test, as pytest set it."""
    for owner, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (warnings, "showwarning"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))

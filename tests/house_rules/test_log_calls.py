"""The rule finds what would put somebody's data into the log, and lets pass what the packages do."""

from pathlib import Path

import pytest

from tests.house_rules.log_calls import PACKAGES, findings, in_package, main
from tests.house_rules.log_words import NAMES, PERSONAL

BEGINNING = "import logging\nimport structlog\n_log = structlog.get_logger(__name__)\n"

GOOD = [
    '_log.info("openings.told", owners=told)',
    '_log.warning("kakao.refused", status=400, reason="no secret")',
    '_log.error("web.failed", where=where(error))',
    '_log.error("delivery.failed", where=where(error), delivery=due.row.id, error=type(error).__name__)',
    '_log.warning("delivery.recovered", pending=found["pending"])',
    '_log.info("retention.purged", what=what, rows=len(rows))',
    '_log.info("telegram.set_up", mode="polling" if public_url is None else "webhook")',
    '_log.warning("telegram.poll_failed", said=quoting_nothing(error), again_in=pause)',
    'try:\n    read()\nexcept OSError as error:\n    _log.warning("a.b", error=error.strerror or type(error).__name__)',
    'try:\n    read()\nexcept NotAnIndex as error:\n    _log.info("index_cache.built_again", why=str(error))',
    "math.log(text)",
    "_log(turn, asks)",
    "raise ValueError('the form is not open')",
    "raise meaning(error)",
    "raise Unreadable('forms.too_long', count=len(text))",
    'warnings.warn("old", stacklevel=2)',
]

BAD = {
    '_log.info(f"said {text}")': "constant",
    "_log.info(text)": "constant",
    '_log.info("said %s", text)': "one event",
    '_log.info("said: " + text)': "constant",
    '_log.info("Somebody spoke")': "topic.what",
    '_log.log(20, f"{text}")': "constant",
    '_log.info("turn.done", utterance=said)': "not among the names",
    '_log.info("turn.done", reason=message.text)': "(message)",
    '_log.info("turn.done", reason=form.phone)': "(phone)",
    '_log.info("turn.done", reason=owner_phone)': "(phone)",
    '_log.info("turn.done", reason=_person.address)': "(person)",
    '_log.info("turn.done", reason=str(text))': "(text)",
    '_log.info("turn.done", reason=text or None)': "(text)",
    '_log.info("turn.done", reason="none" if x else text)': "(text)",
    '_log.info("turn.done", reason=text[:10])': "put together",
    '_log.info("turn.done", reason=f"{x}")': "put together",
    '_log.info("turn.done", reason="%s" % x)': "put together",
    '_log.info("turn.done", reason="{}".format(x))': "put together",
    '_log.info("turn.done", reason=repr(x))': "put together",
    '_log.info("turn.done", reason=x.model_dump())': "put together",
    '_log.info("turn.done", reason=[x])': "put together",
    '_log.info("turn.done", reason={"a": x})': "put together",
    '_log.info("turn.done", **found)': "name each value",
    '_log.info("turn.done", path=request.path)': "not among the names",
    '_log.error("turn.failed", exc_info=True)': "where=where(error)",
    '_log.error("turn.failed", stack_info=True)': "where=where(error)",
    '_log.exception("turn.failed")': "where=where(error)",
    'logging.warning("%s", text)': "one event",
    'logging.getLogger("bot").info("turn.done", extra={"a": 1})': "where=where(error)",
    'structlog.get_logger().info("turn.done", user=x)': "not among the names",
    '_log.bind(user=x).info("turn.done")': "not among the names",
    "structlog.contextvars.bind_contextvars(user=x)": "not among the names",
    'logger = structlog.get_logger()\nlogger.info("turn.done", user=x)': "not among the names",
    'told = structlog.get_logger()\ntold.info("turn.done", user=x)': "not among the names",
    'from structlog import get_logger as made\ntold = made()\ntold.info("turn.done", user=x)': "not among the names",
    'from bot.service import _log\n_log.info("turn.done", user=x)': "not among the names",
    'class A:\n    def f(self):\n        self._log.info("turn.done", user=x)': "not among the names",
    'try:\n    f()\nexcept ValueError as error:\n    _log.error("a.b", error=str(error))': "may quote",
    'try:\n    f()\nexcept ValueError as error:\n    _log.error("a.b", error=error)': "may quote",
    'try:\n    f()\nexcept TelegramError as error:\n    _log.error("a.b", said=error.message)': "may quote",
    'try:\n    f()\nexcept (NotAnIndex, KeyError) as error:\n    _log.info("a.b", why=str(error))': "may quote",
    'print("hello")': "command line",
    "import sys\nsys.stderr.write(text)": "command line",
    "import traceback\ntraceback.print_exc()": "bot.log.where",
    "import warnings\nwarnings.warn(f'{text}')": "constant",
    "raise ValueError(f'bad {text}')": "(text)",
    "raise ValueError(f'bad {text!r}')": "(text)",
    "raise ValueError(f'bad {form.contact_person}')": "(contact)",
    "raise ValueError('bad ' + phone)": "(phone)",
    "raise ValueError('bad %s' % phone)": "(phone)",
    "raise ValueError('bad {}'.format(phone))": "(phone)",
    "raise ValueError(str(phone))": "(phone)",
    "raise StorageError(text)": "(text)",
    "raise StorageError(text[:20])": "(text)",
    "raise StorageError(f'bad {text.strip()}')": "(text)",
    "raise StorageError(f'bad {values[\"phone\"]}')": "(phone)",
    'say = _log.info\nsay("turn.done", user=x)': "another name",
    "try:\n    f()\nexcept ValidationError as error:\n    raise Refused(f'not a form: {error}') from None": "may quote",
}


@pytest.mark.parametrize("code", GOOD)
def test_a_line_of_counts_kinds_and_places_passes(code: str) -> None:
    assert findings(BEGINNING + code, "handlers/turn.py") == ()


@pytest.mark.parametrize("code", BAD)
def test_a_line_that_may_hold_what_somebody_said_is_found(code: str) -> None:
    found = findings(BEGINNING + code, "handlers/turn.py")

    assert found
    assert BAD[code] in str(found[0])
    assert str(found[0]).startswith("handlers/turn.py:")


def test_the_command_line_prints_and_says_what_a_setting_has() -> None:
    assert findings("print(f'{settings.host}')", "bot/command_line.py") == ()
    assert findings("raise BadSetting(f'{address!r} is no account')", "bot/settings.py") == ()


def test_each_name_that_may_be_logged_says_what_it_holds() -> None:
    assert all(NAMES.values())


def test_no_name_of_what_is_personal_may_be_logged() -> None:
    # What these four hold is said beside them: a count of rows, what the Bot API said, and so on.
    assert PERSONAL & NAMES.keys() == {"rows", "said"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_keep_the_rule(package: str) -> None:
    assert [str(one) for one in in_package(Path(package))] == []


def test_the_packages_log_at_all() -> None:
    lines = sum(file.read_text(encoding="utf-8").count("_log.") for file in Path("bot").rglob("*.py"))

    assert lines > 20


def test_findings_are_printed_and_are_the_exit_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "handlers").mkdir()
    module = tmp_path / "handlers" / "turn.py"
    module.write_text("print(1)", encoding="utf-8")
    status = main(["handlers"])
    assert (status, capsys.readouterr().out) == (1, "handlers/turn.py:1: only the command line prints\n")

    module.write_text("x = 1", encoding="utf-8")
    assert main(["handlers"]) == 0

"""Made-up programs and facts for tests of rules: small enough to see what decides."""

import datetime as dt
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.program import Application, Participation, Program, Source, Statement
from knowledge.rule import Rule
from knowledge.window import SEOUL, NoneStated, Window
from knowledge.words import Words

_RULES: TypeAdapter[Rule] = TypeAdapter(Rule)
_WINDOWS: TypeAdapter[Window] = TypeAdapter(Window)
TODAY = dt.date(2020, 9, 25)
NOTHING = Words(ko="나와 있지 않습니다.", en="It is not stated.")


def rule_of(written: object) -> Rule:
    """A rule as a program file writes it."""
    return _RULES.validate_python(written)


def window_of(kind: str, **written: object) -> Window:
    """A window for applications as a program file writes it."""
    return _WINDOWS.validate_python({"of": "application", "paragraph": 1, "kind": kind, **written})


def clause(name: str, op: str, **written: object) -> dict[str, object]:
    """A clause as a program file writes it, without what does not decide."""
    return {"id": name, "op": op, "paragraph": 1, "label": {"ko": name, "en": name}, **written}


def program_of(rule: object | None = None, *, gives: tuple[Statement, ...] = (), complete: bool = True) -> Program:
    """A program that has a rule, and next to nothing else."""
    # A program with a rule needs scenarios in its file; here it is the rule alone that is tried.
    return Program.model_construct(
        id="sample",
        name="시험 사업",
        english="Sample program",
        aliases=(),
        hints=(),
        stage="offered",
        standing=NOTHING,
        summary=NOTHING,
        for_firms=True,
        windows=(NoneStated(kind="none_stated", of="application", paragraph=1),),
        who=Participation.model_validate({"text": NOTHING, "paragraph": 1, "complete": complete, "rule": rule}),
        gives=gives,
        apply=Application(text=NOTHING, paragraph=1),
        not_stated=(),
        source=Source(outlet=NOTHING, published=dt.date(2020, 9, 23), title="시험"),
    )


def at(written: str) -> dt.datetime:
    """An instant in Seoul, from "2020-09-29T23:59:59"."""
    return dt.datetime.fromisoformat(written).replace(tzinfo=SEOUL)


def day(written: str) -> dt.date:
    """A day, from "2020-09-29"."""
    return dt.date.fromisoformat(written)


_FILE = """\
id: sample-fair
name: 시험 판매전
english: Sample fair
stage: offered
standing: {ko: 모집하고 있습니다., en: Firms are being recruited.}
summary: {ko: 시험 삼아 여는 판매전입니다., en: A fair that is a trial.}
windows:
  - {of: application, kind: dated, ends: 2020-09-29, paragraph: 1}
who:
  text: {ko: 서울의 중소기업입니다., en: SMEs of Seoul.}
  paragraph: 2
  complete: true
  rule:
    all:
      - {id: place, op: is, fact: region, value: 서울, paragraph: 2, label: {ko: 서울 소재, en: in Seoul}}
      - {id: sme, op: in, fact: size, values: [small, medium], paragraph: 2, label: {ko: 중소기업, en: SME}}
gives: []
apply:
  text: {ko: 나와 있지 않습니다., en: It is not stated.}
  paragraph: 3
not_stated:
  - {topic: fee, what: {ko: 참가비, en: the fee}}
source:
  outlet: {ko: 시험신문, en: Trial News}
  published: 2020-09-23
  title: 시험 판매전 모집
scenarios:
  - {name: small firm in Seoul, facts: {region: 서울, size: small}, verdict: "yes"}
  - {name: small firm in Busan, facts: {region: 부산, size: small}, verdict: "no"}
  - {name: small firm somewhere, facts: {size: small}, verdict: unknown, open: [place]}
"""


def program_file(folder: Path, *replaced: tuple[str, str], name: str = "sample-fair") -> Path:
    """Write a program file that is right but for what is ``replaced``, each (old, new); return its path."""
    text = _FILE
    for old, new in replaced:
        if old not in text:
            raise ValueError(f"the sample file has no {old!r}")
        text = text.replace(old, new)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def line_with(path: Path, text: str) -> int:
    """The number of the only line of ``path`` that has ``text``."""
    [line] = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line]
    return line

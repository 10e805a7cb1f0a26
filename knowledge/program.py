"""A support program, as its one source states it: the model of a file in knowledge/programs."""

import datetime as dt
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from knowledge.rule import Rule, clauses
from knowledge.topic import Topic
from knowledge.weighing import Weigh, weigh
from knowledge.window import State, Window
from knowledge.words import Declared, Words

Stage = Literal["offered", "planned", "proposed", "mentioned"]
Detail = Literal["email", "product", "market"]
ScenarioVerdict = Literal["yes", "no", "unknown"]


class Source(Declared):
    """The published text that everything in a program file comes from."""

    outlet: Words
    """Who published it; says so where the text does not name it."""
    published: dt.date | None
    """None where its date is not stated."""
    printed: dt.date | None = None
    """Where the date of publication is not stated: the day on which the page was printed."""
    title: str

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.published is None and self.printed is None:
            raise ValueError("give the day on which it was published or, where that is not stated, printed")
        return self

    @property
    def day(self) -> dt.date:
        """The day that it speaks for: that of its publication or, where that is not stated, of its print."""
        day = self.published or self.printed
        if day is None:
            raise ValueError("a source has a day")
        return day


class Statement(Declared):
    """One thing that the source states, worded so that it can stand as an answer."""

    id: str
    text: Words
    topics: tuple[Topic, ...] = ()
    """The questions that it answers, beside the section that it stands in."""
    words: tuple[str, ...] = ()
    """Words by which an owner may ask for just this, beside those of the text."""
    paragraph: int = Field(ge=1)


class Gap(Declared):
    """Something that owners ask and that the source does not state."""

    topic: Topic
    what: Words
    """What is not stated, as a noun ("참가비", "the fee")."""


class Participation(Declared):
    """Who may take part."""

    text: Words
    """The conditions as one sentence, or that they are not stated."""
    words: tuple[str, ...] = ()
    paragraph: int = Field(ge=1)
    complete: bool = False
    """Whether the source gives all conditions; if not, the best verdict is *yes, as far as stated*."""
    rule: Rule | None = None
    """None where the source states no condition that could be checked."""

    @cached_property
    def weigh(self) -> Weigh | None:
        """The rule, ready to be held against profiles: made once, for a verdict has to cost microseconds."""
        return None if self.rule is None else weigh(self.rule)


class Application(Declared):
    """How to apply."""

    text: Words
    """Where and how, or that the source does not state it, with what it gives nearby."""
    words: tuple[str, ...] = ()
    paragraph: int = Field(ge=1)
    stated: bool = False
    """Whether the source states how to apply."""


class Scenario(Declared):
    """A golden case: facts of a firm, and the verdict that a person worked out by reading the source."""

    name: str
    facts: dict[str, bool | str | int | tuple[int, int] | tuple[str, ...] | dict[str, tuple[str, ...]]]
    on: dt.date | None = None
    """The day for which it is judged, where the rule counts time; else the day on which the source was published."""
    verdict: ScenarioVerdict
    open: tuple[str, ...] = ()
    """For *unknown*: ids of the clauses that are open, but for those that a person has to judge."""
    confirm: tuple[str, ...] = ()
    """Ids of the clauses that a person still has to judge: for *yes* those that cap it."""


class Moment(Declared):
    """A golden case of a window: an instant, and the state that a person worked out."""

    name: str
    at: dt.datetime
    """In Asia/Seoul, without a zone: 2020-09-29T23:59:59."""
    of: Literal["application", "event"] = "application"
    which: int = Field(default=1, ge=1)
    """Which of the windows for applications, or of those for events, in the order of the file."""
    state: State

    @model_validator(mode="after")
    def _without_a_zone(self) -> Self:
        if self.at.tzinfo is not None:
            raise ValueError("write the hour as it is in Seoul, without a zone: 2020-09-29T23:59:59")
        return self


class PreRegistration(Declared):
    """What a pre-registration for a program asks, beside what each asks: firm, number, person, phone and district.

    That is what the bot asks, and no condition of the program: a source need not state it.
    """

    needs: tuple[Detail, ...] = ()
    """What it can't do without."""
    takes: tuple[Detail, ...] = ("email",)
    """What is taken where an owner tells it, and never asked for by itself."""

    @model_validator(mode="after")
    def _once(self) -> Self:
        named = [*self.needs, *self.takes]
        if len(set(named)) < len(named):
            raise ValueError("name each detail once: under needs or under takes")
        return self


class Program(Declared):
    """One program."""

    id: str = Field(pattern=r"[a-z0-9]+(-[a-z0-9]+)*")
    name: str
    """Its full name in Korean: the title of every answer about it."""
    english: str
    """One line in English: name and what it is."""
    aliases: tuple[str, ...] = ()
    """Other names, as owners say them."""
    hints: tuple[str, ...] = ()
    """Words that point to it without being its name: malls, trades, districts, organisers."""
    described: tuple[str, ...] = ()
    """Phrases by which somebody who does not know its name may speak of it ("특이한 가게에 쇼핑몰 차려 주는 거")."""
    series: str | None = None
    """What rounds of the same program share."""
    round: int | None = None
    group: str | None = None
    """What sister programs share (one campaign, one call with several tasks)."""
    stage: Stage
    standing: Words
    """Where it stood when its source appeared, in one sentence; for a proposal: that it is one, of whom and when."""
    for_firms: bool = True
    """False for what is meant for consumers."""
    summary: Words
    """What it is, in one sentence."""
    windows: tuple[Window, ...]
    who: Participation
    gives: tuple[Statement, ...] = ()
    numbers: tuple[Statement, ...] = ()
    run_by: tuple[Statement, ...] = ()
    more: tuple[Statement, ...] = ()
    """History, plans and whatever else the source says of it."""
    apply: Application
    registration: PreRegistration = PreRegistration()
    """What a pre-registration for it asks."""
    not_stated: tuple[Gap, ...]
    source: Source
    scenarios: tuple[Scenario, ...] = ()
    moments: tuple[Moment, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not any(window.of == "application" for window in self.windows):
            raise ValueError("no window says when to apply: add one of kind none_stated")
        if self.who.rule is not None and len(self.scenarios) < 3:
            raise ValueError("a program with a rule needs at least three scenarios")
        ids = [clause.id for clause in clauses(self.who.rule)] if self.who.rule else []
        ids += [part.id for part in self.statements]
        for moment in self.moments:
            if moment.which > sum(window.of == moment.of for window in self.windows):
                raise ValueError(f"the moment {moment.name!r} is about a window that there is not")
        doubled = sorted({name for name in ids if ids.count(name) > 1})
        if doubled:
            raise ValueError(f"used twice as an id: {', '.join(doubled)}")
        return self

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All that the source states, in the order of the file."""
        return self.gives + self.numbers + self.run_by + self.more

    def named(self, language: Literal["ko", "en"]) -> str:
        """Return the full name; English answers add the English line to it."""
        return f"{self.name} ({self.english})" if language == "en" else self.name

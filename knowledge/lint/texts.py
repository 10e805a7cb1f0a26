"""Numbers and days in texts, held against the rule, the windows and the other language.

A text is only held to what it surely says: a bound with its word (이상, 미만), a day with 부터 or 까지. All
findings are warnings, for texts may speak of other things.
"""

from collections.abc import Iterator, Mapping, Sequence

from knowledge.calendar_day import CalendarDay
from knowledge.fact import Fact, Number
from knowledge.lint import wording
from knowledge.lint.finding import Finding
from knowledge.lint.program_file import At, ProgramFile, clauses_of
from knowledge.lint.wording import Bound, Operator, Role, Unit
from knowledge.rule import Above, AtLeast, AtMost, Below, Between, Clause, Elapsed, Rule
from knowledge.window import Dated, Days, FirstCome, Monthly, Rolling, Rounds, UntilBudget, Window
from knowledge.words import Language, Words

_LANGUAGES: tuple[Language, Language] = ("ko", "en")
_TIMES: tuple[Unit, ...] = ("years", "months", "days")
_OPPOSITE: Mapping[Operator, Operator] = {
    "at_least": "below",
    "below": "at_least",
    "above": "at_most",
    "at_most": "above",
}

_Limit = tuple[Operator, float]
"""One bound of a clause; of whole numbers, only *at least* and *at most*."""


def findings(file: ProgramFile, facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """Yield a warning for each number or day in a text that differs.

    Args:
        file: the program file.
        facts: id to fact.
    """
    for at, words in _worded(file):
        yield from _languages(file, at, words)
    rule = file.program.who.rule
    if rule is not None:
        yield from _labels(file, facts)
        yield from _conditions(file, rule, facts)
    yield from _days(file)


def _worded(file: ProgramFile) -> Iterator[tuple[At, Words]]:
    """Every text that is written in both languages."""
    program = file.program
    yield ("standing",), program.standing
    yield ("summary",), program.summary
    yield ("who", "text"), program.who.text
    yield ("apply", "text"), program.apply.text
    for number, window in enumerate(program.windows):
        if window.note is not None:
            yield ("windows", number, "note"), window.note
    for section in ("gives", "numbers", "run_by", "more"):
        for number, statement in enumerate(getattr(program, section)):
            yield (section, number, "text"), statement.text
    for number, gap in enumerate(program.not_stated):
        yield ("not_stated", number), gap.what
    for at, clause in file.clauses():
        yield at, clause.label


def _languages(file: ProgramFile, at: At, words: Words) -> Iterator[Finding]:
    korean, english = wording.differing(words)
    for numbers, has, lacks in ((korean, "Korean", "English"), (english, "English", "Korean")):
        if numbers:
            listed = ", ".join(f"{number:,.10g}" for number in sorted(numbers))
            yield file.finding("warning", at, f"the {has} text has {listed}, the {lacks} one has not")


# Bounds


def _labels(file: ProgramFile, facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """The label of a clause gives other bounds than the clause."""
    for at, clause in file.clauses():
        limits = _limits(clause)
        if not limits:
            continue
        if isinstance(clause, Elapsed) and clause.on is not None:
            counted = CalendarDay(clause.on.year, clause.on.month, None, clause.on.day)
            for named in wording.days(clause.label.ko):
                if named.role == "on" and not named.may_be(counted):
                    sentence = f"the label of {clause.id} says {named.words!r}, the clause counts up to {clause.on}"
                    yield file.finding("warning", at, sentence)
        # Behind a *not*, a label may say either what is wanted or what is not.
        fitting = [limits, {(_OPPOSITE[op], number) for op, number in limits}] if "not" in at else [limits]
        whole = _whole(clause, facts)
        for language in _LANGUAGES:
            said = [
                (bound, limit)
                for bound in wording.bounds(clause.label.within(language), language)
                if (limit := _as_counted(bound, clause, facts)) is not None
            ]
            told = {_rounded(*limit, whole=whole) for _, limit in said}
            if told and not any(told == {_rounded(*limit, whole=whole) for limit in fits} for fits in fitting):
                words = ", ".join(bound.words for bound, _ in said)
                yield file.finding("warning", at, f"the label of {clause.id} says {words!r}, the clause {_put(limits)}")


def _conditions(file: ProgramFile, rule: Rule, facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """The sentence on who may take part gives a bound that no clause about such a number has."""
    counted = [(at, clause) for at, clause in clauses_of(rule, ()) if _limits(clause)]
    for language in _LANGUAGES:
        for bound in wording.bounds(file.program.who.text.within(language), language):
            alike = [
                (at, clause, limit)
                for at, clause in counted
                if bound.unit is not None and (limit := _as_counted(bound, clause, facts)) is not None
            ]
            if alike and not any(_has(at, clause, limit, facts) for at, clause, limit in alike):
                rules = " and ".join(f"{clause.id} {_put(_limits(clause))}" for _, clause, _ in alike)
                yield file.finding("warning", ("who", "text"), f"the text says {bound.words!r}, the rule {rules}")


def _has(at: At, clause: Clause, limit: _Limit, facts: Mapping[str, Fact]) -> bool:
    whole = _whole(clause, facts)
    limits = _limits(clause)
    if "not" in at:
        limits = limits | {(_OPPOSITE[op], number) for op, number in limits}
    return _rounded(*limit, whole=whole) in {_rounded(*one, whole=whole) for one in limits}


def _limits(clause: Clause) -> set[_Limit]:
    """The bounds of a clause about a number or a time; of any other, none."""
    match clause:
        case AtLeast():
            return {("at_least", clause.value)}
        case AtMost():
            return {("at_most", clause.value)}
        case Above():
            return {("above", clause.value)}
        case Below():
            return {("below", clause.value)}
        case Between():
            return {("at_least", clause.low), ("at_most", clause.high)}
        case Elapsed():
            given: tuple[tuple[Operator, int | None], ...] = (
                ("at_least", clause.at_least),
                ("at_most", clause.at_most),
                ("below", clause.below),
            )
            return {(op, float(number)) for op, number in given if number is not None}
        case _:
            return set()


def _put(limits: set[_Limit]) -> str:
    return " and ".join(f"{op} {number:,.10g}" for op, number in sorted(limits, key=lambda limit: limit[1]))


def _whole(clause: Clause, facts: Mapping[str, Fact]) -> bool:
    fact = facts.get(getattr(clause, "fact", ""))
    return isinstance(fact, Number) and fact.whole


def _rounded(op: Operator, number: float, *, whole: bool) -> _Limit:
    """A bound on people: fewer than ten are nine at most."""
    if whole and op == "below":
        return "at_most", number - 1
    return ("at_least", number + 1) if whole and op == "above" else (op, number)


def _as_counted(bound: Bound, clause: Clause, facts: Mapping[str, Fact]) -> _Limit | None:
    """A bound of a text in the unit of a clause; None where it is one of something else."""
    unit = bound.unit
    if isinstance(clause, Elapsed):
        if unit == clause.unit:
            return bound.op, bound.number
        if {unit, clause.unit} == {"years", "months"}:
            return bound.op, bound.number * 12 if unit == "years" else bound.number / 12
        return None
    fact = facts.get(getattr(clause, "fact", ""))
    if not isinstance(fact, Number):
        return None
    of_fact = wording.unit_of(fact.unit)
    return (bound.op, bound.number) if unit == of_fact or (unit is None and of_fact not in _TIMES) else None


# Days


def _days(file: ProgramFile) -> Iterator[Finding]:
    """A text that speaks of time gives another first or last day than the windows, or another hour."""
    program = file.program
    for number, window in enumerate(program.windows):
        if window.note is not None:
            at: At = ("windows", number, "note")
            yield from _text_days(file, at, window.note.ko, [window])
            yield from _hours(file, at, window.note.ko, window)
    for at, words in (
        (("standing",), program.standing),
        (("summary",), program.summary),
        (("who", "text"), program.who.text),
        (("apply", "text"), program.apply.text),
    ):
        yield from _text_days(file, at, words.ko, program.windows)


def _text_days(file: ProgramFile, at: At, text: str, windows: Sequence[Window]) -> Iterator[Finding]:
    for named in wording.days(text):
        stated = [day for window in windows for day in _stated(window, named.role)]
        if stated and not any(named.may_be(day) for day in stated):
            verb = "starts" if named.role == "starts" else "ends"
            listed = " or ".join(dict.fromkeys(map(str, stated)))
            yield file.finding("warning", at, f"the text says {named.words!r}, the window {verb} {listed}")


def _stated(window: Window, role: Role) -> Iterator[CalendarDay]:
    """The days on which a window starts or ends; a day for which something is counted is none of them."""
    if role == "on":
        return
    match window:
        case Dated() | UntilBudget() | FirstCome():
            day = window.starts if role == "starts" else window.ends
            if day is not None:
                yield day
        case Rolling() if role == "starts" and window.since is not None:
            yield window.since
        case Rounds():
            for one in window.rounds:
                day = one.starts if role == "starts" else one.ends
                if day is not None:
                    yield day
        case Days():
            yield from window.days


def _hours(file: ProgramFile, at: At, text: str, window: Window) -> Iterator[Finding]:
    if not isinstance(window, Dated | UntilBudget | FirstCome | Monthly):
        return
    for hour in wording.closing_hours(text):
        if hour != window.closes_at:
            stated = f"closes at {window.closes_at:%H:%M}" if window.closes_at else "gives no hour"
            yield file.finding("warning", at, f"the text says until {hour:%H:%M}, the window {stated}")

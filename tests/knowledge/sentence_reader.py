"""Reads a sentence that was made of a rule back into a rule, so that both can be held against the same owners.

It knows by itself what the words of a rule mean (이상, 미만, "at most"). All that it takes from the code under test are
the phrases for single facts ("사업장이 서울에 있").
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from knowledge import region
from knowledge.fact import Choice, Fact, Flag, Number, Place, Several, Since
from knowledge.words import Language
from tests.knowledge.sample import clause

Written = dict[str, object]
_Read = Callable[[re.Match[str]], Written]
_PHRASES = yaml.safe_load((Path(region.__file__).parent / "rule_words.yaml").read_text("utf-8"))

# What a Korean stem becomes, by what it ends in, before: another condition, another way, the end, a list's next.
_ENDED = {
    "하": ("하고", "하거나", "해야", "할 것"),
    "있": ("있고", "있거나", "있어야", "있을 것"),
    "없": ("없고", "없거나", "없어야", "없을 것"),
    "않": ("않고", "않거나", "않아야", "않을 것"),
    "받": ("받고", "받거나", "받아야", "받을 것"),
    "았": ("았고", "았거나", "았어야", "았을 것"),
    "아니": ("아니고", "아니거나", "아니어야", "아닐 것"),
    "이": ("이고", "이거나", "(?:이어|여)야", "일 것"),
}
_KINDS = ("all", "any", "end", "list")
_UNITS = {"년": "years", "개월": "months", "일": "days", "year": "years", "month": "months", "day": "days"}
_NUMBER = r"-?[\d,]+(?:\.\d+)?"


def read_back(sentence: str, facts: Mapping[str, Fact], language: Language) -> Written:
    """The rule that a sentence states, as a program file writes it.

    Raises:
        ValueError: it can't be read, or could be read in two ways.
    """
    end = " 합니다." if language == "ko" else "."
    if not sentence.endswith(end):
        raise ValueError(f"it does not end in {end!r}: {sentence}")
    text = sentence.removesuffix(end)
    leaves = list(_leaves(facts, language))
    if language == "en" and not text.startswith(tuple(_names(facts))):
        text = text[0].lower() + text[1:]
    found, _, at = _Reader(text, language, leaves).group(0)
    if at != len(text):
        raise ValueError(f"nobody can read from here: {text[at:]!r}")
    return found


def _names(facts: Mapping[str, Fact]) -> Iterator[str]:
    """What begins with a capital anywhere in a sentence."""
    for fact in facts.values():
        if isinstance(fact, Several):
            yield from (option.label.en for option in fact.options if option.label.en[0].isupper())


@dataclass
class _Reader:
    text: str
    language: Language
    leaves: list[tuple[re.Pattern[str], _Read]]

    def group(self, at: int) -> tuple[Written, str, int]:
        """Parts up to a closing bracket or the end: the rule, the ending of the last part, and where it ends."""
        parts: list[Written] = []
        kinds: set[str] = set()
        while True:
            part, ending, at = self.part(at)
            parts.append(part)
            joint = re.compile(", and |, or |; |, " if self.language == "en" else ", ").match(self.text, at)
            if joint is None:
                break
            at = joint.end()
            kinds.add({", and ": "all", ", or ": "any", "; ": "list"}[joint[0]] if self.language == "en" else ending)
        if not kinds:
            return parts[0], ending, at
        if len(kinds) > 1:
            raise ValueError(f"it says {sorted(kinds)} side by side: {self.text}")
        [kind] = kinds
        return {kind: parts}, ending, at

    def part(self, at: int) -> tuple[Written, str, int]:
        return self.bracketed(at) or self.leaf(at)

    def bracketed(self, at: int) -> tuple[Written, str, int] | None:
        before = re.compile(
            r"(?:(?P<none>it is not so that )|(?P<few>at least|fewer than) (?P<n>\d+) of these hold: )?\("
        ).match(self.text, at)
        if before is None:
            return None
        inside, ending, at = self.group(before.end())
        if self.text[at : at + 1] != ")":
            raise ValueError(f"a bracket stays open: {self.text[at:]!r}")
        at += 1
        if self.language == "en":
            if before["none"]:
                return {"not": inside}, ending, at
            if before["few"]:
                counted: Written = {"n": int(before["n"]), "of": inside["list"]}
                return ({"not": counted} if before["few"] == "fewer than" else counted), ending, at
            return inside, ending, at
        if after := _ended("에 해당하지 않").match(self.text, at):
            return {"not": inside}, _ending(after), after.end()
        for negated in ("지는 않", ""):
            if after := _ended(rf" 가운데 (?P<n>\d+)가지 이상에 해당하{negated}").match(self.text, at):
                counted = {"n": int(after["n"]), "of": inside["list"]}
                return ({"not": counted} if negated else counted), _ending(after), after.end()
        return inside, ending, at

    def leaf(self, at: int) -> tuple[Written, str, int]:
        found = [(matched, read) for pattern, read in self.leaves if (matched := pattern.match(self.text, at))]
        if not found:
            raise ValueError(f"nobody can read from here: {self.text[at:]!r}")
        longest = max(matched.end() for matched, _ in found)
        rules = [(read(matched), matched) for matched, read in found if matched.end() == longest]
        rule, matched = rules[0]
        if any(other != rule for other, _ in rules):
            raise ValueError(f"it can be read in two ways: {matched[0]!r}")
        return rule, _ending(matched) if self.language == "ko" else "", longest


def _ended(stem: str) -> re.Pattern[str]:
    """A Korean stem with each of its endings, of which the one that is there has its kind as its name."""
    last = next(last for last in sorted(_ENDED, key=len, reverse=True) if stem.endswith(last))
    endings = "|".join(f"(?P<_{kind}>{ended})" for kind, ended in zip(_KINDS, _ENDED[last], strict=True))
    return re.compile(f"{stem.removesuffix(last)}(?:{endings})")


def _ending(matched: re.Match[str]) -> str:
    return next(kind for kind in _KINDS if matched[f"_{kind}"] is not None)


def _leaves(facts: Mapping[str, Fact], language: Language) -> Iterator[tuple[re.Pattern[str], _Read]]:
    """What can be said of each fact, and the clause that says it."""
    for fact in facts.values():
        of_fact = _korean(fact) if language == "ko" else _english(fact)
        for phrase, read, holds in of_fact:
            yield _marked(phrase, language), partial(_rule, fact, read, holds)
    quoted = "“[^“”]*”"
    by_person = {
        "ko": ((f"{quoted} 항목은 담당 기관의 확인을 받", True),
               (f"{quoted} 항목에 해당하지 않는다는 담당 기관의 확인을 받", False)),
        "en": ((f"the agency in charge confirms {quoted}", True),
               (f"the agency in charge confirms that it is not so: {quoted}", False)),
    }  # fmt: skip
    for phrase, holds in by_person[language]:
        yield _marked(phrase, language), partial(_rule, None, lambda _: {"op": "manual"}, holds)


def _marked(phrase: str, language: Language) -> re.Pattern[str]:
    if language == "ko":
        ended = _ended(phrase)
        return re.compile(f"(?P<hint>기사에 명시되지는 않았지만 )?(?:(?P<day>[\\d-]+) 기준으로 )?{ended.pattern}")
    return re.compile(f"(?:as of (?P<day>[\\d-]+), )?{phrase}(?P<hint> \\(the source only suggests this\\))?")


def _rule(fact: Fact | None, read: _Read, holds: bool, matched: re.Match[str]) -> Written:
    written = {**clause("read", "manual"), **read(matched), "spelled_out": matched["hint"] is None}
    if fact is not None:
        written["fact"] = fact.id
    if matched["day"] is not None:
        written["on"] = matched["day"]
    return written if holds else {"not": written}


def _korean(fact: Fact) -> Iterator[tuple[str, _Read, bool]]:
    label = re.escape(_label(fact, "ko"))
    own = _PHRASES["ko"]["facts"].get(fact.id)
    match fact:
        case Flag():
            yes, no = (own["holds"], own["fails"]) if own else (f"{label}에 해당하", f"{label}에 해당하지 않")
            yield yes, lambda _: {"op": "is", "value": True}, True
            yield no, lambda _: {"op": "is", "value": True}, False
        case Place():
            place = f"(?P<value>{_either(region.places())})"
            phrases = (
                (own["holds"], own["fails"])
                if own
                else (f"{label}[이가] {{value}}이", f"{label}[이가] {{value}}[이가] 아니")
            )
            for phrase, holds in zip(phrases, (True, False), strict=True):
                yield phrase.replace("{value}", place), lambda found: {"op": "is", "value": found["value"]}, holds
        case Choice():
            one, some = _options(fact, "ko")
            for phrase, holds in (("이", True), ("[이가] 아니", False)):
                yield f"{label}[이가] (?P<value>{one}){phrase}", partial(_is, fact, "ko"), holds
            for phrase, holds in (("하나이", True), ("하나가 아니", False)):
                yield f"{label}[이가] (?P<value>{some}) 가운데 {phrase}", partial(_in, fact, "ko"), holds
        case Several():
            one, some = _options(fact, "ko")
            for phrase, holds in (("있", True), ("없", False)):
                yield f"{label}(?:으로|로) (?P<value>{one})[이가] {phrase}", partial(_has, fact, "ko"), holds
            for phrase, holds in (("하나 이상이 있", True), ("하나도 없", False)):
                yield f"{label}(?:으로|로) (?P<value>{some}) 가운데 {phrase}", partial(_has, fact, "ko"), holds
        case Number():
            amount = f"(?P<low>{_NUMBER}){re.escape(fact.unit.ko)} (?P<what>이상|이하|초과|미만)"
            both = f"{amount}(?: (?P<high>{_NUMBER}){re.escape(fact.unit.ko)} 이하)?"
            for phrase, holds in (("이", True), ("[이가] 아니", False)):
                yield f"{label}[이가] {both}{phrase}", _number, holds
        case Since():
            first = r"(?:(?P<from>[\d,]+)(?P<unit>년|개월|일) 이상)?"
            span = rf"{first} ?(?:(?P<to>[\d,]+)(?P<unit_to>년|개월|일) (?P<what>이내|미만))?"
            begun = own["holds"].removesuffix("{span}이") if own else f"{label}부터 지난 기간이 "
            for phrase, holds in (("이", True), ("[이가] 아니", False)):
                yield f"{begun}{span}{phrase}", _elapsed, holds


def _english(fact: Fact) -> Iterator[tuple[str, _Read, bool]]:
    label = re.escape(_label(fact, "en"))
    own = _PHRASES["en"]["facts"].get(fact.id)
    general = (f"the {label} is {{}}", f"the {label} is not {{}}")
    phrases = [re.sub(r"\\{\w+\\}", "{}", re.escape(own[key])) for key in ("holds", "fails")] if own else general
    match fact:
        case Flag():
            said = phrases if own else (f"“{label}” applies", f"“{label}” does not apply")
            for phrase, holds in zip(said, (True, False), strict=True):
                yield phrase, lambda _: {"op": "is", "value": True}, holds
        case Place():
            places = {region.romanised(place): place for place in region.places()}
            for phrase, holds in zip(phrases, (True, False), strict=True):
                value = phrase.replace("{}", f"(?P<value>{_either(places)})")
                yield value, lambda found: {"op": "is", "value": places[found["value"]]}, holds
        case Choice():
            one, some = _options(fact, "en")
            for phrase, holds in zip(phrases, (True, False), strict=True):
                yield phrase.replace("{}", f"(?P<value>{one})"), partial(_is, fact, "en"), holds
                yield phrase.replace("{}", f"(?P<value>{some})"), partial(_in, fact, "en"), holds
        case Several():
            one, some = _options(fact, "en")
            for verb, holds in (("is", True), ("is not", False)):
                yield f"(?P<value>{one}) {verb} among the {label}", partial(_has, fact, "en"), holds
            for count, holds in (("at least one", True), ("none", False)):
                yield f"{count} of (?P<value>{some}) is among the {label}", partial(_has, fact, "en"), holds
        case Number():
            unit = "" if own else f" {re.escape(fact.unit.en)}"
            amount = f"(?P<what>at least|at most|more than|less than) (?P<low>{_NUMBER}){unit}"
            both = f"{amount}(?: and at most (?P<high>{_NUMBER}){unit})?"
            for phrase, holds in zip(phrases, (True, False), strict=True):
                yield phrase.replace("{}", both), _number, holds
        case Since():
            unit = "(?P<unit{}>year|month|day)s?"
            first = rf"(?:at least (?P<from>[\d,]+) {unit.format('')})?"
            span = rf"{first}(?: and )?(?:(?P<what>at most|less than) (?P<to>[\d,]+) {unit.format('_to')})?"
            general = (f"the time since the {label} is {{}}", f"the time since the {label} is not {{}}")
            for phrase, holds in zip(phrases if own else general, (True, False), strict=True):
                yield phrase.replace("{}", span), _elapsed, holds


def _label(fact: Fact, language: Language) -> str:
    return fact.label.within(language).partition("(")[0].strip()


def _either(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


def _options(fact: Choice | Several, language: Language) -> tuple[str, str]:
    """Patterns for one option, and for several."""
    one = _either(option.label.within(language) for option in fact.options)
    if language == "ko":
        return one, f"(?:{one})(?:(?:·|, )(?:{one}))+"
    return one, f"(?:{one})(?:, (?:{one}))* or (?:{one})"


def _keys(fact: Choice | Several, language: Language, said: str) -> list[str]:
    keys = {option.label.within(language): option.key for option in fact.options}
    return [keys[label] for label in re.findall(_either(keys), said)]


def _is(fact: Choice, language: Language, found: re.Match[str]) -> Written:
    return {"op": "is", "value": _keys(fact, language, found["value"])[0]}


def _in(fact: Choice, language: Language, found: re.Match[str]) -> Written:
    return {"op": "in", "values": _keys(fact, language, found["value"])}


def _has(fact: Several, language: Language, found: re.Match[str]) -> Written:
    return {"op": "has_any", "values": _keys(fact, language, found["value"])}


_OPERATORS = {
    "이상": "at_least", "이하": "at_most", "초과": "above", "미만": "below", "이내": "at_most",
    "at least": "at_least", "at most": "at_most", "more than": "above", "less than": "below",
}  # fmt: skip


def _number(found: re.Match[str]) -> Written:
    low = float(found["low"].replace(",", ""))
    if found["high"] is not None:
        assert _OPERATORS[found["what"]] == "at_least"
        return {"op": "between", "low": low, "high": float(found["high"].replace(",", ""))}
    return {"op": _OPERATORS[found["what"]], "value": low}


def _elapsed(found: re.Match[str]) -> Written:
    written: Written = {"op": "elapsed", "unit": _UNITS[found["unit"] or found["unit_to"]]}
    if found["from"] is not None:
        written["at_least"] = int(found["from"].replace(",", ""))
    if found["to"] is not None:
        written[_OPERATORS[found["what"]]] = int(found["to"].replace(",", ""))
    return written

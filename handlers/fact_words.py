"""Facts in words: what each is called, and what was told of it."""

from handlers.wording import say
from knowledge.fact import LARGEST, Choice, Fact, Interval, Number, Value
from knowledge.words import Language


def in_words(fact: Fact, value: Value, language: Language) -> str:
    """Return a fact's value as one says it: "5~9명", "20명 이상", "소상공인"."""
    match fact, value:
        case _, bool():
            return say(language, "privacy.yes" if value else "privacy.no")
        case Choice(), frozenset():
            for group in fact.groups:
                if frozenset(group.options) == value:
                    return group.label.within(language)
            labels = [option.label.within(language) for option in fact.options if option.key in value]
            return say(language, "privacy.or").join(labels)
        case Number(), Interval(low=low, high=high):
            if low == high:
                key = "exactly"
            elif high >= LARGEST:
                key = "at_least"
            else:
                key = "at_most" if low <= -LARGEST else "between"
            unit = fact.unit.within(language)
            return say(language, f"privacy.{key}", low=f"{low:g}", high=f"{high:g}", unit=unit)
        case _:
            return str(value)


def short_label(fact: Fact, language: Language) -> str:
    """Return what a fact is called, without what its label adds in brackets."""
    return fact.label.within(language).partition("(")[0].strip()

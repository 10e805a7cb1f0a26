"""What is said of a window whose source gives only the month in which it ends."""

import datetime as dt

import pytest

from handlers import window_words
from knowledge.window import SEOUL
from knowledge.words import Language
from tests.end_to_end.talk import knowledge


def said(day: dt.date, language: Language) -> str:
    """What is said on ``day`` of work that runs from April to October 2022, without days."""
    event = knowledge().programs["craft-bongik"].windows[1]
    return window_words.sentence(event, dt.datetime.combine(day, dt.time(12), SEOUL), language)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_day_of_the_month_in_which_it_ends_is_called_the_last(language: Language) -> None:
    days = [dt.date(2022, 10, 1) + dt.timedelta(days=number) for number in range(31)]

    assert not [day for day in days if "오늘" in said(day, language) or "today" in said(day, language)]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_window_whose_end_is_a_month_is_still_on_when_that_month_begins(language: Language) -> None:
    assert said(dt.date(2022, 10, 1), language) == said(dt.date(2022, 9, 30), language)

"""사업자등록번호: the ten digits by which the National Tax Service of Korea knows a firm, e.g. 123-45-67891.

Three digits for the tax office, two for the kind of firm, four in series and a check digit.
"""

import re
import unicodedata

from handlers.forms.form import Unreadable
from knowledge.words import Language

LENGTH = 10
EXAMPLE = "123-45-67891"
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−ㅡᅳ·./()]+")


def check_digit(digits: str) -> int:
    """Return the tenth digit that belongs to the first nine.

    The rule: multiply by 1 3 7 1 3 7 1 3 5, add up, add the carry of the ninth product (its tens), and take what lacks
    to the next ten. It is the rule in common use in Korea, of which there is no official publication that we know;
    python-stdnum 2.2 checks length and parts only.

    Args:
        digits: at least nine digits; those after the ninth do not count.

    Raises:
        ValueError: there are fewer than nine digits, or other characters.
    """
    if not re.fullmatch(r"[0-9]{9,}", digits):
        raise ValueError("a check digit needs nine digits")
    products = [int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)]
    return (10 - (sum(products) + products[-1] // 10) % 10) % 10


def read(text: str) -> str:
    """Return the ten digits of the number in ``text``.

    Args:
        text: the number, with or without spaces and hyphens, in full-width digits too.

    Raises:
        Unreadable: it says which part is wrong: letters, length, a part that no firm has, or the check digit.
    """
    from stdnum.exceptions import ValidationError
    from stdnum.kr import brn

    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[0-9]+", digits):
        raise Unreadable("forms.business_number.letters", example=EXAMPLE)
    if len(digits) != LENGTH:
        raise Unreadable("forms.business_number.length", count=len(digits), example=EXAMPLE)
    try:
        number = str(brn.validate(digits))
    except ValidationError:
        raise Unreadable("forms.business_number.part", example=EXAMPLE) from None
    if int(number[-1]) != check_digit(number):
        raise Unreadable("forms.business_number.check_digit", digit=number[-1], example=EXAMPLE)
    return number


def shown(number: str, _language: Language) -> str:
    """Return the number as it is written: 123-45-67891."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def masked(number: str) -> str:
    """Return the number with its middle hidden: 123-**-***91."""
    return f"{number[:3]}-**-***{number[-2:]}"

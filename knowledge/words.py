"""Words in the two languages that the bot speaks, and the strict base of everything that is read from a file."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["ko", "en"]


class Declared(BaseModel):
    """Something that a person wrote in a YAML file: unknown keys are refused, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1, str_strip_whitespace=True)


class Words(Declared):
    """One text, in Korean and in English."""

    ko: str
    en: str

    def within(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.en if language == "en" else self.ko

"""The verdict on one owner and one program: yes, no or not known yet, with the clauses that made it.

A condition that only a person can judge does not keep a verdict from being *yes*, it caps it; a condition that the
source does not spell out can't make a *no*.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from knowledge.fact import Profile
from knowledge.program import Program
from knowledge.rule import Manual
from knowledge.weighing import Reason


class Verdict(StrEnum):
    """Whether somebody may take part."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judgement:
    """A verdict and what made it.

    Args:
        verdict: yes, no or not known yet.
        reasons: the clauses that decided it, or that still have to; in the rule's order.
        stated: False where the source states no condition at all.
        complete: whether the source gives all conditions: if not, a *yes* is only one as far as stated.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    stated: bool
    complete: bool

    @property
    def open(self) -> tuple[Reason, ...]:
        """What is open and would have to be known: for *yes*, only what a person has to confirm."""
        return tuple(reason for reason in self.reasons if reason.holds is None)

    @property
    def asking(self) -> tuple[str, ...]:
        """The facts of which an answer of the owner may still settle something, in the rule's order."""
        return tuple(
            dict.fromkeys(
                reason.clause.fact
                for reason in self.reasons
                if reason.askable and not isinstance(reason.clause, Manual)
            )
        )


def judge(program: Program, profile: Profile, on: dt.date) -> Judgement:
    """Return the verdict on the owner with ``profile``.

    It says who may take part, not whether one can apply now: that is the window's.

    Args:
        program: the program.
        profile: what is known of the owner.
        on: the day that is asked about: up to it, elapsed time is counted.
    """
    who = program.who
    if who.weigh is None:
        return Judgement(Verdict.UNKNOWN, (), stated=False, complete=False)
    value, reasons = who.weigh(profile, on)
    if value is None:
        # Only where all that is open is for a person to judge: what the owner has not told yet may still matter.
        by_person = all(isinstance(reason.clause, Manual) for reason in reasons if reason.holds is None)
        verdict = Verdict.YES if by_person else Verdict.UNKNOWN
    else:
        verdict = Verdict.YES if value else Verdict.NO
    return Judgement(verdict, reasons, stated=True, complete=who.complete)

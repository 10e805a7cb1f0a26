"""Codes that people read out and type: receipt numbers, codes of verdicts, invitations."""

import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32 (https://www.crockford.com/base32.html): no letter looks like a digit."""


def drawn(length: int) -> str:
    """Return a fresh code of so many letters and digits, which nobody can guess."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))

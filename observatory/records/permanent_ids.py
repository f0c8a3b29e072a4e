"""Permanent public identifiers of records and sources."""

import re
import secrets

# Crockford's base 32 without vowels' look-alikes (I, L, O, U): safe to read out and to retype.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
_FORM = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_public_id() -> str:
    """Return a random identifier of eight characters (40 bits), never derived from content.

    The unique constraint of the table catches the rare collision. An identifier is never reused, because rows that were
    public are never deleted.
    """
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    """Return whether a text has the form of a permanent identifier."""
    return bool(_FORM.fullmatch(text))

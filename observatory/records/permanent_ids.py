"""Permanent public identifiers of records and sources."""

import re
import secrets

from observatory.text.search_terms import index_tokens

# Crockford's base 32 without vowels' look-alikes (I, L, O, U): safe to read out and to retype.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
_FORM = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_public_id() -> str:
    """Return a random identifier of eight characters (39 bits), never derived from content.

    It is one word for the search: of one such as "a0bcdefg", whose letters and figures are indexed apart, the record
    would be found by a search for "0". The unique constraint of the table catches the rare collision. An identifier is
    never reused, because rows that were public are never deleted.
    """
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if len([*index_tokens(drawn)]) == 1:
            return drawn


def is_public_id(text: str) -> bool:
    """Return whether a text has the form of a permanent identifier."""
    return bool(_FORM.fullmatch(text))

"""How values stand in a document: a date with its bounds, a text in two languages, a choice with its labels."""

from datetime import date
from typing import Any

from django.utils.translation import override

from observatory.records import edtf
from observatory.text.bilingual_text import LANGUAGES


def is_absent(value: Any) -> bool:
    """Return whether a column says nothing: None, an empty text or an empty list. 0 and False say something."""
    return value is None or value in ("", [])


def labels_of_choice(choice) -> dict[str, str]:
    """Return the label of a choice in each language of the site, as a document has them."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = str(choice.label)
    return words


def text_document(row, name: str) -> dict[str, str]:
    """Return the two languages of the columns `NAME_en` and `NAME_zh_hans`."""
    return {"en": getattr(row, f"{name}_en"), "zh-hans": getattr(row, f"{name}_zh_hans")}


def date_document(value: str) -> dict[str, str | None] | None:
    """Return an EDTF text as a document has it, with its bounds as ISO dates, None where it is open; None for the empty
    text."""
    if not value:
        return None
    bounds = edtf.parse_edtf(value)
    return {
        "value": value,
        "from": None if bounds.lower == date.min else bounds.lower.isoformat(),
        "to": None if bounds.upper == date.max else bounds.upper.isoformat(),
    }

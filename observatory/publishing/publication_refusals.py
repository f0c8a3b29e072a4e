"""Why something is not published or withdrawn: the exceptions, and what to do about each in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from observatory.records.models import Record


class ReasonMissing(ValueError):
    """Readers are told why a version was made or something withdrawn; the reason may not be empty."""


class NotPublic(Exception):
    """It is not public, so it cannot be withdrawn."""


class SlugTaken(ValueError):
    """The slug is the public address of another record, until that one is published under another."""


class KeyTaken(ValueError):
    """The key is the public one of another source, until that one is published under another."""


class ChecksFailed(ValueError):
    """Checks that the settings make a condition of publication found something; `found` are their findings
    (`checks.check_registry.Finding`) and `titles` the titles, in all languages, by the keys of the records."""

    def __init__(self, found: Mapping[int, Sequence[Any]], titles: Mapping[int, Mapping[str, str]]):
        self.found = found
        self.titles = titles
        super().__init__(f"{sum(map(len, found.values()))} findings in {len(found)} records")


class ItemChecksFailed(ValueError):
    """The same of sources, official terms or coverage searches; `found` are the findings by their keys."""

    def __init__(self, found: Mapping[int, Sequence[Any]]):
        self.found = found
        super().__init__(f"{sum(map(len, found.values()))} findings in {len(found)} items")


class OwnEdits(ValueError):
    """Somebody else has to publish what a person edited (setting FOUR_EYES). `titles` are those of the records, in all
    languages, by their keys."""

    def __init__(self, titles: Mapping[int, Mapping[str, str]]):
        self.titles = titles
        super().__init__(f"{len(titles)} records were edited by the person who would publish them")


def require_reason(reason: str) -> str:
    """Return the reason without spaces at its ends. Raises `ReasonMissing` where nothing is left."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


Refusal = ChecksFailed | OwnEdits | SlugTaken | KeyTaken


def refusal_words(error: Refusal, record: Record) -> str:
    """Return why a record cannot be published, with what to do about it."""
    match error:
        case ChecksFailed():
            found = dict.fromkeys(each.check for each in error.found.get(record.pk, ()))
            return " ".join(f"{check.label}: {check.remedy}" for check in found)
        case OwnEdits():
            return _("You edited it since the last publication: somebody else has to publish it (rule of four eyes).")
        case SlugTaken():
            text = _("Another public record already uses the slug “%(slug)s”. Change one of the two slugs.")
            return text % {"slug": error}
        case KeyTaken():
            text = _("Another public source already has the key “%(key)s”. Change one of the two keys.")
            return text % {"key": error}

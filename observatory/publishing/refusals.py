"""Why something is not published or withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any


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
    (`checks.registry.Finding`) and `titles` the titles, in all languages, by the keys of the records."""

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

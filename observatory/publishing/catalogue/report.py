"""The report of a load."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

# Stored with each version unless the operator gives a reason; readers are shown it in their language.
LOADED = gettext_noop("Loaded from catalogue files")


@dataclass(frozen=True)
class Counts:
    """How many terms, sources or records were created, updated, left unchanged, or left to a curator."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    edited: int = 0

    def __str__(self) -> str:
        words = f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged"
        return f"{words}, {self.edited} skipped because they were edited" if self.edited else words


@dataclass
class Report:
    """Counts by what was loaded; the edited rows that were left alone; how many versions were published."""

    counts: dict[str, Counts] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    versions: int = 0
    other_ids: int = 0  # citations that are or were public under another id than in the files, and have it still

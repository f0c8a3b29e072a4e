"""The published document of a source as an object: what references, pages, tables and the API read. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from observatory.publishing.documents.document_format import upgrade_item
from observatory.records.languages import active_language
from observatory.sources.models import OTHER_IDENTIFIERS, Contributor, Location, Source
from observatory.text.bilingual_text import localised

_PLAIN = (
    "key",
    "type",
    "container_title",
    "publisher",
    "volume",
    "issue",
    "pages",
    "doi",
    "as_printed",
    "standing",
    "rights",
)


@dataclass(frozen=True, slots=True)
class ContributorContent:
    """A person or body responsible for a source, as published."""

    role: str
    family: str
    given: str
    literal: str
    original: str

    def __str__(self) -> str:
        return self.literal or ", ".join(filter(None, [self.family, self.given]))

    @property
    def is_author(self) -> bool:
        return self.role == Contributor.Role.AUTHOR


@dataclass(slots=True)
class LocationContent:
    """A location of a source, as published. `watch` and `open_changes` are the monitor's state of today
    (`public.location_health`), None and empty where nobody has looked."""

    pk: int
    url: str
    role: str
    monitored: bool
    retired_at: date | None
    note_en: str
    note_zh_hans: str
    watch: Any = None
    open_changes: Sequence[Any] = ()

    @property
    def role_label(self) -> str:
        return str(Location.Role(self.role).label)


@dataclass(slots=True)
class SourceContent:
    """A version of a source: bibliographic data, contributors in order, the locations that readers see."""

    public_id: str
    key: str
    type: str
    title_en: str
    title_zh_hans: str
    original_title: str
    language: str
    container_title: str
    publisher: str
    issued: str
    volume: str
    issue: str
    pages: str
    doi: str
    as_printed: str
    standing: str
    rights: str
    note_en: str
    note_zh_hans: str
    isbn: str = ""
    issn: str = ""
    arxiv: str = ""
    number: str = ""
    contributors: list[ContributorContent] = field(default_factory=list)
    places: list[LocationContent] = field(default_factory=list)
    citing: Iterable[Any] = ()  # entries, set by who lists them

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "SourceContent":
        """Return the content of a document of a source, of any format."""
        document = upgrade_item(document)
        title, note = document["title"], document["note"]
        return cls(
            public_id=document["id"],
            title_en=title["en"],
            title_zh_hans=title["zh-hans"],
            original_title=title["original"],
            language=title["language"],
            issued=document["issued"]["value"] if document["issued"] else "",
            note_en=note["en"],
            note_zh_hans=note["zh-hans"],
            contributors=[ContributorContent(**row) for row in document["contributors"]],
            places=[_location_content(row) for row in document["locations"]],
            **{name: document[name] for name in _PLAIN},
            **{name: document.get(name, "") for name in OTHER_IDENTIFIERS},
        )

    @property
    def title(self) -> str:
        """The title in the active language, else in another one."""
        pair = {"en": self.title_en, "zh-hans": self.title_zh_hans, "original": self.original_title}
        return localised(pair, active_language())

    @property
    def other_identifiers(self) -> dict[str, str]:
        """The identifiers other than the DOI that the source has, by the name of their field."""
        return {name: value for name in OTHER_IDENTIFIERS if (value := getattr(self, name))}

    @property
    def standing_label(self) -> str:
        return str(Source.Standing(self.standing).label)

    @property
    def type_label(self) -> str:
        return str(Source.Type(self.type).label)


def _location_content(row: Mapping[str, Any]) -> LocationContent:
    """Return a location of the document of a source as an object."""
    return LocationContent(
        pk=row["id"],
        url=row["url"],
        role=row["role"],
        monitored=row["monitored"],
        retired_at=date.fromisoformat(row["retired_on"]) if row["retired_on"] else None,
        note_en=row["note"]["en"],
        note_zh_hans=row["note"]["zh-hans"],
    )

"""The table of the controlled vocabularies by which records are classified: their field, facet and model."""

from dataclasses import dataclass

from observatory.records.models import Field, InstrumentType, Jurisdiction, Theme
from observatory.records.models.taxonomy import Term


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary. `name` is its field on records, its column on entries, its catalogue file and its key in the API;
    `facet` is the name of its facet and of the parameter in addresses; `in_documents` is its key in documents."""

    name: str
    facet: str
    model: type[Term]
    in_documents: str


VOCABULARIES = (
    Vocabulary("jurisdictions", "jurisdiction", Jurisdiction, "jurisdictions"),
    Vocabulary("themes", "theme", Theme, "themes"),
    Vocabulary("instrument_types", "instrument_type", InstrumentType, "instrument_types"),
    Vocabulary("fields", "field", Field, "fields_of_science"),
)
TERMS_BY_NAME = {row.name: row.model for row in VOCABULARIES}
TERMS_BY_FACET = {row.facet: row.model for row in VOCABULARIES}
IN_DOCUMENTS = {row.name: row.in_documents for row in VOCABULARIES}

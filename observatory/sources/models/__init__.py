from observatory.sources.models.citation import Citation
from observatory.sources.models.duplicate_sources import (
    LikelyDuplicateSource,
    MergedSource,
    NotTheSameSource,
    SourceKey,
)
from observatory.sources.models.glossary import OfficialTerm, Rendering
from observatory.sources.models.location import Location
from observatory.sources.models.source import OTHER_IDENTIFIERS, Contributor, Source
from observatory.sources.models.text_block import IndexedText, TextBlock

__all__ = [
    "OTHER_IDENTIFIERS",
    "Citation",
    "Contributor",
    "IndexedText",
    "LikelyDuplicateSource",
    "Location",
    "MergedSource",
    "NotTheSameSource",
    "OfficialTerm",
    "Rendering",
    "Source",
    "SourceKey",
    "TextBlock",
]

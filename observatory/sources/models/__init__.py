from observatory.sources.models.citation import Citation
from observatory.sources.models.glossary import OfficialTerm, Rendering
from observatory.sources.models.location import Location
from observatory.sources.models.source import Contributor, Source

__all__ = ["Citation", "Contributor", "Location", "OfficialTerm", "Rendering", "Source"]

from observatory.sources.models.citation import Citation
from observatory.sources.models.location import Location
from observatory.sources.models.source import Contributor, Source

__all__ = ["Citation", "Contributor", "Location", "Source"]

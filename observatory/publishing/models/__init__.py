from observatory.publishing.models.entry import Entry
from observatory.publishing.models.facet_value import FacetValue
from observatory.publishing.models.loaded import LoadedRow
from observatory.publishing.models.published_citation import PublishedCitation
from observatory.publishing.models.standing import Standing
from observatory.publishing.models.version import Version
from observatory.publishing.models.word import Word

__all__ = ["Entry", "FacetValue", "LoadedRow", "PublishedCitation", "Standing", "Version", "Word"]

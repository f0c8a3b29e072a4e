from observatory.publishing.models.entry import Entry
from observatory.publishing.models.loaded import LoadedRow
from observatory.publishing.models.version import Version

__all__ = ["Entry", "LoadedRow", "Version"]

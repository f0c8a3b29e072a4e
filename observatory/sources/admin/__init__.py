"""The admin of sources, their locations and the glossary; citations are edited on the record they are of."""

from observatory.sources.admin import glossary, sources

__all__ = ["glossary", "sources"]

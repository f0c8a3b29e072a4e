"""The admin of sources, their locations and the glossary. Citations are edited on their record."""

from observatory.sources.admin import glossary, sources

__all__ = ["glossary", "sources"]

"""The admin of vocabularies and coverage searches."""

from observatory.records.admin import surveys, terms

__all__ = ["surveys", "terms"]

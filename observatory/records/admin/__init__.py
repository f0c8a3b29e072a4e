"""The admin of what stands apart from single records: the vocabularies and the surveys."""

from observatory.records.admin import surveys, terms

__all__ = ["surveys", "terms"]

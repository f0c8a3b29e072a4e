"""Where a source that was merged into another one can be found now."""

from observatory.records.models import Record
from observatory.search.sources_and_terms import public_sources
from observatory.sources.models import MergedSource

_LONGEST_CHAIN = 10


def successor(public_id: str) -> str:
    """Return the permanent ID of the public source that a source no longer public was merged into, at the end of a
    chain of merges; "" if there is none. Two queries for each merge of the chain."""
    for _each in range(_LONGEST_CHAIN):
        merged = MergedSource.objects.filter(source__public_id=public_id, source__state=Record.State.WITHDRAWN)
        public_id = merged.values_list("into__public_id", flat=True).first() or ""
        if not public_id or public_sources().filter(public_id=public_id).exists():
            return public_id
    return ""

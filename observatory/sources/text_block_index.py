"""Write the search index of stored texts of sources, block by block."""

from collections.abc import Iterator, Sequence

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Cast

from observatory.sources.models import IndexedText, TextBlock
from observatory.text.tsvector_lexemes import build_vector

# A search vector keeps 255 places of a word and counts places to 16,383 (PostgreSQL manual, 12.11): beyond that a
# phrase would not be found. Pieces overlap by more than the longest query.
PIECE = 2_000  # characters
OVERLAP = 250
_BATCH = 500


@transaction.atomic
def index_text(*, location_id: int, body_sha256: str, extractor: str, blocks: Sequence[str]) -> int:
    """Replace the text of a location in the search index of source texts by these blocks; return the number of rows."""
    values = {"body_sha256": body_sha256, "extractor": extractor}
    text, created = IndexedText.objects.select_for_update().update_or_create(location_id=location_id, defaults=values)
    if not created:
        TextBlock.objects.filter(text=text).delete()
    rows = [
        TextBlock(text=text, number=number, offset=offset, content=piece, search=_block_vector(piece))
        for number, block in enumerate(blocks)
        for offset, piece in overlapping_pieces(block)
    ]
    TextBlock.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def overlapping_pieces(block: str) -> Iterator[tuple[int, str]]:
    """Yield a block of a stored text as overlapping pieces with their offsets, to index them; a short one whole, one
    without a word not at all."""
    start = 0
    while block.strip():
        yield start, block[start : start + PIECE]
        if start + PIECE >= len(block):
            return
        start += PIECE - OVERLAP


def _block_vector(content: str) -> Cast:
    return Cast(Value(build_vector([("A", content)])), SearchVectorField())

"""The search index of sources and official terms. Every write to one of them updates it in the same transaction.

Weights as those of records: A titles and keys, B names and identifiers, C where it was published, D notes.
"""

from collections.abc import Collection, Iterator

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Model, Value
from django.db.models.functions import Cast

from observatory.sources.models import OfficialTerm, Rendering, Source
from observatory.text.vectors import vector

_BATCH = 500


def index_sources(keys: Collection[int]) -> None:
    """Update the search index of the sources with these primary keys."""
    rows = Source.objects.filter(pk__in=keys).prefetch_related("contributors").order_by("pk")
    _write(Source, {row.pk: vector(_of_source(row)) for row in rows})


def index_terms(keys: Collection[int]) -> None:
    """Update the search index of the official terms with these primary keys, and of their translations."""
    terms = OfficialTerm.objects.filter(pk__in=keys).prefetch_related("renderings").order_by("pk")
    _write(OfficialTerm, {term.pk: vector([("A", term.term)]) for term in terms})
    _write(
        Rendering,
        {row.pk: vector([("A", row.text), ("A", term.term)]) for term in terms for row in term.renderings.all()},
    )


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    yield from (("A", text) for text in (source.title_en, source.title_zh_hans, source.original_title, source.key))
    for person in source.contributors.all():
        yield from (("B", f"{person.given} {person.family}"), ("B", person.literal), ("B", person.original))
    yield from (("B", source.doi), ("B", source.public_id))
    yield from (("C", text) for text in (source.container_title, source.publisher))
    yield from (("D", text) for text in (source.as_printed, source.note_en, source.note_zh_hans))


def _write(model: type[Model], vectors: dict[int, str]) -> None:
    rows = [model(pk=pk, search=Cast(Value(text), SearchVectorField())) for pk, text in vectors.items()]
    model._default_manager.bulk_update(rows, ["search"], batch_size=_BATCH)

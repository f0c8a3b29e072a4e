"""A row as its history knows it, in the words of the reader's language."""

from django.core.exceptions import ObjectDoesNotExist

from observatory.history.tracked import Tracked, Values


def row_in_words(table: Tracked, pk: int, values: Values | None) -> str:
    """Return what kind of row it is and what it says, for example: citation “MOST 2023a · launched”."""
    name = str(table.model._meta.verbose_name)
    return f"{name} “{row_text(table, pk, values)}”" if values else f"{name} {pk}"


def row_text(table: Tracked, pk: int, values: Values) -> str:
    """Return a row as one text, also if what it points at was deleted."""
    model = table.model
    try:
        return str(model(**{model._meta.pk.attname: pk}, **values))[:200]
    except ObjectDoesNotExist:
        told = (values.get(name) for name in ("title_en", "name", "key", "term", "text", "field", "url", "slug"))
        return next(filter(None, told), str(pk))

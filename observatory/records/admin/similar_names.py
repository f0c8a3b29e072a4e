"""Find records whose titles or other names contain a name, in any writing, before another one is made."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from observatory.records.admin.folded_search import folded_match
from observatory.records.models import OtherName, Record
from observatory.text.folded_patterns import pattern_of

MOST = 8
_SHORTEST, _LONGEST = 2, 100  # characters
_TITLES = ("title_en", "title_zh_hans", "original_title")


def records_named(names: Iterable[str], kinds: Collection[str]) -> list[Record]:
    """Return up to 8 records of some types that have one of the names as, or within, a title or another name."""
    patterns = [pattern_of(name[:_LONGEST]) for name in map(str.strip, names) if len(name) >= _SHORTEST]
    if not patterns:
        return []
    conditions = []
    for pattern in patterns:
        others = OtherName.objects.filter(name__regex=pattern).values("record")
        conditions += [Q(folded_match(_TITLES, pattern)), Q(pk__in=others)]
    return list(Record.objects.filter(reduce(or_, conditions), kind__in=kinds).order_by("pk")[:MOST])

"""How the first entries that match words come, in an order that an index has."""

import pytest

from observatory.api.record_pagination import ORDERS
from observatory.publishing.actions import publish_many
from observatory.publishing.models import Entry
from observatory.search import planning
from observatory.search.filters import matching
from observatory.search.query import parse
from tests import factories

pytestmark = pytest.mark.django_db
WALKED, SORTED = "->  Index Scan", "->  Bitmap Heap Scan"


@pytest.fixture(autouse=True)
def many(db, monkeypatch):
    monkeypatch.setattr(planning, "catalogue_size", lambda: 60)
    records = [
        factories.InitiativeFactory(
            title_en=f"Quantum {n}", summary_en="rare methods" if n == 17 else "methods", launched=f"20{n}"
        )
        for n in range(10, 70)
    ]
    publish_many(records=records, by=None, reason="new")


def rows(words, name):
    return matching(Entry.objects.live(), words).order_by(*ORDERS[name].columns)


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize(("words", "way"), [("quantum", WALKED), ('"quantum 17"', SORTED), ("rare", SORTED)])
def test_what_many_have_is_walked_to_and_what_few_have_is_sorted(words, way, name):
    asked = rows(words, name)[:5]
    with planning.first_of(rows(words, name), parse(words), 5):
        plan = asked.explain()
    assert way in plan
    assert (SORTED if way == WALKED else WALKED) not in plan
    assert ("Sort" in plan) == (way == SORTED)


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("words", ["quantum", "rare", '"rare methods"', "methods -rare", "xylophone"])
def test_both_ways_find_the_same_in_the_same_order(monkeypatch, words, name):
    found = []
    for settings in (planning._WALKING, planning._SORTING):
        monkeypatch.setattr(planning, "_WALKING", settings)
        monkeypatch.setattr(planning, "_SORTING", settings)
        with planning.first_of(rows(words, name), parse(words), 20):
            found.append(list(rows(words, name).values_list("pk", flat=True)[:20]))
    assert found[0] == found[1]
    assert bool(found[0]) == (words != "xylophone")

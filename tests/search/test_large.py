"""A catalogue too large to be counted in full: samples, walks and windows, with the limits set low."""

import pytest

from observatory.publishing.actions import publish_many
from observatory.records.models import Field
from observatory.search import counting, ranking, scope
from observatory.search.results import scope as scope_of
from observatory.search.results import search
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def many():
    records = [
        factories.InitiativeFactory(
            slug=f"n{n}",
            title_en=f"Quantum {n}" if n % 2 else f"Study {n}",
            title_zh_hans=f"人工智能研究{n}",
            summary_en="quantum methods",
            launched=f"20{n}",
        )
        for n in range(10, 90)
    ]
    publish_many(records=records, by=None, reason="new")
    return records


@pytest.fixture
def large(many, monkeypatch):
    monkeypatch.setattr(scope, "catalogue_size", lambda: 1_000_000)
    monkeypatch.setattr(counting, "EXACT_MATCHES", 8)
    monkeypatch.setattr(counting, "MOST_VECTORS", 4)
    monkeypatch.setattr(counting, "_SAMPLED", 20)
    return many


def test_many_matches_are_estimated_from_a_sample_and_labelled_so(large, monkeypatch):
    monkeypatch.setattr(scope, "SAMPLES", (4,))
    results = search("quantum")
    assert not results.exact
    assert 20 <= results.total <= 200
    assert results.total % 4 == 0 or results.total == len(results.hits)
    kinds = next(facet for facet in results.facets if facet.name == "kind")
    assert kinds.choices[0].count % 4 == 0


def test_few_matches_are_counted_exactly_in_a_large_catalogue(large):
    results = search('"quantum 11"')
    assert [hit.slug for hit in results.hits] == ["n11"]
    assert (results.total, results.exact) == (1, True)


@pytest.mark.parametrize("text", ["quantum", "人工智能", '"quantum methods"'])
def test_walking_the_entries_finds_what_the_index_finds(many, monkeypatch, text):
    by_index = [hit.slug for hit in search(text, size=100).hits]
    monkeypatch.setattr(ranking, "VECTOR", 0)
    assert set(by_index) == {record.slug for record in many}
    assert sorted(hit.slug for hit in search(text, size=100).hits) == sorted(by_index)


@pytest.mark.parametrize(
    "chosen",
    [
        {"jurisdiction": ["CN"]},
        {"jurisdiction": ["CN", "FR"]},
        {"jurisdiction": ["CN"], "theme": ["TH13"]},
        {"theme": ["TH13"], "kind": ["initiative"]},
        {"theme": ["nonsense"]},
        {"organisation": ["nobody"]},
        {"field": ["1.2"], "year": ["2020"]},
        {"year": ["2020", "2021"]},
        {"evidence": ["unsourced"], "jurisdiction": ["FR"]},
    ],
)
@pytest.mark.parametrize("text", ["", "quantum"])
@pytest.mark.parametrize("sort", ["newest", "oldest", "published"])
def test_walking_the_entries_finds_what_was_chosen_as_the_index_does(db, monkeypatch, text, chosen, sort):
    places = [factories.JurisdictionFactory(code=code) for code in ("CN", "CN-SH", "FR")]
    theme, field = factories.ThemeFactory(), Field.objects.create(code="1.2", label_en="Computer science")
    dates = [f"20{n}" if n % 3 else f"20{n - 5:02}/20{n}" for n in range(10, 30)]
    records = [factories.InitiativeFactory(summary_en="quantum", launched=day) for day in dates]
    for n, record in enumerate(records):
        record.jurisdictions.add(places[n % 3])
        record.themes.add(*[theme] * (n % 2))
        record.fields.add(*[field] * (n % 5 == 0))
    publish_many(records=records, by=None, reason="new")
    found = {}
    for walked in (True, False):
        monkeypatch.setattr(ranking, "_is_walked", lambda *asked, walked=walked: walked)
        found[walked] = [hit.slug for hit in search(text, chosen, sort=sort, size=100).hits]
    assert found[True] == found[False]
    assert bool(found[True]) == ("nonsense" not in str(chosen) and "nobody" not in str(chosen))


def test_pages_beyond_the_ranked_window_hold_the_rest_once(many, monkeypatch):
    monkeypatch.setattr(ranking, "WINDOW", 20)
    monkeypatch.setattr(ranking, "_WINDOW_WHEN_BROAD", 20)
    pages = [[hit.slug for hit in search("quantum", page=page, size=15).hits] for page in range(1, 8)]
    assert sorted(slug for page in pages for slug in page) == sorted(record.slug for record in many)
    assert all(slug[1:] and int(slug[1:]) % 2 for slug in pages[0]), "titles come first"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", {"kind": ["initiative"], "year": ["2011", "2012"]}),
        ("quantum", {"year": ["2011", "2013"]}),
        ("quantum", {"kind": ["initiative"], "subtype": ["initiative.plan"], "year": ["2015"]}),
        ("人工智能研究", {"year": ["2020"]}),
        ('"quantum 11"', {"year": ["2011"]}),
        ("quantum", {"year": ["1999"]}),
    ],
)
def test_entries_told_among_those_of_a_wider_search_are_counted_as_by_themselves(many, monkeypatch, text, chosen):
    asked = scope_of(text, chosen)
    read = []
    columns = counting._columns
    monkeypatch.setattr(
        counting, "_columns", lambda scope, *how, **most: read.append(scope) or columns(scope, *how, **most)
    )
    together = counting.count(asked)
    assert asked not in read
    alone = counting.matches(asked)
    assert read[-1] == asked
    assert (together.total, together.dated) == (alone.total, alone.dated)
    assert together.by_facet | dict.fromkeys(chosen) == alone.by_facet | dict.fromkeys(chosen)

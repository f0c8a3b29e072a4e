"""Many matches: windows of ranked results, later pages, orders, and which matches are checked."""

import pytest

from observatory.publishing.record_publication import publish_many
from observatory.records.models import Field
from observatory.search import results, scope, scope_counts
from observatory.search.results import search
from observatory.search.results import search_scope as scope_of
from tests import factories
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
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


def test_counts_are_exact_however_many_match(many):
    results = search("quantum")
    assert results.total == len(many)
    kinds = next(facet for facet in results.facets if facet.name == "kind")
    assert [choice.count for choice in kinds.choices] == [len(many)]


def test_of_very_many_matches_those_with_the_pairs_of_a_run_are_counted(many, monkeypatch):
    apart = factories.InitiativeFactory(slug="apart", title_zh_hans="研究能智工能工人")
    publish_many(records=[apart], by=None, reason="new")
    run = scope_of("人工智能研究", {})
    assert run.is_checked
    monkeypatch.setattr(scope, "MOST_VECTORS", 4)
    run, quoted = scope_of("人工智能研究", {}), scope_of('"quantum 11"', {})
    assert (run.is_checked, quoted.is_checked) == (False, True)
    assert scope_counts.count_scope(run).total == len(many)
    assert [hit.slug for hit in search('"quantum 11"').hits] == ["n11"]


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
def test_every_order_has_what_was_chosen_and_is_counted(db, text, chosen):
    places = [factories.JurisdictionFactory(code=code) for code in ("CN", "CN-SH", "FR")]
    theme, field = factories.ThemeFactory(), Field.objects.create(code="1.2", label_en="Computer science")
    dates = [f"20{n}" if n % 3 else f"20{n - 5:02}/20{n}" for n in range(10, 30)]
    records = [factories.InitiativeFactory(summary_en="quantum", launched=day) for day in dates]
    for n, record in enumerate(records):
        record.jurisdictions.add(places[n % 3])
        record.themes.add(*[theme] * (n % 2))
        record.fields.add(*[field] * (n % 5 == 0))
    publish_many(records=records, by=None, reason="new")
    found = {sort: search(text, chosen, sort=sort, size=100) for sort in ("newest", "oldest", "published")}
    slugs = {sort: [hit.slug for hit in results.hits] for sort, results in found.items()}
    assert sorted(slugs["newest"]) == sorted(slugs["oldest"]) == sorted(slugs["published"])
    assert {results.total for results in found.values()} == {len(slugs["newest"])}
    assert bool(slugs["newest"]) == ("nonsense" not in str(chosen) and "nobody" not in str(chosen))
    days = [hit.columns["date_from"] for hit in found["newest"].hits]
    assert days == sorted(days, reverse=True)


def test_pages_beyond_the_ranked_window_hold_the_rest_once(many, monkeypatch):
    monkeypatch.setattr(results, "WINDOW", 20)
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
def test_other_values_of_a_chosen_facet_count_what_choosing_them_would_find(many, text, chosen):
    asked = scope_of(text, chosen)
    counted = scope_counts.count_scope(asked)
    [alone, *others] = scope_counts.count_matches(asked, *(asked.without(facet) for facet in chosen))
    assert counted.total == alone.total
    assert [counted.of(facet) for facet in chosen] == [
        each.of(facet) for facet, each in zip(chosen, others, strict=True)
    ]

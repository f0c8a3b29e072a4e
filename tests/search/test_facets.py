"""How facet values are written down with an entry and read back by the thousand."""

from collections import Counter

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from observatory.publishing.index.facets import (
    FACET_NUMBERS,
    FACETS,
    SAMPLES,
    having,
    number,
    numbers,
    pack,
    tally,
    values,
)
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.filters import all_kinds
from observatory.search.filters import subtypes as subtypes_of

COLUMNS = {
    "subtype": "plan",
    "date_from": "2022-05-01",
    "date_to": "2024-12-31",
    "jurisdictions": ["CN-SH", "DE"],
    "themes": ["TH13"],
    "instrument_types": [],
    "fields": ["1.2"],
    "organisation_ids": [7],
    "evidence": "supported",
}


def test_an_entry_has_a_value_for_each_year_and_each_country_it_belongs_to():
    assert values("initiative", COLUMNS) == [
        ("kind", "initiative"),
        ("subtype", "initiative.plan"),
        ("jurisdiction", "CN"),
        ("jurisdiction", "CN-SH"),
        ("jurisdiction", "DE"),
        ("year", "2022"),
        ("year", "2023"),
        ("year", "2024"),
        ("theme", "TH13"),
        ("field", "1.2"),
        ("organisation", "7"),
        ("evidence", "supported"),
    ]


def test_an_endless_interval_counts_for_its_first_and_its_last_years_only():
    years = [code for facet, code in values("initiative", COLUMNS | {"date_from": "0001-01-01"}) if facet == "year"]
    assert (years[0], years[1], years[-1]) == ("1", "1994", "2024")


def test_an_undated_entry_has_no_year():
    assert "year" not in dict(values("initiative", COLUMNS | {"date_from": None, "date_to": None}))


MANY = [name for name in FACETS if name not in ("kind", "subtype", "evidence", "year", "organisation")]
single = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["initiative", "instrument", "body"]),
        "evidence": st.sampled_from(["supported", "unchecked", "contradicted"]),
        "subtype": st.sampled_from(["initiative.plan", "instrument.law"]),
    }
).map(lambda row: list(row.items()))
several = st.lists(st.tuples(st.sampled_from(MANY), st.text("AZaz09.-", min_size=1, max_size=16)), unique=True)
years = st.lists(st.integers(1, 9999).map(lambda year: ("year", str(year))), unique=True, max_size=4)
organisations = st.lists(st.integers(1, 10**9).map(lambda key: ("organisation", str(key))), unique=True, max_size=4)
entry = st.tuples(single, several, years, organisations).map(lambda parts: [pair for part in parts for pair in part])


@given(st.lists(entry))
def test_values_of_many_entries_are_counted_as_they_were_packed(entries):
    wanted: dict[str, Counter] = {facet: Counter() for facet in FACETS}
    for pairs in entries:
        for facet, code in pairs:
            wanted[facet][number(facet, code)] += 1
    assert tally(numbers(b"".join(map(pack, entries)))).by_facet == wanted


@given(st.lists(entry), st.data())
def test_entries_with_a_value_are_told_among_others_packed_beside_them(entries, data):
    facet = data.draw(st.sampled_from(FACETS))
    codes = sorted({code for pairs in entries for name, code in pairs if name == facet})
    chosen = data.draw(st.lists(st.sampled_from([*codes, "0"]), unique=True))
    those = [pairs for pairs in entries if any(name == facet and code in chosen for name, code in pairs)]
    found = having(b"".join(map(pack, entries)), facet, chosen)
    assert dict(found.pairs()) == dict(numbers(b"".join(map(pack, those))).pairs())


def test_entries_are_counted_by_the_first_year_of_their_date_and_the_state_of_their_evidence():
    rows = [COLUMNS, COLUMNS | {"evidence": "disputed"}, COLUMNS | {"date_from": "1911-10-10"}, COLUMNS]
    rows += [COLUMNS | {"date_from": None, "date_to": None}, COLUMNS | {"evidence": ""}]
    dated = tally(numbers(b"".join(pack(values("initiative", row)) for row in rows))).dated
    supported, disputed = number("evidence", "supported"), number("evidence", "disputed")
    assert dated == {(2022, supported): 2, (2022, disputed): 1, (1911, supported): 1, (2022, 0): 1}


def test_facets_types_and_states_keep_the_numbers_by_which_they_are_stored():
    """A change of one needs a migration of `Entry.facets` and `FacetCount`."""
    first = ("kind", "subtype", "jurisdiction", "year", "theme")
    facets = (*first, "instrument_type", "field", "organisation", "evidence")
    assert {facet: place for place, facet in enumerate(facets)} == FACET_NUMBERS
    kinds = {"organisation": 1, "initiative": 2, "body": 3, "instrument": 4, "platform": 5}
    assert {kind: number("kind", kind) for kind in all_kinds()} == kinds
    packed = pack(values("initiative", COLUMNS))
    assert packed[:8].hex() == "ff02" + f"{number('subtype', 'initiative.plan'):06x}" + "01" + f"{2022:04x}"
    assert packed[8:16] == b"\x02" + b"CN".rjust(7, b"\0")


def test_a_value_without_a_number_is_not_stored():
    with pytest.raises(ValueError, match="kind 'nonsense'"):
        pack([("kind", "nonsense")])


def test_what_the_program_defines_has_a_number_of_its_own_that_is_not_nothing():
    subtypes = [f"{row.kind}.{code}" for row in registry.all_types() for code in subtypes_of(row)]
    for facet, codes in (("kind", all_kinds()), ("evidence", Entry.Evidence.values), ("subtype", subtypes)):
        numbers = {number(facet, code) for code in codes}
        assert len(numbers) == len(codes) > 3
        assert 0 not in numbers


@pytest.mark.parametrize(("facet", "code"), [("year", "x"), ("year", "²"), ("year", "99999"), ("organisation", "-1")])
def test_a_code_that_no_entry_can_have_has_no_number(facet, code):
    assert number(facet, code) == -1


@pytest.mark.django_db
def test_a_sample_holds_its_share_of_the_entries():
    numbers = [f"{each:08d}" for each in range(20_000)]
    expression = Entry._meta.get_field("sample").expression
    with connection.cursor() as cursor:
        sql, values = Entry.objects.annotate(level=expression).values("level").query.sql_with_params()
        level = sql.removeprefix("SELECT ").rpartition(" AS ")[0]
        given = "(SELECT unnest(%s::text[]) AS public_id) AS publishing_entry"
        cursor.execute(f"SELECT {level} FROM {given}", [*values, numbers])
        levels = [row[0] for row in cursor.fetchall()]
    for place, share in enumerate(SAMPLES, start=1):
        assert sum(level >= place for level in levels) == pytest.approx(20_000 / share, rel=0.25)

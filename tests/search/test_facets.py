"""How facet values are written down with an entry and read back by the thousand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.publishing.facets import FACETS, SAMPLES, facet_of, number, pack, samples, unpack, values

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


def test_an_endless_interval_counts_for_its_last_years_only():
    years = [code for facet, code in values("initiative", COLUMNS | {"date_from": "0001-01-01"}) if facet == "year"]
    assert years[-1] == "2024"
    assert len(years) <= 31


def test_an_undated_entry_has_no_year():
    assert "year" not in dict(values("initiative", COLUMNS | {"date_from": None, "date_to": None}))


WITH_CODES = [name for name in FACETS if name != "organisation"]


@given(st.lists(st.tuples(st.sampled_from(WITH_CODES), st.text("AZaz09.-", max_size=16))))
def test_packed_values_are_read_back_as_they_were(pairs):
    assert list(unpack(pack(pairs))) == [number(facet, code) for facet, code in pairs]
    assert [facet_of(each)[0] for each in unpack(pack(pairs))] == [facet for facet, _code in pairs]


def test_different_values_have_different_numbers():
    codes = ["CN", "CN-SH", "disputed", "contradicted", "unsupported", "supported", "organisation", "initiative"]
    numbers = {number(facet, code) for facet in WITH_CODES for code in codes}
    assert len(numbers) == len(WITH_CODES) * len(codes)


@pytest.mark.parametrize("share", SAMPLES)
def test_a_sample_holds_its_share_of_the_entries(share):
    held = sum(SAMPLES[share] in samples(f"{each:08d}") for each in range(20_000))
    assert held == pytest.approx(20_000 / share, rel=0.15)

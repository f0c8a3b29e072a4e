import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.publishing.actions import publish, publish_many
from observatory.site.api.paging import InvalidCursor, decode, encode
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

DATES = ["2023", "2023-03", "2021/2025", "", "2023-03", "", "1999-12-31"]


@pytest.fixture
def dated(db):
    records = [InitiativeFactory(launched=text) for text in DATES]
    for part in (records[:3], records[3:]):
        publish_many(records=part, by=None, reason="r")
    return records


def walk(api, path):
    found, pages = [], 0
    while path:
        page = api(path).json()
        found += page["results"]
        path, pages = page["next"], pages + 1
        assert pages < 20
    return found


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-date", "date"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_hold_every_record_once_in_order(api, dated, ordering, limit):
    rows = walk(api, f"initiatives/?ordering={ordering}&limit={limit}")
    assert {row["id"] for row in rows} == {record.public_id for record in dated}
    assert len(rows) == len(dated)
    if "date" in ordering:
        known = [row["facts"]["launched"]["from"] for row in rows if row["facts"]["launched"]]
        assert known == sorted(known, reverse=ordering.startswith("-"))
        assert [row["facts"]["launched"] for row in rows[-2:]] == [None, None]
    else:
        stamps = [row["version"]["published_at"] for row in rows]
        assert stamps == sorted(stamps, reverse=ordering.startswith("-"))


def test_what_is_published_meanwhile_neither_repeats_nor_hides_a_record(api, dated):
    first = api("initiatives/?limit=3").json()
    publish(record=InitiativeFactory(), by=None, reason="r")
    rest = walk(api, first["next"])
    seen = [row["id"] for row in first["results"] + rest]
    assert sorted(seen) == sorted(record.public_id for record in dated)


def test_the_next_page_keeps_the_filters_and_stands_in_the_link_header(api, dated):
    response = api("initiatives/?limit=1&subtype=plan")
    following = response.json()["next"]
    assert "subtype=plan" in following
    assert response["Link"] == f'<{following}>; rel="next"'
    assert api("initiatives/?limit=100").json()["next"] is None


def test_a_cursor_of_another_list_or_order_is_refused(api, dated):
    cursor = api("initiatives/?limit=1&ordering=date").json()["next"].partition("cursor=")[2]
    api(f"initiatives/?cursor={cursor}", 400)
    api(f"sources/?cursor={cursor}", 400)


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_is_refused(text):
    try:
        decode(text, "records", str, int)
    except InvalidCursor:
        return


@given(st.text(max_size=20), st.integers(min_value=0, max_value=2**63 - 1))
def test_a_cursor_comes_back_as_it_was(text, number):
    assert decode(encode("records", text, number), "records", str, int) == [text, number]


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1e3", "9" * 5000, "%00"])
def test_a_page_has_1_to_100_rows(api, dated, limit):
    assert api(f"initiatives/?limit={limit}", 400).json()["errors"][0]["parameter"] == "limit"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.models import Initiative
from observatory.api.pagination import InvalidCursor, decode_cursor, encode_cursor
from observatory.publishing.record_publication import publish, publish_many
from tests.factories import InitiativeFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db

DATES = ["2023", "2023-03", "2021/2025", "", "2023-03", "", "1999-12-31"]


@pytest.fixture
@made_once
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


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-date", "date", "id"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_hold_every_record_once_in_order(api, dated, ordering, limit):
    rows = walk(api, f"initiatives/?ordering={ordering}&limit={limit}")
    assert {row["id"] for row in rows} == {record.public_id for record in dated}
    assert len(rows) == len(dated)
    if "date" in ordering:
        known = [row["facts"]["launched"]["from"] for row in rows if row["facts"]["launched"]]
        assert known == sorted(known, reverse=ordering.startswith("-"))
        assert [row["facts"]["launched"] for row in rows[-2:]] == [None, None]
    elif ordering == "id":
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    else:
        stamps = [row["version"]["published_at"] for row in rows]
        assert stamps == sorted(stamps, reverse=ordering.startswith("-"))


def test_a_new_record_neither_repeats_nor_hides_another(api, dated):
    first = api("initiatives/?limit=3").json()
    publish(record=InitiativeFactory(), by=None, reason="r")
    rest = walk(api, first["next"])
    seen = [row["id"] for row in first["results"] + rest]
    assert sorted(seen) == sorted(record.public_id for record in dated)


def walk_with_an_edit(api, dated, ordering):
    """Return how often each record comes up while the last of the list is edited after the first page."""
    last = walk(api, f"initiatives/?ordering={ordering}")[-1 if ordering[0] == "-" else 0]["id"]
    first = api(f"initiatives/?limit=3&ordering={ordering}").json()
    edited = next(record for record in dated if record.public_id == last)
    Initiative.objects.filter(pk=edited.pk).update(summary_en="Edited")
    publish(record=edited, by=None, reason="r")
    seen = [row["id"] for row in first["results"] + walk(api, first["next"])]
    return last, [seen.count(record.public_id) for record in dated], seen.count(last)


def test_in_the_order_of_ids_what_is_published_again_meanwhile_comes_once(api, dated):
    _edited, times, _of_edited = walk_with_an_edit(api, dated, "id")
    assert times == [1] * len(dated)


@pytest.mark.parametrize(("ordering", "times"), [("-published_at", 0), ("published_at", 2)])
def test_in_the_order_of_publication_it_moves_as_the_documentation_says(api, dated, ordering, times):
    assert walk_with_an_edit(api, dated, ordering)[2] == times


def test_a_list_of_the_past_is_read_in_the_order_of_ids_too(api, dated):
    rows = walk(api, "initiatives/?as_of=9000-01-01&ordering=id&limit=2")
    assert [row["id"] for row in rows] == sorted(record.public_id for record in dated)


def test_the_next_page_keeps_the_filters_and_stands_in_the_link_header(api, dated):
    response = api("initiatives/?limit=1&subtype=plan")
    following = response.json()["next"]
    assert "subtype=plan" in following
    assert f'<{following}>; rel="next"' in response["Link"]
    assert api("initiatives/?limit=100").json()["next"] is None


def test_a_cursor_of_another_list_or_order_is_refused(api, dated):
    cursor = api("initiatives/?limit=1&ordering=date").json()["next"].partition("cursor=")[2]
    api(f"initiatives/?cursor={cursor}", 400)
    api(f"sources/?cursor={cursor}", 400)


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_is_refused(text):
    try:
        decode_cursor(text, "records", str, int)
    except InvalidCursor:
        return


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    st.integers(min_value=0, max_value=2**63 - 1),
)
def test_a_cursor_comes_back_as_it_was(text, number):
    assert decode_cursor(encode_cursor("records", text, number), "records", str, int) == [text, number]


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1e3", "9" * 5000, "%00"])
def test_a_page_has_1_to_100_rows(api, dated, limit):
    assert api(f"initiatives/?limit={limit}", 400).json()["errors"][0]["parameter"] == "limit"

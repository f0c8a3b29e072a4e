import pytest

from observatory.publishing.record_publication import publish, withdraw
from tests.factories import InitiativeFactory, JurisdictionFactory

pytestmark = pytest.mark.django_db


def names(api, query, prefix="records"):
    return {row["title"]["en"] for row in api(f"{prefix}/?{query}").json()["results"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=initiative", {"Plan", "Forum"}),
        ("kind=initiative,platform", {"Plan", "Forum", "Model"}),
        ("kind=initiative&kind=body", {"Plan", "Forum", "Committee"}),
        ("subtype=event", {"Forum"}),
        ("jurisdiction=CN", {"Plan", "Model"}),
        ("jurisdiction=cn-sh", {"Model"}),
        ("jurisdiction=CN-SH,FR", {"Model", "Committee"}),
        ("theme=TH13", {"Plan"}),
        ("field=1.2", {"Plan"}),
        ("evidence=disputed", {"Plan"}),
        ("evidence=unsourced&kind=platform", {"Model"}),
        ("evidence=unsupported&kind=platform", set()),
        ("date_from=2023", {"Plan", "Measures"}),
        ("date_to=2019", {"Committee", "Ministry of Science"}),
        ("date_from=2023-03-15&date_to=2023-03-20", {"Plan"}),
        ("date_from=2023-04&date_to=2023-08", set()),
        ("date_from=2021-06-01&date_to=2021-06-01", {"Model"}),
        ("jurisdiction=CN&kind=platform", {"Model"}),
    ],
)
def test_records_are_filtered(api, catalogue, query, expected):
    assert names(api, query) == expected


def test_the_facts_of_a_type_filter_its_list(api, catalogue):
    assert names(api, "budget_range=BR9", "initiatives") == {"Plan"}
    assert names(api, "budget_range=BR10", "initiatives") == set()
    assert names(api, "openness=open,closed", "platforms") == {"Model"}
    assert names(api, "legal_force=InForce", "instruments") == {"Measures"}
    assert names(api, "composition=academia", "bodies") == {"Committee"}
    assert names(api, "organisation_type=government", "bodies") == set()
    assert names(api, "subtype=government", "organisations") == {"Ministry of Science"}


def test_by_source_by_id_and_by_neighbour_from_either_end(api, catalogue):
    assert names(api, f"source={catalogue.source.public_id}") == {"Plan", "Ministry of Science"}
    assert names(api, f"id={catalogue.plan.public_id},{catalogue.model.public_id}") == {"Plan", "Model"}
    assert names(api, f"related={catalogue.plan.public_id}") == {"Ministry of Science", "Measures"}
    assert names(api, f"related={catalogue.rule.public_id}") == {"Plan"}


@pytest.mark.parametrize("words", ["科学研究", "plan", "plans", "special%20deployment"])
def test_by_words_in_english_and_chinese(api, catalogue, words):
    assert "Plan" in names(api, f"q={words}")


def test_words_that_are_nowhere_find_nothing(api, catalogue):
    assert names(api, "q=xylophone") == set()


def test_withdrawn_records_match_no_filter(api, catalogue):
    withdraw(record=catalogue.plan, by=None, reason="r")
    for query in ("kind=initiative", "jurisdiction=CN", "q=plan", f"id={catalogue.plan.public_id}", "date_from=2023"):
        assert "Plan" not in names(api, query)


@pytest.mark.parametrize("zone", ["+00:00", "%2B00:00", "+0800", "+08", "Z", ".250+00:00", "-05:00"])
def test_a_plus_before_a_time_zone_need_not_be_escaped(api, catalogue, zone):
    assert len(names(api, f"published_since=2000-01-01T18:00:00{zone}")) == 6
    assert names(api, f"published_since=9000-01-01T18:00:00{zone}") == set()


@pytest.mark.parametrize(
    "text", ["2000-01-01T18:00:00+99:99", "2000-01-01T18:00:00+x", "2000-01-01T18:00:00+00:00:00+1"]
)
def test_what_is_no_time_zone_is_refused(api, catalogue, text):
    assert api(f"records/?published_since={text}", 400)


def test_published_since(api, catalogue):
    assert len(names(api, "published_since=2000-01-01")) == 6
    assert names(api, "published_since=9000-01-01") == set()


def test_a_list_of_values_has_at_most_50_repeated_ones_too(api, catalogue):
    api(f"records/?id={','.join(['0'] * 50)}")
    (error,) = api(f"records/?id={','.join(['0'] * 51)}", 400).json()["errors"]
    assert error["parameter"] == "id"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("date_from=2030", {"Since"}),
        ("date_from=2019&date_to=2019", {"About"}),
        ("date_from=2018&date_to=2018-06", {"Until"}),
        ("date_from=March+2023&date_to=2023年3月", {"Since"}),
    ],
)
def test_open_and_approximate_dates_are_filtered_by_their_bounds(api, query, expected):
    iceland = JurisdictionFactory(code="IS")
    for title, launched in (("Since", "2022/.."), ("About", "2019~"), ("Until", "../2018")):
        record = InitiativeFactory(title_en=title, launched=launched)
        record.jurisdictions.set([iceland])
        publish(record=record, by=None, reason="x")
    assert names(api, f"{query}&jurisdiction=IS") == expected


def test_open_and_approximate_dates_are_sorted_by_their_first_day(api):
    dates = {"Until": "../2018", "Since": "2022/..", "About": "2019~", "Exact": "2020-05"}
    for title, launched in dates.items():
        publish(record=InitiativeFactory(title_en=title, launched=launched), by=None, reason="x")
    found = [row["title"]["en"] for row in api("records/?ordering=date").json()["results"]]
    assert [title for title in found if title in dates] == ["Until", "About", "Exact", "Since"]

"""Lists: as few queries at ten thousand rows as at ten, and no bad address that hurts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Initiative
from observatory.publishing.record_publication import publish_many
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import Identifier, Milestone, OtherName, Record, Relation
from observatory.sources.models import Citation, Location, Source
from tests.factories import (
    CitationFactory,
    IdentifierFactory,
    InitiativeFactory,
    JurisdictionFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db

LISTS = [
    "records_record",
    "records_organisation",
    "records_relation",
    "records_milestone",
    "records_othername",
    "records_identifier",
    "records_formerslug",
    "records_jurisdiction",
    "records_theme",
    "records_instrumenttype",
    "records_field",
    "records_survey",
    "initiatives_initiative",
    "governance_body",
    "governance_instrument",
    "platforms_platform",
    "sources_source",
    "sources_location",
    "sources_citation",
    "sources_officialterm",
    "sources_rendering",
    "publishing_version",
    "publishing_entry",
]
MOST_QUERIES = 12
FUZZED = ["records_record", "initiatives_initiative", "sources_citation", "publishing_version", "monitoring_check"]


def address(name: str) -> str:
    return reverse(f"admin:{name}_changelist")


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        response = client.get(path)
        assert response.status_code == 200, path
    return len(seen)


def catalogue(number: int) -> None:
    """Fill every table that grows with `number` rows. Multi-table rows cannot be written in bulk, so in two steps."""
    start = Record.objects.count()
    rows = [
        Record(kind="initiative", slug=f"plan-{n}", title_en=f"Plan {n}", title_zh_hans=f"人工智能计划{n}")
        for n in range(start, start + number)
    ]
    Record.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO initiatives_initiative (record_ptr_id, initiative_type, launched, period, objectives_en,"
            " objectives_zh_hans, participation_en, participation_zh_hans, budget_range, website)"
            " SELECT id, 'plan', '2023', '', '', '', '', '', '', '' FROM records_record r WHERE kind = 'initiative'"
            " AND NOT EXISTS (SELECT 1 FROM initiatives_initiative i WHERE i.record_ptr_id = r.id)"
        )
    sources = Source.objects.bulk_create(
        Source(key=f"Key {n}", type="webpage", title_en=f"Source {n}") for n in range(start, start + number)
    )
    Location.objects.bulk_create(Location(source=source, url=f"https://example.org/{source.pk}") for source in sources)
    hub = OrganisationFactory()
    relations = Relation.objects.bulk_create(Relation(subject=row, predicate="part_of", object=hub) for row in rows)
    Milestone.objects.bulk_create(Milestone(record=row, type="other", date="2023", title_en="Held") for row in rows)
    OtherName.objects.bulk_create(OtherName(record=row, name=f"Alias {row.pk}", language="en") for row in rows)
    Identifier.objects.bulk_create(Identifier(record=row, scheme="other", value=f"X{row.pk}") for row in rows)
    pairs = list(zip(rows, sources, relations, strict=True))
    Citation.objects.bulk_create(Citation(record=row, source=source, field="launched") for row, source, _ in pairs)
    Citation.objects.bulk_create(Citation(record=row, source=source, relation=end) for row, source, end in pairs)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does after such a load; it cannot see an open transaction


@pytest.mark.timeout(600)  # ten thousand records are written first
@pytest.mark.parametrize("number", [150, pytest.param(10_000, marks=pytest.mark.walk)])
def test_no_list_asks_more_at_many_rows_than_at_ten(reviewer, number):
    catalogue(10)
    publish_many(records=list(Record.objects.all()), by=None, reason="First.")
    few = {name: queries(reviewer, address(name)) for name in LISTS}
    catalogue(number - 10)
    publish_many(records=list(Record.objects.order_by("pk")[:200]), by=None, reason="More.")
    many = {name: queries(reviewer, address(name)) for name in LISTS}
    assert {name: count for name, count in many.items() if count > MOST_QUERIES} == {}
    assert {name: (few[name], count) for name, count in many.items() if count > few[name]} == {}

    for query in ("人工智能计划9999", "Alias 5000", "plan 77"):
        assert queries(reviewer, f"{address('records_record')}?q={query}") <= MOST_QUERIES
    assert queries(reviewer, f"{address('records_record')}?public=edited&evidence=missing&p=3") <= MOST_QUERIES
    assert queries(reviewer, "/admin/") <= 32


@pytest.mark.parametrize("words", ["Driven", "科学", "AI4S", "Q42", "driven AI4S"])
def test_a_record_is_found_by_any_of_its_names(curator, words):
    plan = InitiativeFactory(title_en="Research Driven by AI", title_zh_hans="人工智能驱动的科学研究")
    OtherNameFactory(record=plan, name="AI4S Plan")
    OtherNameFactory(record=plan, name="AI4S Programme")
    IdentifierFactory(record=plan, value="Q42")
    InitiativeFactory()
    response = curator.get("/admin/initiatives/initiative/", {"q": words})
    assert [row.pk for row in response.context["cl"].result_list] == [plan.pk]


def test_the_public_side_is_a_filter(curator):
    never, public, edited = InitiativeFactory(), InitiativeFactory(), InitiativeFactory()
    publish_many(records=[public, edited], by=None, reason="First.")
    Record.objects.filter(pk=edited.pk).update(state="draft")
    found = {}
    for value in ("yes", "edited", "never", "withdrawn"):
        rows = curator.get("/admin/records/record/", {"public": value}).context["cl"].result_list
        found[value] = {row.pk for row in rows}
    assert found == {"yes": {public.pk, edited.pk}, "edited": {edited.pk}, "never": {never.pk}, "withdrawn": set()}


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "p=9999999",
        "p=-1",
        "p=x",
        "o=99.-99.x",
        "q=" + "%20x" * 200,
        "state__exact=%00",
        "state__exact=nonsense",
        "public=nonsense",
        "evidence=%27",
        "kind=nonsense",
        "id__exact=99999999999999999999999",
        "pk__in=a,b",
        "title_en__regex=(",
        "updated_at__year=99999999999999",
        "created_at__gte=x",
        "jurisdictions__id__exact=x",
        "verdict__exact=',",
        "_facets=True",
        "all=",
        "e=1",
    ],
)
def test_no_address_of_a_list_is_an_error_of_the_server(curator, query):
    answers = {name: curator.get(f"{address(name)}?{query}").status_code for name in FUZZED}
    assert {name: status for name, status in answers.items() if status not in (200, 302, 400)} == {}


@pytest.mark.parametrize(
    "path",
    [
        "/admin/initiatives/initiative/99999999999999999999999/change/",
        "/admin/initiatives/initiative/nonsense/change/",
        "/admin/initiatives/initiative/%00/change/",
        "/admin/initiatives/initiative/1/decide/nonsense/",
        "/admin/initiatives/initiative/7777777/decide/submit/",
        "/admin/records/record/7777777/change/",
        "/admin/records/record/7777777/delete/",
        "/admin/sources/citation/7777777/change/",
        "/admin/autocomplete/?term=%00&app_label=records&model_name=relation&field_name=object",
        "/admin/autocomplete/?term=x&app_label=records&model_name=relation&field_name=nonsense",
        "/admin/autocomplete/?term=x&page=99&app_label=records&model_name=relation&field_name=object",
        "/admin/nonsense/",
        "/zh-hans/admin/records/record/?q=%00",
    ],
)
def test_an_unknown_or_unreadable_address_is_told(curator, path):
    response = curator.get(path)
    assert response.status_code in (302, 400, 403, 404)


@pytest.mark.parametrize("key", ["x", "%00", "-1", "9" * 40, ""])
def test_a_forged_selection_is_told(reviewer, key):
    InitiativeFactory()
    data = {"action": "publish", "_selected_action": key, "index": "x"}
    assert reviewer.post("/admin/initiatives/initiative/", data).status_code in (200, 302)
    assert not Initiative.objects.exclude(state="draft").exists()


def test_options_to_choose_from_tell_records_of_one_name_apart(curator):
    InitiativeFactory(title_en="Shanghai")
    OrganisationFactory(title_en="Shanghai", slug="another")
    where = {"app_label": "records", "model_name": "relation", "field_name": "object", "term": "Shanghai"}
    found = curator.get("/admin/autocomplete/", where).json()["results"]
    assert {row["text"] for row in found} == {"Shanghai · initiative", "Shanghai · organisation"}


def test_every_form_of_the_catalogue_opens(administrator):
    citation, relation = CitationFactory(), RelationFactory()
    rows = [citation, relation, MilestoneFactory(), OtherNameFactory(), IdentifierFactory(), JurisdictionFactory()]
    rows += [citation.source, citation.record]
    for row in rows:
        assert administrator.get(admin_form_url(row)).status_code == 200
    for name in LISTS:
        response = administrator.get(reverse(f"admin:{name}_add"))
        assert response.status_code in (200, 403), name


@pytest.mark.parametrize("chosen", ["abc", "\0", "9" * 30])
def test_rows_that_cannot_be_are_refused_in_the_list_of_roles_too(administrator, chosen):
    sent = {"action": "delete_selected", "_selected_action": chosen}
    response = administrator.post("/admin/auth/group/", sent, follow=True)
    assert "Some of the rows you selected no longer exist." in response.content.decode()


def test_an_impossible_year_is_refused_in_the_list_of_imports_too(administrator):
    assert administrator.get("/admin/exchange/import/?created_at__year=99999999999").status_code in (302, 400)

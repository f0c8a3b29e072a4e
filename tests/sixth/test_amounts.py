"""An amount of money, and a kind of fact that a package brings itself, everywhere a fact is met."""

import json
import re

import pytest
import yaml
from django.contrib import admin
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils.translation import override
from drf_spectacular.drainage import reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from lxml import html

from observatory.public.tables.records_and_versions import ChosenRecords, records_table
from observatory.publishing.admin import RecordAdmin
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.publishing.differences import differences_in_words
from observatory.publishing.differences.document_differences import unpublished_differences
from observatory.publishing.documents import record_documents
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish, publish_many
from observatory.records import registry
from observatory.search.results import search
from observatory.site.record.page_statements import fact_sheet
from tests.factories import CitationFactory

FACTS = {"budget": 1_200_000, "budget_currency": "CNY", "share": 12}


@pytest.fixture
def call(calls):
    return calls.objects.create(slug="call", title_en="Call", summary_en="s", call_type="open", **FACTS)


def test_they_stand_in_the_document(call):
    facts = record_documents.build_document(call, public={call.pk})["facts"]
    assert facts["budget"] == {"value": 1_200_000, "currency": "CNY"}
    assert facts["share"] == {"percent": 12}


def test_an_amount_of_zero_is_an_amount_and_nothing_is_null(calls):
    make = calls.objects.create
    none = make(slug="none", title_en="N", call_type="open")
    zero = make(slug="zero", title_en="Z", call_type="open", budget=0, budget_currency="EUR")
    assert record_documents.build_document(none, public=())["facts"]["budget"] is None
    assert record_documents.build_document(zero, public=())["facts"]["budget"] == {"value": 0, "currency": "EUR"}


@pytest.mark.parametrize(
    "values", [{"budget": 1}, {"budget_currency": "CNY"}, {"budget": -1, "budget_currency": "CNY"}]
)
def test_the_database_refuses_half_an_amount(calls, values):
    with pytest.raises(IntegrityError, match="call_budget_with_currency"), transaction.atomic():
        calls.objects.create(slug="half", title_en="H", call_type="open", **values)


@pytest.mark.parametrize(
    ("prefix", "budget", "share"),
    [("", "CNY 1,200,000", "12 per cent"), ("/zh-hans", "CNY 1,200,000", "百分之12")],
)
def test_the_page_shows_them_in_both_languages(call, client, prefix, budget, share):
    publish(record=call, by=None, reason="new")
    page = html.fromstring(client.get(f"{prefix}/calls/call/").content.decode())

    def said(name: str) -> str:
        return page.xpath(f"//div[@id='{name}']//dd[@class='said']")[0].text_content().strip()

    assert (said("budget"), said("share")) == (budget, share)


def test_the_reading_that_the_record_takes_is_recognised(call):
    for value in ("CNY 1200000", "CNY 900000"):
        CitationFactory(record=call, field="budget", stated_value=value, source__key=value)
    [row] = [row for row in fact_sheet(record_documents.build_document(call, public={call.pk})) if row.name == "budget"]
    assert {reading.value: bool(reading.adopted) for reading in row.readings} == {
        "CNY 1200000": True,
        "CNY 900000": False,
    }


def test_the_api_hands_them_out_and_the_schema_describes_them(call, client):
    publish(record=call, by=None, reason="new")
    facts = client.get(f"/api/v1/calls/{call.public_id}/").json()["facts"]
    assert (facts["budget"], facts["share"]) == ({"value": 1_200_000, "currency": "CNY"}, {"percent": 12})
    reset_generator_stats()
    components = SchemaGenerator(urlconf="tests.sixth.urls").get_schema(public=True)["components"]["schemas"]
    properties = components["CallFacts"]["properties"]
    assert "Amount" in json.dumps(properties["budget"])
    assert "Share" in json.dumps(properties["share"])
    assert set(components["Amount"]["required"]) == {"value", "currency"}


def test_search_finds_them(call):
    publish(record=call, by=None, reason="new")
    assert [hit.slug for hit in search("1200000").hits] == ["call"]
    assert [hit.slug for hit in search('"12 per cent"').hits] == ["call"]


def test_tables_have_their_columns(calls, call):
    publish(record=call, by=None, reason="new")
    table = records_table(ChosenRecords(Entry.objects.live()), registry.get_record_type("call"))
    names = [column.name for column in table.shape.columns()]
    [[line]] = table.lines()
    row = dict(zip(names, line, strict=True))
    assert (row["budget"], row["budget_currency"], row["share_percent"]) == (1_200_000, "CNY", 12)


def test_they_come_and_go_as_differences_in_words(calls, call):
    publish(record=call, by=None, reason="new")
    calls.objects.filter(pk=call.pk).update(budget=5, share=None)
    rows = differences_in_words.difference_rows("call", unpublished_differences(call))
    words = [("".join(part.text for part in row.before), "".join(part.text for part in row.after)) for row in rows]
    assert words == [("CNY 1,200,000", "CNY 5"), ("12 per cent", "")]


def test_the_first_page_of_differences_of_a_new_record_names_them(call):
    [row] = [
        row for row in differences_in_words.difference_rows("call", unpublished_differences(call)) if row.label == ""
    ]
    assert "CNY 1,200,000 · 12 per cent" in row.after[0].text


ENTRY = {"id": "aaaaaaaa", "slug": "call", "title": {"en": "Call"}}


def read_in(folder, **facts) -> dict[str, int]:
    path = folder / "calls.yaml"
    path.write_text(yaml.safe_dump([ENTRY | {"facts": {"call_type": "open"} | facts}]))
    return load(paths=[path], by=None, reason="r").counts["call"].__dict__


def test_files_bring_them_in_and_write_them_out_again(calls, tmp_path):
    cited = {"citations": []}
    read_in(tmp_path, budget={"value": 1_200_000, "currency": "CNY"} | cited, share=12)
    row = calls.objects.get()
    assert {name: getattr(row, name) for name in FACTS} == FACTS
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    [written] = yaml.safe_load((tmp_path / "out" / "calls.yaml").read_text())
    assert written["facts"]["budget"] == {"value": 1_200_000, "currency": "CNY"}
    assert written["facts"]["share"] == 12
    assert load(paths=[tmp_path / "out" / "calls.yaml"], by=None, reason="r").counts["call"].unchanged == 1


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        ({"value": 5}, "facts.budget.currency: the currency of the amount is missing"),
        ({"currency": "CNY"}, "facts.budget.value: the amount is missing; a currency is given"),
        ({"value": 5, "currency": "yuan"}, "facts.budget.currency: .*not the code of a currency"),
        ({"value": "much", "currency": "CNY"}, "facts.budget.value: .*integer"),
        ({"value": -5, "currency": "CNY"}, "facts.budget.value: an amount is 0 or more"),
        (5, "expected a mapping"),
    ],
)
def test_files_with_half_an_amount_are_refused(calls, tmp_path, budget, reason):
    with pytest.raises(Refused) as refused:
        read_in(tmp_path, budget=budget)
    [problem] = refused.value.problems
    assert re.search(reason, problem.reason)


@pytest.fixture
def form(call, rf, admin_user):
    """The form class of the admin, with all that a browser would send for the record as it is."""
    request = rf.get("/")
    request.user = admin_user
    own = RecordAdmin(type(call), admin.site)
    rows = own.get_fieldsets(request, call)[1][1]["fields"]
    assert rows[3:5] == [("budget", "budget_currency"), ("share",)]
    made = own.get_form(request, call)

    def send(**changed):
        unbound = made(instance=call)
        data = {name: unbound.get_initial_for_field(field, name) for name, field in unbound.fields.items()}
        return made({name: "" if each is None else each for name, each in (data | changed).items()}, instance=call)

    return send


def test_the_form_of_the_admin_has_a_row_for_each(form, calls):
    sent = form(budget="7", budget_currency="EUR", share="3")
    assert sent.is_valid(), sent.errors
    sent.save()
    row = calls.objects.get()
    assert (row.budget, row.budget_currency, row.share) == (7, "EUR", 3)


def test_the_form_refuses_an_amount_without_a_currency(form):
    with override("en"):
        assert form(budget_currency="").errors == {
            "__all__": ["Enter an amount, 0 or more, with its currency, or neither of them."]
        }
        assert "not the code of a currency" in form(budget_currency="RMB").errors["budget_currency"][0]


def test_both_together_in_one_list(calls, call):
    other = calls.objects.create(slug="other", title_en="Other", call_type="open")
    assert [each.created for each in publish_many(records=[call, other], by=None, reason="new")] == [True, True]

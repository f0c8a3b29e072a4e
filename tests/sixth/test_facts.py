"""0 and False are values: they survive from the model to document, page, API, search, comparison, files and back."""

import re

import pytest
import yaml
from django.core.management import call_command
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.publishing.differences import differences_in_words
from observatory.publishing.differences.document_differences import unpublished_differences
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_statements import statements_with_citations
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish, publish_many
from observatory.search.filters import FactFilter
from observatory.search.results import search
from observatory.site.record.page_statements import fact_sheet, unstated_facts
from tests.factories import CitationFactory

NOTHING = {"amount": 0, "renewable": False, "rounds": 0}


def make(calls, slug="call", **facts):
    return calls.objects.create(slug=slug, title_en=slug.title(), summary_en="s", call_type="open", **facts)


@pytest.fixture
def call(calls):
    return make(calls, **NOTHING)


def facts_of(record) -> dict:
    return record_documents.build_document(record, public={record.pk})["facts"]


def test_they_stand_in_the_document(call):
    facts = facts_of(call)
    assert facts["amount"] == 0
    assert facts["renewable"] is False
    assert facts["rounds"]["value"] == 0
    assert facts["rounds"]["en"] == "without rounds"


def test_what_nobody_states_is_null(calls):
    facts = facts_of(make(calls))
    assert [facts[name] for name in NOTHING] == [None, None, None]


def test_they_are_statements_that_need_a_source(call):
    assert set(NOTHING) <= set(statements_with_citations(record_documents.build_document(call, public={call.pk})))


@pytest.mark.parametrize(("language", "no"), [("en", "no"), ("zh-hans", "否")])
def test_the_page_says_them_in_words_and_does_not_list_them_as_not_stated(call, language, no):
    document = record_documents.build_document(call, public={call.pk})
    with override(language):
        rows = {row.name: row.pieces[0].run.text for row in fact_sheet(document)}
        missing = unstated_facts(document)
    assert (rows["amount"], rows["renewable"]) == ("0", no)
    assert missing == ["Opened", "Budget", "Share", "Conditions"]


def test_a_reading_of_zero_is_told_to_be_the_one_that_is_given(call):
    for value, source in (("0", "says 0"), ("5", "says 5")):
        CitationFactory(record=call, field="amount", stated_value=value, source__key=source)
    [row] = [row for row in fact_sheet(record_documents.build_document(call, public={call.pk})) if row.name == "amount"]
    assert {reading.value: bool(reading.adopted) for reading in row.readings} == {"0": True, "5": False}


def test_page_api_and_comparison_show_them(calls, call, client):
    other = make(calls, "other", amount=1_200_000, renewable=True)
    publish_many(records=[call, other], by=None, reason="new")
    page = html.fromstring(client.get("/calls/call/").content.decode())
    assert page.xpath("//div[@id='amount']//dd[@class='said']")[0].text_content().strip() == "0"
    assert page.xpath("//div[@id='renewable']//dd[@class='said']")[0].text_content().strip() == "no"
    assert client.get(f"/api/v1/calls/{call.public_id}/").json()["facts"]["renewable"] is False
    compared = html.fromstring(client.get(f"/compare/?id={call.public_id}&id={other.public_id}").content.decode())
    cells = {
        row.xpath("string(th)"): [cell.text_content().split()[0] for cell in row.xpath("td")]
        for row in compared.xpath("//tbody/tr")
    }
    assert cells["Amount"] == ["0", "1,200,000"]
    assert cells["Renewable"] == ["no", "yes"]


def test_a_number_is_found_by_its_figures(calls, call):
    publish_many(records=[call, make(calls, "other", amount=731)], by=None, reason="new")
    assert [hit.slug for hit in search("731").hits] == ["other"]
    assert [hit.slug for hit in search("0").hits] == ["call"]


def test_a_choice_of_zero_can_be_filtered_by(calls, call):
    publish_many(records=[call, make(calls, "other", rounds=1)], by=None, reason="new")
    found = FactFilter("rounds", calls.Rounds.values).filter(Entry.objects.all(), ["0"])
    assert [entry.slug for entry in found] == ["call"]


def test_they_come_and_go_as_differences_in_words(calls, call):
    publish(record=call, by=None, reason="new")
    calls.objects.filter(pk=call.pk).update(amount=None, renewable=None)
    words = [
        ("".join(part.text for part in row.before), "".join(part.text for part in row.after))
        for row in differences_in_words.difference_rows("call", unpublished_differences(call))
    ]
    assert words == [("0", ""), ("no", "")]


ENTRY = """
- id: aaaaaaaa
  slug: call
  title: {en: Call}
  facts:
    call_type: open
    amount: %s
    renewable: %s
"""


def write(folder, amount="0", renewable="false"):
    path = folder / "calls.yaml"
    path.write_text(ENTRY % (amount, renewable))
    return path


def read_in(path) -> dict[str, int]:
    return load(paths=[path], by=None, reason="r").counts["call"].__dict__


def test_files_bring_them_in_and_write_them_out_again(calls, tmp_path):
    read_in(write(tmp_path))
    row = calls.objects.get()
    assert (row.amount, row.renewable, row.rounds) == (0, False, None)
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    [written] = yaml.safe_load((tmp_path / "out" / "calls.yaml").read_text())
    assert written["facts"] == {"call_type": "open", "amount": 0, "renewable": False}
    assert read_in(tmp_path / "out" / "calls.yaml")["unchanged"] == 1


@pytest.mark.parametrize(
    ("amount", "renewable", "reason"),
    [("many", "false", "facts.amount: .*integer"), ("0", "0", "facts.renewable: “0” must be true or false")],
)
def test_files_with_something_else_are_refused_with_the_place(calls, tmp_path, amount, renewable, reason):
    with pytest.raises(Refused) as refused:
        read_in(write(tmp_path, amount, renewable))
    [problem] = refused.value.problems
    assert re.search(reason, problem.reason)
    assert problem.line == (7 if amount == "many" else 8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amount=st.none() | st.integers(-(2**31), 2**31 - 1), renewable=st.none() | st.booleans())
def test_any_number_and_flag_goes_from_a_file_to_the_document_and_to_a_file(calls, tmp_path, amount, renewable):
    facts = {"call_type": "open"} | {
        name: value for name, value in (("amount", amount), ("renewable", renewable)) if value is not None
    }
    entry = {"id": "aaaaaaaa", "slug": "call", "title": {"en": "Call"}, "facts": facts}
    path = tmp_path / "calls.yaml"
    path.write_text(yaml.safe_dump([entry]))
    load(paths=[path], by=None, reason="r", overwrite=True)
    document = facts_of(calls.objects.get())
    assert (document["amount"], document["renewable"]) == (amount, renewable)
    call_command("export_catalogue", tmp_path / "out", force=True, verbosity=0)
    [written] = yaml.safe_load((tmp_path / "out" / "calls.yaml").read_text())
    assert written["facts"] == facts

"""Names and identifiers in catalogue files: each has its own citations."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from observatory.publishing.catalogue import stored_states
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.publishing.models import Entry
from observatory.records.models import Record
from observatory.sources.models import Citation, Source
from tests.fixtures_catalogue import small

pytestmark = pytest.mark.django_db

BARE = """\
  names:
    - {name: The Plan, language: en}
    - {name: Plann, language: en, kind: spelling}
"""
CITED = """\
  names:
    - name: The Plan
      language: en
      citations:
        - {source: Daily 2023, quote: "the Plan, or Plann"}
    - name: Plann
      language: en
      kind: spelling
      citations:
        - {source: Daily 2023, quote: "the Plan, or Plann"}
  identifiers:
    - {scheme: arxiv, value: "2301.00001", citations: [{source: Daily 2023}]}
    - {scheme: wikidata, value: Q42, citations: [{source: Daily 2023}]}
"""


def loaded(folder, **options):
    return load(paths=[folder], by=None, reason="test", **options)


@pytest.fixture
def folder(tmp_path):
    return small.write(tmp_path / "in", initiatives=(BARE, CITED))


def test_one_place_of_a_source_is_cited_for_several_names_each_with_its_own_citation(folder):
    loaded(folder, publish=True)
    rows = Citation.objects.filter(field__in=["names", "identifiers"]).order_by("pk")
    assert [(row.field, row.stated_value) for row in rows] == [
        ("names", "The Plan"),
        ("names", "Plann"),
        ("identifiers", "2301.00001"),
        ("identifiers", "Q42"),
    ]
    document = Entry.objects.get(slug="a-plan").document
    assert [row["stated_value"] for row in document["evidence"]["names"]] == ["The Plan", "Plann"]
    assert document["disagreements"] == {}
    assert loaded(folder).counts["initiative"].unchanged == 1


def test_they_go_back_under_their_own_name_in_an_export(folder, tmp_path):
    loaded(folder)
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    text = (tmp_path / "out/initiatives.yaml").read_text(encoding="utf-8")
    assert text.count("quote: the Plan, or Plann") == 2
    assert "states: The Plan" not in text
    assert load(paths=[tmp_path / "out"], by=None, reason="test", check=True).counts["initiative"].unchanged == 1


def test_a_citation_under_a_name_cannot_state_something_else(tmp_path):
    other = CITED.replace('quote: "the Plan, or Plann"}\n    - name', "states: A plan}\n    - name")
    with pytest.raises(Refused) as refused:
        loaded(small.write(tmp_path, initiatives=(BARE, other)))
    assert "this citation is under “The Plan”" in str(refused.value.problems[0])


def test_the_database_holds_one_citation_of_a_name_for_each_place_of_a_source(folder):
    loaded(folder)
    values = {"record": Record.objects.get(slug="a-plan"), "source": Source.objects.get(), "field": "names"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.objects.create(**values, stated_value="Plann")
    Citation.objects.create(**values, stated_value="Plann", locator="page 2")


def test_a_fact_that_was_added_later_does_not_make_a_loaded_record_look_edited(folder):
    loaded(folder)
    state = stored_states.record_states(["bbbbbbbb"])["bbbbbbbb"]
    assert state.columns["website"] == ""
    before = replace(state, columns={name: value for name, value in state.columns.items() if name != "website"})
    assert before.digest == state.digest
    assert replace(state, columns=state.columns | {"website": "https://example.org/"}).digest != state.digest
    assert replace(state, columns=state.columns | {"launched": ""}).digest != state.digest

"""The history screens: every edit in words, compared, and restored."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from initiatives.models import Initiative
from observatory.history.steps import step
from observatory.history.tracked_tables import tables_of
from observatory.records.admin_urls import admin_form_url
from observatory.records.migration_operations import first_events_sql
from observatory.records.models import Milestone, OtherName, Record, Survey
from observatory.records.record_edits import mark_edited
from observatory.sources.models import Citation, OfficialTerm, Source
from tests.factories import (
    BodyFactory,
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    MilestoneFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def url(row, page="history/"):
    return admin_form_url(row).replace("change/", page)


def text_of(response) -> str:
    """Return the words of a page, its marks left out."""
    body = response.content.decode()
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", body)
    body = re.sub(r"</?(del|ins)>", "", body)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def entries(response) -> list[str]:
    """Return the words of each entry of the timeline."""
    body = response.content.decode()
    listed = re.search(r'(?s)<ol class="entries".*?</ol>', body)
    return [
        re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(del|ins)>", "", each))))
        for each in re.findall(r"(?s)<li>(.*?)</li>", listed[0] if listed else "")
    ]


def test_one_save_of_a_form_is_one_entry_with_old_and_new_values(person, form_of):
    user, client = person("curator")
    record = InitiativeFactory(title_en="Old plan", summary_en="It costs 4.5 billion yuan.")
    data = form_of(client, admin_form_url(record))
    data |= {"title_en": "New plan", "summary_en": "It costs 3.2 billion yuan.", "launched": "2024"}
    assert client.post(admin_form_url(record), data).status_code == 302

    page = client.get(url(record))
    first = entries(page)[0]

    assert f"{user.username} · form" in first
    assert "English title Old plan New plan" in first
    assert "English summary It costs 4.5 billion yuan. It costs 3.2 billion yuan." in first
    assert "Launched – 2024" in first
    assert "<del>4.5</del>" in page.content.decode()
    assert "<ins>3.2</ins>" in page.content.decode()
    assert "Changed English title" not in text_of(page)
    assert len(entries(page)) == 2


def test_parts_are_told_in_words(person):
    user, client = person("curator")
    ministry = OrganisationFactory(title_en="Ministry")
    plan = InitiativeFactory(title_en="Plan")
    with step(by=user, reason="First entry", kind="import"):
        relation = RelationFactory(subject=ministry, object=plan, date="2023")
        ministry.themes.add(ThemeFactory())
        source = SourceFactory(key="MOST 2023a")
        CitationFactory(record=ministry, field="", relation=relation, source=source)
        MilestoneFactory(record=ministry, type="adopted", date="2024-01", title_en="Adopted by the council")
        OtherName.objects.create(record=ministry, name="MOST", language="en", kind="abbreviation")
    first = entries(client.get(url(ministry)))[0]

    assert f"{user.username} · import" in first
    assert "“First entry”" in first
    assert "Relation – Ministry launched Plan · 2023" in first
    assert "Themes – STI plan or strategy (TH13)" in first
    assert "Citation – MOST 2023a · Ministry launched Plan" in first
    assert "Milestone – passed or adopted · 2024-01 · Adopted by the council" in first
    assert "Other name – MOST · en · abbreviation" in first


def test_a_changed_column_of_a_part_names_the_part_and_old_and_new_label(person):
    user, client = person("curator")
    citation = CitationFactory(source=SourceFactory(key="MOST 2023a"), field="title")
    with step(by=user, kind="verdict"):
        Citation.objects.update(verdict="supports", basis="reference", checked_at="2026-01-02", checked_by=user)
    first = entries(client.get(url(Initiative.objects.get(pk=citation.record_id))))[0]

    assert "Citation “MOST 2023a · Title” · verdict not checked supports" in first
    assert "basis of the verdict – printed reference" in first
    assert f"checked by – {user.username}" in first
    assert "checked on – Jan. 2, 2026" in first


def test_a_list_of_choices_is_told_by_its_labels(person):
    user, client = person("curator")
    body = BodyFactory()
    with step(by=user):
        type(body).objects.update(composition=["government", "academia"])
    first = entries(client.get(url(body)))[0]

    labels = dict(type(body)._meta.get_field("composition").base_field.choices)
    assert f"{labels['government']}; {labels['academia']}" in first


def test_what_was_deleted_is_told_by_what_it_was(person):
    user, client = person("curator")
    relation = RelationFactory(subject=OrganisationFactory(title_en="Ministry"))
    relation.object.title_en = "Doomed plan"
    relation.object.save()
    citation = CitationFactory(record=relation.subject, field="", relation=relation)
    with step(by=user):
        relation.delete()
    Record.objects.filter(pk=relation.object_id).delete()
    Source.objects.filter(pk=citation.source_id).delete()
    first = entries(client.get(url(relation.subject)))[0]

    assert "Relation Ministry launched Doomed plan –" in first
    assert f"Citation {citation.source.key} · Ministry launched Doomed plan" in first


def test_a_citation_that_was_moved_is_told_in_both_records(person):
    user, client = person("curator")
    citation, other = CitationFactory(field="title"), InitiativeFactory()
    with step(by=user, kind="merge", reason="The same"):
        Citation.objects.update(record=other)
    left = entries(client.get(url(Initiative.objects.get(pk=citation.record_id))))[0]
    come = entries(client.get(url(other)))[0]

    assert f"Citation {citation.source.key} · Title · not checked" in left
    assert f"Citation – {citation.source.key} · Title · not checked" in come
    assert "merger" in left


def test_publications_and_decisions_stand_in_the_same_timeline_once(person):
    client = person("reviewer")[1]
    record = InitiativeFactory(title_en="Plan")
    review = f"/admin/review/{record.public_id}/"
    shown = client.get(review).content.decode()
    data = {"reason": "Both languages read", "do": "publish", "seen": re.search('name="seen" value="(.*?)"', shown)[1]}
    client.post(review, data)
    found = entries(client.get(url(record)))

    assert len(found) == 2
    assert "Version 1" in found[0]
    assert "State draft published" in found[0]
    assert found[0].count("Both languages read") == 1
    assert "Plan" in found[1]


def test_what_the_log_says_from_before_the_history_is_shown(person):
    user, client = person("curator")
    record = InitiativeFactory()
    entry = LogEntry.objects.log_actions(user.pk, [record], 2, [{"changed": {"fields": ["English title"]}}])
    LogEntry.objects.filter(object_id=str(record.pk)).update(action_time="2020-01-01T00:00Z")
    last = entries(client.get(url(record)))[-1]

    assert entry is not False
    assert "Jan. 1, 2020" in last
    assert "Changed English title." in last


def test_the_first_edit_after_the_history_began_has_an_old_value(person):
    user, client = person("curator")
    record = InitiativeFactory(title_en="Old plan")
    with connection.cursor() as cursor:
        for table in tables_of(Record):
            cursor.execute(f'TRUNCATE "{table.event_model._meta.db_table}"')
            cursor.execute(first_events_sql(table.event_model))
    with step(by=user):
        Record.objects.update(title_en="New plan")
    found = entries(client.get(url(record)))

    assert "English title Old plan New plan" in found[0]
    assert "beginning of the history" in found[1]
    assert "English title New plan Old plan" in text_of(client.get(url(record, "history/restore/?to=first")))


def test_edits_outside_of_a_step_are_a_command(curator):
    record = InitiativeFactory()

    assert "– · command or program" in entries(curator.get(url(record)))[0]


def test_in_chinese(person):
    user, client = person("curator")
    record = InitiativeFactory(title_zh_hans="旧计划")
    with step(by=user, kind="import"):
        Record.objects.update(title_zh_hans="新计划")
    with override("zh-hans"):
        page = client.get(url(record), headers={"accept-language": "zh-hans"})
    body = text_of(page)

    assert "导入" in body
    assert "中文标题" in body
    assert "<del>旧</del>" in page.content.decode()


def test_sources_terms_and_searches_have_the_same_history(person):
    user, client = person("curator")
    location = LocationFactory(source=SourceFactory(key="MOST 2023a"))
    term = OfficialTerm.objects.create(term="人工智能", language="zh-Hans")
    survey = Survey.objects.create(
        jurisdiction=JurisdictionFactory(), theme=ThemeFactory(), outcome="found", searched_on="2026-01-01"
    )
    with step(by=user):
        Source.objects.update(type="report")
        location.source.contributors.create(literal="MOST")
        term.renderings.create(text="artificial intelligence", source=location.source)
        Survey.objects.update(outcome="none_found")

    assert "Contributor – 1 · author · MOST" in entries(client.get(url(location.source)))[0]
    assert "Translation – artificial intelligence · en · MOST 2023a" in entries(client.get(url(term)))[0]
    assert "Outcome found searched, none found" in entries(client.get(url(survey)))[0]


def test_hostile_text_is_text(person):
    user, client = person("curator")
    record = InitiativeFactory(title_en="Plan")
    with step(by=user, reason="<script>alert(1)</script>"):
        Record.objects.update(title_en="<b onclick=x>Bold</b>")
    body = client.get(url(record)).content.decode()

    assert "<script>alert(1)</script>" not in body
    assert "<b onclick" not in body


@pytest.mark.parametrize("number", [100, pytest.param(1000, marks=pytest.mark.walk)])
def test_a_history_of_many_events_costs_as_many_queries_as_a_short_one(person, number):
    user, client = person("curator")
    record = InitiativeFactory()
    milestone, source = MilestoneFactory(record=record), SourceFactory()

    def edit(times):
        for number in range(times):
            with step(by=user, reason=str(number)):
                Record.objects.filter(pk=record.pk).update(title_en=f"Title {number} {times}")
                Milestone.objects.filter(pk=milestone.pk).update(title_en=f"Event {number} {times}")
                mark_edited(record=record, by=user)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = client.get(url(record))
        assert page.status_code == 200
        return len(seen), page

    edit(25)
    short, _page = queries()
    edit(number)
    with step(by=user):
        Citation.objects.bulk_create(
            [Citation(record=record, field="title", source=source, locator=f"p. {n}") for n in range(1000)]
        )
    long, page = queries()

    assert long <= short + 4  # citations and their sources are on the page now
    assert long <= 45
    assert len(entries(page)) == 20
    assert "975 more edits" in entries(page)[0]
    assert client.get(url(record) + "?p=3").status_code == 200
    assert client.get(url(record) + "?p=99999999999999999999").status_code == 200


@pytest.mark.parametrize("page", ["history/", "history/compare/?from=now&to=now", "history/restore/?to=first"])
def test_nobody_without_permission_sees_it(page, client, person):
    record = InitiativeFactory()

    assert client.get(url(record, page)).status_code == 302
    assert person(None)[1].get(url(record, page)).status_code == 403

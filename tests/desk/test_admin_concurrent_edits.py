"""Two people on one form: neither overwrites the other unseen, on any form of the admin."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone
from lxml import html

from governance.models import Body, Instrument
from initiatives.models import Initiative
from observatory.monitoring.models import Watch
from observatory.notifications.models import Webhook
from observatory.publishing.roles import make_roles
from observatory.records.admin.guarded_forms import GuardedAdmin, GuardedForm
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import (
    Field,
    Identifier,
    InstrumentType,
    Jurisdiction,
    Milestone,
    Organisation,
    OtherName,
    Relation,
    Survey,
    Theme,
)
from observatory.sources.models import Citation, Location, OfficialTerm, Rendering, Source
from platforms.models import Platform
from tests.desk.browser_form import form_values
from tests.factories import (
    BodyFactory,
    CitationFactory,
    IdentifierFactory,
    InitiativeFactory,
    InstrumentFactory,
    JurisdictionFactory,
    LocationFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    PlatformFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def term():
    return OfficialTerm.objects.create(term="治理")


def survey():
    return Survey.objects.create(
        jurisdiction=JurisdictionFactory(), theme=ThemeFactory(), outcome="found", searched_on=date(2026, 11, 1)
    )


def watch():
    place = LocationFactory()
    return Watch.objects.create(location=place, address=place.url, next_check_at=timezone.now())


def webhook():
    return Webhook.objects.create(name="X", url="https://example.org/", events=["change.found"], secret="whsec_eA==")


# Of every model with a form: a row, and for two of its fields a value by the first and one by the second person.
FORMS = {
    Initiative: (InitiativeFactory, ("summary_en", "One.", "Two."), ("launched", "2021", "2022")),
    Organisation: (OrganisationFactory, ("summary_en", "One.", "Two."), ("founded", "2021", "2022")),
    Body: (BodyFactory, ("mandate_en", "One.", "Two."), ("composition", ["academia"], ["business"])),
    Instrument: (InstrumentFactory, ("scope_en", "One.", "Two."), ("issued", "2021", "2022")),
    Platform: (PlatformFactory, ("purpose_en", "One.", "Two."), ("openness", "open", "closed")),
    Relation: (RelationFactory, ("note_en", "One.", "Two."), ("predicate", "organised", "funds")),
    Milestone: (MilestoneFactory, ("title_en", "One.", "Two."), ("type", "held", "closed")),
    OtherName: (OtherNameFactory, ("name", "One", "Two"), ("kind", "former", "spelling")),
    Identifier: (IdentifierFactory, ("value", "Q71", "Q72"), ("scheme", "document_number", "other")),
    Citation: (CitationFactory, ("note_en", "One.", "Two."), ("locator", "p. 1", "p. 2")),
    Source: (SourceFactory, ("publisher", "One", "Two"), ("type", "report", "book")),
    Location: (LocationFactory, ("note_en", "One.", "Two."), ("role", "mirror", "archive")),
    OfficialTerm: (term, ("note_en", "One.", "Two."), ("term", "治", "理")),
    Rendering: (
        lambda: Rendering.objects.create(term=term(), text="governance", source=SourceFactory()),
        ("text", "one", "two"),
        ("locator", "p. 1", "p. 2"),
    ),
    Survey: (survey, ("note_en", "One.", "Two."), ("outcome", "none_found", "found")),
    Jurisdiction: (JurisdictionFactory, ("label_en", "One", "Two"), ("label_zh_hans", "一", "二")),
    Theme: (ThemeFactory, ("label_en", "One", "Two"), ("label_zh_hans", "一", "二")),
    InstrumentType: (
        lambda: InstrumentType.objects.create(code="X1", label_en="X"),
        ("label_en", "One", "Two"),
        ("label_zh_hans", "一", "二"),
    ),
    Field: (
        lambda: Field.objects.create(code="1.2", label_en="X"),
        ("label_en", "One", "Two"),
        ("label_zh_hans", "一", "二"),
    ),
    Watch: (watch, ("min_interval", "1.0", "2.0"), ("max_interval", "30.0", "40.0")),
    Webhook: (webhook, ("name", "One", "Two"), ("url", "https://example.org/1", "https://example.org/2")),
    User: (UserFactory, ("first_name", "One", "Two"), ("last_name", "Eins", "Zwei")),
    Group: (lambda: Group.objects.create(name="Readers"), ("name", "One", "Two"), ("permissions", [], "any")),
}
# Their forms have nothing to edit.
NOTHING_TO_EDIT = {"AffectedCitation", "Record", "FormerSlug", "Change", "Check", "Snapshot", "Round", "SourceVersion"}
NOTHING_TO_EDIT |= {
    "SurveyVersion",
    "TermVersion",
    "Version",
    "Entry",
    "Delivery",
    "Follower",
    "Import",
    "Report",
    "Mail",
}


@pytest.fixture
def two(person):
    """Two administrators, each with a client that is logged in."""
    return person("administrator"), person("administrator")


def opened(client, row) -> dict:
    return form_values(client.get(admin_form_url(row)))


def post(client, row, data: dict):
    return client.post(admin_form_url(row), data)


def saved(response) -> None:
    assert response.status_code == 302, response.context["errors"]


def stored(row, name: str):
    row = type(row).objects.get(pk=row.pk)
    return list(row.permissions.values_list("pk", flat=True)) if name == "permissions" else getattr(row, name)


def expected(row, name: str, value):
    column = row._meta.get_field(name)
    return [int(key) for key in value] if name == "permissions" else column.to_python(value)


def table(response) -> list[list[str]]:
    """Return the rows of the comparison at the top of a refused form: label and the three readings."""
    assert response.status_code == 200, response
    page = html.document_fromstring(response.content.decode())
    for label in page.xpath("//*[@class='which']"):  # stands for the heading on a phone
        label.drop_tree()
    rows = page.xpath("//section[@id='meanwhile']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_every_form_of_the_admin_is_among_those_tried():
    names = {model.__name__ for model in FORMS} | NOTHING_TO_EDIT
    assert {model.__name__ for model in admin.site._registry} == names


def test_every_form_and_every_inline_of_the_admin_is_guarded():
    for model, of_model in admin.site._registry.items():
        if model.__name__ in NOTHING_TO_EDIT:
            continue
        assert isinstance(of_model, GuardedAdmin), of_model
        for form in (of_model.form, *(inline.form for inline in of_model.inlines)):
            assert issubclass(form, GuardedForm), (of_model, form)


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_what_two_people_change_in_two_fields_of_a_form_is_both_saved(two, model):
    make, (one, first_value, _), (other, _, second_value) = FORMS[model]
    (_, first), (_, second) = two
    row = make()
    early, late = opened(first, row), opened(second, row)
    saved(post(first, row, early | {one: first_value}))
    second_value = [str(Permission.objects.first().pk)] if second_value == "any" else second_value
    saved(post(second, row, late | {other: second_value}))
    assert stored(row, one) == expected(row, one, first_value)
    assert stored(row, other) == expected(row, other, second_value)


# Forms with parts, a form of each kind of its own, and the plain one of a term; the others are walked.
DECIDED = (Initiative, Citation, Source, Watch, Webhook, Group, Theme)


@pytest.mark.parametrize(
    "model",
    [pytest.param(each, id=each.__name__, marks=[] if each in DECIDED else pytest.mark.walk) for each in FORMS],
)
def test_of_two_who_change_one_field_the_second_is_shown_both_and_decides(two, model):
    make, (one, first_value, second_value), (other, first_other, _) = FORMS[model]
    (first_user, first), (_, second) = two
    row = make()
    early, late = opened(first, row), opened(second, row)
    saved(post(first, row, early | {one: first_value, other: first_other}))
    response = post(second, row, late | {one: second_value})
    assert stored(row, one) == expected(row, one, first_value)
    ((_label, before, theirs, mine),) = table(response)
    assert (before, mine) == (" ".join(late[one][0].split()) or "–", second_value)
    assert first_value in theirs
    assert first_user.username in theirs

    again = form_values(response)
    assert again[one] == [second_value]
    saved(post(second, row, again))
    assert stored(row, one) == expected(row, one, second_value)
    assert stored(row, other) == expected(row, other, first_other)


def test_the_second_can_take_what_the_first_saved(two):
    (_, first), (_, second) = two
    plan = InitiativeFactory()
    early, late = opened(first, plan), opened(second, plan)
    saved(post(first, plan, early | {"summary_en": "By the first."}))
    response = post(second, plan, late | {"summary_en": "By the second.", "launched": "2024"})
    saved(post(second, plan, form_values(response) | {"_take_stored": ["summary_en"]}))
    assert stored(plan, "summary_en") == "By the first."
    assert stored(plan, "launched") == "2024"


def test_what_was_kept_is_told_and_the_log_names_only_what_its_author_changed(two):
    (first_user, first), (second_user, second) = two
    plan = InitiativeFactory()
    early, late = opened(first, plan), opened(second, plan)
    saved(post(first, plan, early | {"summary_en": "By the first."}))
    page = second.post(admin_form_url(plan), late | {"launched": "2024"}, follow=True).content.decode()
    assert f"kept: English summary ({first_user.username}" in page
    assert "Launched" in LogEntry.objects.get(user=second_user).change_message
    assert "summary" not in LogEntry.objects.get(user=second_user).change_message


def test_a_refused_form_shows_what_others_saved_in_the_fields_nobody_touched(two):
    (_, first), (_, second) = two
    plan = InitiativeFactory()
    early, late = opened(first, plan), opened(second, plan)
    saved(post(first, plan, early | {"summary_en": "By the first."}))
    again = form_values(post(second, plan, late | {"launched": "2023-13"}))
    assert again["summary_en"] == ["By the first."]
    saved(post(second, plan, again | {"launched": "2023-12"}))
    assert (stored(plan, "summary_en"), stored(plan, "launched")) == ("By the first.", "2023-12")


@pytest.mark.parametrize("token", ["", "nonsense", "of another row"])
def test_without_what_the_form_showed_nothing_that_differs_is_overwritten(curator, token):
    plan = InitiativeFactory(summary_en="Stored.")
    data = opened(curator, plan) | {"summary_en": "Typed."}
    data["_opened"] = opened(curator, InitiativeFactory())["_opened"] if token == "of another row" else token
    response = post(curator, plan, data)
    assert [row[2:] for row in table(response)] == [["Stored. Keep this", "Typed."]]
    saved(post(curator, plan, form_values(response)))
    assert stored(plan, "summary_en") == "Typed."


# Rows of inlines


def test_a_row_that_somebody_else_added_stays(two):
    _, (_, second) = two
    plan = InitiativeFactory()
    late = opened(second, plan)
    name = OtherNameFactory(record=plan, name="By the first")
    row = {"name": "By the second", "language": "en", "kind": "alias"}
    late |= {f"other_names-0-{key}": value for key, value in row.items()} | {"other_names-TOTAL_FORMS": "1"}
    refused = post(second, plan, late | {"launched": "2023-13"})
    assert form_values(refused)["other_names-0-id"] == [str(name.pk)]
    saved(post(second, plan, form_values(refused) | {"launched": "2023"}))
    assert set(plan.other_names.values_list("name", flat=True)) == {"By the first", "By the second"}


def test_a_row_that_somebody_else_removed_stays_removed_if_it_was_not_changed_here(two):
    (_, first), (_, second) = two
    milestone = MilestoneFactory()
    plan = milestone.record
    early, late = opened(first, plan), opened(second, plan)
    saved(post(first, plan, early | {"milestones-0-DELETE": "on"}))
    page = second.post(admin_form_url(plan), late | {"summary_en": "New."}, follow=True).content.decode()
    assert "Announced”: removed" in page
    assert not Milestone.objects.exists()
    assert stored(plan, "summary_en") == "New."


def test_a_row_that_was_changed_here_and_removed_there_is_kept_for_a_decision(two):
    (first_user, first), (_, second) = two
    milestone = MilestoneFactory()
    plan = milestone.record
    early, late = opened(first, plan), opened(second, plan)
    saved(post(first, plan, early | {"milestones-0-DELETE": "on"}))
    response = post(second, plan, late | {"milestones-0-title_en": "Reworded"})
    assert "Somebody else removed this row" in response.content.decode()
    assert first_user.username in response.content.decode()
    assert not Milestone.objects.exists()
    again = form_values(response)
    assert again["milestones-0-title_en"] == ["Reworded"]
    saved(post(second, plan, again))
    assert Milestone.objects.get().title_en == "Reworded"


def test_a_removed_citation_is_named_without_its_ticks(two):
    (_, first), (_, second) = two
    citation = CitationFactory()
    early, late = opened(first, citation.record), opened(second, citation.record)
    saved(post(first, citation.record, early | {"citations-0-DELETE": "on"}))
    response = post(second, citation.record, late | {"citations-0-quote": "Seen."})
    page = html.document_fromstring(response.content.decode())
    told = page.xpath("//section[@id='meanwhile']//th[@scope='row']")[0].text_content()
    assert "Seen." in told
    assert "no" not in told.replace("”", " · ").split(" · ")


def test_a_row_that_somebody_else_changed_is_not_removed_unseen(two):
    (_, first), (_, second) = two
    milestone = MilestoneFactory()
    plan = milestone.record
    early, late = opened(first, plan), opened(second, plan)
    saved(post(first, plan, early | {"milestones-0-title_en": "Reworded"}))
    response = post(second, plan, late | {"milestones-0-DELETE": "on"})
    ((label, before, theirs, mine),) = table(response)
    assert "Reworded" in label
    assert "Announced" in before
    assert "Reworded" in theirs
    assert mine == "removed"
    saved(post(second, plan, form_values(response)))
    assert Milestone.objects.get().title_en == "Reworded"
    saved(post(second, plan, form_values(response) | {"milestones-0-DELETE": "on"}))
    assert not Milestone.objects.exists()


def test_a_relation_is_not_removed_with_a_citation_that_somebody_else_has_added(two):
    _, (_, second) = two
    relation = RelationFactory(subject=InitiativeFactory(), object=OrganisationFactory())
    plan = relation.subject
    late = opened(second, plan)
    CitationFactory(record=plan, field="", relation=relation)
    response = post(second, plan, late | {"relations-0-DELETE": "on"})
    assert "A row that would be removed with it was added or changed" in response.content.decode()
    assert Citation.objects.exists()
    saved(post(second, plan, form_values(response) | {"relations-0-DELETE": "on"}))
    assert not Citation.objects.exists()
    assert not Relation.objects.exists()


def test_a_citation_is_compared_whether_it_is_edited_on_its_own_page_or_with_its_record(two):
    (first_user, first), (_, second) = two
    citation = CitationFactory(quote="三月启动")
    plan = citation.record
    alone, with_record = opened(first, citation), opened(second, plan)
    saved(post(first, citation, alone | {"note_en": "By the first.", "locator": "p. 1"}))
    response = post(second, plan, with_record | {"citations-0-note_en": "By the second."})
    ((label, _before, theirs, _mine),) = table(response)
    assert label.startswith("Citation “")
    assert first_user.username in theirs
    saved(post(second, plan, form_values(response)))
    citation.refresh_from_db()
    assert (citation.note_en, citation.locator) == ("By the second.", "p. 1")


def test_a_verdict_on_a_quote_that_somebody_else_changed_is_not_saved_unseen(two):
    (_, first), (user, second) = two
    citation = CitationFactory(quote="Launched in March.")
    early, late = opened(first, citation), opened(second, citation)
    saved(post(first, citation, early | {"quote": "Launched in May."}))
    response = post(second, citation, late | {"verdict": "supports"})
    assert [row[0] for row in table(response)] == ["Quote"]
    assert stored(citation, "verdict") == "not_checked"
    again = form_values(response)
    assert (again["quote"], again["verdict"]) == (["Launched in May."], ["supports"])
    saved(post(second, citation, again))
    assert (stored(citation, "quote"), stored(citation, "checked_by")) == ("Launched in May.", user)


def test_a_conflict_is_told_in_chinese(two):
    (_, first), (_, second) = two
    plan = InitiativeFactory()
    address = f"/zh-hans{admin_form_url(plan)}"
    early, late = opened(first, plan), form_values(second.get(address))
    saved(post(first, plan, early | {"summary_en": "By the first."}))
    page = second.post(address, late | {"summary_en": "By the second."}).content.decode()
    assert "打开表单期间他人保存的内容" in page
    assert "By the first." in page
    assert "By the second." in page


def test_the_roles_still_hold(person):
    make_roles()
    _, reader = person(None)
    plan = InitiativeFactory()
    assert reader.post(admin_form_url(plan), {"summary_en": "New."}).status_code == 403
    assert stored(plan, "summary_en") != "New."

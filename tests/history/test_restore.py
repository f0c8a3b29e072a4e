"""Restore: what a moment says is shown, then the working copy is set back to it; deleted things come back."""

import re

import pytest

from governance.models import Body
from initiatives.models import Initiative
from observatory.history.edit_events import edit_moments
from observatory.history.restore import restore_deleted
from observatory.history.steps import step
from observatory.history.undo import undo_step
from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import FormerSlug, OtherName, Record, Relation
from observatory.records.record_slugs import change_slug, record_of_slug
from observatory.sources.models import Citation, Source
from tests.factories import (
    BodyFactory,
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
)
from tests.history.test_timeline import entries, text_of, url

pytestmark = pytest.mark.django_db


def key_at(row, place):
    """Return the key of an entry of the history, counted from the newest."""
    return edit_moments(Record if isinstance(row, Record) else type(row), row.pk)[place].key


def confirm(client, address, reason="As it was"):
    page = client.get(address)
    seen = re.search(r'name="seen" value="(.*?)"', page.content.decode())
    return client.post(address, {"reason": reason, "seen": seen[1] if seen else ""}, follow=True)


@pytest.fixture
def edited(person):
    """Return a record with parts as it was, edited since; its curator, and the restore address of the first state."""
    user, client = person("curator")
    with step(by=user):
        record = InitiativeFactory(title_en="Old plan", launched="2023")
        record.themes.add(ThemeFactory())
        name, relation = OtherNameFactory(record=record, name="Old name"), RelationFactory(subject=record)
        cited = CitationFactory(record=record, field="", relation=relation, source=SourceFactory())
    key = key_at(record, 0)
    with step(by=user):
        record.title_en, record.launched = "New plan", "2024"
        record.save()
        record.themes.clear()
        name.delete()
        relation.delete()
        OtherNameFactory(record=record, name="New name")
    return record, cited, user, client, url(record, f"history/restore/?to={key}")


def test_it_shows_first_what_it_will_change_and_writes_nothing(edited):
    record, _cited, _user, client, address = edited
    page = text_of(client.get(address))

    assert "English title New plan Old plan" in page
    assert "Themes – STI plan or strategy (TH13)" in page
    assert "Other name New name" in page
    record.refresh_from_db()
    assert record.title_en == "New plan"


def test_the_working_copy_is_set_back_with_its_deleted_parts(edited):
    record, cited, user, client, address = edited
    page = confirm(client, address, reason="The edit was wrong")

    record = Initiative.objects.get(pk=record.pk)
    assert (record.title_en, record.launched, record.state) == ("Old plan", "2023", "draft")
    assert [name.name for name in record.other_names.all()] == ["Old name"]
    assert record.themes.count() == 1
    assert Citation.objects.get().public_id == cited.public_id
    assert user.pk in record.edited_by
    assert "“Old plan” is as it was on" in text_of(page)
    first = entries(client.get(url(record)))[0]
    assert "restoration" in first
    assert "“The edit was wrong”" in first


def test_a_restore_can_be_taken_back(edited):
    record, _cited, user, client, address = edited
    confirm(client, address)
    step_id = edit_moments(Record, record.pk)[0].step_id
    undo_step(step_id=step_id, by=user)

    record.refresh_from_db()
    assert record.title_en == "New plan"
    assert [name.name for name in record.other_names.all()] == ["New name"]
    assert not Relation.objects.exists()


def test_an_edit_in_between_stops_it_and_is_shown(edited):
    record, _cited, _user, client, address = edited
    seen = re.search(r'name="seen" value="(.*?)"', client.get(address).content.decode())[1]
    OtherNameFactory(record=record, name="In between")
    page = client.post(address, {"reason": "As it was", "seen": seen})

    assert "Somebody edited it after you opened this page" in text_of(page)
    assert "In between" in text_of(page)
    record.refresh_from_db()
    assert record.title_en == "New plan"


def test_a_double_click_restores_once(edited):
    record, _cited, _user, client, address = edited
    seen = re.search(r'name="seen" value="(.*?)"', client.get(address).content.decode())[1]
    data = {"reason": "As it was", "seen": seen}
    assert client.post(address, data).status_code == 302
    before = len(edit_moments(Record, record.pk))

    assert client.post(address, data).status_code == 200
    assert len(edit_moments(Record, record.pk)) == before


def test_a_reason_is_needed(edited):
    record, _cited, _user, client, address = edited
    page = confirm(client, address, reason="  \0 ")

    assert page.status_code == 200
    record.refresh_from_db()
    assert record.title_en == "New plan"


def test_what_cannot_be_restored_says_why(edited):
    _record, cited, _user, client, address = edited
    Source.objects.filter(pk=cited.source_id).delete()
    page = confirm(client, address)

    assert "It cannot be restored:" in text_of(page)
    assert "its source was deleted" in text_of(page)
    assert not Citation.objects.exists()


def test_a_published_record_stays_public_as_it_is_and_becomes_a_draft(person):
    user, client = person("reviewer")
    record = InitiativeFactory(title_en="Old plan")
    key = key_at(record, 0)
    with step(by=user):
        Record.objects.update(title_en="New plan")
    publish(record=record, by=user, reason="Read")
    page = client.get(url(record, f"history/restore/?to={key}"))
    assert "Readers go on seeing the published version" in text_of(page)
    confirm(client, url(record, f"history/restore/?to={key}"))

    record.refresh_from_db()
    assert (record.title_en, record.state) == ("Old plan", "draft")
    assert record.entry.document["title"]["en"] == "New plan"


def test_a_restored_slug_keeps_the_one_it_had_meanwhile_as_a_redirect(person):
    user, client = person("curator")
    record = InitiativeFactory(slug="first")
    key = key_at(record, 0)
    with step(by=user):
        change_slug(record=record, slug="second")
        change_slug(record=record, slug="third")
    confirm(client, url(record, f"history/restore/?to={key}"))

    record.refresh_from_db()
    assert record.slug == "first"
    assert {record_of_slug(slug).pk for slug in ("first", "second", "third")} == {record.pk}
    assert sorted(FormerSlug.objects.values_list("slug", flat=True)) == ["second", "third"]


def test_a_slug_that_was_taken_is_said(person):
    user, client = person("curator")
    record = InitiativeFactory(slug="first")
    key = key_at(record, 0)
    with step(by=user):
        Record.objects.update(slug="second")
    InitiativeFactory(slug="first")
    page = confirm(client, url(record, f"history/restore/?to={key}"))

    assert "Another record uses the slug “first” now" in text_of(page)


def test_who_may_not_edit_may_not_restore(edited, person, client):
    record, _cited, _user, _client, address = edited
    assert client.post(address, {"reason": "x"}).status_code == 302
    assert person(None)[1].post(address, {"reason": "x"}).status_code == 403
    record.refresh_from_db()
    assert record.title_en == "New plan"


@pytest.mark.parametrize("key", ["", "now", "nothing", "s123", "t1; DROP TABLE", "t" + "9" * 40])
def test_a_moment_that_does_not_exist_leads_back_with_a_message(edited, key):
    record, _cited, _user, client, _address = edited
    for page in ("history/restore/", "history/compare/"):
        answer = client.get(url(record, page), {"to": key or "-", "from": key or "-"}, follow=True)
        assert answer.status_code == 200


def test_two_moments_are_compared_in_either_order(edited):
    record, _cited, _user, client, _address = edited
    old, new = key_at(record, 1), key_at(record, 0)
    for one, other in ((old, new), (new, old), (old, "now"), ("now", old)):
        page = text_of(client.get(url(record, "history/compare/"), {"from": one, "to": other}))
        assert "English title Old plan New plan" in page
        assert "Other name Old name" in page
    same = text_of(client.get(url(record, "history/compare/"), {"from": new, "to": new}))
    assert "There is no difference" in same


def test_terms_that_were_removed_and_added_again_are_no_difference(person):
    user, client = person("curator")
    record, theme = InitiativeFactory(), ThemeFactory()
    record.themes.add(theme)
    key = key_at(record, 0)
    with step(by=user):
        record.themes.clear()
    with step(by=user):
        record.themes.add(theme)

    assert "There is no difference" in text_of(client.get(url(record, f"history/compare/?from={key}&to=now")))


def test_a_deleted_draft_is_found_and_comes_back_with_its_parts(person, form_of):
    user, client = person("curator")
    citation = CitationFactory(record=InitiativeFactory(title_en="Doomed plan"), field="title")
    record = Initiative.objects.get(pk=citation.record_id)
    form = url(record)
    client.post(admin_form_url(record).replace("change/", "delete/"), {"post": "yes"})
    assert not Record.objects.filter(pk=record.pk).exists()
    assert client.get(form).status_code == 302

    listing = client.get("/admin/initiatives/initiative/deleted/")
    assert "Doomed plan" in text_of(listing)
    assert user.username in text_of(listing)
    address = f"/admin/initiatives/initiative/deleted/{record.pk}/"
    assert "Citation – " in text_of(client.get(address))
    page = confirm(client, address, reason="Deleted by mistake")

    assert "“Doomed plan” is back, as a draft." in text_of(page)
    back = Initiative.objects.get(pk=record.pk)
    assert (back.public_id, back.slug, back.state) == (record.public_id, record.slug, "draft")
    assert Citation.objects.get().public_id == citation.public_id
    assert "Doomed plan" not in text_of(client.get("/admin/initiatives/initiative/deleted/"))
    assert "restoration" in entries(client.get(url(back)))[0]


def test_types_are_kept_apart_in_the_lists_of_deleted_things(person):
    _user, client = person("curator")
    organisation, body = OrganisationFactory(title_en="Ministry"), BodyFactory(title_en="Committee")
    body_id = body.pk
    organisation.delete()
    body.delete()

    organisations = text_of(client.get("/admin/records/organisation/deleted/"))
    assert "Ministry" in organisations
    assert "Committee" not in organisations
    assert client.get(f"/admin/records/organisation/deleted/{body_id}/").status_code == 302
    confirm(client, f"/admin/governance/body/deleted/{body_id}/")
    assert Body.objects.get(pk=body_id).title_en == "Committee"


def test_a_deleted_source_comes_back_with_its_locations(person):
    _user, client = person("curator")
    location = LocationFactory()
    pk, address = location.source_id, location.url
    Source.objects.all().delete()
    confirm(client, f"/admin/sources/source/deleted/{pk}/")

    assert Source.objects.get(pk=pk).locations.get().url == address


def test_who_may_not_add_sees_no_list_of_deleted_things(person, client):
    record = InitiativeFactory()
    pk = record.pk
    record.delete()
    for address in ("/admin/initiatives/initiative/deleted/", f"/admin/initiatives/initiative/deleted/{pk}/"):
        assert client.get(address).status_code == 302
        assert person(None)[1].get(address).status_code == 403
        assert person(None)[1].post(address, {"reason": "x"}).status_code == 403
    assert not Record.objects.exists()


def test_what_is_not_deleted_is_not_brought_back(person):
    user, client = person("curator")
    record = InitiativeFactory()
    assert client.get(f"/admin/initiatives/initiative/deleted/{record.pk}/").status_code == 302
    assert client.get(f"/admin/initiatives/initiative/deleted/{2**63}/").status_code == 302
    with pytest.raises(ValueError, match="Nothing"):
        restore_deleted(root=Record, pk=record.pk, by=user, reason="x")


def test_the_lists_link_to_deleted_things(person):
    page = person("curator")[1].get("/admin/initiatives/initiative/").content.decode()

    assert 'href="/admin/initiatives/initiative/deleted/"' in page


def test_restoring_costs_as_many_queries_to_show_for_many_parts_as_for_few(edited, django_assert_max_num_queries):
    record, _cited, _user, client, address = edited
    OtherName.objects.bulk_create([OtherName(record=record, name=f"n{n}", language="en") for n in range(300)])

    with django_assert_max_num_queries(95):
        assert client.get(address).status_code == 200

"""A form that is sent twice is saved once, by the server too."""

import pytest
from django.contrib.admin.models import LogEntry

from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Record
from tests.desk.test_relations_both_ways import added
from tests.factories import InitiativeFactory, OrganisationFactory, RelationFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/initiatives/initiative/add/"


def new_plan(client, form_of) -> dict:
    return form_of(client, ADD) | {"title_en": "A plan", "initiative_type": "plan"}


def test_the_same_new_record_is_made_once(curator, form_of):
    data = new_plan(curator, form_of)
    first = curator.post(ADD, data | {"_continue": "Save"})
    second = curator.post(ADD, data | {"_continue": "Save"}, follow=True)
    assert first.status_code == 302
    assert second.redirect_chain[0][0] == first["Location"]
    assert "It was saved once." in second.content.decode()
    assert Record.objects.count() == 1


def test_what_was_changed_before_it_was_sent_again_is_saved(curator, form_of):
    data = new_plan(curator, form_of)
    curator.post(ADD, data)
    curator.post(ADD, data | {"title_en": "Another plan"})
    assert Record.objects.count() == 2


def test_two_people_and_two_forms_are_not_taken_for_one(person, form_of):
    _user, first = person("curator")
    _user, second = person("curator")
    data = new_plan(first, form_of)
    first.post(ADD, data)
    second.post(ADD, data)
    first.post(ADD, new_plan(first, form_of))
    assert Record.objects.count() == 3


def test_a_row_is_added_once(curator, form_of):
    plan = InitiativeFactory()
    address = admin_record_url(plan)
    data = added("other_names", form_of(curator, address), name="Alias", language="en", kind="alias")
    for _ in range(2):
        assert curator.post(address, data).status_code == 302
    assert plan.other_names.count() == 1
    assert LogEntry.objects.count() == 1


def test_a_form_that_was_refused_is_looked_at_again(curator, form_of):
    data = new_plan(curator, form_of) | {"slug": "taken"}
    holder = InitiativeFactory(slug="taken")
    assert curator.post(ADD, data).status_code == 200
    Record.objects.filter(pk=holder.pk).update(slug="free")
    assert curator.post(ADD, data).status_code == 302


@pytest.mark.parametrize("token", ["", "x" * 100_000, "\ud83d", "a\x00b"])
def test_a_form_without_a_proper_token_is_saved_all_the_same(curator, form_of, token):
    relation = RelationFactory(subject=OrganisationFactory(), object=InitiativeFactory())
    address = admin_record_url(relation.object)
    data = form_of(curator, address) | {"_sent_once": token.encode("utf-8", "replace").decode(), "summary_en": "New."}
    assert curator.post(address, data).status_code == 302

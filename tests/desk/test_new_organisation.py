"""An organisation that is made from the form of another record: the short form, and who has the name already."""

import json

import pytest

from observatory.publishing.models import Entry
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Organisation, Record
from observatory.records.record_duplicates import find_duplicates_of
from tests.desk.test_relations_both_ways import added, review, state, submit
from tests.factories import BodyFactory, InitiativeFactory, JurisdictionFactory, OrganisationFactory, OtherNameFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/records/organisation/add/?_popup=1"


def answer(response) -> dict:
    """Return what the window of the short form tells the form that opened it."""
    assert response.status_code == 200
    return json.loads(response.context["popup_response_data"])


def test_the_short_form_asks_for_names_type_and_place_alone(curator, form_of):
    data = form_of(curator, ADD)
    asked = {name for name in data if not name.startswith(("_", "csrf"))}
    assert asked == {"title_en", "title_zh_hans", "organisation_type", "is_another"}  # and places, none of them chosen


def test_a_new_organisation_is_a_draft_of_its_curator(person, form_of):
    user, client = person("curator")
    place = JurisdictionFactory()
    names = {"title_en": "Institute of Automation", "title_zh_hans": "自动化研究所"}
    made = answer(client.post(ADD, form_of(client, ADD) | names | {"jurisdictions": [place.pk]}))
    row = Organisation.objects.get()
    assert made == {"value": str(row.pk), "obj": "Institute of Automation"}
    assert (row.state, row.edited_by, row.slug) == ("draft", [user.pk], "institute-of-automation")
    assert [*row.jurisdictions.all()] == [place]


@pytest.mark.parametrize("name", ["institute of AUTOMATION", "自動化研究所", "IACAS"])
def test_who_has_the_name_is_shown_before_another_one_is_made(curator, form_of, name):
    body = BodyFactory(title_en="National Institute of Automation <b>", title_zh_hans="自动化研究所")
    OtherNameFactory(record=body, name="IACAS")
    data = form_of(curator, ADD) | {"title_en": name}
    page = curator.post(ADD, data)
    text = page.content.decode()
    assert "National Institute of Automation &lt;b&gt;" in text
    use = f"/admin/records/organisation/{body.pk}/use/?_popup=1"
    assert use in text
    assert Record.objects.count() == 1
    assert answer(curator.get(use))["value"] == str(body.pk)
    made = answer(curator.post(ADD, data | {"is_another": "on"}))
    assert made["obj"] == name
    assert Record.objects.count() == 2


@pytest.mark.parametrize("names", [{}, {"title_en": "x" * 301}, {"title_en": "a", "organisation_type": "nonsense"}])
def test_bad_input_in_the_short_form_is_told(curator, form_of, names):
    page = curator.post(ADD, form_of(curator, ADD) | names)
    assert page.context["errors"]
    assert not Record.objects.exists()


def test_it_is_made_by_those_only_who_may(person, client):
    assert client.get(ADD).status_code == 302
    _user, nobody = person(None)
    assert nobody.get(ADD).status_code == 403
    row = OrganisationFactory()
    assert nobody.get(f"/admin/records/organisation/{row.pk}/use/").status_code == 403
    address = admin_record_url(InitiativeFactory())
    assert "New organisation" in person("curator")[1].get(address).content.decode()


def test_no_other_record_is_taken_for_an_organisation(curator):
    plan = InitiativeFactory()
    assert curator.get(f"/admin/records/organisation/{plan.pk}/use/").status_code == 404
    assert curator.get(f"/admin/records/organisation/{10**30}/use/").status_code == 404


def test_it_is_published_with_the_record_that_it_was_made_for(person, form_of):
    _user, curator = person("curator")
    _user, reviewer = person("reviewer")
    plan = InitiativeFactory()
    made = answer(curator.post(ADD, form_of(curator, ADD) | {"title_en": "Institute of Automation"}))
    data = added("relations", form_of(curator, admin_record_url(plan)), said="in:launched", other=made["value"])
    assert curator.post(admin_record_url(plan), data).status_code == 302
    institute = Organisation.objects.get()
    submit(curator, plan)
    assert (state(plan), state(institute)) == ("in_review", "in_review")
    review(reviewer, plan, "publish")
    shown = Entry.objects.get(record=institute).document["relations"]
    assert [row["object"]["id"] for row in shown] == [plan.public_id]


def test_who_is_likely_meant_in_other_words_is_shown_too(curator, form_of):
    ministry = OrganisationFactory(title_en="The Ministry of Science & Technology")
    find_duplicates_of([ministry.pk])
    page = curator.post(ADD, form_of(curator, ADD) | {"title_en": "Ministry of Science and Technology"})
    assert f"/admin/records/organisation/{ministry.pk}/use/" in page.content.decode()
    assert Record.objects.count() == 1

"""Text entered in the admin is normalised, so that an export of it can always be loaded."""

from itertools import count

import pytest
from django import forms
from django.contrib import admin
from django.core.management import call_command
from django.test import RequestFactory
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from initiatives.models import Initiative
from observatory.publishing.catalogue.load import load
from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.form_fields import CleanCharField, CleanSlugField, CleanURLField
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.sources.models import Source
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    MilestoneFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TITLE = "AI\u200b for\tScience \u202eplan\u202c Cafe\u0301"
# All of Unicode, and often what breaks files and what pasted text brings.
LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("\t\r\n\x00\x85\u200b\u200d\u2028\u202e\u2066\ufeff\u00ad\u0301\u00a0\u3000 :#'\"-|>&*!%@`{}[],?"),
)
TEXTS = st.text(LETTERS, max_size=120).map(lambda text: f"x{text}")


def text_fields(request):
    """Yield (admin or inline, name, form field) of every text field on the change forms of the catalogue."""
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, CatalogueAdmin) and model_admin.has_change_permission(request):
            inlines = [inline.get_formset(request).form for inline in model_admin.get_inline_instances(request)]
            for form in (model_admin.get_form(request), *inlines):
                for name, field in form.base_fields.items():
                    if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput):
                        yield model_admin, name, field


def test_every_text_field_of_the_catalogue_is_a_clean_one():
    request = RequestFactory().get("/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    found = list(text_fields(request))
    assert len(found) > 60
    clean = (CleanCharField, CleanSlugField, CleanURLField)
    assert [(str(where), name) for where, name, field in found if not isinstance(field, clean)] == []


def test_a_pasted_title_is_kept_without_what_nobody_sees(curator, form_of):
    plan = InitiativeFactory()
    data = form_of(curator, admin_record_url(plan)) | {"title_en": TITLE}
    assert curator.post(admin_record_url(plan), data).status_code == 302
    assert Initiative.objects.get(pk=plan.pk).title_en == "AI for Science plan Caf\u00e9"


@pytest.mark.parametrize("title", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🔬 plan", "\u200fخطة"])
def test_joiners_and_marks_of_direction_that_a_script_needs_stay_and_load_again(curator, form_of, title, tmp_path):
    plan = InitiativeFactory()
    data = form_of(curator, admin_record_url(plan)) | {"title_en": f"{title}\t\u200b\u202ex"}
    assert curator.post(admin_record_url(plan), data).status_code == 302
    assert Initiative.objects.get(pk=plan.pk).title_en == f"{title} x"
    call_command("export_catalogue", tmp_path / "export", verbosity=0)
    report = load(paths=[tmp_path / "export"], by=None, reason="Again.", check=True, overwrite=True)
    assert [counts for counts in report.counts.values() if counts.created or counts.updated] == []


def test_a_text_longer_than_a_file_may_have_is_refused_with_its_length(curator, form_of):
    plan = InitiativeFactory()
    data = form_of(curator, admin_record_url(plan)) | {"summary_en": "x" * 20_001}
    response = curator.post(admin_record_url(plan), data)
    assert response.status_code == 200
    assert "20001" in str(response.context["adminform"].form.errors["summary_en"])


def test_a_reason_is_kept_without_what_nobody_sees(reviewer):
    plan = InitiativeFactory(state="in_review")
    address = f"/admin/review/{plan.public_id}/"
    asked = reviewer.get(address)
    answer = {"do": "publish", "seen": asked.context["seen"], "reason": "First\u200b \u202eone."}
    assert reviewer.post(address, answer).status_code == 302
    plan.refresh_from_db()
    assert plan.versions.get().reason == "First one."


@pytest.fixture
def catalogue():
    """A record and a source that have text in every place."""
    source = SourceFactory(title_en="A source")
    plan = InitiativeFactory(title_en="A plan", original_title="Plan", original_language="fr")
    LocationFactory(source=source)
    source.contributors.create(literal="An institute")
    OtherNameFactory(record=plan)
    MilestoneFactory(record=plan)
    RelationFactory(subject=plan)
    CitationFactory(record=plan, field="title", source=source)
    return plan, source


def with_texts(data: dict, names: list[str], texts: list[str]) -> dict:
    numbered = count()
    free = {key for key in data if key.rpartition("-")[2] in names}
    return data | {key: texts[next(numbered) % len(texts)] for key in sorted(free)}


IN_RECORD = ["title_en", "title_zh_hans", "original_title", "summary_en", "summary_zh_hans", "note_en", "note_zh_hans"]
IN_PARTS = ["name", "quote", "locator", "stated_value"]
IN_SOURCE = ["title_en", "publisher", "container_title", "as_printed", "literal", "note_en"]


ANYTHING = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],  # to shrink a failure would take minutes
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@hypothesis_settings(max_examples=3, **ANYTHING)
@given(texts=st.lists(TEXTS, min_size=3, max_size=12))
def test_an_export_of_what_was_saved_loads_again_and_changes_nothing(
    texts, catalogue, administrator, form_of, tmp_path_factory
):
    save_export_and_load(texts, catalogue, administrator, form_of, tmp_path_factory.mktemp("export"))


@pytest.mark.walk
@hypothesis_settings(max_examples=15, **ANYTHING)
@given(texts=st.lists(TEXTS, min_size=3, max_size=12))
def test_an_export_of_anything_that_was_saved_loads_again_and_changes_nothing(
    texts, catalogue, administrator, form_of, tmp_path_factory
):
    save_export_and_load(texts, catalogue, administrator, form_of, tmp_path_factory.mktemp("export"))


def save_export_and_load(texts, catalogue, administrator, form_of, folder) -> None:
    plan, source = catalogue
    for address, names in ((admin_form_url(source), IN_SOURCE), (admin_record_url(plan), IN_RECORD + IN_PARTS)):
        before = form_of(administrator, address)
        response = administrator.post(address, with_texts(before, names, texts))
        assert response.status_code == 302, response.context["errors"]
    call_command("export_catalogue", folder, verbosity=0)
    report = load(paths=[folder], by=None, reason="Again.", check=True, overwrite=True)
    assert sum(counts.unchanged for counts in report.counts.values()) == 3
    assert [counts for counts in report.counts.values() if counts.created or counts.updated or counts.edited] == []
    assert Source.objects.get(pk=source.pk).title_en.startswith("x")

"""Every record of the case study is opened, changed and saved as a browser does it."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from observatory.records import registry
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Identifier, Milestone, OtherName, Record, Relation
from observatory.sources.models import Citation
from tests.case_study import loaded_case_study
from tests.desk.browser_form import form_values
from tests.factories import InitiativeFactory, SourceFactory

pytestmark = pytest.mark.django_db

FILES = [
    path.read_text(encoding="utf-8")
    for path in sorted((settings.BASE_DIR / "fixtures" / "china").glob("*.yaml"))
    if path.stem not in ("sources", "glossary")
]
# For each file of records: its slugs, each with the text of the record behind it.
RECORDS = [dict(re.findall(r"^  slug: (\S+)$(.*?)(?=^- |\Z)", text, re.MULTILINE | re.DOTALL)) for text in FILES]
SLUGS = [slug for records in RECORDS for slug in records]
# The shortest and the longest record of each type are always saved, all others by `make test-walks`.
ENDS = {end(records, key=lambda slug: len(records[slug])) for records in RECORDS for end in (min, max)}


@pytest.fixture(scope="module")
def case_study(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=False):
        yield


def test_no_record_of_the_case_study_is_left_out(case_study, db):
    assert sorted(SLUGS) == sorted(Record.objects.values_list("slug", flat=True))


def test_every_value_of_the_case_study_is_taken_as_a_form_takes_it(case_study, db):
    """What a form checks beside the constraints, which the database holds already."""
    kinds = [*(each.model for each in registry.all_types()), Citation, OtherName, Identifier, Milestone, Relation]
    rows = [row for model in kinds for row in model.objects.all()]
    assert len(rows) > 5 * len(SLUGS)
    for row in rows:
        row.clean_fields(exclude={field.name for field in row._meta.fields if field.is_relation})
        row.clean()


def change_summary(client, slug: str, language: str = "en") -> None:
    record = Record.objects.get(slug=slug)
    before = citations_of(record)
    with override(language):
        address = admin_record_url(record)
    response = client.post(address, form_values(client.get(address)) | {"summary_en": "Reworded."})
    assert response.status_code == 302, response.context["errors"]
    assert Record.objects.get(pk=record.pk).summary_en == "Reworded."
    assert citations_of(record) == before
    logged = json.loads(LogEntry.objects.get(object_id=record.pk).change_message)
    assert logged == [{"changed": {"fields": ["English summary"]}}]


def citations_of(record: Record) -> list[tuple]:
    return list(record.citations.order_by("pk").values_list())


@pytest.mark.parametrize("slug", [pytest.param(slug, marks=[] if slug in ENDS else pytest.mark.walk) for slug in SLUGS])
def test_a_record_of_the_case_study_is_opened_changed_and_saved(case_study, curator, slug):
    change_summary(curator, slug)


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
@pytest.mark.parametrize("slug", ["glm", "state-council"])
def test_other_roles_save_records_in_chinese_too(case_study, person, role, slug):
    change_summary(person(role)[1], slug, "zh-hans")


def test_a_record_with_a_hundred_citations_is_saved(curator):
    plan, source = InitiativeFactory(), SourceFactory()
    Citation.objects.bulk_create(
        Citation(record=plan, field="launched", source=source, locator=f"p. {page}") for page in range(100)
    )
    data = form_values(curator.get(admin_record_url(plan))) | {"citations-99-note_en": "Seen."}
    with CaptureQueriesContext(connection) as seen:
        assert curator.post(admin_record_url(plan), data).status_code == 302
    assert plan.citations.get(note_en="Seen.").locator == "p. 99"
    assert len(seen) < 120  # rows that nobody touched are not looked up again

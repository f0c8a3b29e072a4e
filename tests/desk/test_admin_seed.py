"""Every record of the case study is opened, changed and saved as a browser does it."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from observatory.publishing.catalogue.load import load
from observatory.records.admin_links import edit_address
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.desk.browser_form import form_values
from tests.factories import InitiativeFactory, SourceFactory

pytestmark = pytest.mark.django_db

FIXTURES = settings.BASE_DIR / "fixtures"
SLUGS = [
    slug
    for path in sorted((FIXTURES / "china").glob("*.yaml"))
    if path.stem not in ("sources", "glossary")
    for slug in re.findall(r"^  slug: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.fixture(scope="module")
def case_study(django_db_setup, django_db_blocker):
    """The case study, loaded once for this file: each test works in a savepoint within."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(paths=[FIXTURES], by=None, reason="First.")
        yield
        transaction.set_rollback(True)


def test_no_record_of_the_case_study_is_left_out(case_study, db):
    assert sorted(SLUGS) == sorted(Record.objects.values_list("slug", flat=True))


def change_summary(client, slug: str, language: str = "en") -> None:
    record = Record.objects.get(slug=slug)
    before = citations_of(record)
    with override(language):
        address = edit_address(record)
    response = client.post(address, form_values(client.get(address)) | {"summary_en": "Reworded."})
    assert response.status_code == 302, response.context["errors"]
    assert Record.objects.get(pk=record.pk).summary_en == "Reworded."
    assert citations_of(record) == before
    logged = json.loads(LogEntry.objects.get(object_id=record.pk).change_message)
    assert logged == [{"changed": {"fields": ["English summary"]}}]


def citations_of(record: Record) -> list[tuple]:
    return list(record.citations.order_by("pk").values_list())


@pytest.mark.parametrize("slug", SLUGS)
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
    data = form_values(curator.get(edit_address(plan))) | {"citations-99-note_en": "Seen."}
    with CaptureQueriesContext(connection) as seen:
        assert curator.post(edit_address(plan), data).status_code == 302
    assert plan.citations.get(note_en="Seen.").locator == "p. 99"
    assert len(seen) < 100  # rows that nobody touched are not looked up again

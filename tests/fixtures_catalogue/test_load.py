"""Loading and loading again: what is created, kept, replaced, removed, left alone and published."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from observatory.monitoring.models import Check
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.publishing.models import Entry, LoadedRow, PublishedSource, Version
from observatory.publishing.record_publication import withdraw
from observatory.records.models import Milestone, OtherName, Record, Relation
from observatory.sources.location_actions import retire_location
from observatory.sources.models import Citation, Location, Source
from tests.factories import UserFactory
from tests.fixtures_catalogue import small

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return small.write(tmp_path)


def again(folder, **options):
    return load(paths=[folder], **({"by": None, "reason": "test"} | options))


def ids(model) -> set[int]:
    return set(model.objects.values_list("pk", flat=True))


def test_a_file_named_twice_is_read_once(folder):
    report = load(paths=[folder, folder / "small", folder / "small/initiatives.yaml"], by=None, reason="test")
    assert report.counts["initiative"].created == 1


def test_everything_in_the_files_is_in_the_database(folder):
    again(folder)
    plan = Record.objects.get(public_id="bbbbbbbb")
    assert (plan.kind, plan.slug, plan.title_en, plan.summary_zh_hans) == (
        "initiative",
        "a-plan",
        "A Plan",
        "测试用方案。",
    )
    assert (plan.initiative.initiative_type, plan.initiative.launched) == ("plan", "2023-03")
    assert [name.name for name in plan.other_names.all()] == ["The Plan", "Plann"]
    assert [term.code for term in plan.jurisdictions.all()] == ["CN"]
    relation = Relation.objects.get()
    assert (relation.subject.slug, relation.predicate, relation.date) == ("a-ministry", "launched", "2023-03")
    assert relation.object == plan
    title, launched, milestone, launch = Citation.objects.order_by("record__kind", "pk")
    assert (title.field, title.quote, title.verdict) == ("title", "A plan is launched", "supports")
    assert str(title.checked_at) == "2026-11-23"
    assert (launched.field, launched.stated_value) == ("launched", "2023-03")
    assert launched.location.url == "https://example.org/plan"
    assert (milestone.milestone, launch.relation) == (plan.milestones.get(), relation)
    assert [(row.url, row.role, row.monitored) for row in Location.objects.all()] == [
        ("https://example.org/plan", "original", True),
        ("https://example.org/reprint", "mirror", True),
    ]


def test_loading_twice_changes_nothing(folder):
    again(folder, publish=True)
    before = {model: ids(model) for model in (Record, OtherName, Relation, Milestone, Citation, Location, Version)}
    edited = set(Record.objects.values_list("updated_at", flat=True))
    report = again(folder, publish=True)
    assert all((counts.created, counts.updated, counts.edited) == (0, 0, 0) for counts in report.counts.values())
    assert report.versions == 0
    assert {model: ids(model) for model in before} == before
    assert set(Record.objects.values_list("updated_at", flat=True)) == edited


def test_a_changed_file_updates_its_record_and_keeps_the_rows_that_stay(folder):
    again(folder)
    kept = OtherName.objects.get(name="The Plan").pk
    citation = Citation.objects.get(milestone__isnull=False).pk
    small.write(folder, initiatives=("    - {name: Plann, language: en, kind: spelling}\n", ""))
    report = again(folder)
    assert [counts.updated for counts in report.counts.values()] == [0, 1, 0, 0]
    assert OtherName.objects.get().pk == kept
    assert Citation.objects.get(milestone__isnull=False).pk == citation


def test_nested_rows_that_left_the_file_are_removed(folder):
    again(folder)
    relations = small.ORGANISATIONS[small.ORGANISATIONS.index("  relations:") :]
    small.write(folder, organisations=(relations, ""))
    again(folder)
    assert not Relation.objects.exists()
    assert not Citation.objects.filter(record__slug="a-ministry").exists()
    assert Citation.objects.filter(record__slug="a-plan").count() == 3


def test_a_changed_citation_is_changed_in_place(folder):
    again(folder)
    pk = Citation.objects.get(field="launched").pk
    small.write(
        folder, initiatives=("states: 2023-03, ", "states: 2023-04, verdict: contradicts, checked_at: 2026-01-02, ")
    )
    again(folder)
    changed = Citation.objects.get(field="launched")
    assert (changed.pk, changed.stated_value, changed.verdict) == (pk, "2023-04", "contradicts")
    assert str(changed.checked_at) == "2026-01-02"


def test_a_location_that_left_the_file_is_retired_and_stays(folder):
    again(folder)
    small.write(folder, sources=('    - {url: "https://example.org/reprint", role: mirror}\n', ""))
    assert again(folder).counts["source"].updated == 1
    assert set(Location.objects.values_list("url", "monitored", "retired_at")) == {
        ("https://example.org/plan", True, None),
        ("https://example.org/reprint", False, timezone.localdate()),
    }
    assert again(folder).counts["source"].unchanged == 1


def test_an_address_that_was_changed_in_a_file_is_a_new_location_and_the_visited_one_keeps_its_own(folder):
    again(folder)
    old = Location.objects.get(url="https://example.org/reprint")
    check = Check.objects.create(location=old, at=timezone.now(), outcome="new", health="ok")
    small.write(folder, sources=("example.org/reprint", "example.org/moved"))
    again(folder)
    new = Location.objects.get(url="https://example.org/moved")
    old.refresh_from_db()
    check.refresh_from_db()
    assert (old.url, old.retired_at) == ("https://example.org/reprint", timezone.localdate())
    assert (new.monitored, new.retired_at, check.location) == (True, None, old)
    small.write(folder)
    again(folder)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.retired_at, old.monitored, new.retired_at) == (None, True, timezone.localdate())


def test_a_retired_location_is_loaded_and_exported_as_one(folder, tmp_path):
    small.write(folder, sources=("role: mirror}", "role: mirror, retired_at: 2026-11-28}"))
    again(folder)
    place = Location.objects.get(url="https://example.org/reprint")
    assert (place.retired_at, place.monitored) == (date(2026, 11, 28), False)
    assert again(folder).counts["source"].unchanged == 1
    call_command("export_catalogue", tmp_path / "out", verbosity=0)
    text = next((tmp_path / "out").rglob("sources.yaml")).read_text("utf-8")
    assert "retired_at" in text
    assert "monitored" not in text
    assert again(tmp_path / "out").counts["source"].unchanged == 1


def test_a_location_that_a_curator_retired_is_not_taken_back_by_a_load(folder):
    again(folder)
    retire_location(location=Location.objects.get(url="https://example.org/reprint"), by=None)
    assert again(folder).counts["source"].edited == 1
    assert Location.objects.filter(retired_at=None).count() == 1


def test_a_changed_slug_leaves_the_old_one_as_a_redirect(folder):
    again(folder)
    small.write(
        folder, initiatives=("slug: a-plan", "slug: the-plan"), organisations=("object: a-plan", "object: the-plan")
    )
    again(folder)
    plan = Record.objects.get(public_id="bbbbbbbb")
    assert (plan.slug, [row.slug for row in plan.former_slugs.all()]) == ("the-plan", ["a-plan"])


def test_what_a_curator_edited_is_left_alone_and_told(folder):
    again(folder)
    Record.objects.filter(slug="a-plan").update(title_en="Edited by hand")
    small.write(folder, initiatives=("A plan for tests.", "A new summary."))
    report = again(folder, publish=True)
    assert report.edited == ["initiative a-plan"]
    assert Record.objects.get(slug="a-plan").title_en == "Edited by hand"
    assert list(Entry.objects.values_list("slug", flat=True)) == ["a-ministry"]


def test_an_edit_of_a_nested_row_counts_as_an_edit(folder):
    again(folder)
    Record.objects.get(slug="a-plan").other_names.create(name="Mine", language="en")
    assert again(folder).edited == ["initiative a-plan"]


def test_overwrite_replaces_what_a_curator_edited(folder):
    again(folder)
    Record.objects.filter(slug="a-plan").update(title_en="Edited by hand")
    assert again(folder, overwrite=True).edited == []
    assert Record.objects.get(slug="a-plan").title_en == "A Plan"


def test_a_record_made_by_hand_under_the_same_id_is_not_replaced(folder):
    again(folder)
    LoadedRow.objects.all().delete()
    small.write(folder, initiatives=("A plan for tests.", "A new summary."))
    assert again(folder).edited == ["initiative a-plan"]


def test_a_withdrawn_record_is_not_published_by_a_load(folder):
    again(folder, publish=True)
    withdraw(record=Record.objects.get(slug="a-plan"), by=None, reason="test")
    small.write(folder, initiatives=("A plan for tests.", "A new summary."))
    report = again(folder, publish=True)
    assert report.withdrawn == ["initiative a-plan"]
    assert Entry.objects.get(slug="a-plan").withdrawn_at is not None


def test_an_update_without_publish_leaves_the_public_document_as_it_is(folder):
    again(folder, publish=True)
    small.write(folder, initiatives=("A plan for tests.", "A new summary."))
    again(folder)
    plan = Record.objects.get(slug="a-plan")
    assert (plan.state, plan.entry.document["summary"]["en"]) == ("draft", "A plan for tests.")


def test_records_may_refer_to_what_an_earlier_load_brought(folder):
    again(folder)
    report = load(paths=[folder / "small/organisations.yaml"], by=None, reason="test")
    assert report.counts["organisation"].unchanged == 1


def test_a_dry_run_writes_nothing(folder):
    out = StringIO()
    call_command("load_catalogue", folder, check=True, publish=True, stdout=out)
    assert "initiative: 1 created" in out.getvalue()
    assert "Dry run: nothing was written." in out.getvalue()
    assert not Record.objects.exists()
    assert not Version.objects.exists()


def test_the_command_publishes_in_the_name_of_a_user_with_a_reason(folder):
    call_command("load_catalogue", folder, publish=True, by=UserFactory().username, reason="First load", verbosity=0)
    assert {(row.published_by.username, row.reason) for row in Version.objects.all()} == {
        (UserFactory._meta.model.objects.get().username, "First load")
    }


def test_the_command_lets_the_database_count_what_it_published(folder):
    call_command("load_catalogue", folder, publish=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'publishing_publishedsource'")
        assert cursor.fetchone()[0] == PublishedSource.objects.count() > 0


def test_the_command_refuses_an_unknown_user_and_an_empty_reason(folder):
    with pytest.raises(CommandError, match="There is no user “nobody”"):
        call_command("load_catalogue", folder, by="nobody")
    with pytest.raises(CommandError, match="Give a reason"):
        call_command("load_catalogue", folder, publish=True, reason=" ")


def test_the_command_lists_the_problems_of_a_bad_file(folder):
    small.write(folder, initiatives=("slug: a-plan", "slugg: a-plan"))
    with pytest.raises(CommandError, match=r"(?s)Nothing was loaded.*initiatives.yaml:2: unknown key “slugg”"):
        call_command("load_catalogue", folder)


def test_a_database_that_was_not_migrated_is_told(folder):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publishing_loadedrow RENAME TO not_there_yet")
    with pytest.raises(CommandError, match=r"Run manage\.py migrate first"):
        call_command("load_catalogue", folder)


def test_identifiers_of_a_source_are_stored_in_one_form_and_exported_so(tmp_path):
    given = (
        '  language: en\n  isbn: 0-306-40615-2\n  issn: 0028 0836\n  arxiv: "2301.00001"\n  number: GB/T 7714-2015\n'
    )
    folder = small.write(tmp_path / "in", sources=("  language: en\n", given))
    again(folder)
    source = Source.objects.get(public_id="aaaaaaaa")
    stored = ("9780306406157", "0028-0836", "2301.00001", "GB/T 7714-2015")
    assert (source.isbn, source.issn, source.arxiv, source.number) == stored
    assert again(folder).counts["source"].unchanged == 1
    call_command("export_catalogue", str(tmp_path / "out"), verbosity=0)
    [exported] = (tmp_path / "out").rglob("sources.yaml")
    assert all(f"{name}: " in exported.read_text() for name in ("isbn", "issn", "arxiv", "number"))
    assert "9780306406157" in exported.read_text()


def test_an_isbn_with_a_wrong_check_digit_is_refused(tmp_path):
    folder = small.write(tmp_path, sources=("  language: en\n", "  language: en\n  isbn: 978-0-306-40615-8\n"))
    with pytest.raises(Refused) as refused:
        again(folder)
    assert "is not an ISBN" in refused.value.problems[0].reason

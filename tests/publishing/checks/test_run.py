"""Checks on real records: what they read, and how they prevent a publication."""

from datetime import date

import pytest

from observatory.desk.monitor_checks_before_publication import _read_sightings_to_check
from observatory.publishing.checks.findings import findings_and_documents
from observatory.publishing.index.facet_counts import count_facets, find_entries
from observatory.publishing.models import Entry, Version
from observatory.publishing.publication_refusals import ChecksFailed
from observatory.publishing.record_publication import publish, publish_many
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory
from tests.sightings import see

pytestmark = pytest.mark.django_db


def codes(record) -> list[str]:
    ((_document, findings),) = findings_and_documents([record]).values()
    return [each.check.code for each in findings]


def sound(**values):
    """A record in which no check of at least a warning finds anything."""
    record = InitiativeFactory(launched="2023", **values)
    cite(record)
    return record


def cite(record, **values):
    location = LocationFactory()
    return CitationFactory(
        record=record,
        field="launched",
        verdict="supports",
        checked_at=date(2026, 1, 1),
        source=location.source,
        location=location,
        **values,
    )


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_record_with_a_finding_of_a_blocking_severity_is_not_published(settings, severity):
    settings.PUBLICATION_BLOCKED_BY = severity
    bare = InitiativeFactory()
    with pytest.raises(ChecksFailed) as refused:
        publish(record=bare, by=None, reason="First.")
    assert [each.check.code for each in refused.value.found[bare.pk]] == ["no-source"]
    assert not Entry.objects.exists()


def test_of_several_records_none_is_published_if_one_has_a_blocking_finding(settings):
    settings.PUBLICATION_BLOCKED_BY = "error"
    with pytest.raises(ChecksFailed) as refused:
        publish_many(records=[sound(), bare := InitiativeFactory()], by=None, reason="First.")
    assert [*refused.value.found] == [bare.pk]
    assert not Version.objects.exists()


def test_a_lighter_finding_prevents_nothing(settings):
    settings.PUBLICATION_BLOCKED_BY = "error"
    plain = sound(summary_zh_hans="")
    assert "chinese-missing" in codes(plain)
    assert publish(record=plain, by=None, reason="First.").created


def test_nothing_prevents_a_publication_unless_the_operator_says_so():
    assert publish(record=InitiativeFactory(), by=None, reason="First.").created


def test_the_translation_is_compared_with_the_version_that_readers_see():
    record = sound(summary_en="Before.", summary_zh_hans="之前。")
    publish(record=record, by=None, reason="First.")
    record.summary_en = "After."
    record.save()
    assert "chinese-outdated" in codes(record)
    publish(record=record, by=None, reason="Second.")
    assert "chinese-outdated" not in codes(record)


@pytest.mark.parametrize(
    ("state", "meaning_changed", "code"),
    [
        ("missing", None, "quote-not-found"),
        ("never_found", None, "quote-not-found"),
        ("struck", None, "quote-not-found"),
        ("altered", True, "quote-not-found"),
        ("altered", False, "quote-changed"),
        ("moved", None, "quote-changed"),
    ],
)
def test_a_quote_that_does_not_stand_in_its_source_is_found(state, meaning_changed, code):
    record = sound()
    citation = cite(record, quote="It was launched in 2023.")
    assert not {"quote-not-found", "quote-changed"} & {*codes(record)}
    see(citation, state, meaning_changed=meaning_changed, passage="It was launched in 2024.")
    assert code in codes(record)


def test_a_quote_that_was_seen_has_no_finding():
    record = sound()
    see(cite(record, quote="In 2023."), "present")
    assert not {"quote-not-found", "quote-changed"} & {*codes(record)}


def test_many_records_are_checked_with_as_many_queries_as_one(django_assert_max_num_queries):
    records = [sound() for _ in range(5)]
    for record in records:
        cite(record, quote="In 2023.")
    with django_assert_max_num_queries(25):
        assert len(findings_and_documents(records)) == 5


def test_published_records_are_counted_by_their_gaps():
    publish_many(records=[sound(summary_zh_hans=""), sound(), InitiativeFactory()], by=None, reason="First.")
    counted = count_facets(find_entries()).of("gap")
    assert (counted["chinese-missing"], counted["no-source"], counted["statement-without-source"]) == (1, 1, 0)


def test_a_mended_gap_is_no_longer_counted():
    record = sound(summary_zh_hans="")
    publish(record=record, by=None, reason="First.")
    record.summary_zh_hans = "一段文字。"
    record.save()
    publish(record=record, by=None, reason="Second.")
    assert not count_facets(find_entries()).of("gap")["chinese-missing"]


def test_sightings_are_read_for_quotes_only(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert _read_sightings_to_check([]) == {}

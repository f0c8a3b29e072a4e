"""Decisions on the claims of a change: what each writes, what is refused, how a change closes, and undo."""

import threading
from datetime import date

import pytest
from django.db import connection

from observatory.monitoring.changes.change_actions import (
    AlreadyClosed,
    ClaimsUndecided,
    DecisionRefused,
    accept_move,
    dismiss_change,
    reopen_change,
    resolve_change,
)
from observatory.monitoring.changes.claim_decisions import (
    AlreadyDecided,
    claim_token,
    confirm_support,
    decide_alike,
    dismiss_claim,
    mark_amended,
    mark_cited_elsewhere,
    offered_decisions,
    undo_decision,
    withdraw_support,
)
from observatory.monitoring.models import Change, Watch
from observatory.monitoring.reading.quote_diff import changed_words
from observatory.publishing.record_publication import publish
from observatory.records.models import Record
from observatory.sources.verdicts import values_of
from tests.desk.claims import FIGURE, HASH, NEW, OLD, changed, claim, gone, reworded
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, UserFactory

pytestmark = pytest.mark.django_db


def state_of(row) -> str:
    return Change.objects.get(pk=row.change_id).state


def test_support_takes_the_passage_with_its_context_and_the_body_it_is_in():
    row, user = claim(), UserFactory()
    confirm_support(affected=row, by=user, confirmed=True)
    row.refresh_from_db()
    citation = row.citation
    assert (citation.quote, citation.prefix, citation.suffix) == (NEW, "In 2026 ", " over three years.")
    assert (citation.quoted_from, citation.location) == (HASH, row.change.location)
    assert (citation.verdict, citation.basis, citation.checked_by) == ("supports", "passage", user)
    assert (row.decision, row.decided_by, row.before["quote"]) == ("still_supported", user, OLD)
    assert citation.stated_value == "4.5 billion yuan"


def test_a_changed_meaning_or_context_has_to_be_confirmed():
    for row in (claim(), claim(meaning_changed=None), claim(state="moved", meaning_changed=None)):
        with pytest.raises(DecisionRefused, match="Confirm"):
            confirm_support(affected=row, by=UserFactory())
        row.citation.refresh_from_db()
        assert row.citation.quote == OLD
    confirm_support(affected=reworded(), by=UserFactory())


@pytest.mark.parametrize("state", ["missing", "struck", "unreadable", "not_checked"])
def test_support_is_not_offered_where_nothing_supports(state):
    row = gone(state=state)
    assert offered_decisions(row.change, row) == ("amended", "cited_elsewhere", "not_supported", "dismissed")
    with pytest.raises(DecisionRefused, match="no passage"):
        confirm_support(affected=row, by=UserFactory(), confirmed=True)


@pytest.mark.parametrize("state", ["present", "never_found"])
def test_nothing_is_decided_on_a_claim_that_the_change_does_not_affect(state):
    row = claim(state=state, meaning_changed=None)
    assert offered_decisions(row.change, row) == ()
    resolve_change(change=row.change, by=UserFactory())


def test_support_of_a_citation_without_a_quote_signs_its_verdict_again():
    row = gone(
        state="unquoted", citation=CitationFactory(verdict="partly", basis="reference", checked_at=date(2026, 1, 1))
    )
    user = UserFactory()
    confirm_support(affected=row, by=user)
    row.citation.refresh_from_db()
    assert (row.citation.verdict, row.citation.basis, row.citation.checked_by) == ("partly", "reference", user)


def test_no_support_keeps_the_old_quote_and_makes_the_record_an_edited_one():
    row = gone()
    publish(record=row.citation.record, by=None, reason="First.")
    withdraw_support(affected=row, by=UserFactory())
    row.citation.refresh_from_db()
    assert (row.citation.verdict, row.citation.quote) == ("does_not_support", OLD)
    assert Record.objects.get(pk=row.citation.record_id).state == "draft"
    unquoted = gone(state="unquoted", citation=CitationFactory())
    withdraw_support(affected=unquoted, by=UserFactory())
    assert unquoted.change.affected.get().citation.basis == "person"


def test_an_amended_statement_may_quote_the_new_passage():
    row, plain = claim(), claim()
    mark_amended(affected=row, by=UserFactory(), quote_passage=True)
    mark_amended(affected=plain, by=UserFactory())
    for each in (row, plain):
        each.citation.refresh_from_db()
    assert (row.citation.quote, plain.citation.quote) == (NEW, OLD)
    with pytest.raises(DecisionRefused, match="no passage"):
        mark_amended(affected=gone(), by=UserFactory(), quote_passage=True)


def test_cited_elsewhere_needs_another_source_for_the_statement():
    row = gone()
    CitationFactory(record=row.citation.record, field="period", source=LocationFactory().source)
    CitationFactory(record=row.citation.record, field="launched", source=row.citation.source, locator="p. 2")
    with pytest.raises(DecisionRefused, match="No other source"):
        mark_cited_elsewhere(affected=row, by=UserFactory())
    CitationFactory(record=row.citation.record, field="launched", source=LocationFactory().source)
    assert mark_cited_elsewhere(affected=row, by=UserFactory()).decision == "cited_elsewhere"


def test_a_claim_is_dismissed_with_a_reason():
    row = claim()
    with pytest.raises(DecisionRefused, match="Say why"):
        dismiss_claim(affected=row, by=UserFactory(), reason="  ")
    before = values_of(row.citation)
    dismiss_claim(affected=row, by=UserFactory(), reason="A typing error of the page.")
    row.citation.refresh_from_db()
    assert values_of(row.citation) == before


def test_a_change_closes_with_its_last_claim_and_not_before():
    first = gone()
    second, untouched = gone(first.change), claim(first.change, state="present", meaning_changed=None)
    user = UserFactory()
    withdraw_support(affected=first, by=user)
    with pytest.raises(ClaimsUndecided) as refused:
        resolve_change(change=first.change, by=user)
    assert refused.value.count == 1
    assert state_of(first) == "open"
    withdraw_support(affected=second, by=user)
    change = Change.objects.get()
    assert (change.state, change.closed_by) == ("resolved", user)
    assert untouched.decision == ""
    with pytest.raises(DecisionRefused):
        withdraw_support(affected=untouched, by=user)


def test_a_change_without_claims_is_closed_by_a_person():
    change = changed()
    resolve_change(change=change, by=UserFactory(), note="Only the layout.")
    with pytest.raises(AlreadyClosed, match="closed this change"):
        resolve_change(change=change, by=UserFactory())


def test_a_dismissed_change_dismisses_its_claims_with_its_reason():
    first = gone()
    second, user = gone(first.change), UserFactory()
    withdraw_support(affected=first, by=user)
    with pytest.raises(DecisionRefused, match="Say why"):
        dismiss_change(change=first.change, by=user, note=" ")
    dismiss_change(change=first.change, by=user, note="The page was hacked for an hour.")
    second.refresh_from_db()
    assert (second.decision, second.reason, second.decided_by) == (
        "dismissed",
        "The page was hacked for an hour.",
        user,
    )
    assert state_of(first) == "dismissed"
    reopen_change(change=first.change, by=user)
    rows = dict(first.change.affected.values_list("pk", "decision"))
    assert rows == {first.pk: "not_supported", second.pk: ""}
    assert state_of(first) == "open"


def test_an_accepted_move_keeps_its_statements():
    change = changed(kind="moved", proposed_url="https://example.org/new", after=None)
    row = claim(change, state="not_checked", meaning_changed=None, passage="", differences=[])
    accept_move(change=change, by=UserFactory())
    assert list(change.affected.all()) == [row]
    change.refresh_from_db()
    with pytest.raises(DecisionRefused, match="cannot be opened"):
        reopen_change(change=change, by=UserFactory())


def test_a_move_stays_open_until_its_address_is_decided_and_a_dismissed_one_is_proposed_again_when_reopened():
    change = changed(kind="moved", proposed_url="https://example.org/new", after=None)
    watch = Watch.objects.create(location=change.location, next_check_at=change.found_at)
    row, user = claim(change), UserFactory()
    withdraw_support(affected=row, by=user)
    assert state_of(row) == "open"
    dismiss_change(change=change, by=user, note="A mirror.")
    watch.refresh_from_db()
    assert watch.declined_url == "https://example.org/new"
    reopen_change(change=change, by=user)
    watch.refresh_from_db()
    assert watch.declined_url == ""


def test_undo_restores_the_citation_and_opens_the_change_again():
    row, user = claim(), UserFactory()
    before = values_of(row.citation)
    confirm_support(affected=row, by=user, confirmed=True)
    assert state_of(row) == "resolved"
    undo_decision(affected=row, by=UserFactory())
    row.refresh_from_db()
    row.citation.refresh_from_db()
    assert values_of(row.citation) == before
    assert (row.decision, row.decided_at, row.before, row.written) == ("", None, {}, {})
    assert state_of(row) == "open"
    with pytest.raises(DecisionRefused, match="no decision"):
        undo_decision(affected=row, by=user)


def test_undo_is_refused_after_the_citation_was_edited():
    row, user = claim(), UserFactory()
    confirm_support(affected=row, by=user, confirmed=True)
    row.citation.refresh_from_db()
    row.citation.stated_value = "3.2 billion yuan"
    row.citation.save()
    with pytest.raises(DecisionRefused, match="edited after"):
        undo_decision(affected=row, by=user)
    row.refresh_from_db()
    assert (row.decision, row.citation.stated_value) == ("still_supported", "3.2 billion yuan")


def test_undo_of_a_decision_that_wrote_nothing_loses_no_later_edit():
    row = claim()
    dismiss_claim(affected=row, by=UserFactory(), reason="No matter.")
    row.citation.stated_value = "3.2 billion yuan"
    row.citation.save()
    undo_decision(affected=row, by=UserFactory())
    row.citation.refresh_from_db()
    assert row.citation.stated_value == "3.2 billion yuan"
    assert state_of(row) == "open"


def test_undo_is_refused_while_a_newer_change_of_the_page_is_open():
    row = claim()
    confirm_support(affected=row, by=UserFactory(), confirmed=True)
    changed(row.change.location)
    with pytest.raises(DecisionRefused, match="newer change"):
        undo_decision(affected=row, by=UserFactory())
    row.citation.refresh_from_db()
    assert row.citation.quote == NEW


def test_a_change_that_the_monitor_closed_stays_closed_after_an_undo():
    row = claim()
    gone(row.change)
    confirm_support(affected=row, by=UserFactory(), confirmed=True)
    Change.objects.update(state="resolved", closed_at=row.change.found_at, closed_by=None)
    with pytest.raises(DecisionRefused, match="The monitor closed"):
        withdraw_support(affected=row.change.affected.last(), by=UserFactory())
    undo_decision(affected=row, by=UserFactory())
    assert state_of(row) == "resolved"


def test_the_second_decider_is_told_who_decided_what():
    row, first = claim(), UserFactory(username="mei.li")
    gone(row.change)
    seen = claim_token(row.change, row)
    withdraw_support(affected=row, by=first, seen=seen)
    with pytest.raises(AlreadyDecided, match=r"mei\.li decided on .*: no longer supported"):
        confirm_support(affected=row, by=UserFactory(), confirmed=True, seen=seen)


def test_a_decision_on_what_is_no_longer_there_is_not_taken():
    row = claim()
    seen = claim_token(row.change, row)
    row.passage = NEW.replace("3.2", "2.1")
    row.save()
    with pytest.raises(DecisionRefused, match="has changed since you opened"):
        confirm_support(affected=row, by=UserFactory(), confirmed=True, seen=seen)
    seen = claim_token(row.change, row)
    row.citation.quote = "edited"
    row.citation.save()
    with pytest.raises(DecisionRefused, match="has changed since you opened"):
        withdraw_support(affected=row, by=UserFactory(), seen=seen)
    row.change.affected.all().delete()
    with pytest.raises(DecisionRefused, match="has changed since you opened"):
        withdraw_support(affected=row, by=UserFactory(), seen=seen)


def test_alike_claims_are_decided_together_or_not_at_all():
    first = claim()
    second, third = claim(first.change), claim(changed())
    rows, user = [first, second, third], UserFactory()
    seen = [claim_token(row.change, row) for row in rows]
    with pytest.raises(DecisionRefused, match="Confirm"):
        decide_alike(rows=rows, seen=seen, decision="still_supported", by=user)
    with pytest.raises(DecisionRefused, match="changed since"):
        decide_alike(rows=rows, seen=[*seen[:2], "-"], decision="still_supported", by=user, confirmed=True)
    with pytest.raises(DecisionRefused, match="not changed alike"):
        decide_alike(rows=[first, reworded()], seen=seen[:2], decision="not_supported", by=user)
    with pytest.raises(DecisionRefused, match="Choose"):
        decide_alike(rows=rows, seen=seen, decision="amended", by=user)
    assert not any(row.change.affected.decided().exists() for row in rows)
    decide_alike(rows=rows, seen=seen, decision="still_supported", by=user, confirmed=True)
    assert {state_of(row) for row in rows} == {"resolved"}


def test_one_citation_changed_alike_at_two_locations_is_decided_at_once():
    first = claim()
    mirror = changed(LocationFactory(source=first.citation.source))
    second = claim(mirror, citation=first.citation)
    rows, user = [first, second], UserFactory()
    seen = [claim_token(row.change, row) for row in rows]
    decide_alike(rows=rows, seen=seen, decision="not_supported", by=user)
    assert {state_of(row) for row in rows} == {"resolved"}
    undo_decision(affected=second, by=user)
    undo_decision(affected=first, by=user)
    first.citation.refresh_from_db()
    assert first.citation.verdict == "supports"


def test_the_words_that_changed_are_named_by_what_they_are():
    words = changed_words(FIGURE)
    assert (words.mark, words.before, words.after) == ("number", "4.5", "3.2")
    plain = [["delete", "will", ""], ["insert", "is to", ""], ["equal", " provide ", ""], *FIGURE]
    assert changed_words(plain).before == "4.5"
    assert changed_words([["equal", "same", ""]]) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_at_the_same_time_one_decides_and_the_other_is_told():
    row = claim(citation=CitationFactory(record=InitiativeFactory(), quote=OLD))
    users, seen = [UserFactory(), UserFactory()], claim_token(row.change, row)
    results: list[str] = []
    start = threading.Barrier(2)

    def decide(user):
        try:
            start.wait()
            withdraw_support(affected=row, by=user, seen=seen)
            results.append("decided")
        except AlreadyDecided as error:
            results.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("decided") == 1
    assert any("decided on" in result for result in results)

"""Quotes looked for in stored texts: on save, from files, on request; and what the retention policy leaves of them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.monitoring import tasks
from observatory.monitoring.models import Sighting, Watch
from observatory.monitoring.quotes import quotes_in_stored_texts
from observatory.monitoring.quotes.quotes_in_stored_texts import check_citations, check_unseen_quotes
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.sources.models import Citation, Location
from tests.factories import InitiativeFactory

from .sites import LAW, START, ReadHere, days, location
from .stored import store_text

pytestmark = pytest.mark.django_db
DEPOSIT = "shall deposit their data in a certified centre within 90 days"


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    monkeypatch.setattr(quotes_in_stored_texts, "Sandbox", ReadHere)


@pytest.fixture
def law() -> Location:
    place = location("http://example.org/law")
    store_text(place, *LAW)
    return place


def cite(place: Location, quote: str, **values) -> Citation:
    return Citation.objects.create(
        record=InitiativeFactory(), field="start", source=place.source, quote=quote, **values
    )


def states() -> dict[str, str]:
    return dict(Sighting.objects.current().values_list("citation__quote", "state"))


def test_the_real_reading_process_is_used_outside_tests(law, monkeypatch):
    monkeypatch.setattr(quotes_in_stored_texts, "Sandbox", Sandbox)
    (checked,) = check_citations(citations=[cite(law, DEPOSIT).pk])
    assert checked.sighting.state == "present"


def test_a_saved_quote_is_answered_from_the_stored_text(law):
    there, not_there = cite(law, DEPOSIT), cite(law, "shall pay every contractor a yearly bonus in gold")
    elsewhere = cite(location("http://example.org/unread"), DEPOSIT)
    answers = check_citations(citations=[there.pk, not_there.pk, elsewhere.pk, cite(law, "").pk])
    assert [(row.citation, row.sighting and row.sighting.state) for row in answers] == [
        (there, "present"),
        (not_there, "never_found"),
        (elsewhere, None),
    ]
    assert answers[0].sighting.snapshot.taken_at == START


def test_a_quote_that_stands_once_gets_its_context_and_the_body_it_was_taken_from(law):
    snapshot = Watch.objects.get(location=law).snapshot
    once, twice = cite(law, DEPOSIT), cite(law, "certified centre")
    given = cite(law, "every two years", prefix="inspects certified centres ")
    check_citations(citations=[once.pk, twice.pk, given.pk], fill_context=[once.pk, twice.pk, given.pk])
    for row in (once, twice, given):
        row.refresh_from_db()
    assert once.prefix.endswith("Project undertakers")
    assert once.suffix.startswith("of acceptance.")
    assert once.quoted_from == snapshot.body_id
    assert len(once.prefix) <= 80 >= len(once.suffix)
    assert (twice.prefix, twice.quoted_from, given.suffix, given.quoted_from) == ("", "", "", "")
    assert set(states().values()) == {"present"}
    assert check_unseen_quotes(limit=9, seconds=9) == 0


def test_what_was_looked_for_in_the_current_text_is_not_looked_for_again(law, monkeypatch):
    citation = cite(law, DEPOSIT)
    check_citations(citations=[citation.pk])
    monkeypatch.setattr(ReadHere, "find_quotes", None)
    assert check_citations(citations=[citation.pk])[0].sighting.state == "present"


def test_a_search_that_fails_loses_nothing_and_is_repeated_by_the_task(law, monkeypatch):
    async def die(*arguments):
        raise OSError("no process")

    with monkeypatch.context() as broken:
        broken.setattr(ReadHere, "find_quotes", die)
        (answer,) = check_citations(citations=[cite(law, DEPOSIT).pk])
    assert answer.sighting.state == "not_checked"
    assert tasks.check_unseen_quotes() == 1
    assert states() == {DEPOSIT: "present"}
    assert tasks.check_unseen_quotes() == 0


def test_a_text_that_a_visit_replaced_in_the_meantime_is_left_to_the_visit(law, monkeypatch):
    record = quotes_in_stored_texts._record_current_searches

    def visited_before(searches):
        store_text(law, *LAW[:3], at=days(1))
        return record(searches)

    monkeypatch.setattr(quotes_in_stored_texts, "_record_current_searches", visited_before)
    assert check_citations(citations=[cite(law, DEPOSIT).pk])[0].sighting is None


def test_the_task_finds_what_came_from_a_file_what_was_edited_and_what_is_out_of_date(law):
    new, edited, outdated = cite(law, DEPOSIT), cite(law, "every two years"), cite(law, "an embargo of 24 months")
    check_citations(citations=[edited.pk, outdated.pk])
    Citation.objects.filter(pk=edited.pk).update(quote="every three years")
    store_text(law, *LAW[:3], at=days(1))
    assert tasks.check_unseen_quotes() == 3
    assert states() == {DEPOSIT: "present", "every three years": "never_found", outdated.quote: "missing"}
    assert tasks.check_unseen_quotes() == 0
    assert new.sightings.get().snapshot == Watch.objects.get(location=law).snapshot


def test_the_task_is_bounded_and_goes_on_where_it_stopped(law):
    for number in range(5):
        cite(law, f"Article {number + 1}.")
    assert check_unseen_quotes(limit=3, seconds=9) == 3
    assert check_unseen_quotes(limit=3, seconds=9) == 2


def test_three_hundred_quotes_of_a_source_cost_as_many_statements_as_three(law):
    counts = []
    for number in (3, 300):
        place = location(f"http://{number}.example/")
        store_text(place, *LAW)
        record = InitiativeFactory()
        rows = [
            Citation(record=record, field="start", source=place.source, locator=str(n), quote=f"{DEPOSIT} {n}")
            for n in range(number)
        ]
        made = Citation.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as captured:
            assert len(check_citations(citations=[row.pk for row in made])) == number
        counts.append(len(captured))
    assert counts[0] == counts[1]


def verify(*arguments: str) -> str:
    out = io.StringIO()
    call_command("verify_quotes", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_counts_citations_by_state_and_prints_those_that_do_not_stand(law):
    cite(law, DEPOSIT)
    wrong = cite(law, DEPOSIT.replace("90", "30"))
    cite(location("http://example.org/unread"), DEPOSIT)
    found = json.loads(verify("--json"))
    assert (found["citations"], found["states"]) == (3, {"present": 1, "altered": 1, "not_checked": 1})
    row = next(row for row in found["not_present"] if row["state"] == "altered")
    assert (row["citation"], row["meaning_changed"], row["location"]) == (wrong.public_id, True, law.pk)
    assert "90 days" in row["passage"]
    text = verify("--source", law.source.key)
    assert "2 citations with a quote" in text
    assert "altered, meaning changed" in text
    assert Sighting.objects.current().count() == 2


def test_the_command_looks_again_at_what_was_looked_for_before(law):
    cite(law, DEPOSIT)
    verify()
    Sighting.objects.update(state="missing")
    verify("--location", str(law.pk))
    assert states() == {DEPOSIT: "present"}


def test_the_command_fails_on_request_if_a_quote_does_not_stand(law):
    cite(law, DEPOSIT)
    verify("--fail-on-missing")
    cite(law, "shall pay every contractor a yearly bonus in gold")
    with pytest.raises(SystemExit) as ended:
        verify("--fail-on-missing")
    assert ended.value.code == 1


def test_an_interrupted_command_has_saved_what_it_found_and_says_how_to_go_on(law, monkeypatch):
    other = location("http://example.org/other")
    store_text(other, *LAW)
    first, second = cite(law, DEPOSIT), cite(other, DEPOSIT)
    find = ReadHere.find_quotes

    async def interrupt(self, selectors, packed):
        if selectors[0][0] == second.pk:
            raise KeyboardInterrupt
        return await find(self, selectors, packed)

    monkeypatch.setattr("observatory.monitoring.management.commands.verify_quotes._LOCATIONS_AT_ONCE", 1)
    with monkeypatch.context() as interrupted:
        interrupted.setattr(ReadHere, "find_quotes", interrupt)
        with pytest.raises(CommandError, match=f"--after {law.pk}"):
            verify()
    assert first.sightings.get().state == "present"
    verify("--after", str(law.pk))
    assert second.sightings.get().state == "present"


@pytest.mark.parametrize("arguments", [("--source", "nobody"), ("--location", "0")])
def test_the_command_names_what_does_not_exist(arguments):
    with pytest.raises(CommandError, match="There is no"):
        verify(*arguments)

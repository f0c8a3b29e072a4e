"""A save waits for one that is under way, and then compares with what that one wrote."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.utils import timezone

from observatory.records.admin_urls import admin_form_url, admin_list_url
from observatory.records.models import OtherName, Record
from observatory.sources.models import Citation
from tests.desk.browser_form import form_values
from tests.factories import CitationFactory, InitiativeFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def while_held(hold, press):
    """Run `hold` in a transaction; press once it has its lock, and let it commit when `press` waits for it."""
    held = Event()

    def pressed():
        held.wait(20)
        try:
            return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(pressed)
        with transaction.atomic():
            hold()
            held.set()
            end = monotonic() + 20
            while not somebody_waits():
                assert monotonic() < end, "the save did not wait for the row"
                assert not answer.done(), "the save did not wait for the row"
                sleep(0.02)
        return answer.result(30)


def test_a_save_that_waited_for_another_is_compared_with_it(curator):
    plan = InitiativeFactory()
    data = form_values(curator.get(admin_form_url(plan))) | {"summary_en": "By the second."}

    def hold():
        Record.objects.filter(pk=plan.pk).update(summary_en="By the first.")

    response = while_held(hold, lambda: curator.post(admin_form_url(plan), data))
    assert response.status_code == 200
    assert "By the first." in response.content.decode()
    assert Record.objects.get().summary_en == "By the first."


def test_a_save_of_a_citation_waits_for_its_record(curator):
    citation = CitationFactory()
    data = form_values(curator.get(admin_form_url(citation))) | {"note_en": "By the second."}

    def hold():
        list(Record.objects.select_for_update())
        Citation.objects.update(note_en="By the first.")

    response = while_held(hold, lambda: curator.post(admin_form_url(citation), data))
    assert response.status_code == 200
    assert Citation.objects.get().note_en == "By the first."


def test_a_save_waits_for_a_row_of_an_inline(curator):
    name = OtherName.objects.create(record=InitiativeFactory(), name="Alias", language="en")
    data = form_values(curator.get(admin_form_url(name.record.initiative)))
    data["other_names-0-name"] = "By the second."

    def hold():
        OtherName.objects.update(name="By the first.")

    response = while_held(hold, lambda: curator.post(admin_form_url(name.record.initiative), data))
    assert response.status_code == 200
    assert OtherName.objects.get().name == "By the first."


@pytest.mark.parametrize("make", [InitiativeFactory, SourceFactory])
def test_a_decision_waits_for_an_edit_and_is_asked_again(reviewer, make):
    row = make()
    address, chosen = admin_list_url(type(row)), {"action": "publish", "_selected_action": [row.pk]}
    seen = reviewer.post(address, chosen).context["seen"]

    def hold():
        type(row).objects.filter(pk=row.pk).update(updated_at=timezone.now())

    decided = chosen | {"decided": "yes", "seen": seen, "reason": "Checked."}
    response = while_held(hold, lambda: reviewer.post(address, decided))
    assert response.status_code == 200
    assert "after you opened this page" in response.content.decode()
    row.refresh_from_db()
    assert row.state == "draft"

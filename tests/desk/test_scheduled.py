"""The list of scheduled publications, and what the home page says of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from initiatives.models import Initiative
from observatory.publishing.models import Entry, ScheduledPublication
from observatory.publishing.scheduled_publications import publish_due, schedule_publication
from tests.factories import InitiativeFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/review/scheduled/"


@pytest.fixture
def row():
    plan = InitiativeFactory(title_en="A plan <b>")
    due_at = timezone.now() + timedelta(hours=1)
    (row,), _refused = schedule_publication(records=[plan], due_at=due_at, by=UserFactory(), reason="Embargo.")
    return row


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def change(client, row, **sent):
    return client.post(f"{LIST}{row.pk}/", sent, follow=True)


def test_what_waits_is_listed_and_told_at_home(curator, reviewer, row):
    for client in (curator, reviewer):
        assert "A plan &lt;b&gt;" in text(client.get(LIST))
        assert "Scheduled publications" in text(client.get("/admin/"))
    assert "Change the time" in text(reviewer.get(LIST))
    assert "Change the time" not in text(curator.get(LIST))


def test_the_time_is_changed_and_a_wrong_one_is_told_with_what_was_typed(reviewer, row):
    assert "will be published on" in text(change(reviewer, row, do="move", when="2027-02-03T10:00"))
    row.refresh_from_db()
    assert row.due_at.year == 2027
    page = text(change(reviewer, row, do="move", when="2020-02-03T10:00"), 422)
    assert "This time is past." in page
    assert 'value="2020-02-03T10:00"' in page


def test_a_cancelled_one_is_not_published_and_cancelled_once(reviewer, row):
    assert "will not be published" in text(change(reviewer, row, do="cancel"))
    assert "in the meantime" in text(change(reviewer, row, do="cancel"))
    assert "in the meantime" in text(change(reviewer, row, do="move", when="2027-02-03T10:00"))
    publish_due(now=timezone.now() + timedelta(days=1))
    assert not Entry.objects.exists()


def test_what_was_not_published_at_its_time_comes_back_to_the_reviewer(reviewer, row):
    Initiative.objects.filter(pk=row.record_id).update(summary_en="Other.")
    assert "so it will not be published then" in text(reviewer.get(LIST))
    publish_due(now=timezone.now() + timedelta(days=1))
    for address in (LIST, "/admin/", f"/admin/review/{row.record.public_id}/"):
        assert "It was edited after it was scheduled. Review it again." in text(reviewer.get(address))
    change(reviewer, row, do="cancel")
    for address in (LIST, "/admin/", f"/admin/review/{row.record.public_id}/"):
        assert "It was edited after it was scheduled" not in text(reviewer.get(address))


def test_publishing_or_returning_by_hand_ends_what_waits(reviewer, row):
    address = f"/admin/review/{row.record.public_id}/"
    seen = reviewer.get(address).context["seen"]
    reviewer.post(address, {"seen": seen, "do": "publish", "reason": "Now."})
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert publish_due(now=timezone.now() + timedelta(days=1)) == []


def test_only_reviewers_change_and_nobody_without_a_role_looks(curator, person, client, row):
    nobody = person(None)[1]
    assert change(curator, row, do="cancel").status_code == 403
    assert change(nobody, row, do="cancel").status_code == 403
    assert nobody.get(LIST).status_code == 403
    assert client.get(LIST).status_code == 302
    assert ScheduledPublication.objects.waiting().count() == 1


def test_nonsense_is_not_found(reviewer, row):
    assert change(reviewer, row, do="explode").status_code == 404
    assert reviewer.post(f"{LIST}0/", {"do": "cancel"}).status_code == 404
    assert reviewer.get(f"{LIST}{row.pk}/").status_code == 405
    assert reviewer.get(f"{LIST}?p=nonsense").status_code == 200


def test_the_list_is_paged_and_asks_as_often_for_many(reviewer, django_assert_max_num_queries):
    rows = [InitiativeFactory() for _ in range(60)]
    schedule_publication(records=rows, due_at=timezone.now() + timedelta(hours=1), by=UserFactory(), reason="All.")
    with django_assert_max_num_queries(40):
        page = text(reviewer.get(LIST))
    assert page.count('name="when"') == 50
    assert "Next page" in page

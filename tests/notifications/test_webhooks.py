"""Webhooks: what is told, signed as Standard Webhooks has it, sent again when it fails, and to no private address."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from observatory.notifications import digest_and_retry_times
from observatory.notifications.digest_and_retry_times import DELIVERY_WAITS, delivery_wait
from observatory.notifications.models import Delivery, Webhook
from observatory.notifications.reader_follows import last_version
from observatory.notifications.webhooks import deliveries, events, post_client, signing
from observatory.publishing.record_publication import publish, publish_many, withdraw
from tests.desk.claims import changed, claim
from tests.factories import InitiativeFactory
from tests.notifications.receiver import Receiver, hang

pytestmark = pytest.mark.django_db
ALL = ["record.published", "record.withdrawn", "change.found"]


@pytest.fixture
def receiver(settings):
    settings.OBSERVATORY_FETCH_ALLOW = "127.0.0.0/8"
    found = Receiver()
    yield found
    found.close()


@pytest.fixture
def webhook(db, receiver):
    return Webhook.objects.create(
        name="Mirror", url=receiver.url, events=ALL, secret=signing.new_secret(), sequence=last_version()
    )


def run() -> int:
    events.collect_events()
    return deliveries.deliver_due()


def due() -> None:
    Delivery.objects.filter(state="waiting").update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def published(title="National plan"):
    record = InitiativeFactory(title_en=title)
    publish(record=record, by=None, reason="First.")
    return record


def test_a_publication_is_delivered_signed_and_its_receiver_can_verify_it(webhook, receiver):
    record = published()
    assert run() == 1
    (message,) = receiver.verified(webhook.secret)
    assert message["type"] == "record.published"
    assert message["data"] == {
        "id": record.public_id,
        "kind": "initiative",
        "version": 1,
        "reason": "First.",
        "url": f"http://localhost:8000/r/{record.public_id}",
        "title": message["data"]["title"],
        "sha256": record.versions.get().sha256,
        "version_url": f"http://localhost:8000/r/{record.public_id}/1",
        "api_url": f"http://localhost:8000/api/v1/initiatives/{record.public_id}/",
    }
    assert message["data"]["title"]["en"] == "National plan"
    head = {name.lower(): value for name, value in receiver.requests[0][0].items()}
    assert head["content-type"] == "application/json"
    assert head["webhook-id"] == Delivery.objects.get().message_id
    row = Delivery.objects.get()
    assert (row.state, row.status, row.log[0]["response"]) == ("delivered", 200, "thanks")


def test_another_secret_does_not_verify_it(webhook, receiver):
    published()
    run()
    with pytest.raises(WebhookVerificationError):
        receiver.verified(signing.new_secret())


def test_the_signature_is_that_of_the_library():
    secret, now, body = signing.new_secret(), datetime(2026, 11, 29, 12, tzinfo=UTC), '{"a":"计划"}'
    made = signing.signed_headers([secret], "msg_1", now, body)
    assert made["webhook-signature"] == Verifier(secret).sign("msg_1", now, body)


def test_each_version_is_told_once_in_its_order_and_nothing_before_the_webhook(receiver):
    published("Earlier")
    webhook = Webhook.objects.create(
        name="Mirror", url=receiver.url, events=ALL, secret=signing.new_secret(), sequence=last_version()
    )
    first, second = published("One"), published("Two")
    withdraw(record=first, by=None, reason="Wrong.")
    assert run() == 3
    assert run() == 0
    told = [(each["type"], each["data"]["id"]) for each in sorted(receiver.messages(), key=lambda m: m["timestamp"])]
    assert told == [
        ("record.published", first.public_id),
        ("record.published", second.public_id),
        ("record.withdrawn", first.public_id),
    ]
    webhook.refresh_from_db()
    assert webhook.sequence == last_version()


def test_only_the_chosen_events_are_told(webhook, receiver):
    Webhook.objects.update(events=["record.withdrawn"])
    record = published()
    changed()
    withdraw(record=record, by=None, reason="Wrong.")
    run()
    assert [each["type"] for each in receiver.messages()] == ["record.withdrawn"]


def test_a_change_that_was_found_is_told_with_its_claims(webhook, receiver):
    row = claim()
    run()
    (message,) = receiver.messages()
    assert message["type"] == "change.found"
    assert message["data"]["source"] == row.citation.source.public_id
    assert message["data"]["desk_url"] == f"http://localhost:8000/admin/monitoring/change/{row.change_id}/change/"
    assert message["data"]["statements"][0]["finding"] == "altered"
    due()
    assert run() == 0


def test_a_change_that_was_written_late_is_told_all_the_same(webhook, receiver):
    run()
    Webhook.objects.update(created_at=timezone.now() - timedelta(days=3))
    late = changed()
    type(late).objects.filter(pk=late.pk).update(found_at=timezone.now() - timedelta(hours=5))
    run()
    assert [each["data"]["id"] for each in receiver.messages()] == [late.pk]


def test_a_failed_delivery_is_sent_again_with_the_same_id_and_content(webhook, receiver):
    receiver.answers = [(500, {}, b"oops"), (200, {}, b"")]
    published()
    run()
    row = Delivery.objects.get()
    assert (row.state, row.status, row.attempts) == ("waiting", 500, 1)
    assert row.log[0]["response"] == "oops"
    assert row.next_attempt_at > timezone.now()
    webhook.refresh_from_db()
    assert webhook.failing_since
    due()
    run()
    row.refresh_from_db()
    webhook.refresh_from_db()
    assert (row.state, len(row.log), webhook.failing_since) == ("delivered", 2, None)
    (one, first), (other, second) = receiver.requests
    assert one["webhook-id"] == other["webhook-id"]
    assert first == second
    assert len(receiver.verified(webhook.secret)) == 2


def test_a_receiver_that_hangs_is_given_up_in_time(webhook, receiver, monkeypatch):
    monkeypatch.setattr(post_client, "SECONDS", 0.5)
    monkeypatch.setattr(
        deliveries, "post_all", lambda messages, conf: post_client.post_all(messages, conf, seconds=0.5)
    )
    receiver.before = hang
    published()
    run()
    row = Delivery.objects.get()
    assert (row.state, row.status, row.error) == ("waiting", None, "no answer in time")


def test_a_redirect_is_not_followed(webhook, receiver):
    receiver.answers = [(302, {"Location": f"{receiver.url}/elsewhere"}, b"")]
    published()
    run()
    row = Delivery.objects.get()
    assert (row.state, row.status, row.error) == ("waiting", 302, "redirects are not followed")
    assert len(receiver.requests) == 1


def test_a_private_address_is_refused_where_the_socket_opens(webhook, receiver, settings):
    settings.OBSERVATORY_FETCH_ALLOW = ""
    published()
    for url in (
        receiver.url,
        "http://localhost:1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://2130706433/",
    ):
        Webhook.objects.update(url=url)
        due()
        run()
        row = Delivery.objects.get()
        assert row.status is None
        assert row.error, url
    assert receiver.requests == []


def test_a_name_that_leads_to_a_private_address_is_refused(webhook, receiver, settings, monkeypatch):
    settings.OBSERVATORY_FETCH_ALLOW = ""
    info = [(2, 1, 6, "", ("127.0.0.1", receiver.port))]
    monkeypatch.setattr(
        post_client, "GuardedResolver", lambda allow: _RESOLVER(allow, lookup=lambda *args, **options: info)
    )
    Webhook.objects.update(url=f"http://hooks.example.com:{receiver.port}/")
    published()
    run()
    assert "not a public address" in Delivery.objects.get().error
    assert receiver.requests == []


_RESOLVER = post_client.GuardedResolver


def test_only_the_begin_of_a_response_is_read_and_stored_as_text(webhook, receiver):
    receiver.answers = [(500, {"Content-Encoding": "gzip"}, b"\x00\x1b<script>" + b"x" * 5_000_000)]
    published()
    run()
    text = Delivery.objects.get().log[0]["response"]
    assert len(text) <= 1000
    assert "\x00" not in text


def test_after_three_days_of_failures_the_webhook_is_disabled_and_the_admin_says_so(
    webhook, receiver, person, client_of
):
    receiver.answers = [(503, {}, b"")]
    published()
    for _ in range(20):
        run()
        due()
    row = Delivery.objects.get()
    webhook.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", len(DELIVERY_WAITS) + 1)
    assert webhook.enabled is False
    assert "Every delivery has failed" in webhook.disabled_because
    home = client_of(person("administrator")).get("/admin/").content.decode()
    assert "Webhooks that fail" in home
    assert "Webhooks that fail" not in client_of(person("curator")).get("/admin/").content.decode()
    published("While it was disabled")
    assert run() == 0
    receiver.answers = [(200, {}, b"")]
    Webhook.objects.update(enabled=True)
    assert run() == 1  # nothing is lost


def test_one_delivery_that_fails_among_others_disables_nothing(webhook, receiver):
    receiver.answers = [(400, {}, b"")]
    published()
    run()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=3), attempts=len(DELIVERY_WAITS))
    Webhook.objects.update(failing_since=None)  # another one arrived in between
    due()
    run()
    webhook.refresh_from_db()
    assert Delivery.objects.get().state == "failed"
    assert webhook.enabled is True


def test_gone_disables_the_webhook_at_once(webhook, receiver):
    receiver.answers = [(410, {}, b"")]
    published()
    run()
    webhook.refresh_from_db()
    assert (webhook.enabled, webhook.disabled_because) == (False, "The receiver answered 410 Gone.")


def test_the_schedule_is_that_of_standard_webhooks_and_heeds_retry_after():
    assert timedelta(days=3) < timedelta(seconds=sum(DELIVERY_WAITS)) < timedelta(days=4)
    assert delivery_wait(1) == timedelta(seconds=5)
    assert delivery_wait(1, retry_after=120) == timedelta(seconds=120)
    assert delivery_wait(1, retry_after=10**9) == timedelta(days=1)
    assert delivery_wait(len(DELIVERY_WAITS) + 1) is None


def test_for_a_day_both_secrets_sign(webhook, receiver):
    old = webhook.secret
    new = deliveries.rotate_secret(webhook=webhook)
    published()
    run()
    assert receiver.verified(old) == receiver.verified(new)
    Webhook.objects.update(previous_until=timezone.now())
    receiver.requests.clear()
    published("Another")
    run()
    with pytest.raises(WebhookVerificationError):
        receiver.verified(old)
    assert receiver.verified(new)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_delivery_once(webhook, receiver, monkeypatch):
    # On a busy machine an answer may come too late; that delivery would be tried again after five seconds.
    monkeypatch.setattr(digest_and_retry_times, "DELIVERY_WAITS", (3600,))
    publish_many(records=InitiativeFactory.create_batch(8), by=None, reason="First.")
    both = threading.Barrier(2)

    def work() -> None:
        both.wait()
        run()
        run()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run()
    ids = [head["webhook-id"] for head, _body in receiver.requests]
    assert len(ids) == len(set(ids)) == Delivery.objects.count() == 8


def test_a_worker_that_is_killed_while_it_sends_loses_nothing(webhook, receiver):
    published()
    events.collect_events()
    assert len(deliveries.claim_deliveries([Delivery.objects.get().pk], timezone.now())) == 1  # then the process ends
    assert run() == 0
    due()
    assert run() == 1
    assert len(receiver.requests) == 1


def test_one_slow_webhook_does_not_take_the_places_of_another(webhook, receiver):
    publish_many(records=InitiativeFactory.create_batch(15), by=None, reason="First.")
    other = Webhook.objects.create(
        name="Other", url=receiver.url, events=ALL, secret=signing.new_secret(), sequence=last_version() - 1
    )
    events.collect_events()
    assert deliveries.deliver_due() == 11
    assert other.deliveries.get().state == "delivered"


def test_hostile_titles_stay_json(webhook, receiver):
    published('</script>"\n\u2028 计划 \U0001f600')
    run()
    (message,) = receiver.verified(webhook.secret)
    assert message["data"]["title"]["en"].startswith('</script>"')
    assert json.loads(Delivery.objects.get().body) == message

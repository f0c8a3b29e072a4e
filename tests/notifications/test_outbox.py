"""Mails over SMTP: what arrives, and what happens when a server refuses, drops, greylists or is down."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from observatory.notifications import outbox
from observatory.notifications.mail_letters import Letter, Line, Section, clean_subject
from observatory.notifications.models import Mail, Preference
from tests.notifications.smtp import parts

LETTER = Letter(
    subject="Budget: the passage is gone",
    opening="Please look.",
    sections=[Section("Changes", [Line("Plan <b>2026</b>", "https://observatory.example/x", "gone", severe=True)])],
    why="You asked for it.",
    links=[("Change it", "https://observatory.example/notices")],
)


def write(user, key="one", letter=LETTER, language="en") -> Mail:
    return outbox.write_mail(
        key=key, purpose=Mail.Purpose.DIGEST, letter=letter, language=language, recipient=user.email, user=user
    )


def later() -> None:
    """Let time pass until every mail that waits is due."""
    Mail.objects.filter(state="waiting").update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_a_mail_arrives_as_text_and_html_with_the_headers_of_automatic_mail(person, mail_server, settings):
    settings.SITE_URL = "https://observatory.example"
    user = person()
    mail = write(user)
    assert outbox.send_due()["sent"] == 1
    (message,) = mail_server.box.received
    text, html = parts(message)
    assert message["To"] == user.email
    assert message["From"] == "Observatory <notices@observatory.example>"
    assert mail_server.box.envelopes == [("notices@observatory.example", [user.email])]
    assert message["Subject"] == "Budget: the passage is gone"
    assert message["Message-ID"] == mail.message_id
    assert message["Message-ID"].endswith("@observatory.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<https://observatory.example/unsubscribe/")
    assert "!! Plan <b>2026</b>\n  gone\n  https://observatory.example/x" in text
    assert "Plan &lt;b&gt;2026&lt;/b&gt;" in html
    assert "<img" not in html
    assert 'src="' not in html


def test_a_sent_mail_is_not_sent_again_and_its_text_is_not_kept(person, mail_server):
    write(person())
    assert outbox.send_due()["sent"] == 1
    later()
    assert outbox.send_due()["sent"] == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.text, mail.html, mail.unsubscribe_url) == ("sent", "", "", "")


def test_a_greylisted_mail_is_tried_again_with_the_same_message_id(person, mail_server):
    mail = write(person())
    mail_server.box.answer = lambda _address: "451 4.7.1 greylisted, try again"
    assert outbox.send_due()["later"] == 1
    waiting = Mail.objects.get()
    assert waiting.state == "waiting"
    assert waiting.next_attempt_at > timezone.now()
    assert "greylisted" in waiting.error
    assert outbox.send_due() == {"sent": 0, "refused": 0, "failed": 0, "later": 0}  # not yet
    mail_server.box.answer = lambda _address: ""
    later()
    assert outbox.send_due()["sent"] == 1
    assert mail_server.box.received[0]["Message-ID"] == mail.message_id


def test_a_refused_address_is_paused_and_its_person_told_on_the_page(person, mail_server, client_of):
    user = person()
    write(user)
    write(user, key="two")
    mail_server.box.answer = lambda _address: "550 5.1.1 no such user"
    assert outbox.send_due()["refused"] == 1
    assert mail_server.box.asked == 1
    assert set(Mail.objects.values_list("state", flat=True)) == {"refused"}
    row = Preference.objects.get(user=user)
    assert row.refused_at
    assert "no such user" in row.refusal
    page = client_of(user).get("/admin/notices/").content.decode()
    assert "550 5.1.1 no such user" in page
    assert "Your mail server refused our mail." in client_of(user).get("/admin/").content.decode()


def test_a_message_that_is_refused_is_given_up_without_pausing_the_address(person, mail_server):
    user = person()
    write(user)
    mail_server.box.answer_data = lambda: "554 5.7.1 looks like spam"
    assert outbox.send_due()["failed"] == 1
    assert Preference.objects.get(user=user).refused_at is None


def test_a_server_that_drops_the_connection_loses_nothing(person, mail_server):
    write(person())
    mail_server.box.drops = True
    assert outbox.send_due()["later"] == 1
    mail_server.box.drops = False
    later()
    assert outbox.send_due()["sent"] == 1
    assert len(mail_server.box.received) == 1


def test_while_the_server_is_down_one_mail_is_tried_and_all_wait(person, mail_server):
    user = person()
    for number in range(5):
        write(user, key=str(number))
    mail_server.stop()
    assert outbox.send_due() == {"sent": 0, "refused": 0, "failed": 0, "later": 1}
    assert Mail.objects.filter(state="waiting").count() == 5
    assert Mail.objects.filter(attempts=0).count() == 4


def test_a_mail_is_given_up_after_three_days(person, mail_server):
    write(person())
    mail_server.box.answer = lambda _address: "450 busy"
    waited = timedelta(0)
    while Mail.objects.get().state == "waiting":
        before = timezone.now()
        outbox.send_due()
        waited += max(timedelta(0), Mail.objects.get().next_attempt_at - before)
        later()
    mail = Mail.objects.get()
    assert mail.state == "failed"
    assert timedelta(days=2) < waited < timedelta(days=4)
    assert mail.text  # an administrator may try it again


def test_a_worker_that_is_killed_while_it_sends_loses_nothing(person, mail_server):
    write(person())
    taken = outbox.claim_mail(Mail.objects.get().pk, timezone.now())  # then the process ends
    assert taken is not None
    assert outbox.send_due()["sent"] == 0  # its lease holds
    later()
    assert outbox.send_due()["sent"] == 1
    # What the first worker still writes, should it live, changes nothing.
    outbox.record_attempt(taken, outbox.Failure("late", final=True))
    assert Mail.objects.get().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(person, mail_server):
    user = person()
    for number in range(12):
        write(user, key=str(number))
    both = threading.Barrier(2)

    def work() -> None:
        both.wait()
        outbox.send_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    subjects = [message["Message-ID"] for message in mail_server.box.received]
    assert len(subjects) == len(set(subjects)) == 12


def test_a_title_cannot_add_a_header(person, mail_server):
    evil = Letter(subject="Plan\r\nBcc: victim@example.org\u2028 2026", opening="x")
    write(person(), letter=evil)
    assert outbox.send_due()["sent"] == 1
    message = mail_server.box.received[0]
    assert message["Bcc"] is None
    assert message["Subject"] == "Plan Bcc: victim@example.org 2026"


def test_an_address_with_a_line_break_is_given_up_and_sends_nothing(person, mail_server):
    user = person()
    mail = write(user)
    Mail.objects.filter(pk=mail.pk).update(recipient="a@example.org\nBcc: b@example.org")
    assert outbox.send_due()["failed"] == 1
    assert mail_server.box.asked == 0


def test_nothing_is_sent_to_an_account_that_was_deactivated(person, mail_server):
    user = person()
    write(user)
    user.is_active = False
    user.save()
    assert outbox.send_due()["failed"] == 1
    assert mail_server.box.received == []


def test_a_long_subject_ends_at_a_word():
    subject = clean_subject("word " * 60)
    assert len(subject) <= 150
    assert subject.endswith("word…")


def test_without_a_mail_server_mails_are_files(person, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    write(person())
    assert outbox.send_due()["sent"] == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert "Subject: Budget: the passage is gone" in file.read_text()

"""Readers who follow: they ask, confirm by the link in the mail, and are sent news."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from observatory.notifications import follow_news, outbox
from observatory.notifications.models import Follower
from observatory.publishing.record_publication import publish
from tests.notifications.smtp import parts

ADDRESS = "reader@example.org"


def link(message, words: str) -> str:
    """Return the path of the first link to a page in a mail."""
    return re.search(rf"http://localhost:8000(\S*/{words}/\S+)", parts(message)[0])[1]


def ask(path: str, address: str = ADDRESS, client: Client | None = None, **extra):
    return (client or Client()).post(path, {"address": address}, **extra)


def follow(path: str, mail_server, address: str = ADDRESS) -> None:
    """Ask, and confirm by the link in the mail, as a reader does."""
    assert ask(path, address).status_code == 200
    outbox.send_due()
    response = Client().post(link(mail_server.box.received.pop(), "confirm"))
    assert response.status_code == 200


def news(mail_server) -> list[tuple[str, str]]:
    """Let a day pass; return subject and text of the mails with news."""
    Follower.objects.update(mail_at=timezone.now() - timedelta(seconds=1))
    mail_server.box.received.clear()
    follow_news.write_news()
    outbox.send_due()
    return [(message["Subject"].strip(), parts(message)[0]) for message in mail_server.box.received]


def edit(record, **columns) -> None:
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()
    publish(record=record, by=None, reason="Corrected.")

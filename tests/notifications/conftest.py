"""A mail server, people with preferences, and readers who follow."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from observatory.notifications.models import Preference
from observatory.publishing.record_publication import publish
from tests.factories import InitiativeFactory, JurisdictionFactory, UserFactory
from tests.notifications.smtp import Server


@pytest.fixture(autouse=True)
def _cache_of_its_own(settings):
    """What other tests counted does not count here."""
    settings.CACHES = {**settings.CACHES, "default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def mail_server(settings):
    """A running SMTP server that the settings name; its postbox is `mail_server.box`."""
    server = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.start()
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "Observatory <notices@observatory.example>"
    settings.MAIL_TO_FILES = False
    yield server
    server.stop()


@pytest.fixture
def person(kept_roles):
    """Make an account with a role and preferences; "" is no role."""

    def make(role: str = "curator", **columns):
        user = UserFactory(is_staff=True, email=f"{uuid4().hex[:8]}@example.org")
        if role:
            user.groups.add(Group.objects.get(name=role))
        columns = {"digest": "daily", "digest_at": timezone.now(), "immediate": True} | columns
        if columns["digest"] == "none":
            columns["digest_at"] = None
        columns.setdefault("since", timezone.now() - timedelta(days=1))
        Preference.objects.create(user=user, **columns)
        return user

    return make


@pytest.fixture
def client_of():
    """Return a client that is logged in as a user."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def plan(db):
    """A published record to follow."""
    record = InitiativeFactory(title_en="National plan", title_zh_hans="国家计划")
    record.jurisdictions.add(JurisdictionFactory())
    publish(record=record, by=None, reason="First.")
    return record

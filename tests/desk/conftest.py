"""People with a role, and what a browser would send back of a form."""

from functools import cache
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client

from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import ADMINISTRATOR, CURATOR, REVIEWER
from tests.desk.browser_form import form_values
from tests.factories import UserFactory
from tests.stored_rows import make_or_restore


@pytest.fixture(autouse=True)
def _cache_of_its_own(settings):
    """Failed logins that other tests counted do not count here."""
    settings.CACHES = {**settings.CACHES, "default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def roles(kept_roles):
    return kept_roles


@pytest.fixture
def person(roles):
    """Make a staff account with a role; return it with a client that is logged in as it."""
    _store_people()

    def make(role: str | None):
        user, session = _log_in(role)
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        return user, client

    return make


@cache
def _store_people() -> None:
    """Store one account of each role while there is no other."""
    for role in (CURATOR, REVIEWER, ADMINISTRATOR, None):
        with transaction.atomic():
            _log_in(role)
            transaction.set_rollback(True)


def _log_in(role: str | None):
    """Return a new account and the key of its session; two of one role in a test are two accounts."""

    def make() -> tuple[User, str]:
        user = UserFactory(is_staff=True)
        if role:
            user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return user, client.cookies[settings.SESSION_COOKIE_NAME].value

    return make_or_restore(make, ("person", role), upon=make_roles)


@pytest.fixture
def curator(person):
    return person("curator")[1]


@pytest.fixture
def reviewer(person):
    return person("reviewer")[1]


@pytest.fixture
def administrator(person):
    return person("administrator")[1]


@pytest.fixture
def form_of():
    """Return the data that a browser would post back from an admin form nobody touched."""

    def read(client, address: str) -> dict:
        sent = form_values(client.get(address))
        return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}

    return read

"""People with a role, and what a browser would send back of a form."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests.desk.browser_form import form_values
from tests.factories import UserFactory


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

    def make(role: str | None):
        user = UserFactory(is_staff=True)
        if role:
            user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return user, client

    return make


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

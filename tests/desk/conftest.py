"""People with a role, and what a browser would send back of a form."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from observatory.publishing.roles import make_roles
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _cache_of_its_own(settings):
    """Failed logins that other tests counted do not count here."""
    settings.CACHES = {**settings.CACHES, "default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def roles(db):
    return make_roles()


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
    """Return the data that a browser would post back from an admin form, as it was rendered."""

    def read(client, address: str) -> dict:
        response = client.get(address)
        assert response.status_code == 200, response
        data = {}
        for form in (
            response.context["adminform"].form,
            *(f for group in response.context["inline_admin_formsets"] for f in _forms(group.formset)),
        ):
            for field in form:
                value = field.value()
                if isinstance(value, list | tuple):
                    data[field.html_name] = [str(getattr(item, "pk", item)) for item in value]
                elif value is not None and value is not False:
                    data[field.html_name] = str(value)
        return data

    def _forms(formset):
        return [formset.management_form, *(form for form in formset.forms if form.instance.pk)]

    return read

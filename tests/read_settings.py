"""The settings that an environment leads to, without a process for each."""

import json
import os
import runpy
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

from observatory.local import PROJECT

PRODUCTION = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "0123456789" * 5,
    "SITE_URL": "https://observatory.example:8443",
    "DATABASE_URL": "postgresql://user:word@db:5433/observatory?sslmode=require",
    "REDIS_URL": "redis://redis:6379/0",
}


def read_settings(**variables: str) -> dict[str, Any]:
    """Run the file of the settings with these variables as its whole environment; return what it sets, as JSON has it.

    This process keeps the settings that it has.
    """
    with mock.patch.dict(os.environ, variables, clear=True):
        found = runpy.run_path(str(PROJECT / "observatory" / "settings.py"))
    return json.loads(json.dumps({name: value for name, value in found.items() if name.isupper()}, default=str))


def refusal(**variables: str) -> str:
    """Return what is said of an environment with which nothing starts."""
    with pytest.raises(ImproperlyConfigured) as caught:
        read_settings(**variables)
    return str(caught.value)

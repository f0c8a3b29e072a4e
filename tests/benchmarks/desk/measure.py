"""The desk at scale: processor time of Python and of PostgreSQL, queries and elapsed time of its pages."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from observatory.publishing.roles import make_roles

USER = "person1"
PAGES = {
    "home": "/admin/",
    "inbox": "/admin/monitoring/change/",
    "inbox, mine": "/admin/monitoring/change/?who=mine",
    "inbox, a place and a theme": "/admin/monitoring/change/?place=CN&theme=TH5",
    "inbox, meaning changed, published": "/admin/monitoring/change/?finding=meaning&public=yes",
    "inbox, any state": "/admin/monitoring/change/?state=any",
    "inbox, searched": "/admin/monitoring/change/?q=host7",
    "inbox, last page": "/admin/monitoring/change/?p=190",
    "records": "/admin/records/record/",
    "records, without a source": "/admin/records/record/?evidence=missing",
    "records, edited since published": "/admin/records/record/?public=edited",
    "records, searched": "/admin/records/record/?q=quantum",
    "initiatives": "/admin/initiatives/initiative/",
    "sources": "/admin/sources/source/",
    "sources, searched": "/admin/sources/source/?q=quantum",
    "citations": "/admin/sources/citation/",
    "citations, not checked": "/admin/sources/citation/?verdict__exact=not_checked",
    "citations, searched": "/admin/sources/citation/?q=quantum",
    "evidence to check": "/admin/evidence/",
    "likely duplicates": "/admin/duplicates/records/",
}


def report(runs: int = 3) -> Iterator[str]:
    """Yield a line for each page: the first time, with an empty cache, and the best of some runs, in milliseconds."""
    client = _reviewer()
    yield f"load {os.getloadavg()[0]:.1f}"
    yield f"{'page':36}{'first':>8}{'Python':>8}{'database':>9}{'elapsed':>9}{'queries':>8}"
    for name, address in PAGES.items():
        cache.clear()
        client.force_login(get_user_model().objects.get(username=USER))
        first, _queries = _measured(partial(client.get, address))
        best, queries = min((_measured(partial(client.get, address)) for _ in range(runs)), key=lambda row: row[0])
        yield f"{name:36}{first[0]:8.0f}{best[1]:8.0f}{best[2]:9.0f}{best[3]:9.0f}{queries:8}"
    yield f"load {os.getloadavg()[0]:.1f}"


def _reviewer() -> Client:
    make_roles()
    user, _made = get_user_model().objects.update_or_create(
        username=USER, defaults={"is_staff": True, "is_active": True}
    )
    user.groups.add(Group.objects.get(name="reviewer"))
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    client.get("/admin/")  # templates are compiled
    return client


def _measured(act: Callable[[], Any]) -> tuple[tuple[float, ...], int]:
    """Return milliseconds (Python and database together, each, elapsed), and the number of queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    python, database, clock = time.process_time(), _ticks(backend), time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        response = act()
    assert response.status_code == 200, response
    python, database = 1000 * (time.process_time() - python), _ticks(backend) - database
    return (python + database, python, database, 1000 * (time.perf_counter() - clock)), len(seen)


def _ticks(backend: int) -> float:
    """Return the processor time of a process on this machine, in milliseconds."""
    return int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e6

"""Every URL of the admin and of the desk against every role, by GET and by POST.

The URLs are those of the resolver, so a new one fails until it has a line in `permission_matrix.txt`. Answers are given
by views; what they would render is left out, because it decides nothing. Every request is undone.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from django.utils import timezone

from observatory.corrections.models import Report
from observatory.exchange.models import Import
from observatory.monitoring.models import AffectedCitation, Change, Check, Round, Snapshot, Watch
from observatory.notifications.models import Delivery, Follower, Mail, Webhook
from observatory.publishing.admin.item_decisions import ITEM_DECISIONS
from observatory.publishing.admin.record_decisions import DECISIONS
from observatory.publishing.models import ReviewLink, ScheduledPublication, Version
from observatory.publishing.record_publication import publish
from observatory.publishing.review_links import make_link
from observatory.publishing.scheduled_publications import schedule_publication
from observatory.records import registry
from observatory.records.models import (
    Comment,
    Field,
    FormerSlug,
    InstrumentType,
    Jurisdiction,
    Organisation,
    Record,
    Survey,
    Theme,
)
from observatory.sources.models import OfficialTerm, Rendering
from tests import factories
from tests.desk import claims
from tests.published import publish_all_items

TABLE = Path(__file__).with_name("permission_matrix.txt")
ROLES = ("anonymous", "no role", "curator", "reviewer", "administrator")
# What a letter of the table means: L is sent to the login, F is refused (403), Y is answered by the view (a page, a
# redirect, a form with errors), N is not found, M does not take this method.
LETTERS = {403: "F", 404: "N", 405: "M"}
CLOSINGS = ("resolve", "dismiss")
VERDICTS = tuple(AffectedCitation.Decision.values)


def patterns(found, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Yield the route and the name of every URL below some patterns."""
    for each in found:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, f"{space}{each.name or ''}"
        else:
            yield from patterns(each.url_patterns, route, f"{space}{each.namespace}:" if each.namespace else space)


@cache
def admin_routes() -> dict[str, str]:
    """Return the routes of the admin by a name that is theirs alone."""
    routes: dict[str, str] = {}
    for route, name in patterns(get_resolver().url_patterns):
        if route.startswith("admin/"):
            routes[name if name.rpartition(":")[2] else route.replace(" ", "")] = route
    return routes


@pytest.fixture
def rows(db):
    """One row of every model of the admin; what is published has a version."""
    record = factories.InitiativeFactory()
    factories.OtherNameFactory(record=record)
    factories.IdentifierFactory(record=record)
    factories.MilestoneFactory(record=record)
    factories.RelationFactory(object=record)
    FormerSlug.objects.create(record=record, slug="former")
    claim = claims.claim()
    factories.ThemeFactory()
    factories.JurisdictionFactory()
    InstrumentType.objects.create(code="IT1", label_en="Plan")
    Field.objects.create(code="F1", label_en="Physics")
    for factory in (factories.BodyFactory, factories.InstrumentFactory, factories.PlatformFactory):
        factory()
    term = OfficialTerm.objects.create(term="人工智能")
    Rendering.objects.create(term=term, text="artificial intelligence", source=claim.citation.source)
    Survey.objects.create(
        jurisdiction=Jurisdiction.objects.first(),
        theme=Theme.objects.first(),
        searched_on="2026-03-01",
        outcome="found",
    )
    place, now = claim.change.location, claim.change.found_at
    Check.objects.create(location=place, at=now, outcome="unchanged", health="ok")
    Watch.objects.create(location=place, address=place.url, next_check_at=now)
    Round.objects.create(asked_for="due")
    Comment.objects.create(record=record, text="Is it so?", author=factories.UserFactory())
    publish_all_items()
    publish(record=record, by=None, reason="First.")
    _rows_of_the_desk(record)
    return claim


def _rows_of_the_desk(record) -> None:
    """Make one row of what people of the desk and readers keep about a record."""
    user, later = factories.UserFactory(), timezone.now() + timedelta(days=1)
    Report.objects.create(record=record, version=Version.objects.first(), text="Wrong.", language="en")
    Import.objects.create(kind="bodies", form="csv", file_name="a.csv", content=b"", language="en", state="reviewed")
    schedule_publication(records=[record], due_at=later, by=user, reason="Then.")
    make_link(record=record, name="Expert", language="en", expires_at=later, nonce="a", by=user)
    follower = Follower.objects.create(recipient="reader@example.org")
    Mail.objects.create(
        key="k", purpose="follow", follower=follower, recipient=follower.recipient, language="en", message_id="m"
    )
    webhook = Webhook.objects.create(name="Hook", url="http://127.0.0.1:9/", events=[], secret="whsec_c2VjcmV0")
    Delivery.objects.create(webhook=webhook, key="k", message_id="w", event="record.published", body="{}")


def addresses(claim) -> Iterator[tuple[str, str]]:
    """Yield the name of every URL of the admin with an address of it; one for each decision that it has."""
    known = {
        "citation": claim.citation_id,
        "ref": claim.citation.record.public_id,
        "source_id": claim.citation.source_id,
        "snapshot_id": Snapshot.objects.first().pk,
        "file_id": 1,
        "pk": claim.citation.source_id,
        "content_type_id": 1,
        "what": "records",
        "into_key": factories.InitiativeFactory().pk,
        "kind": "relations",
        "form": "csv",
        "app_label": "records",
        "name": "source",
        "url": "nothing/",
    }
    for name, route in admin_routes().items():
        model = re.match(r"admin/(\w+)/(\w+)/", route)
        key = _key(model, claim)
        known |= {"pk": _own_key(name, claim)}
        key_of_row = claim.citation.source_id if name == "desk-review-item" else _key_of_row(name, key)
        values = known | {"object_id": key, "key": key_of_row, "id": 1}
        for decision in _decisions(name):
            chosen = values | {"decision": decision, "closing": decision}
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, chosen=chosen: str(chosen[found[1]]), _plain(route))
            yield f"{name}[{decision}]" if decision else name, f"/{path}"


def _key_of_row(name: str, key: int) -> int:
    """Return the primary key that a URL calls `key`: of a comment, of a record to merge, or of the row of its model."""
    if "comment" in name:
        return Comment.objects.first().pk
    return Record.objects.order_by("pk").first().pk if name.startswith("merge") else key


def _own_key(name: str, claim) -> int:
    """Return the primary key that a URL calls `pk`."""
    models = {
        "desk-scheduled-change": ScheduledPublication,
        "desk-review-link-revoke": ReviewLink,
        "admin:notifications_webhook_secret": Webhook,
        "admin:notifications_webhook_test": Webhook,
        "admin:notifications_delivery_again": Delivery,
        "admin:records_organisation_use": Organisation,
    }
    return models[name].objects.order_by("pk").first().pk if name in models else claim.citation.source_id


def _plain(route: str) -> str:
    """Return a route whose regular expressions are written as converters."""
    return re.sub(r"\^?\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("$", "")


def _key(model, claim) -> int:
    try:
        found = apps.get_model(model[1], model[2]) if model else None
    except LookupError:
        found = None
    if found is Change:
        return claim.change_id
    row = found and found._default_manager.order_by("pk").first()
    return row.pk if row else 1


def _decisions(name: str) -> tuple[str, ...]:
    if name.endswith("_change_close"):
        return CLOSINGS
    if name == "admin:monitoring_change_decide":
        return VERDICTS
    if name.endswith("_decide"):
        items = {"source", "officialterm", "survey"}
        return tuple(ITEM_DECISIONS if name.split("_")[-2] in items else DECISIONS)
    return ("",)


@pytest.fixture
def clients(roles):
    """A client for each role, logged in."""
    found = {"anonymous": Client()}
    for role in ROLES[1:]:
        user = factories.UserFactory(is_staff=True)
        if role != "no role":
            user.groups.add(Group.objects.get(name=role))
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(user)
    return found


def letter(client: Client, method: str, address: str) -> str:
    session = client.cookies.get("sessionid")
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    client.cookies.clear()  # the page that logs out takes the session
    if session:
        client.cookies["sessionid"] = session.value
    if response.status_code >= 500:
        return "!"
    if response.status_code == 302 and "/login/" in response["Location"]:
        return "L"
    return LETTERS.get(response.status_code, "Y")


def expected() -> dict[str, str]:
    lines = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {line[0]: " ".join(line[1:]) for line in lines}


@pytest.mark.timeout(900)
@pytest.mark.django_db
@pytest.mark.walk
def test_every_url_answers_every_role_as_the_table_says(rows, clients, monkeypatch):
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    table = expected()
    wrong, seen = [], set()
    for name, address in addresses(rows):
        found = " ".join(
            "".join(letter(clients[role], method, address) for role in ROLES) for method in ("get", "post")
        )
        seen.add(name)
        if table.get(name) != found:
            wrong.append(f"{name} {found}" + (f"   # the table says {table[name]}" if name in table else ""))
    assert not wrong, "Correct the view, or the table after you have checked these lines:\n" + "\n".join(wrong)
    assert not set(table) - seen, f"No URL has these names any more: {sorted(set(table) - seen)}"


def test_every_type_of_record_is_in_the_table():
    for record_type in registry.all_types():
        meta = record_type.model._meta
        assert f"admin:{meta.app_label}_{meta.model_name}_change" in expected()


def test_an_account_without_a_role_is_answered_nowhere_but_where_nothing_is_to_be_seen():
    answered = {name for name, line in expected().items() if "Y" in (line.split()[0][1], line.split()[1][1])}
    assert {name for name in answered if not name.endswith("<path:object_id>/")} <= OPEN_TO_STAFF


# Its pages show nothing of the catalogue, or lead on to a form that asks for the permission itself.
OPEN_TO_STAFF = {
    "guide",
    "desk-notices",
    "admin:records_record_history",
    "admin:exchange_import_change",
    "desk-evidence-undo",
    "admin:monitoring_affectedcitation_history",
    "admin:records_record_change",
    "admin:records_record_delete",
    "admin:index",
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:jsi18n",
}

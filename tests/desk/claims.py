"""Changes with claims for the tests of the inbox: a figure changed, a passage gone, a typographic change; their pages
and what is pressed there."""

import gzip
from datetime import date

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import AffectedCitation, Body, Change, Snapshot
from observatory.monitoring.reading.extract.document import Document
from observatory.sources.models import Citation, Location
from tests.desk.browser_form import form_values
from tests.factories import CitationFactory, LocationFactory

OLD = "the central budget will provide 4.5 billion yuan"
NEW = "the central budget will provide 3.2 billion yuan"
HASH = "b" * 64
INBOX = "/admin/monitoring/change/"
CLOSED = "/admin/monitoring/change/{}/close/{}/"
FIGURE = [
    ["equal", "the central budget will provide ", ""],
    ["delete", "4.5", "number"],
    ["insert", "3.2", "number"],
    ["equal", " billion yuan", ""],
]
REWORDED = [["equal", "the central budget ", ""], ["delete", "will", ""], ["insert", "is to", ""]]


def snapshot(location: Location) -> Snapshot:
    """Return a snapshot with the body HASH."""
    body, _ = Body.objects.get_or_create(sha256=HASH, defaults={"size": 1, "stored_size": 1})
    packed = gzip.compress(Document(media="html", blocks=(NEW,)).pack())
    return Snapshot.objects.create(
        location=location, body=body, taken_at=timezone.now(), url=location.url, http_status=200, packed=packed
    )


def changed(location: Location | None = None, kind: str = "content", **columns) -> Change:
    """Return an open change with a snapshot after it."""
    location = location or LocationFactory()
    diff = [{"op": "replace", "before": OLD, "after": NEW, "tokens": FIGURE}] if kind == "content" else []
    now = timezone.now()
    columns = {"diff": diff, "after": snapshot(location)} | columns
    return Change.objects.create(location=location, kind=kind, found_at=now, last_seen_at=now, **columns)


def claim(change: Change | None = None, citation: Citation | None = None, **columns) -> AffectedCitation:
    """Return a claim whose figure changed, unless `columns` say otherwise."""
    location = change.location if change else LocationFactory()
    citation = citation or CitationFactory(
        source=location.source,
        quote=OLD,
        stated_value="4.5 billion yuan",
        verdict="supports",
        checked_at=date(2026, 3, 3),
    )
    change = change or changed(location)
    found = {"state": "altered", "meaning_changed": True, "passage": NEW, "differences": FIGURE}
    found |= {"prefix": "In 2026 ", "suffix": " over three years."}
    return AffectedCitation.objects.create(change=change, citation=citation, **found | columns)


def gone(change: Change | None = None, **columns) -> AffectedCitation:
    """Return a claim whose quote is gone."""
    nothing = {"meaning_changed": None, "passage": "", "differences": [], "prefix": "", "suffix": ""}
    return claim(change, **{"state": "missing"} | nothing | columns)


def reworded(change: Change | None = None, **columns) -> AffectedCitation:
    """Return a claim whose quote was only reworded."""
    return claim(change, **{"meaning_changed": False, "differences": REWORDED} | columns)


def page_of(change: Change) -> str:
    return reverse("admin:monitoring_change_change", args=[change.pk])


def decision_page(row: AffectedCitation, decision: str) -> str:
    return reverse("admin:monitoring_change_decide", args=[row.change_id, row.citation_id, decision])


def undo_page(row: AffectedCitation) -> str:
    return reverse("admin:monitoring_change_undo", args=[row.change_id, row.citation_id])


def pressed(client: Client, row: AffectedCitation, key: str, *, page: str = ""):
    """Press the control with that key at a claim: a link is followed, a button sends its form."""
    shown = html.fromstring(page or client.get(page_of(row.change)).content.decode())
    (control,) = shown.xpath(f"//*[@id='claim-{row.citation_id}']//*[@data-key='{key}']")
    if control.tag == "a":
        return client.get(control.get("href"))
    form = next(control.iterancestors("form"))
    sent = {each.name: each.value for each in form.iter("input") if each.name}
    return client.post(control.get("formaction") or form.action, sent, follow=True)


def sent_form(client: Client, row: AffectedCitation, decision: str, **typed):
    """Open the page of a decision, fill in its form and send it."""
    page = decision_page(row, decision)
    return client.post(page, form_values(client.get(page)) | typed, follow=True)


def said(response) -> str:
    """Return what the messages of a page say."""
    return " ".join(str(message) for message in response.context["messages"])


def shown(client, query: str = "") -> set[int]:
    """Return the keys of the changes that the inbox lists."""
    return {row.pk for row in client.get(f"{INBOX}?{query}").context["cl"].result_list}

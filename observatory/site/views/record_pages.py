"""Pages of a record: current, as of a day, its versions, what changed in one, and the page of a withdrawn record."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import View

from observatory.public import merge_redirects
from observatory.public.changes_between_versions import UnknownVersion, find_pair, version_change_rows
from observatory.public.location_health import health_digest
from observatory.public.problem_documents import Withdrawn, problem_response, wants_problem
from observatory.public.published_records import Withdrawal, find_by_former_slug, versions_until, withdrawal_of
from observatory.public.published_sightings import sightings_digest
from observatory.publishing.models import Entry, Version
from observatory.site.http.error_pages import in_accepted_language
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.as_of_parameter import end_of_day, forbid_indexing, parse_day
from observatory.site.record.mistake_report_links import MistakeReport
from observatory.site.record.record_content import READ, RecordContent, compose_content


class RecordPageBase(View):
    """What the pages of one record have in common. A type's views name its `kind`."""

    kind = ""
    page = "detail"

    def get(self, request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        entry = Entry.objects.filter(kind=self.kind, slug=slug).only(*READ).first()
        if entry is None:
            return self.moved(request, slug, **where)
        return self.show_entry(request, entry, **where)

    def show_entry(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        raise NotImplementedError

    def moved(self, request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        """Redirect from a slug that the record had before; 404 for one that nobody had."""
        entry = find_by_former_slug(slug, self.kind)
        if entry is None:
            raise Http404
        target = reverse(f"{self.kind}-{self.page}", args=[entry.slug, *where.values()])
        query = request.META.get("QUERY_STRING", "")
        return merge_redirects.redirect_to_record(f"{target}?{query}" if query else target)


MOST_ROWS = 500  # of differences, on one page
MOST_VERSIONS_TO_COMPARE = 500  # to choose from


class RecordChangesPage(RecordPageBase, PublicPage):
    """What changed in a version; `?from=2` compares it with version 2 instead of the one before."""

    page = "changes"

    def show_entry(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        """Show what changed in a version of the record."""
        earlier = _version_number(request.GET["from"]) if "from" in request.GET else None
        try:
            pair = find_pair(entry.pk, where["number"], earlier)
        except UnknownVersion as error:
            if error.args[0] == where["number"]:
                raise Http404 from None
            raise BadRequest(_("This record has no version with the number given in “from”.")) from None
        rows = version_change_rows(pair)
        numbers = entry.record.versions.filter(document__isnull=False).exclude(number=where["number"])
        context = {
            "entry": entry,
            "pair": pair,
            "rows": rows[:MOST_ROWS],
            "more": len(rows) > MOST_ROWS,
            "most": MOST_ROWS,
            "others": list(numbers.order_by("-number").values("number", "published_at")[:MOST_VERSIONS_TO_COMPARE]),
        }
        return forbid_indexing(TemplateResponse(request, "site/version_changes.html", context))


def _version_number(text: str) -> int:
    """Return the number of a version; raise `BadRequest` for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest(_("Write “from” as the number of a version, for example 2."))
    return int(text)


RECENT_VERSIONS = 5
MOST_VERSIONS = 500  # of a record, on one page


class CachedRecordPage(RecordPageBase, PublicPage):
    """A page of a record that shows the health of the sources which it cites."""

    reads_as_of = True

    def edition(
        self,
        request: HttpRequest,
        entry: Entry,
        document: dict,
        version: Any,
        *,
        moment: datetime | None = None,
        **context: Any,
    ) -> HttpResponse:
        """Return the page of a document; `moment` is when an older version was what readers saw."""
        live = moment is None
        edition = compose_content(document, moment)
        # A version has the state that it was published with; those from before it was written down have none.
        edition.evidence = entry.evidence if live else document["evidence_state"]
        recent = entry.record.versions.by_people().order_by("-number") if live else Version.objects.none()
        response = TemplateResponse(
            request,
            "site/record.html",
            {
                "entry": entry,
                "edition": edition,
                "version": version,
                "live": live,
                "mistakes": _mistakes(edition, version),
                "versions": list(recent[:RECENT_VERSIONS]),
                **context,
            },
        )
        return response if live else forbid_indexing(response)

    @staticmethod
    def page_content(response: Any) -> tuple[list[str], list[str]]:
        """Return the public ids of the cited sources and of the citations, of those for relations that other records
        state too."""
        edition = response.context_data["edition"]
        return sorted(row.source.public_id for row in edition.sources), edition.citation_ids

    @staticmethod
    def extra_key(shown: tuple[Sequence[str], Sequence[str]]) -> tuple[Any, ...]:
        source_ids, citation_ids = shown
        return health_digest(source_ids), sightings_digest(citation_ids)


class RecordPage(CachedRecordPage):
    """A record as it is public now, or with `?as_of=2026-11-12` as it was at the end of that day (UTC)."""

    def show_entry(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        """Show the current version of the record, or the one of the day of `as_of`."""
        if "as_of" in request.GET:
            return self.past(request, entry, parse_day(request.GET["as_of"]))
        if entry.withdrawn_at:
            return withdrawn_page(request, entry)
        document = entry.upgraded_document
        stamp = document["version"] | {"published_at": datetime.fromisoformat(document["version"]["published_at"])}
        return self.edition(request, entry, document, stamp)

    def past(self, request: HttpRequest, entry: Entry, day: date) -> HttpResponse:
        """Show the record as it was at the end of a day."""
        moment = end_of_day(day)
        version = versions_until(entry.pk, moment).first()
        if version is None:
            return not_yet_public_page(request, entry, day)
        if version.document is None:
            return withdrawn_page(request, entry, version)
        return self.edition(request, entry, version.upgraded_document, version, moment=moment, as_of=day)


class RecordVersionsPage(RecordPageBase):
    """Every version of a record, the newest first."""

    page = "versions"

    def show_entry(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        versions = list(entry.record.versions.defer("document").order_by("-number")[: MOST_VERSIONS + 1])
        more = len(versions) > MOST_VERSIONS
        context = {"entry": entry, "versions": versions[:MOST_VERSIONS], "more": more, "most": MOST_VERSIONS}
        return forbid_indexing(TemplateResponse(request, "site/versions.html", context))


class RecordVersionPage(CachedRecordPage):
    """One version as it was published; it stays readable after a withdrawal, which its banner mentions."""

    page = "version"

    def show_entry(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        """Show one version of the record."""
        version = entry.record.versions.filter(number=where["number"]).first()
        if version is None:
            raise Http404
        if version.document is None:
            return withdrawn_page(request, entry, version)
        return self.edition(request, entry, version.upgraded_document, version, moment=version.published_at)


def _mistakes(edition: RecordContent, version: Any) -> MistakeReport:
    """Return the links to report a mistake in a version; `version` is a row, or the stamp of the current version."""
    number = version["number"] if isinstance(version, dict) else version.number
    return MistakeReport(public_id=edition.id, number=number)


def record_urls(prefix: str, listing: type[View], detail: type[RecordPageBase]) -> list[URLPattern]:
    """Return the addresses of a type: its list, its records, their versions and what changed in each."""
    kind = detail.kind
    version = RecordVersionPage.as_view(kind=kind)
    changes = RecordChangesPage.as_view(kind=kind)
    return [
        path(f"{prefix}/", listing.as_view(), name=f"{kind}-list"),
        path(f"{prefix}/<slug:slug>/", detail.as_view(), name=f"{kind}-detail"),
        path(f"{prefix}/<slug:slug>/versions/", RecordVersionsPage.as_view(kind=kind), name=f"{kind}-versions"),
        path(f"{prefix}/<slug:slug>/versions/<int:number>/", version, name=f"{kind}-version"),
        path(f"{prefix}/<slug:slug>/versions/<int:number>/changes/", changes, name=f"{kind}-changes"),
    ]


def withdrawn_page(request: HttpRequest, entry: Entry, version: Version | None = None) -> HttpResponse:
    """Say since when and why a record is no longer public (RFC 9110, 410); redirect from one that was merged."""
    if entry.merged_into and version is None:
        return merge_redirects.redirect_to_record(reverse("permanent", args=[entry.merged_into]))
    return _withdrawn_record_page(request, entry, withdrawal_of(entry, version))


@in_accepted_language
def _withdrawn_record_page(request: HttpRequest, entry: Entry, withdrawal: Withdrawal) -> HttpResponse:
    """Return the page of a withdrawn record; a program gets the problem document that the API answers with."""
    if wants_problem(request):
        return problem_response(request, Withdrawn(withdrawal).document())
    context = {"entry": entry, "since": withdrawal.since, "reason": withdrawal.reason}
    response = TemplateResponse(request, "site/withdrawn.html", context, status=410)
    patch_vary_headers(response, ["Accept"])
    return forbid_indexing(response)


def not_yet_public_page(request: HttpRequest, entry: Entry, day: date) -> HttpResponse:
    context = {"entry": entry, "day": day}
    return forbid_indexing(TemplateResponse(request, "site/not_yet.html", context, status=404))

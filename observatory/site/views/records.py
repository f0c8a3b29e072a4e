"""Pages of a record: current, as of a day, its versions, and the page of a withdrawn record."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_vary_headers
from django.views.generic import View

from observatory.public import links
from observatory.public.links import permanent_version_url
from observatory.public.location_health import turns
from observatory.public.problems import Withdrawn, problem_response, wants_problem
from observatory.public.published import Withdrawal, find_by_former_slug, versions_until, withdrawal_of
from observatory.publishing.models import Entry, Version
from observatory.site.http.errors import in_language_asked_for
from observatory.site.http.page_cache import kept
from observatory.site.lists.as_of import end_of, past_day, unindexed
from observatory.site.record.page import READ, Edition, compose
from observatory.site.record.report_links import Mistakes

RECENT_VERSIONS = 5
MOST_VERSIONS = 500  # of a record, on one page


class RecordView(View):
    """What the pages of one record have in common. A type's views name its `kind`."""

    kind = ""
    page = "detail"

    def get(self, request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        entry = Entry.objects.filter(kind=self.kind, slug=slug).only(*READ).first()
        if entry is None:
            return self.moved(request, slug, **where)
        return self.show(request, entry, **where)

    def show(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        raise NotImplementedError

    def moved(self, request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        """Redirect from a slug that the record had before; 404 for one that nobody had."""
        entry = find_by_former_slug(slug, self.kind)
        if entry is None:
            raise Http404
        target = reverse(f"{self.kind}-{self.page}", args=[entry.slug, *where.values()])
        query = request.META.get("QUERY_STRING", "")
        return links.moved(f"{target}?{query}" if query else target)

    def edition(
        self, request: HttpRequest, entry: Entry, document: dict, version: Any, *, live: bool, **context: Any
    ) -> HttpResponse:
        edition = compose(document, live=live)
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
        return response if live else unindexed(response)


class RecordDetail(RecordView):
    """A record as it is public now, or with `?as_of=2026-11-12` as it was at the end of that day (UTC)."""

    def show(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        if "as_of" in request.GET:
            return self.past(request, entry, past_day(request.GET["as_of"]))
        if entry.withdrawn_at:
            return gone(request, entry)
        document = entry.upgraded_document
        stamp = document["version"] | {"published_at": datetime.fromisoformat(document["version"]["published_at"])}
        return self.edition(request, entry, document, stamp, live=True)

    def past(self, request: HttpRequest, entry: Entry, day: date) -> HttpResponse:
        version = versions_until(entry.pk, end_of(day)).first()
        if version is None:
            return not_yet(request, entry, day)
        if version.document is None:
            return gone(request, entry, version)
        return self.edition(request, entry, version.upgraded_document, version, live=False, as_of=day)


class RecordVersions(RecordView):
    """Every version of a record, the newest first."""

    page = "versions"

    def show(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        versions = list(entry.record.versions.defer("document").order_by("-number")[: MOST_VERSIONS + 1])
        more = len(versions) > MOST_VERSIONS
        context = {"entry": entry, "versions": versions[:MOST_VERSIONS], "more": more, "most": MOST_VERSIONS}
        return unindexed(TemplateResponse(request, "site/versions.html", context))


class RecordVersion(RecordView):
    """One version as it was published; it stays readable after a withdrawal, which its banner tells."""

    page = "version"

    def show(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        version = entry.record.versions.filter(number=where["number"]).first()
        if version is None:
            raise Http404
        if version.document is None:
            return gone(request, entry, version)
        return self.edition(request, entry, version.upgraded_document, version, live=False)


def _mistakes(edition: Edition, version: Any) -> Mistakes:
    """Return what a reader of a version of a record may report; `version` is a row, or the stamp of the current one."""
    number = version["number"] if isinstance(version, dict) else version.number
    return Mistakes(permanent_version_url(edition.id, number), edition.title.text, number)


def record_urls(prefix: str, listing: type[View], detail: type[RecordView]) -> list[URLPattern]:
    """Return the addresses of a type: its list, its records, their versions."""
    kind = detail.kind
    version = kept(RecordVersion.as_view(kind=kind), also=turns, of=cited)
    return [
        path(f"{prefix}/", kept(listing.as_view()), name=f"{kind}-list"),
        path(f"{prefix}/<slug:slug>/", kept(detail.as_view(), also=turns, of=cited), name=f"{kind}-detail"),
        path(f"{prefix}/<slug:slug>/versions/", RecordVersions.as_view(kind=kind), name=f"{kind}-versions"),
        path(f"{prefix}/<slug:slug>/versions/<int:number>/", version, name=f"{kind}-version"),
    ]


def cited(response: Any) -> list[str]:
    """Return the public ids of the sources that the page of a record cites, those of its neighbours' relations too."""
    return sorted(row.source.public_id for row in response.context_data["edition"].sources)


def gone(request: HttpRequest, entry: Entry, version: Version | None = None) -> HttpResponse:
    """Say since when and why a record is no longer public (RFC 9110, 410); one that was merged leads on."""
    if entry.merged_into and version is None:
        return links.moved(reverse("permanent", args=[entry.merged_into]))
    return _withdrawn(request, entry, withdrawal_of(entry, version))


@in_language_asked_for
def _withdrawn(request: HttpRequest, entry: Entry, withdrawal: Withdrawal) -> HttpResponse:
    """Return the page of a withdrawn record; a program gets the problem document that the API answers with."""
    if wants_problem(request):
        return problem_response(request, Withdrawn(withdrawal).document())
    context = {"entry": entry, "since": withdrawal.since, "reason": withdrawal.reason}
    response = TemplateResponse(request, "site/withdrawn.html", context, status=410)
    patch_vary_headers(response, ["Accept"])
    return unindexed(response)


def not_yet(request: HttpRequest, entry: Entry, day: date) -> HttpResponse:
    context = {"entry": entry, "day": day}
    return unindexed(TemplateResponse(request, "site/not_yet.html", context, status=404))

"""The home page, the pages on methods and about the site, and the choice between the light and the dark theme."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from observatory.public.basis_of_statements import basis_words
from observatory.public.catalogue_counts import (
    catalogue_counts,
    kinds_without_organisations,
    labelled_counts,
    labelled_kinds,
    years_without_organisations,
)
from observatory.public.evidence_counts import evidence_counts
from observatory.public.location_health import health_words
from observatory.public.published_sightings import sighting_words
from observatory.publishing.models import Entry
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.as_of_parameter import redirect_to_day
from observatory.site.overview.statement_and_source_changes import any_source_read, changes_key, statement_changes
from observatory.site.overview.year_chart import year_chart
from observatory.site.record.disputes import disputed_entries, open_disputes
from observatory.site.record.relations_and_neighbours import COLUMNS, pair_with_neighbours
from observatory.sources.models import Citation

RECENT = 6
DISPUTED = 5
CHANGED = 3
THEME_COOKIE_AGE = int(timedelta(days=365).total_seconds())


class HomePage(PublicPage):
    reads_as_of = True
    live = ("sightings",)

    @staticmethod
    def extra_key() -> Any:
        return changes_key(CHANGED), any_source_read()

    def get(self, request: HttpRequest) -> HttpResponse:
        if redirected := redirect_to_day(request):
            return redirected
        recent = Entry.objects.live().values(*COLUMNS, "published_at")[:RECENT]
        numbers = catalogue_counts()
        context = {
            "tallies": numbers,
            "recent": [{**row, "neighbour": each} for row, each in pair_with_neighbours(recent)],
            # Some of the records may have nothing that is not listed at another.
            "disputed": open_disputes(disputed_entries()[: 2 * DISPUTED])[:DISPUTED],
            "statements": evidence_counts(),
            "changes": statement_changes(CHANGED),
            "any_read": any_source_read(),
            "chart": year_chart(years_without_organisations()),
            "without_organisations": True,
            "years_url": f"{reverse('timeline')}?{urlencode({'kind': kinds_without_organisations()}, doseq=True)}&",
            "kinds": labelled_kinds(numbers.kinds),
            "jurisdictions": labelled_counts(numbers.jurisdictions, "jurisdiction"),
            "themes": labelled_counts(numbers.themes, "theme"),
        }
        return TemplateResponse(request, "site/home.html", context)


class MethodsPage(TemplateView):
    """How records are made, what the verdicts and states mean, how sources are watched."""

    template_name = "site/methods.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meanings = {
            Citation.Verdict.SUPPORTS: _("the passage says what the statement says"),
            Citation.Verdict.PARTLY: _("the passage supports part of the statement, or supports it less precisely"),
            Citation.Verdict.CONTRADICTS: _("the passage and the statement cannot both be true"),
            Citation.Verdict.DOES_NOT_SUPPORT: _("what was compared does not say this, or is about something else"),
            Citation.Verdict.NOT_CHECKED: _("the source is cited, but nobody has given a verdict yet"),
        }
        states = {
            Entry.Evidence.DISPUTED: _("for at least one statement, two sources give values that cannot both be true"),
            Entry.Evidence.CONTRADICTED: _("a source cited for at least one statement contradicts it"),
            Entry.Evidence.UNSOURCED: _("the record cites no source at all"),
            Entry.Evidence.UNSUPPORTED: _("at least one statement has no source that supports it"),
            Entry.Evidence.UNCHECKED: _("at least one statement has not been checked against its source"),
            Entry.Evidence.SUPPORTED: _(
                "every statement has a source that supports it, fully or partly, but at least one has no passage of a"
                " primary source"
            ),
            Entry.Evidence.PRIMARY: _("every statement is supported by a quoted passage of a primary source"),
        }
        return super().get_context_data(
            section="methods",
            verdicts=meanings.items(),
            states=states.items(),
            bases=basis_words(),
            sightings=[(words, tone) for _code, words, tone in sighting_words()],
            health=health_words(),
            **kwargs,
        )


class AboutPage(TemplateView):
    template_name = "site/about.html"
    extra_context = {"section": "about"}


class ThemeChoice(View):
    """Remember light, dark or the system's theme in a cookie, and go back. Works without a script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Keep the colour theme that a reader chose, light or dark, in a cookie, and go back to the page."""
        back = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
        response = HttpResponseRedirect(back if safe else reverse("home"))
        chosen = request.GET.get("set", "")
        if chosen in ("light", "dark"):
            response.set_cookie("theme", chosen, max_age=THEME_COOKIE_AGE, samesite="Lax", secure=request.is_secure())
        else:
            response.delete_cookie("theme", samesite="Lax")
        return response

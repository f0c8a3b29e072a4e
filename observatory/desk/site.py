"""The admin site: access control for all admin pages."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.template.response import TemplateResponse
from django.urls import translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatory.desk import dashboard
from observatory.desk.login import LoginForm
from observatory.operations.readiness import failing_components
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.records.models import Record
from observatory.records.predicates import kinds_that_fit
from observatory.sources.models import Location

# Models that curators use daily; the others follow by name.
MODELS = ["Record", "Organisation", "Relation", "Source", "Location", "Citation", "Change", "Watch", "Check"]
FIRST, LATER = ["records"], ["sources", "monitoring", "publishing"]  # the apps of the record types come between these


class LabelledOptions(AutocompleteJsonView):
    """Labels the options of a search field with the `option_label` of their model's admin, if it has one.

    The locations of a source are found alone if its primary key is sent as `source`; and those records alone of which
    the relation `said` fits to a record of the type `said_of`.
    """

    def get_queryset(self):
        rows, source = super().get_queryset(), self.request.GET.get("source", "")
        if rows.model is Location and source.isascii() and source.isdigit() and len(source) < 19:
            return rows.filter(source=int(source))
        said, kind = self.request.GET.get("said", ""), self.request.GET.get("said_of", "")
        if rows.model is Record and said and kind:
            return rows.filter(kind__in=kinds_that_fit(kind, said, [known.kind for known in registry.all_types()]))
        return rows

    def serialize_result(self, obj, to_field_name):
        found = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "option_label", None)
        return found | {"text": label(obj)} if label else found


class Desk(admin.AdminSite):
    site_header = _("AI for Science Observatory")
    site_title = _("Observatory admin")
    index_title = _("Today")
    login_form = LoginForm
    index_template = "admin/home.html"  # under another name, Django would show it as the index of each app too

    def admin_view(self, view, cacheable=False):
        """Refuse requests with characters that the database cannot process, before any view reads them."""

        def checked(request, *args, **kwargs):
            if any("\x00" in text for text in (request.path, *_texts(request.GET))):
                return TemplateResponse(request, "admin/refused.html", self.each_context(request), status=400)
            return view(request, *args, **kwargs)

        checked.__dict__.update(view.__dict__)
        return super().admin_view(checked, cacheable)

    def each_context(self, request):
        here = request.get_full_path()
        languages = [
            {"code": code, "name": name, "address": translate_url(here, code), "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ]
        home = "/zh-hans/" if active_language() == "zh-hans" else "/"
        return super().each_context(request) | {"languages": languages, "site_url": home}

    def index(self, request, extra_context=None):
        found = {"panels": dashboard.panels(request.user), "alarms": failing_components()}
        return super().index(request, found | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Return the apps in order: the catalogue, what it is based on, what was published, and accounts last."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda row: MODELS.index(row["object_name"]) if row["object_name"] in MODELS else 99)
        apps = list(dict.fromkeys([*FIRST, *(row.model._meta.app_label for row in registry.all_types()), *LATER]))
        return sorted(found, key=lambda app: apps.index(app["app_label"]) if app["app_label"] in apps else len(apps))

    def autocomplete_view(self, request):
        return LabelledOptions.as_view(admin_site=self)(request)


def _texts(values):
    for name, found in values.lists():
        yield name
        yield from found

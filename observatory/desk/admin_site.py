"""The admin site (`Desk`): access control, menus and search fields of all admin pages."""

from django.conf import settings
from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatory.desk.login_throttle import LoginForm
from observatory.desk.search_field_options import LabelledOptions
from observatory.operations.readiness import check_components
from observatory.records import registry
from observatory.records.languages import active_language

# Models that curators use daily; the others follow by name.
MODELS = ["Record", "Organisation", "Relation", "Source", "Location", "Citation", "Change", "Watch", "Check"]
# What the side column begins with: name, view, and the permission that it needs.
DAILY = (
    (_("Changes"), "admin:monitoring_change_changelist", "monitoring.view_change"),
    (_("Evidence to check"), "desk-evidence", "sources.view_citation"),
    (_("Comments"), "desk-comments", "records.view_record"),
    (_("Records"), "admin:records_record_changelist", "records.view_record"),
    (_("Sources"), "admin:sources_source_changelist", "sources.view_source"),
)
FIRST, LATER = ["records"], ["sources", "monitoring", "publishing"]  # the apps of the record types come between these


RUNNING = ("beat", "worker", "backlog")  # components whose state the home page tells where all is well


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
        """Return the template variables of every page of the desk."""
        here = request.get_full_path()
        languages = [
            {"code": code, "name": name, "address": translate_url(here, code), "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ]
        home = "/zh-hans/" if active_language() == "zh-hans" else "/"
        may = request.user.has_perm
        return super().each_context(request) | {
            "languages": languages,
            "site_url": home,
            "daily": [{"name": name, "url": reverse(view)} for name, view, need in DAILY if may(need)],
        }

    def index(self, request, extra_context=None):
        """Show the home page of the desk."""
        from observatory.desk import dashboard  # its panels use admins, which register themselves with this site

        page, components = dashboard.home_of_desk(request.user), check_components()
        found = {
            "home": page,
            "panels": page.panels,
            "greeting": dashboard.greeting(timezone.localtime().hour),
            "alarms": [each for each in components if not each.ok],
            "running": [each for each in components if each.ok and each.name in RUNNING],
        }
        return super().index(request, found | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Return the apps in order: the catalogue, what it is based on, what was published, and accounts last."""
        found = super().get_app_list(request, app_label)
        for app in found:
            for row in app["models"]:
                row["rare"] = app["app_label"] in (*FIRST, *LATER) and row["object_name"] not in MODELS
            rare = [row for row in app["models"] if row["rare"]]
            app["has_rare"] = bool(rare)
            app["shows_rare"] = any(row["admin_url"] and row["admin_url"] in request.path for row in rare)
            app["models"].sort(key=lambda row: MODELS.index(row["object_name"]) if row["object_name"] in MODELS else 99)
        apps = list(dict.fromkeys([*FIRST, *(row.model._meta.app_label for row in registry.all_types()), *LATER]))
        return sorted(found, key=lambda app: apps.index(app["app_label"]) if app["app_label"] in apps else len(apps))

    def autocomplete_view(self, request):
        return LabelledOptions.as_view(admin_site=self)(request)


def _texts(values):
    for name, found in values.lists():
        yield name
        yield from found

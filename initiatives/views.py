"""Public pages of initiatives."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.record_pages import RecordPage
from observatory.site.views.search_and_lists import RecordListPage


class InitiativeListPage(RecordListPage):
    kind = "initiative"
    lede = _("Plans, programmes, projects and events that promote AI for Science.")


class InitiativePage(RecordPage):
    kind = "initiative"

"""Public pages of initiatives."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordListPage
from observatory.site.views.records import RecordPage


class InitiativeListPage(RecordListPage):
    kind = "initiative"
    lede = _("Plans, programmes, projects and events that promote AI for Science.")


class InitiativePage(RecordPage):
    kind = "initiative"

"""Public pages of initiatives."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordList
from observatory.site.views.records import RecordDetail


class InitiativeList(RecordList):
    kind = "initiative"
    lede = _("Plans, programmes, projects and events that promote AI for Science.")


class InitiativeDetail(RecordDetail):
    kind = "initiative"

"""Public pages of platforms."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordList
from observatory.site.views.records import RecordDetail


class PlatformList(RecordList):
    kind = "platform"
    lede = _("Software, models, data and computing used for AI for Science.")


class PlatformDetail(RecordDetail):
    kind = "platform"

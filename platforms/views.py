"""Public pages of platforms."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordListPage
from observatory.site.views.records import RecordPage


class PlatformListPage(RecordListPage):
    kind = "platform"
    lede = _("Software, models, data and computing used for AI for Science.")


class PlatformPage(RecordPage):
    kind = "platform"

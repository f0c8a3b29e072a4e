"""Public pages of platforms."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.record_pages import RecordPage
from observatory.site.views.search_and_lists import RecordListPage


class PlatformListPage(RecordListPage):
    kind = "platform"
    lede = _("Software, models, data and computing used for AI for Science.")


class PlatformPage(RecordPage):
    kind = "platform"

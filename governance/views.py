"""Public pages of governance bodies and of instruments."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.record_pages import RecordPage
from observatory.site.views.search_and_lists import RecordListPage


class BodyListPage(RecordListPage):
    kind = "body"
    lede = _("Committees, commissions and regulators that govern AI in science.")


class BodyPage(RecordPage):
    kind = "body"


class InstrumentListPage(RecordListPage):
    kind = "instrument"
    lede = _("Laws, measures, principles, norms and guidelines that apply to AI in science.")


class InstrumentPage(RecordPage):
    kind = "instrument"

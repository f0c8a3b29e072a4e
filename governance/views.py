"""Public pages of governance bodies and of instruments."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordListPage
from observatory.site.views.records import RecordPage


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

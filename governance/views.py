"""Public pages of governance bodies and of instruments."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordList
from observatory.site.views.records import RecordDetail


class BodyList(RecordList):
    kind = "body"
    lede = _("Committees, commissions and regulators that govern AI in science.")


class BodyDetail(RecordDetail):
    kind = "body"


class InstrumentList(RecordList):
    kind = "instrument"
    lede = _("Laws, measures, principles, norms and guidelines that apply to AI in science.")


class InstrumentDetail(RecordDetail):
    kind = "instrument"

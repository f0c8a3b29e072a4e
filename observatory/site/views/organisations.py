"""Organisations: the one record type of the kernel."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordList
from observatory.site.views.records import RecordDetail, record_urls


class OrganisationList(RecordList):
    kind = "organisation"
    actors = False
    lede = _("Ministries, companies, universities, laboratories and agencies active in AI for Science.")


class OrganisationDetail(RecordDetail):
    kind = "organisation"


urlpatterns = record_urls("organisations", OrganisationList, OrganisationDetail)

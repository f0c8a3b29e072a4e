"""Organisations: the one record type of the kernel."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.lists import RecordListPage
from observatory.site.views.records import RecordPage, record_urls


class OrganisationListPage(RecordListPage):
    kind = "organisation"
    actors = False
    lede = _("Ministries, companies, universities, laboratories and agencies active in AI for Science.")


class OrganisationPage(RecordPage):
    kind = "organisation"


urlpatterns = record_urls("organisations", OrganisationListPage, OrganisationPage)

"""The public pages of organisations: the one record type of the kernel."""

from django.utils.translation import gettext_lazy as _

from observatory.site.views.record_pages import RecordPage, record_urls
from observatory.site.views.search_and_lists import RecordListPage


class OrganisationListPage(RecordListPage):
    kind = "organisation"
    actors = False
    lede = _("Ministries, companies, universities, laboratories and agencies active in AI for Science.")


class OrganisationPage(RecordPage):
    kind = "organisation"


urlpatterns = record_urls("organisations", OrganisationListPage, OrganisationPage)

"""URLs of the public pages of initiatives."""

from initiatives.views import InitiativeDetail, InitiativeList
from observatory.site.views.records import record_urls

urlpatterns = record_urls("initiatives", InitiativeList, InitiativeDetail)

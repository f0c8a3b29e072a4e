"""URLs of the public pages of initiatives."""

from initiatives.views import InitiativeListPage, InitiativePage
from observatory.site.views.records import record_urls

urlpatterns = record_urls("initiatives", InitiativeListPage, InitiativePage)

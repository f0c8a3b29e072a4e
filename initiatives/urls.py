"""URLs of the public pages of initiatives."""

from initiatives.views import InitiativeListPage, InitiativePage
from observatory.site.views.record_pages import record_urls

urlpatterns = record_urls("initiatives", InitiativeListPage, InitiativePage)

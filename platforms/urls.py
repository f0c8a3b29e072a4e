"""URLs of the public pages of platforms."""

from observatory.site.views.record_pages import record_urls
from platforms.views import PlatformListPage, PlatformPage

urlpatterns = record_urls("platforms", PlatformListPage, PlatformPage)

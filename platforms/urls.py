"""URLs of the public pages of platforms."""

from observatory.site.views.records import record_urls
from platforms.views import PlatformDetail, PlatformList

urlpatterns = record_urls("platforms", PlatformList, PlatformDetail)

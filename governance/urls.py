"""URLs of the public pages of governance bodies and of instruments."""

from governance.views import BodyDetail, BodyList, InstrumentDetail, InstrumentList
from observatory.site.views.records import record_urls

urlpatterns = [
    *record_urls("bodies", BodyList, BodyDetail),
    *record_urls("instruments", InstrumentList, InstrumentDetail),
]

"""URLs of the public pages of governance bodies and of instruments."""

from governance.views import BodyListPage, BodyPage, InstrumentListPage, InstrumentPage
from observatory.site.views.record_pages import record_urls

urlpatterns = [
    *record_urls("bodies", BodyListPage, BodyPage),
    *record_urls("instruments", InstrumentListPage, InstrumentPage),
]

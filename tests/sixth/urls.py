"""The addresses of the site with those of the sixth type."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from observatory import urls
from observatory.api.router import Router
from observatory.site.views.record_pages import RecordPage, record_urls
from observatory.site.views.search_and_lists import RecordListPage
from tests.sixth.models import CALL


class CallList(RecordListPage):
    kind = "call"


class CallDetail(RecordPage):
    kind = "call"


router = Router()
router.register_records([CALL])
urlpatterns = [
    path("api/v1/", include((router.urls, "calls"))),
    *urls.urlpatterns,
    *i18n_patterns(path("", include(record_urls("calls", CallList, CallDetail))), prefix_default_language=False),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500

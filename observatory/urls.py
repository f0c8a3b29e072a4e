"""The URLs of the site. The API has one URL; public pages and the admin have one per language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from observatory.desk.guide import show_guide
from observatory.operations import views as operations
from observatory.site.http.robots_and_sitemaps import crawler_urls

urlpatterns = [
    path("healthz", operations.alive),
    path("readyz", operations.ready),
    path("metrics", operations.show_metrics),
    path("api/v1/", include("observatory.api.urls")),
    *crawler_urls(),
]
urlpatterns += i18n_patterns(
    path("admin/evidence/", include("observatory.desk.evidence.urls")),
    path("admin/guide/", show_guide, name="guide"),
    path("admin/duplicates/", include("observatory.publishing.admin.duplicate_urls")),
    path("admin/source-lookup/", include("observatory.desk.source_lookup.urls")),
    path("admin/notices/", include("observatory.notifications.desk_urls")),
    path("admin/review/", include("observatory.desk.review.urls")),
    path("admin/comments/", include("observatory.desk.comments.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)

# English has no prefix; Chinese is under /zh-hans/.
urlpatterns += i18n_patterns(
    path("", include("observatory.site.urls")),
    path("", include("observatory.corrections.urls")),
    path("", include("observatory.notifications.urls")),
    path("", include("initiatives.urls")),
    path("", include("governance.urls")),
    path("", include("platforms.urls")),
    prefix_default_language=False,
)

handler400 = "observatory.site.http.error_pages.bad_request"
handler403 = "observatory.site.http.error_pages.forbidden"
handler404 = "observatory.site.http.error_pages.not_found"
handler500 = "observatory.site.http.error_pages.server_error"

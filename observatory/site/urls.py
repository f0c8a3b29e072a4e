"""Pages that belong to no domain app. Record types add theirs with `views.records.record_urls`."""

from django.urls import path

from observatory.site.cite.urls import urlpatterns as cite_urls
from observatory.site.views.home import About, Home, Permanent, ThemeChoice
from observatory.site.views.organisations import urlpatterns as organisation_urls
from observatory.site.views.sources import SourceDetail, SourceList
from observatory.site.views.timeline import Timeline

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("timeline/", Timeline.as_view(), name="timeline"),
    path("about/", About.as_view(), name="about"),
    path("sources/", SourceList.as_view(), name="source-list"),
    path("sources/<slug:public_id>/", SourceDetail.as_view(), name="source-detail"),
    path("r/<slug:public_id>", Permanent.as_view(), name="permanent"),
    path("r/<slug:public_id>/<int:number>", Permanent.as_view(), name="permanent-version"),
    path("theme", ThemeChoice.as_view(), name="theme"),
    *cite_urls,
    *organisation_urls,
]

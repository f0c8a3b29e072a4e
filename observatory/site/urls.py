"""Pages that belong to no domain app. Record types add theirs with `views.records.record_urls`."""

from django.urls import path, re_path

from observatory.site.views.card import card
from observatory.site.views.cite import cite_record, cite_source
from observatory.site.views.compare import Compare, ComparePlaces
from observatory.site.views.data import Data, table
from observatory.site.views.feeds import feed
from observatory.site.views.graph import GraphPage
from observatory.site.views.home import About, Home, Methods, Permanent, ThemeChoice
from observatory.site.views.lists import Completions, Search
from observatory.site.views.organisations import urlpatterns as organisation_urls
from observatory.site.views.overview import Changes, Coverage, Disagreements, Glossary
from observatory.site.views.sources import SourceDetail, SourceList
from observatory.site.views.terms import FieldPage, PlacePage, ThemePage
from observatory.site.views.timeline import TimelinePage

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("search/titles", Completions.as_view(), name="completions"),
    path("timeline/", TimelinePage.as_view(), name="timeline"),
    path("disagreements/", Disagreements.as_view(), name="disagreements"),
    path("changes/", Changes.as_view(), name="changes"),
    path("coverage/", Coverage.as_view(), name="coverage"),
    path("glossary/", Glossary.as_view(), name="glossary"),
    path("compare/", Compare.as_view(), name="compare"),
    path("compare/places/", ComparePlaces.as_view(), name="compare-places"),
    path("graph/", GraphPage.as_view(), name="graph"),
    path("places/<slug:code>/", PlacePage.as_view(), name="place"),
    path("themes/<slug:code>/", ThemePage.as_view(), name="theme-detail"),
    re_path(r"^fields/(?P<code>[0-9.]{1,16})/$", FieldPage.as_view(), name="field-detail"),
    path("data/", Data.as_view(), name="data"),
    re_path(r"^records\.(?P<form>csv|xlsx)$", table, name="records-table"),
    path("about/", About.as_view(), name="about"),
    path("methods/", Methods.as_view(), name="methods"),
    path("sources/", SourceList.as_view(), name="source-list"),
    path("sources/<slug:public_id>/", SourceDetail.as_view(), name="source-detail"),
    path("r/<slug:public_id>", Permanent.as_view(), name="permanent"),
    path("r/<slug:public_id>/<int:number>", Permanent.as_view(), name="permanent-version"),
    path("theme", ThemeChoice.as_view(), name="theme"),
    re_path(r"^feed\.(?P<form>atom|json)$", feed, name="feed"),
    path("r/<slug:public_id>/card", card, name="card"),
    path("r/<slug:public_id>/cite.<slug:suffix>", cite_record, name="cite-record"),
    path("sources/<slug:public_id>/cite.<slug:suffix>", cite_source, name="cite-source"),
    *organisation_urls,
]

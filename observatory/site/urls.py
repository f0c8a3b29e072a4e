"""Pages that belong to no domain app. Record types add theirs with `views.records.record_urls`."""

from django.urls import path, re_path

from observatory.site.http.page_cache import kept
from observatory.site.lists.as_of import only_now
from observatory.site.views.card import card
from observatory.site.views.cite import cite_record, cite_source
from observatory.site.views.compare import Compare, ComparePlaces
from observatory.site.views.data import Data, table
from observatory.site.views.feeds import feed
from observatory.site.views.graph import GraphPage
from observatory.site.views.home import About, Home, Methods, Permanent, ThemeChoice, latest_changes
from observatory.site.views.lists import Completions, Search
from observatory.site.views.organisations import urlpatterns as organisation_urls
from observatory.site.views.overview import Changes, Coverage, Disagreements, Glossary, turned
from observatory.site.views.sources import SourceDetail, SourceList, listed, turns_of, turns_of_all
from observatory.site.views.terms import FieldPage, PlacePage, ThemePage
from observatory.site.views.timeline import Timeline

urlpatterns = [
    path("", kept(Home.as_view(), also=latest_changes), name="home"),
    path("search/", kept(Search.as_view()), name="search"),
    path("search/titles", Completions.as_view(), name="completions"),
    path("timeline/", kept(Timeline.as_view()), name="timeline"),
    path("disagreements/", only_now(kept(Disagreements.as_view())), name="disagreements"),
    path("changes/", only_now(kept(Changes.as_view(), also=turned)), name="changes"),
    path("coverage/", only_now(kept(Coverage.as_view())), name="coverage"),
    path("glossary/", only_now(kept(Glossary.as_view())), name="glossary"),
    path("compare/", only_now(kept(Compare.as_view())), name="compare"),
    path("compare/places/", only_now(kept(ComparePlaces.as_view())), name="compare-places"),
    path("graph/", only_now(kept(GraphPage.as_view())), name="graph"),
    path("places/<slug:code>/", kept(PlacePage.as_view()), name="place"),
    path("themes/<slug:code>/", kept(ThemePage.as_view()), name="theme-detail"),
    re_path(r"^fields/(?P<code>[0-9.]{1,16})/$", kept(FieldPage.as_view()), name="field-detail"),
    path("data/", only_now(kept(Data.as_view())), name="data"),
    re_path(r"^records\.(?P<form>csv|xlsx)$", table, name="records-table"),
    path("about/", About.as_view(), name="about"),
    path("methods/", Methods.as_view(), name="methods"),
    path("sources/", only_now(kept(SourceList.as_view(), also=turns_of_all, of=listed)), name="source-list"),
    path("sources/<slug:public_id>/", only_now(kept(SourceDetail.as_view(), also=turns_of)), name="source-detail"),
    path("r/<slug:public_id>", Permanent.as_view(), name="permanent"),
    path("r/<slug:public_id>/<int:number>", Permanent.as_view(), name="permanent-version"),
    path("theme", ThemeChoice.as_view(), name="theme"),
    re_path(r"^feed\.(?P<form>atom|json)$", only_now(kept(feed)), name="feed"),
    path("r/<slug:public_id>/card", kept(card), name="card"),
    path("r/<slug:public_id>/cite.<slug:suffix>", cite_record, name="cite-record"),
    path("sources/<slug:public_id>/cite.<slug:suffix>", cite_source, name="cite-source"),
    *organisation_urls,
]

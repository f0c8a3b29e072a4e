"""Pages that belong to no domain app. Record types add theirs with `views.record_pages.record_urls`."""

from django.urls import path, re_path

from observatory.site.http.feeds import feed
from observatory.site.views.card import card
from observatory.site.views.citation_files import cite_record, cite_source
from observatory.site.views.compare_pages import ComparePage, ComparePlacesPage
from observatory.site.views.data_downloads import DataPage, table
from observatory.site.views.disagreements_changes_and_coverage import ChangesPage, CoveragePage, DisagreementsPage
from observatory.site.views.graph_page import GraphPage
from observatory.site.views.home_methods_and_colour_theme import AboutPage, HomePage, MethodsPage, ThemeChoice
from observatory.site.views.organisation_pages import urlpatterns as organisation_urls
from observatory.site.views.permanent_addresses import Permanent, StatementPage
from observatory.site.views.preview_and_expert_review import expert_review, preview
from observatory.site.views.search_and_lists import Completions, SearchPage, TextSearchPage
from observatory.site.views.source_pages import SourceListPage, SourcePage, SourceTextPage
from observatory.site.views.term_pages import FieldPage, GlossaryPage, PlacePage, ThemePage
from observatory.site.views.timeline_page import TimelinePage

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("search/", SearchPage.as_view(), name="search"),
    path("search/texts/", TextSearchPage.as_view(), name="text-search"),
    path("search/titles", Completions.as_view(), name="completions"),
    path("timeline/", TimelinePage.as_view(), name="timeline"),
    path("disagreements/", DisagreementsPage.as_view(), name="disagreements"),
    path("changes/", ChangesPage.as_view(), name="changes"),
    path("coverage/", CoveragePage.as_view(), name="coverage"),
    path("glossary/", GlossaryPage.as_view(), name="glossary"),
    path("compare/", ComparePage.as_view(), name="compare"),
    path("compare/places/", ComparePlacesPage.as_view(), name="compare-places"),
    path("graph/", GraphPage.as_view(), name="graph"),
    path("places/<slug:code>/", PlacePage.as_view(), name="place"),
    path("themes/<slug:code>/", ThemePage.as_view(), name="theme-detail"),
    re_path(r"^fields/(?P<code>[0-9.]{1,16})/$", FieldPage.as_view(), name="field-detail"),
    path("data/", DataPage.as_view(), name="data"),
    re_path(r"^records\.(?P<form>csv|xlsx)$", table, name="records-table"),
    path("about/", AboutPage.as_view(), name="about"),
    path("methods/", MethodsPage.as_view(), name="methods"),
    path("sources/", SourceListPage.as_view(), name="source-list"),
    path("sources/<slug:public_id>/", SourcePage.as_view(), name="source-detail"),
    path("sources/<slug:public_id>/text/", SourceTextPage.as_view(), name="source-text"),
    path("r/<slug:public_id>", Permanent.as_view(), name="permanent"),
    path("r/<slug:public_id>/<int:number>", Permanent.as_view(), name="permanent-version"),
    path("s/<slug:public_id>", StatementPage.as_view(), name="statement"),
    path("review/<str:token>/", expert_review, name="review-link"),
    path("preview/<slug:public_id>/", preview, name="preview"),
    path("theme", ThemeChoice.as_view(), name="theme"),
    re_path(r"^feed\.(?P<form>atom|json)$", feed, name="feed"),
    path("r/<slug:public_id>/card", card, name="card"),
    path("r/<slug:public_id>/cite.<slug:suffix>", cite_record, name="cite-record"),
    path("sources/<slug:public_id>/cite.<slug:suffix>", cite_source, name="cite-source"),
    *organisation_urls,
]

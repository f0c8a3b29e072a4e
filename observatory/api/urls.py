"""The addresses of the API, version 1."""

from django.urls import path, re_path

from observatory.api.openapi_document import Documentation, Schema
from observatory.api.root import Root, UnknownAddress
from observatory.api.router import FILES, router

app_name = "api"
urlpatterns = [
    path("", Root.as_view(), name="root"),
    *router.urls,
    *(path(route, view.as_view(), name=f"file-{name}") for name, (route, view) in FILES.items()),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Documentation.as_view(), name="docs"),
    # With the final slash only, so that an address without it still redirects to the one with it.
    re_path(r"^(?P<path>.*)/$", UnknownAddress.as_view()),
]

"""URLs of references as files."""

from django.urls import path

from observatory.site.cite import views

urlpatterns = [
    path("r/<slug:public_id>/cite.<slug:suffix>", views.cite_record, name="cite-record"),
    path("sources/<slug:public_id>/cite.<slug:suffix>", views.cite_source, name="cite-source"),
]

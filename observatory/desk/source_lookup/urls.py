"""URLs of the look-up of new sources: pages of the admin site, with its login and its checks."""

from django.contrib import admin
from django.urls import path

from observatory.desk.source_lookup import views

urlpatterns = [
    path("", admin.site.admin_view(views.look_up), name="desk-source-lookup"),
    path("create/", admin.site.admin_view(views.create_sources_view), name="desk-source-create"),
    path("use/<int:pk>/", admin.site.admin_view(views.use_existing_source), name="desk-source-use"),
]

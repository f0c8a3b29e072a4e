"""Every address of the site: the admin and the API have one address, public pages have one per language."""

from django.contrib import admin
from django.urls import path

from observatory.readiness import ready

urlpatterns = [
    path("healthz", ready),
    path("admin/", admin.site.urls),
]

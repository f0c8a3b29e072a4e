"""URLs of the pages of the admin on notices. Included by the wiring, like those of the evidence screen."""

from django.contrib import admin
from django.urls import path

from observatory.notifications.views.preferences import my_notices

urlpatterns = [path("", admin.site.admin_view(my_notices), name="desk-notices")]

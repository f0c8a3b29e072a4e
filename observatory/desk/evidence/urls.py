"""URLs of the evidence screen: pages of the admin site, with its login and its checks.

Included by the wiring and not by the admin site, because apps register their admins while that is being imported.
"""

from django.contrib import admin
from django.urls import path

from observatory.desk.evidence import views

urlpatterns = [
    path("", admin.site.admin_view(views.show_worklist), name="desk-evidence"),
    path("undo/", admin.site.admin_view(views.undo_last_decision), name="desk-evidence-undo"),
    path("<str:ref>/", admin.site.admin_view(views.show_record), name="desk-evidence-record"),
]

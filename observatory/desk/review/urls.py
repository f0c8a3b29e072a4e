"""URLs of the review: pages of the admin site, with its login and its checks.

Included by the wiring and not by the admin site, because apps register their admins while that is being imported.
"""

from django.contrib import admin
from django.urls import path

from observatory.desk.review import expert_link_views, scheduled_views, views

urlpatterns = [
    path("scheduled/", admin.site.admin_view(scheduled_views.list_scheduled), name="desk-scheduled"),
    path("scheduled/<int:pk>/", admin.site.admin_view(scheduled_views.change_scheduled), name="desk-scheduled-change"),
    path("<slug:name>/<int:key>/", admin.site.admin_view(views.review_item), name="desk-review-item"),
    path("<str:ref>/", admin.site.admin_view(views.review_record), name="desk-review"),
    path("<str:ref>/links/", admin.site.admin_view(expert_link_views.make_link_view), name="desk-review-links"),
    path(
        "<str:ref>/links/<int:pk>/revoke/",
        admin.site.admin_view(expert_link_views.revoke_link_view),
        name="desk-review-link-revoke",
    ),
]

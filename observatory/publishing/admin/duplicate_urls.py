"""URLs of likely duplicates and merges: pages of the admin site, with its login and its checks."""

from django.contrib import admin
from django.urls import path

from observatory.publishing.admin import duplicate_pages, merge_pages

urlpatterns = [
    path("", admin.site.admin_view(duplicate_pages.show_likely_duplicates), name="duplicates-home"),
    path("<slug:what>/", admin.site.admin_view(duplicate_pages.show_likely_duplicates), name="duplicates"),
    path("<slug:what>/apart/", admin.site.admin_view(duplicate_pages.mark_apart), name="duplicates-apart"),
    path("<slug:what>/<str:key>/undo/", admin.site.admin_view(merge_pages.undo_merge_view), name="merge-undo"),
    path("<slug:what>/<str:key>/into/<str:into_key>/", admin.site.admin_view(merge_pages.merge_two), name="merge"),
]

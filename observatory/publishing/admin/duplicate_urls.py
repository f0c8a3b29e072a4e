"""URLs of likely duplicates and merges: pages of the admin site, with its login and its checks."""

from django.contrib import admin
from django.urls import path

from observatory.publishing.admin import duplicates, merge_screen

urlpatterns = [
    path("", admin.site.admin_view(duplicates.show_list), name="duplicates-home"),
    path("<slug:what>/", admin.site.admin_view(duplicates.show_list), name="duplicates"),
    path("<slug:what>/apart/", admin.site.admin_view(duplicates.mark_apart), name="duplicates-apart"),
    path("<slug:what>/<str:key>/undo/", admin.site.admin_view(merge_screen.undo_merge_view), name="merge-undo"),
    path("<slug:what>/<str:key>/into/<str:into_key>/", admin.site.admin_view(merge_screen.merge_two), name="merge"),
]

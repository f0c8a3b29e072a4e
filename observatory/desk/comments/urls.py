"""URLs of comments: pages of the admin site, with its login and its checks. Included by the wiring, as those of
evidence are."""

from django.contrib import admin
from django.urls import path

from observatory.desk.comments import views

view = admin.site.admin_view
urlpatterns = [
    path("", view(views.show_comments), name="desk-comments"),
    path("add/", view(views.add_comment_view), name="desk-comment-add"),
    path("<int:key>/edit/", view(views.edit_comment_view), name="desk-comment-edit"),
    path("<int:key>/delete/", view(views.delete_comment_view), name="desk-comment-delete"),
    path("<int:key>/settle/", view(views.settle_comment_view), name="desk-comment-settle"),
    path("<int:key>/reopen/", view(views.reopen_comment_view), name="desk-comment-reopen"),
]

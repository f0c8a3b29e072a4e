"""URLs of the public pages of notices: following, and unsubscribing."""

from django.urls import path

from observatory.notifications.views import follow
from observatory.notifications.views.unsubscribe import unsubscribe

urlpatterns = [
    path("follow/", follow.request_follow, name="follow"),
    path("follow/confirm/<str:token>/", follow.confirm_follow, name="follow-confirm"),
    path("follows/", follow.request_follows_link, name="follows-overview"),
    path("follows/<str:token>/", follow.all_follows, name="follows"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]

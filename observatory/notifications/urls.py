"""URLs of the public pages of notices: following, and unsubscribing."""

from django.urls import path

from observatory.notifications.views import follow_and_unsubscribe
from observatory.notifications.views.follow_and_unsubscribe import unsubscribe

urlpatterns = [
    path("follow/", follow_and_unsubscribe.request_follow, name="follow"),
    path("follow/confirm/<str:token>/", follow_and_unsubscribe.confirm_follow, name="follow-confirm"),
    path("follows/", follow_and_unsubscribe.request_follows_link, name="follows-overview"),
    path("follows/<str:token>/", follow_and_unsubscribe.all_follows, name="follows"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]

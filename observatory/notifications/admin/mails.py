"""The outbox, and the readers who follow something."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from observatory.monitoring.admin.checks_and_snapshots import WrittenByTheMonitor
from observatory.notifications.models import Follower, Mail


@admin.register(Mail)
class MailAdmin(WrittenByTheMonitor):
    """Mails without their texts: links in them act for the recipient."""

    fields = [
        *("purpose", "recipient", "language", "subject", "message_id"),
        *("state", "attempts", "created_at", "next_attempt_at", "sent_at", "error"),
    ]
    list_display = ["created_at", "purpose", "recipient", "subject", "state", "attempts", "next_attempt_at", "error"]
    list_filter = ["state", "purpose", "created_at"]
    search_fields = ["recipient", "subject"]
    ordering = ["-created_at", "-id"]
    actions = ["try_again"]

    @admin.action(description=_("Try to send again"), permissions=["try_again"])
    def try_again(self, request, queryset):
        """Put mails that were given up, or that wait, back to the head of the queue."""
        again = queryset.filter(state__in=[Mail.State.WAITING, Mail.State.FAILED]).exclude(text="")
        number = again.update(state=Mail.State.WAITING, attempts=0, next_attempt_at=timezone.now())
        text = ngettext("%d mail will be tried again.", "%d mails will be tried again.", number) % number
        self.message_user(request, text, messages.SUCCESS if number else messages.WARNING)

    def has_try_again_permission(self, request):
        return request.user.has_perm("notifications.change_mail")


@admin.register(Follower)
class FollowerAdmin(WrittenByTheMonitor):
    """Readers who follow something. An administrator may delete one who asks for it."""

    fields = ["recipient", "language", "created_at", "mail_at", "refused_at", "refusal"]
    list_display = ["recipient", "language", "created_at", "mail_at", "refused_at"]
    list_filter = ["language", "created_at"]
    search_fields = ["recipient"]
    ordering = ["-created_at", "-id"]

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("notifications.delete_follower")

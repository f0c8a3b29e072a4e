"""Admin of webhooks and their deliveries, of the outbox, and of readers who follow: for administrators."""

from observatory.notifications.admin import mails, webhooks

__all__ = ["mails", "webhooks"]

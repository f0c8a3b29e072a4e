"""Accounts: closed, never deleted, for versions, citations and the log name who answers for them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    def has_delete_permission(self, request, obj=None):
        """Nobody: “Active” is unticked instead."""
        return False

"""Accounts and roles. Accounts are deactivated, not deleted, because versions, citations and the log name them."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User

from observatory.records.admin.catalogue_admin import CheckedLists
from observatory.records.admin.guarded_forms import GuardedAdmin, GuardedForm

admin.site.unregister([User, Group])


class AccountForm(GuardedForm, UserChangeForm):
    pass


@admin.register(User)
class AccountAdmin(CheckedLists, GuardedAdmin, UserAdmin):
    form = AccountForm

    def has_delete_permission(self, request, obj=None):
        """Return False: accounts are deactivated by unticking “Active”."""
        return False


@admin.register(Group)
class RoleAdmin(CheckedLists, GuardedAdmin, GroupAdmin):
    pass

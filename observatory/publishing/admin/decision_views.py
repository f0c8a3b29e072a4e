"""What decisions on records and on items (sources, terms, coverage searches) share: permission, URL, action."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse

from observatory.publishing import workflow


def as_action(decision: Any):
    """Return a decision as an action of the list."""

    @admin.action(description=decision.verb, permissions=[decision.permission])
    def chosen(modeladmin, request, queryset):
        return modeladmin.decide(request, decision, queryset)

    chosen.__name__ = decision.name
    return chosen


class DecisionViews(admin.ModelAdmin):
    """Adds decisions to an admin. Subclasses name them (`known_decisions`) and ask for the reason (`decide`)."""

    def known_decisions(self) -> Mapping[str, Any]:
        """Return the decisions that there are on rows of this admin, by name."""
        raise NotImplementedError

    def decide(self, request, decision: Any, queryset, back: str = ""):
        raise NotImplementedError

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(workflow.PUBLISH_PERMISSION)

    def may(self, request, decision: Any) -> bool:
        """Return whether the user may take a decision."""
        return getattr(self, f"has_{decision.permission}_permission")(request)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_decide"
        view = self.admin_site.admin_view(self.decide_one)
        return [path("<path:object_id>/decide/<slug:decision>/", view, name=name), *super().get_urls()]

    def decide_one(self, request, object_id: str, decision: str):
        """Take a decision on one row: the view behind a button of the form."""
        obj, wanted = self.get_object(request, unquote(object_id)), self.known_decisions().get(decision)
        if obj is None or wanted is None:
            raise Http404
        if not self.may(request, wanted):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return self.decide(request, wanted, self.get_queryset(request).filter(pk=obj.pk), back=back)

"""The form of a location. A visited location keeps its URL and is retired, never deleted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import actions as stock
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError, Q, QuerySet
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.form_fields import CleanCharField
from observatory.records.admin.guarded_forms import GuardedForm
from observatory.records.admin.part_inlines import PartFormSet
from observatory.records.admin_urls import admin_form_url
from observatory.records.url_validation import refuse_web_address
from observatory.sources import location_actions
from observatory.sources.models import Location, Source
from observatory.sources.pasted_urls import without_copying_mistakes
from observatory.sources.shared_urls import identifies_one_work, locations_of_other_sources

KEPT = _(
    "“%(row)s” cannot be deleted because it was visited and what was read there is kept. Retire it instead: it"
    " is then no longer monitored or shown."
)
ADDRESS_STAYS = _(
    "This URL cannot be changed because it was visited and what was read there is kept. Add the new URL as a"
    " separate location and tick “Retired” here."
)
NEW_ADDRESS_BELOW = _(
    "This URL cannot be changed because it was visited and what was read there is kept. If the page has moved,"
    " enter its new URL below."
)
FILE_STAYS = _("Files were attached here, and they are kept. If there is a URL too, add it as a separate location.")
SOURCE_STAYS = _("This URL was visited for its source. Retire it here and add it to the other source.")
PASTED = _(
    "The end or the middle of this URL looks like a copying mistake. Do you mean %(proposal)s? If the URL is right as"
    " it is, tick “Save this URL as it is”."
)
SHARED = _('<a href="{address}" target="_blank">{source}</a> also has this URL.')
ONE_WORK = _(
    "If both are one work, use that source. If the page contains both works, choose the role “mirror or reprint” here,"
    " or tick “Save this URL as it is”."
)


class LocationForm(GuardedForm):
    """The form of a location. The formset of a source sets `source`; a form of its own has a field of that name."""

    source: Source | None = None
    address_stays = ADDRESS_STAYS

    retired = forms.BooleanField(
        label=_("Retired"),
        required=False,
        help_text=_(
            "It is kept with everything that was read there, but it is no longer monitored or shown as a place"
            " to read the source."
        ),
    )

    url_is_right = forms.BooleanField(
        label=_("Save this URL as it is"), required=False, widget=forms.HiddenInput, initial=False
    )

    class Meta:
        model = Location
        fields = ["url", "role", "monitored", "note_en", "note_zh_hans"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["retired"] = bool(self.instance.retired_at)
        self.shared_with: list[Location] = []
        self.visited = _was_visited(self.instance)
        if "url" in self.fields:
            self.fields["url"].widget.attrs["class"] = "vURLField"
            if self.visited:
                if not self.instance.url:
                    self.address_stays = FILE_STAYS
                self.fields["url"].widget.attrs["readonly"] = True
                self.fields["url"].help_text = self.address_stays

    def clean(self) -> dict[str, Any]:
        """Refuse what would lose the archive of a visited location; ask once about a URL that is probably wrong."""
        cleaned = super().clean()
        if self.instance.pk and {"url", "source", "DELETE"} & set(self.changed_data):
            self.visited = _was_visited(Location.objects.select_for_update().get(pk=self.instance.pk))
        if self.visited:
            self._refuse_what_would_lose_the_archive(cleaned)
        self._set_retired_day(cleaned)
        if "url" in self.changed_data and not cleaned.get("retired"):
            self._ask_about_url_once(cleaned.get("url"), "url")
        return cleaned

    def _ask_about_url_once(self, url: str | None, field: str) -> None:
        """Refuse a URL that is probably wrong, once: the form then has a box to save it as it is."""
        if not url:
            return
        doubts = self._doubts_about_url(url)
        if doubts and "url_is_right" in self.fields:
            self.fields["url_is_right"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("url_is_right"):
            for doubt in doubts:
                self.add_error(field, doubt)

    def _refuse_what_would_lose_the_archive(self, cleaned: dict[str, Any]) -> None:
        """Refuse to delete a visited location, to change its URL or to give it to another source."""
        if cleaned.get("DELETE"):
            cleaned["DELETE"] = False  # otherwise the formset ignores the errors
            self.add_error(None, ValidationError(KEPT, code="visited", params={"row": self.instance}))
        if "url" in self.changed_data:
            self.add_error("url", ValidationError(self.address_stays, code="visited"))
        if "source" in self.changed_data and self.instance.source_id:
            self.add_error("source", ValidationError(SOURCE_STAYS, code="visited"))

    def _set_retired_day(self, cleaned: dict[str, Any]) -> None:
        """Set the day on which a location was retired by its box; a retired one is not monitored."""
        if not cleaned.get("retired"):
            self.instance.retired_at = None
        elif self.instance.retired_at is None:
            self.instance.retired_at, cleaned["monitored"] = timezone.localdate(), False
        elif cleaned.get("monitored"):
            self.add_error("monitored", _("A retired location is not monitored. Untick “Retired” to restore it."))

    def _doubts_about_url(self, url: str) -> list:
        """Return messages on what was copied with a URL, and on the sources whose page it is."""
        proposal = without_copying_mistakes(url)
        doubts: list = [ValidationError(PASTED, params={"proposal": proposal})] if proposal != url else []
        source = self.cleaned_data.get("source") or self.source or self.instance.source
        others = locations_of_other_sources({url, proposal}, but=Q(source=source and source.pk))
        source_type = source.type if source else ""
        for other in others:
            both = (self.cleaned_data.get("role", ""), source_type), (other.role, other.source.type)
            if all(identifies_one_work(*each) for each in both):
                doubts.append(format_html("{} {}", describe_sharing(other), ONE_WORK))
        self.shared_with = others
        return doubts


class StandaloneLocationForm(LocationForm):
    """The form of a single location, where its URL can be replaced by a new one."""

    address_stays = NEW_ADDRESS_BELOW
    new_address = CleanCharField(
        label=_("New URL"),
        required=False,
        max_length=2000,
        validators=[refuse_web_address],
        help_text=_("The new URL is added to the same source and monitored. This one is retired."),
        widget=forms.TextInput(attrs={"class": "vURLField"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a new address that the location has already; ask once about one that is probably wrong."""
        cleaned = super().clean()
        if new := cleaned.get("new_address"):
            if new == self.instance.url:
                self.add_error("new_address", _("The location already has this URL."))
            self._ask_about_url_once(new, "new_address")
        return cleaned


class LocationFormSet(PartFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.source = self.instance
        if form.visited and "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs |= {"disabled": True, "title": KEPT % {"row": form.instance}}


class ProtectsVisitedLocations:
    """For the admins of locations and sources: refuses, with an explanation, to delete or relabel a visited location.

    `visited_rows(queryset)` returns the rows with visits.
    """

    def visited_rows(self, queryset: QuerySet) -> QuerySet:
        raise NotImplementedError

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form without a button to delete what was visited; save nothing if a visit came between."""
        visited = str(object_id).isdigit() and self.visited_rows(self.model.objects.filter(pk=object_id)).exists()
        context = {"show_delete": not visited, **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except IntegrityError as error:  # it was visited after the form was validated
            if not _is_about_a_visit(error):
                raise
            text = _(
                "Nothing was saved because a URL was visited while you were saving. Check the form and save again."
            )
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.path)

    def delete_view(self, request, object_id, extra_context=None):
        """Delete a location or its source unless it was visited."""
        rows = self.model.objects.filter(pk=object_id) if str(object_id).isdigit() else self.model.objects.none()
        if not self.has_delete_permission(request) or not self._refuses_to_delete(request, rows):
            try:
                return super().delete_view(request, object_id, extra_context)
            except ProtectedError:
                self._refuses_to_delete(request, rows)
        return HttpResponseRedirect(admin_form_url(rows[0]))

    @admin.action(description=_("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
    def delete_selected(self, request, queryset):
        """Delete the selected locations or sources unless some were visited."""
        if self._refuses_to_delete(request, queryset):
            return None
        try:
            return stock.delete_selected(self, request, queryset)
        except ProtectedError:
            self._refuses_to_delete(request, queryset)
            return None

    def get_deleted_objects(self, objs, request):
        deleted, counts, perms, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, perms - _going_along(), protected

    def _refuses_to_delete(self, request, rows: QuerySet) -> bool:
        visited = list(self.visited_rows(rows)[:5])
        for row in visited:
            self.message_user(request, self.kept_message % {"row": row}, messages.ERROR)
        return bool(visited)


def describe_sharing(other: Location):
    """Return a message, with a link, about a URL that another source also has."""
    return format_html(SHARED, address=admin_form_url(other.source), source=other.source)


def _was_visited(location: Location) -> bool:
    known = getattr(location, "visited", None)  # set by `annotate_visited`
    if known is None:
        return location.pk is not None and Location.objects.ever_visited().filter(pk=location.pk).exists()
    return known


def _is_about_a_visit(error: IntegrityError) -> bool:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    return isinstance(error, ProtectedError) or constraint == "location_visited_keeps_its_address"


def _going_along() -> set[str]:
    """Return the names of rows of other apps that are deleted with a location that was never visited. They need no
    permission of their own."""
    related = [relation.related_model._meta for relation in Location._meta.related_objects]
    return {opts.verbose_name for opts in related if opts.app_label != Location._meta.app_label}


MOST = 500


class RetiredFilter(admin.SimpleListFilter):
    title = _("retired")
    parameter_name = "retired"

    def lookups(self, request, model_admin):
        return [("no", _("in use")), ("yes", _("retired"))]

    def queryset(self, request, queryset):
        return queryset.filter(retired_at__isnull=self.value() == "no") if self.value() else queryset


def warn_of_sharing(modeladmin, request, form) -> None:
    """Warn that another source also has a URL that was just entered, where both may have it."""
    for other in getattr(form, "shared_with", ()):
        modeladmin.message_user(request, describe_sharing(other), messages.WARNING)


@admin.register(Location)
class LocationAdmin(ProtectsVisitedLocations, CatalogueAdmin):
    form = StandaloneLocationForm
    kept_message = KEPT
    list_display = ["url_cell", "source", "role", "monitored", "retired_at"]
    list_filter = ["role", "monitored", RetiredFilter]
    list_select_related = ["source"]
    search_fields = ["url", "source__key", "source__title_en", "source__title_zh_hans"]
    autocomplete_fields = ["source"]
    ordering = ["-id"]
    actions = ["retire", "take_back", "delete_selected"]

    def get_fields(self, request, obj=None):
        new = ["new_address"] if obj else []
        return ["source", "url", *new, "url_is_right", ("role", "monitored", "retired"), ("note_en", "note_zh_hans")]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")

    def visited_rows(self, queryset):
        return queryset.ever_visited()

    def lock(self, obj):
        """Lock the source before its location, in the same order as the form of the source."""
        list(Source.objects.filter(pk=obj.source_id).select_for_update(no_key=True).values_list("pk"))
        super().lock(obj)

    def save_model(self, request, obj, form, change):
        """Save a location, mark its source edited, and move it to a new address if one is given."""
        before = form.initial.get("source") if change else None
        super().save_model(request, obj, form, change)
        if not change or form.has_changed():
            Source.objects.filter(pk__in={before, obj.source_id} - {None}).mark_edited()
        warn_of_sharing(self, request, form)
        if new := form.cleaned_data.get("new_address"):
            moved = location_actions.move_location(location=obj, url=new, by=request.user)
            text = format_html(_("{new} is monitored from now on. {old} is retired."), new=moved, old=obj)
            self.message_user(request, text, messages.SUCCESS)

    def delete_model(self, request, obj):
        Source.objects.filter(pk=obj.source_id).mark_edited()
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        Source.objects.filter(pk__in=list(queryset.values_list("source", flat=True))).mark_edited()
        super().delete_queryset(request, queryset)

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request, queryset):
        self._act_on_each_location(
            request, queryset.filter(retired_at=None), location_actions.retire_location, _("Retired: %d.")
        )

    @admin.action(description=_("Restore"), permissions=["change"])
    def take_back(self, request, queryset):
        self._act_on_each_location(
            request, queryset.exclude(retired_at=None), location_actions.restore_location, _("Restored: %d.")
        )

    def _act_on_each_location(self, request, queryset, action, told: str) -> None:
        """Retire or restore each of the selected locations, and tell the user how many; refuse too many."""
        rows = list(queryset[: MOST + 1])
        if len(rows) > MOST:
            text = _(
                "You can select up to %(most)d locations at a time. Nothing was changed. Filter the list and try again."
            ) % {"most": MOST}
            self.message_user(request, text, messages.ERROR)
            return
        for row in rows:
            action(location=row, by=request.user)
        self.message_user(request, told % len(rows), messages.SUCCESS if rows else messages.WARNING)

    def option_label(self, location) -> str:
        return f"{location.source or '–'} · {location}"

    @admin.display(description=_("URL"), ordering="url")
    def url_cell(self, location):
        return format_html('<span class="address">{}</span>', str(location))

"""The admin shared by all record types, and the list of all records."""

from collections.abc import Mapping

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from observatory.publishing.admin import publication_panel
from observatory.publishing.admin.edit_history import EditHistory
from observatory.publishing.admin.field_evidence import (
    MilestoneInline,
    RelationInline,
    attach_evidence,
    connect_new_rows,
)
from observatory.publishing.admin.filters import EvidenceFilter, KindFilter, MineFilter, PublicFilter
from observatory.publishing.admin.merge_pages import MergeDecision, merge_one
from observatory.publishing.admin.record_decisions import DECISIONS, RecordDecidingAdmin
from observatory.publishing.models import Entry
from observatory.publishing.published_together import companions_of
from observatory.publishing.record_querysets import annotate_public_entry
from observatory.records import record_edits, record_slugs, registry
from observatory.records.admin import part_inlines
from observatory.records.admin.assignment_admin import AssignsWork, WhoFilter
from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.guarded_forms import GuardedForm
from observatory.records.admin_urls import admin_record_url
from observatory.records.assigned_work import give_record, take_record
from observatory.records.closed_lists import check_complete
from observatory.records.models import Identifier, Organisation, OtherName, Record, Relation
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.admin.citations import CitationInline
from observatory.sources.models import Citation
from observatory.text.input_cleaning import clean_text

MAX_TITLE = 300
STATE = check_complete(
    Record.State,
    {
        Record.State.DRAFT: "not_checked",
        Record.State.IN_REVIEW: "partly",
        Record.State.PUBLISHED: "supports",
        Record.State.WITHDRAWN: "contradicts",
    },
)
EVIDENCE = check_complete(
    Entry.Evidence,
    {
        Entry.Evidence.DISPUTED: "contradicts",
        Entry.Evidence.CONTRADICTED: "contradicts",
        Entry.Evidence.UNSOURCED: "unsourced",
        Entry.Evidence.UNSUPPORTED: "does_not_support",
        Entry.Evidence.UNCHECKED: "not_checked",
        Entry.Evidence.SUPPORTED: "partly",
        Entry.Evidence.PRIMARY: "supports",
    },
)


def symbol_html(shape: str, word):
    """Return the HTML of a symbol of the admin: a shape and a word."""
    return format_html('<span class="mark mark-{}">{}</span>', shape, word)


class RecordList(AssignsWork, RecordDecidingAdmin, CatalogueAdmin):
    """The columns, filters and search of a list of records, of one type or of all."""

    list_display = ["title_cell", "state_cell", "public_cell", "evidence_cell", "who_cell", "edited_cell"]
    list_select_related = ["assigned_to"]
    list_filter = [
        "state",
        MineFilter,
        WhoFilter,
        PublicFilter,
        EvidenceFilter,
        ("jurisdictions", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["title_en", "title_zh_hans", "original_title", "slug", "public_id"]
    search_help_text = _("Titles, other names, identifiers, slug or permanent ID")
    ordering = ["-id"]

    def get_queryset(self, request):
        return annotate_public_entry(super().get_queryset(request))

    def take_row(self, record, *, by):
        return take_record(record=record, by=by)

    def give_row(self, record, **values):
        return give_record(record=record, **values)

    def further_matches(self, pattern):
        """Find a word in another name or an identifier too. Subqueries instead of joins, so that no row is repeated."""
        yield Q(pk__in=OtherName.objects.filter(name__regex=pattern).values("record"))
        yield Q(pk__in=Identifier.objects.filter(value__regex=pattern).values("record"))

    def option_label(self, record) -> str:
        return f"{record.title} · {registry.get_record_type(record.kind).model._meta.verbose_name}"

    @admin.display(description=_("title"), ordering="title_en")
    def title_cell(self, record):
        other = record.original_title or record.title_zh_hans
        second = format_html('<span class="second" lang="{}">{}</span>', record.original_language or "zh-Hans", other)
        return format_html("{} {}", record.title, second if other and other != record.title else "")

    @admin.display(description=_("state"), ordering="state")
    def state_cell(self, record):
        return symbol_html(STATE[record.state], record.get_state_display())

    @admin.display(description=_("last edited"), ordering="updated_at")
    def edited_cell(self, record):
        return date_format(timezone.localtime(record.updated_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("public"))
    def public_cell(self, record):
        if record.public_version is None:
            return _("never")
        if record.gone:
            return _("withdrawn")
        edited = _("edited since publication") if record.state in (Record.State.DRAFT, Record.State.IN_REVIEW) else ""
        return format_html('{} <span class="second">{}</span>', _("version %d") % record.public_version, edited)

    @admin.display(description=_("evidence"))
    def evidence_cell(self, record):
        if not record.public_evidence:
            return "–"
        return symbol_html(EVIDENCE[record.public_evidence], Entry.Evidence(record.public_evidence).label)


@admin.register(Record)
class EveryRecordAdmin(RecordList):
    """All records in one list, for work across types. A row links to the form of its type."""

    list_display = ["title_cell", "kind_cell", "state_cell", "public_cell", "evidence_cell", "who_cell", "edited_cell"]
    list_filter = [KindFilter, *RecordList.list_filter]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        # Not from this list. But a record is deleted with the row of its type, and that form asks here too.
        meta = registry.get_record_type(obj.kind).model._meta if obj else None
        return meta is not None and request.user.has_perm(f"{meta.app_label}.delete_{meta.model_name}")

    def delete_view(self, request, object_id, extra_context=None):
        return self.change_view(request, object_id)

    def has_change_permission(self, request, obj=None):
        # Asked by the action "submit": whoever may edit one of the types.
        types = (known.model._meta for known in registry.all_types())
        return any(request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}") for meta in types)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(admin_record_url(record))

    def history_view(self, request, object_id, extra_context=None):
        """Lead to the history in the admin of its type."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        meta = registry.get_record_type(record.kind).model._meta
        return HttpResponseRedirect(reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[record.pk]))

    @admin.display(description=_("type"), ordering="kind")
    def kind_cell(self, record):
        return registry.get_record_type(record.kind).model._meta.verbose_name


def _slug_view(model) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_propose_slug"


TITLES = ("title_en", "title_zh_hans", "original_title")


class RecordForm(GuardedForm):
    """The form of a record. A slug that is left empty is made from the titles, with or without the script."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            if self.instance.pk is None:
                self.fields["slug"].widget.attrs["data-propose-slug"] = reverse(_slug_view(self._meta.model))

    def clean_slug(self):
        """Propose a slug where the form has none; refuse one that another record has or had."""
        record_slugs.lock_slugs()
        slug = self.cleaned_data["slug"] or self.instance.slug
        if not slug:
            titles = [self.cleaned_data.get(name, "") for name in TITLES]
            return record_slugs.propose_slug(titles, self.instance.public_id) if any(titles) else ""
        if holder := record_slugs.record_of_slug(slug, but=self.instance.pk):
            message = _(
                'This slug is used by “<a href="{address}">{title}</a>”, now or as a former slug that redirects.'
                " Choose another."
            )
            raise ValidationError(format_html(message, address=admin_record_url(holder), title=holder.title))
        return slug


class RecordAdmin(EditHistory, RecordList):
    """The form of a record type: its statements in the order of the public page, each with its evidence beside it."""

    class Media:
        js = ["observatory/cite.js", "observatory/citation_rows.js", "observatory/slug.js"]

    form = RecordForm
    change_form_template = "admin/record_form.html"
    autocomplete_fields = [*TERMS_BY_NAME]
    # In the order of the public page.
    inlines = [
        MilestoneInline,
        RelationInline,
        CitationInline,
        part_inlines.OtherNameInline,
        part_inlines.IdentifierInline,
        part_inlines.FormerSlugInline,
    ]

    def get_fieldsets(self, request, obj=None):
        titles = [("title_en", "title_zh_hans"), ("original_title", "original_language")]
        facts = [fact.columns for fact in registry.get_record_type(self.model.KIND).facts_by_name.values()]
        return [
            (None, {"fields": [*titles, ("summary_en", "summary_zh_hans"), "slug"]}),
            (_("Facts"), {"fields": facts}),
            (_("Classification"), {"fields": [*TERMS_BY_NAME]}),
        ]

    def get_inlines(self, request, obj):
        return self.inlines if obj else self.inlines[:-1]  # a new record has no former slugs

    def get_queryset(self, request):
        # The table of organisations also contains the bodies, which have another form.
        return super().get_queryset(request).filter(kind=self.model.KIND)

    def get_urls(self):
        view = self.admin_site.admin_view(self.propose_slug)
        name = _slug_view(self.model).partition(":")[2]
        return [path("propose-slug/", view, name=name), *super().get_urls()]

    def propose_slug(self, request):
        """Return the slug for the titles in the query string, for the script of the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        titles = [clean_text(request.GET.get(name, "")[:MAX_TITLE], one_line=True) for name in TITLES]
        return JsonResponse({"slug": record_slugs.propose_slug(titles, "") if any(titles) else ""})

    def decide_one(self, request, object_id, decision):
        record = self.get_object(request, unquote(object_id))
        if decision != MergeDecision.name or record is None:
            return super().decide_one(request, object_id, decision)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        return merge_one(self, request, record, admin_record_url(record))

    def _create_formsets(self, request, obj, change):
        formsets, instances = super()._create_formsets(request, obj, change)
        connect_new_rows(formsets)
        return formsets, instances

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        attach_evidence(context["adminform"].form, obj, self.model)
        context["allowed"] = [row for row in (*DECISIONS.values(), MergeDecision) if self.may(request, row)]
        context["new_organisation"] = new_organisation_url(request)
        context["open_citation"] = _number(request.GET.get("open", ""))
        if obj:
            side = publication_panel.public_side(obj)
            context |= {
                "public_side": side,
                "decisions": [row for row in context["allowed"] if row.is_offered(side)],
                "companions": companions_of([side.record], state=Record.State.DRAFT),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if change and "slug" in form.changed_data:
            record_slugs.change_slug(record=obj, slug=obj.slug)
        if not change:
            obj.edited_by = [request.user.pk]
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        # Citations first: a citation may be for a relation that this form removes, and is removed with it.
        ordered = sorted(formsets, key=lambda formset: formset.model is not Citation)
        super().save_related(request, form, ordered, change)
        edited: set[int] = set()
        for formset in formsets:
            if formset.model is Citation:
                formset.save_citations_of_new_rows()
                edited |= formset.records_of_rows()
            elif formset.model is Relation:
                edited |= formset.subjects_of_rows()
        if change and (form.has_changed() or any(formset.has_changed() for formset in formsets)):
            edited.add(form.instance.pk)
        record_edits.mark_all_edited(keys=edited, by=request.user)

    def lock_also(self, request, obj):
        """Lock the record together with those whose relations to it the form may write, all in one order."""
        record_edits.lock_records({obj.pk, *_stating(obj), *_named(request.POST)})

    def response_add(self, request, obj, post_url_continue=None):
        return self._decision_asked(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._decision_asked(request, obj) or super().response_change(request, obj)

    def _decision_asked(self, request, obj):
        """Return the page of the decision that the button pressed asks for, if it makes sense for what was saved."""
        for name, decision in DECISIONS.items():
            if f"_{name}" in request.POST and self.may(request, decision):
                if decision.is_offered(publication_panel.public_side(obj)):
                    route = f"admin:{self.opts.app_label}_{self.opts.model_name}_decide"
                    return HttpResponseRedirect(reverse(route, args=[obj.pk, name]))
                self.message_user(request, NOTHING_TO_DECIDE, messages.INFO)
                return HttpResponseRedirect(admin_record_url(obj))
        return None

    def past_versions(self, obj):
        return publication_panel.every_version(obj.pk)

    def delete_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id)) if self.has_delete_permission(request) else None
        if record and _refuse_to_delete(self, request, Record.objects.filter(pk=record.pk)):
            return HttpResponseRedirect(admin_record_url(record))
        return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request):
        found = super().get_actions(request)
        if "delete_selected" in found:
            found["delete_selected"] = (_delete_selected, *found["delete_selected"][1:])
        return found


NOTHING_TO_DECIDE = _("Nothing was changed, so there is nothing to submit or to publish.")


def _stating(record: Record) -> QuerySet:
    return record.relations_to.values_list("subject", flat=True)


def _named(data: Mapping[str, str]) -> set[int]:
    """Return the keys of the records that a submitted form names at the other end of a relation."""
    named = (value for name, value in data.items() if name.startswith("relations-") and name.endswith("-other"))
    return {number for number in map(_number, named) if number}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def new_organisation_url(request) -> str:
    """Return the URL of the form that adds an organisation; "" for a user who may not."""
    meta = Organisation._meta
    allowed = request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}")
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_add") if allowed else ""


def _delete_selected(modeladmin, request, queryset):
    records = Record.objects.filter(pk__in=queryset.order_by().values("pk"))
    return None if _refuse_to_delete(modeladmin, request, records) else delete_selected(modeladmin, request, queryset)


def _refuse_to_delete(modeladmin, request, records) -> bool:
    """Report which of the records cannot be deleted, and what to do instead: those that were public once, and those
    whose sources changed, because what the monitor found is not deleted unseen."""
    public = [str(record) for record in records.filter(versions__isnull=False).distinct()[:10]]
    if public:
        text = _("Nothing was deleted. A record that has been public must stay citable. Withdraw it instead: {titles}.")
        modeladmin.message_user(request, format_html(text, titles="; ".join(public)), messages.ERROR)
        return True
    affected = list(records.filter(citations__affected_by__isnull=False).distinct()[:10])
    if affected:
        titles = format_html_join("; ", '<a href="{}">{}</a>', ((admin_record_url(row), str(row)) for row in affected))
        modeladmin.message_user(request, format_html(_AFFECTED, titles=titles), messages.ERROR)
    return bool(affected)


_AFFECTED = _(
    "Nothing was deleted: the monitor found that sources cited here have changed, and that is kept with the citations:"
    " {titles}. Open the record, remove these citations, save it, and then delete it. Or leave it as a draft: readers"
    " do not see drafts."
)

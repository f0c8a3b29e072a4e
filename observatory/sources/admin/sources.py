"""Sources, with their contributors and locations on one form, and a separate list of locations."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.list_search import folded_match
from observatory.records.admin.part_inlines import PartInline
from observatory.sources.admin.locations import (
    LocationForm,
    LocationFormSet,
    ProtectsVisitedLocations,
    warn_of_sharing,
)
from observatory.sources.admin.new_source import NewSourceForm, is_popup, new_source, use_url
from observatory.sources.models import OTHER_IDENTIFIERS, Citation, Contributor, Location, Source
from observatory.text.identifiers import find_isbn


class FilledInline(PartInline):
    """Rows that were looked up for a new source are there, filled in."""

    def get_extra(self, request, obj=None, **kwargs):
        return len(new_source(request).rows(self.opts.model_name)) or super().get_extra(request, obj, **kwargs)


class ContributorInline(FilledInline):
    model = Contributor
    fields = ["position", "role", "family", "given", "literal", "original"]


class LocationInline(FilledInline):
    model = Location
    form = LocationForm
    formset = LocationFormSet
    template = "admin/edit_inline/stacked.html"  # a URL needs the whole width
    fields = ["url", "url_is_right", ("role", "monitored", "retired"), ("note_en", "note_zh_hans")]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).annotate_visited()


class SourceForms(ProtectsVisitedLocations, CatalogueAdmin):
    """The form and the list of sources; `publishing.admin.item_admin` adds where each stands, and registers them."""

    actions = ["delete_selected"]
    kept_message = _(
        "“%(row)s” cannot be deleted because what was read at its locations is kept. Retire its locations"
        " instead. A source that no record cites is not public."
    )
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("key", "type", "standing"),
                    ("title_en", "title_zh_hans"),
                    ("original_title", "language"),
                ]
            },
        ),
        (
            _("Publication"),
            {
                "fields": [
                    ("container_title", "publisher"),
                    ("issued", "doi"),
                    ("volume", "issue", "pages"),
                    ("isbn", "issn"),
                    ("arxiv", "number"),
                ]
            },
        ),
        (_("Notes"), {"fields": ["as_printed", ("note_en", "note_zh_hans")]}),
        (_("Stored text"), {"fields": ["rights"]}),
    ]
    inlines = [LocationInline, ContributorInline]
    add_form_template = "admin/sources/source/change_form.html"
    list_display = ["key", "title_cell", "type", "issued", "citation_total"]
    list_filter = ["type", "standing", "language"]
    search_fields = [
        *("key", "title_en", "title_zh_hans", "original_title", "container_title", "publisher", "doi"),
        *OTHER_IDENTIFIERS,
        "public_id",
    ]
    ordering = ["key"]

    def further_matches(self, pattern):
        """Find a word in the names of people and bodies too, by a subquery, so that no row is repeated."""
        people = Contributor.objects.filter(folded_match(("family", "given", "literal", "original"), pattern))
        yield Q(pk__in=people.values("source"))

    def get_queryset(self, request):
        """Return sources, for their list with the number of citations of each."""
        match = request.resolver_match
        rows = super().get_queryset(request)
        if match and match.url_name == "sources_source_changelist":
            # Not a join: it would be counted over all sources, for the list, for its number and for its filters.
            citations = Citation.objects.filter(source=OuterRef("pk")).order_by().values("source")
            number = Subquery(citations.annotate(number=Count("pk")).values("number"))
            return rows.annotate(citation_count=Coalesce(number, 0))
        return rows

    def get_search_results(self, request, queryset, search_term):
        # An ISBN is found however it is printed.
        return super().get_search_results(request, queryset, find_isbn(search_term) or search_term)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else [(None, {"fields": ["is_another"], "classes": ["is-another"]}), *fieldsets]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form of a source; of a new one, the form that looks for similar sources."""
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, form=NewSourceForm, **kwargs)
        form.in_popup = is_popup(request)
        return form

    def get_changeform_initial_data(self, request):
        return super().get_changeform_initial_data(request) | new_source(request).initial()

    def get_formset_kwargs(self, request, obj, inline, prefix):
        rows = [] if request.method == "POST" else new_source(request).rows(inline.opts.model_name)
        return super().get_formset_kwargs(request, obj, inline, prefix) | ({"initial": rows} if rows else {})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Render the form of a source; of a new one, with what was looked up and with similar sources."""
        if add:
            found = new_source(request)
            form = context["adminform"].form
            for name, each in form.fields.items():
                each.help_text = " ".join(filter(None, [found.mark(name), str(each.help_text)]))
            if found.similar:
                form.ask_whether_another()
            popup = is_popup(request)
            links = [(each, use_url(each.source, popup)) for each in found.similar]
            context |= {"lookup": found, "similar": links, "lookup_query": request.GET.urlencode()}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def visited_rows(self, queryset):
        return queryset.filter(pk__in=Location.objects.ever_visited().values("source"))

    def save_related(self, request, form, formsets, change):
        """Save contributors and locations of a source, mark it edited, and warn of URLs that another source has."""
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(formset.has_changed() for formset in formsets)):
            Source.objects.filter(pk=form.instance.pk).mark_edited()
        for formset in formsets:
            for row in formset.forms:
                warn_of_sharing(self, request, row)

    def option_label(self, source) -> str:
        return f"{source.key} · {source.title}"

    @admin.display(description=_("title"), ordering="title_en")
    def title_cell(self, source):
        return source.title

    @admin.display(description=_("citations"), ordering="citation_count")
    def citation_total(self, source):
        return source.citation_count

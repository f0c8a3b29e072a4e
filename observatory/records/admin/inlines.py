"""The parts of a record that are edited on its form: other names, identifiers, milestones; former slugs are read."""

from django.contrib import admin

from observatory.records.admin.concurrent_edits import GuardedForm
from observatory.records.admin.part_rows import PartInline
from observatory.records.models import FormerSlug, Identifier, Milestone, OtherName


class OtherNameInline(PartInline):
    model = OtherName
    fields = (("name", "language", "kind"), ("note_en", "note_zh_hans"))


class IdentifierInline(PartInline):
    model = Identifier
    fields = (("scheme", "value"),)


class MilestoneInline(PartInline):
    model = Milestone
    fields = (("type", "date"), ("title_en", "title_zh_hans"))


class ReadOnlyInline(admin.StackedInline):
    template = "admin/parts_inline.html"
    form = GuardedForm
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class FormerSlugInline(ReadOnlyInline):
    model = FormerSlug
    fields = ["slug"]

"""Search fields for related rows. They accept forged values without error and offer no deletion."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper


class IgnoresInvalidKeys:
    """Leaves out invalid keys when it shows a refused form again; Django's widget would look them up in the
    database."""

    def optgroups(self, name, value, attrs=None):
        keys = [key for key in value if str(key).isascii() and str(key).isdigit()]
        return super().optgroups(name, keys, attrs)


class SingleAutocomplete(IgnoresInvalidKeys, AutocompleteSelect):
    """A select with search for one related row. `row` is the selected row if it is loaded already, which saves a
    query."""

    row = None

    def optgroups(self, name, value, attrs=None):
        """Return the one chosen row as an option without a query if it is known."""
        if self.row is None or list(map(str, value)) != [str(self.row.pk)]:
            return super().optgroups(name, value, attrs)
        none = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.row)
        return [(None, [*none, self.create_option(name, self.row.pk, label, True, 0)], 0)]


class MultipleAutocomplete(IgnoresInvalidKeys, AutocompleteSelectMultiple):
    """A select with search for several related rows."""


class AutocompleteAdmin:
    """For an admin or an inline. A related row can be viewed and added from here; it is deleted on its own page."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **self._widget(SingleAutocomplete, db_field, request) | kwargs
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        chosen = self._widget(MultipleAutocomplete, db_field, request)
        return super().formfield_for_manytomany(db_field, request, **chosen | kwargs)

    def _widget(self, widget, db_field, request) -> dict:
        searched = db_field.name in self.get_autocomplete_fields(request)
        return {"widget": widget(db_field, self.admin_site)} if searched else {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_change_related = False
        return field

"""URLs of the admin pages of rows and models."""

from django.db.models import Model
from django.urls import reverse

from observatory.records import registry
from observatory.records.models import Record


def admin_record_url(record: Record) -> str:
    """Return the URL of a record's form, in the admin of its own type."""
    return reverse(_route(registry.get_record_type(record.kind).model, "change"), args=[record.pk])


def admin_form_url(row: Model) -> str:
    """Return the URL of a row's form."""
    return reverse(_route(type(row), "change"), args=[row.pk])


def admin_list_url(model: type[Model]) -> str:
    """Return the URL of a model's list."""
    return reverse(_route(model, "changelist"))


def _route(model: type[Model], page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"

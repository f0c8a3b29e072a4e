"""The addresses of the API, version 1: every record type under its prefix, and what belongs to all."""

from django.urls import path

from observatory.records import registry
from observatory.site.api.records import RecordDetail, RecordList


def record_addresses(prefix: str, record_type: registry.RecordType | None):
    """Return the addresses of one type, or of all types together."""
    return [
        path(f"{prefix}/", RecordList.as_view(record_type=record_type), name=f"{prefix}-list"),
        path(f"{prefix}/<slug:key>/", RecordDetail.as_view(record_type=record_type), name=f"{prefix}-detail"),
    ]


app_name = "api"
urlpatterns = [
    *record_addresses("records", None),
    *(row for record_type in registry.all_types() for row in record_addresses(record_type.prefix, record_type)),
]

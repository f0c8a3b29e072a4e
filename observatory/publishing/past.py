"""What was public at a moment: versions with the columns by which the entries of today are filtered and ordered."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, DateField, F, Func, QuerySet, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from observatory.publishing.models import Version
from observatory.records import registry


def past(moment: datetime, kind: str | None = None) -> QuerySet[Version]:
    """Return the versions that stood at `moment` (aware), of one type or of all.

    State of the evidence, who stands behind a record and search vector are not kept with a version.
    """
    rows = Version.objects.as_of(moment).filter(action=Version.Action.PUBLISH)
    rows = rows.annotate(
        kind=KT("document__kind"),
        public_id=KT("document__id"),
        version=F("number"),
        subtype=_fact(lambda row: KT(f"document__facts__{row.subtype}__value"), CharField()),
        date_from=_fact(lambda row: Cast(KT(f"document__facts__{row.date}__from"), DateField()), DateField()),
        date_to=_fact(lambda row: Cast(KT(f"document__facts__{row.date}__to"), DateField()), DateField()),
        jurisdictions=_all("$.jurisdictions[*].code"),
        themes=_all("$.themes[*].code"),
        instrument_types=_all("$.instrument_types[*].code"),
        fields=_all("$.fields_of_science[*].code"),
        source_ids=_all("strict $.**.source.id"),
    )
    return rows.filter(kind=kind) if kind else rows


def _fact(expression, output_field) -> Case:
    branches = [When(kind=row.kind, then=expression(row)) for row in registry.all_types()]
    return Case(*branches, output_field=output_field)


def _all(path: str) -> Func:
    """Expression for the texts at a JSON path of the document, as an array."""
    return Func(
        F("document"),
        Value(path),
        function="jsonb_path_query_array",
        template="ARRAY(SELECT jsonb_array_elements_text(%(function)s(%(expressions)s::jsonpath)))::varchar[]",
        output_field=ArrayField(CharField()),
    )

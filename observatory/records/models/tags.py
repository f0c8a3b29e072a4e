"""The rows that join records with terms of vocabularies, so that their history is kept too."""

from observatory.records.models.record import Record
from observatory.records.tracking import track_history


@track_history(owner="record")
class RecordJurisdiction(Record.jurisdictions.through):
    """A jurisdiction of a record."""

    class Meta:
        proxy = True
        default_permissions = ()


@track_history(owner="record")
class RecordTheme(Record.themes.through):
    """A theme of a record."""

    class Meta:
        proxy = True
        default_permissions = ()


@track_history(owner="record")
class RecordInstrumentType(Record.instrument_types.through):
    """A policy instrument type of a record."""

    class Meta:
        proxy = True
        default_permissions = ()


@track_history(owner="record")
class RecordField(Record.fields.through):
    """A field of science of a record."""

    class Meta:
        proxy = True
        default_permissions = ()

from observatory.records.models.comment import Comment, CommentQuerySet
from observatory.records.models.duplicate_records import LikelyDuplicate, MergedRecord, NotTheSame, RecordKey
from observatory.records.models.names_and_identifiers import FormerSlug, Identifier, OtherName
from observatory.records.models.organisation import Organisation
from observatory.records.models.record import Record, RecordField, RecordInstrumentType, RecordJurisdiction, RecordTheme
from observatory.records.models.relation_and_milestone import Milestone, Relation
from observatory.records.models.reviewed import Reviewed, ReviewedQuerySet
from observatory.records.models.survey import Survey
from observatory.records.models.taxonomy import Field, InstrumentType, Jurisdiction, Theme

__all__ = [
    "Comment",
    "CommentQuerySet",
    "Field",
    "FormerSlug",
    "Identifier",
    "InstrumentType",
    "Jurisdiction",
    "LikelyDuplicate",
    "MergedRecord",
    "Milestone",
    "NotTheSame",
    "Organisation",
    "OtherName",
    "Record",
    "RecordField",
    "RecordInstrumentType",
    "RecordJurisdiction",
    "RecordKey",
    "RecordTheme",
    "Relation",
    "Reviewed",
    "ReviewedQuerySet",
    "Survey",
    "Theme",
]

from observatory.records.models.comment import Comment, CommentQuerySet
from observatory.records.models.duplicates import LikelyDuplicate, MergedRecord, NotTheSame, RecordKey
from observatory.records.models.naming import FormerSlug, Identifier, OtherName
from observatory.records.models.organisation import Organisation
from observatory.records.models.record import Record
from observatory.records.models.relation import Milestone, Relation
from observatory.records.models.reviewed import Reviewed, ReviewedQuerySet
from observatory.records.models.survey import Survey
from observatory.records.models.tags import RecordField, RecordInstrumentType, RecordJurisdiction, RecordTheme
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

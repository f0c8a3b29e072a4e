"""Serializers of what changed between two versions of a record."""

from rest_framework import serializers
from rest_framework.serializers import CharField

from observatory.api.serializers import VersionSummarySerializer
from observatory.publishing.describe_differences import Change
from observatory.publishing.document_schema import Text, one_of, part_schema

VersionChange = part_schema(
    "VersionChange",
    path=CharField(help_text="Place in the document, as names joined by dots."),
    change=one_of(Change),
    label=Text(help_text="The place in words."),
    before=serializers.JSONField(allow_null=True, help_text="Value in the version compared with. Null if absent."),
    after=serializers.JSONField(allow_null=True, help_text="Value in this version. Null if absent."),
    before_text=Text(help_text="The same in words."),
    after_text=Text(help_text="The same in words."),
)
VersionChangesSerializer = type(
    "VersionChangesSerializer",
    (serializers.Serializer,),
    {
        "from": VersionSummarySerializer(allow_null=True, help_text="Null for the first version."),
        "to": VersionSummarySerializer(),
        "changes": VersionChange(many=True, help_text="Empty if one of the two is a withdrawal."),
    },
)

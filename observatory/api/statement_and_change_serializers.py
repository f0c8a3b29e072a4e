"""Serializers of cited statements, and of what changed between two versions of a record."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateTimeField, IntegerField, URLField

from observatory.api.serializers import VersionSummarySerializer
from observatory.monitoring.models import AffectedCitation
from observatory.monitoring.outcomes import QuoteState
from observatory.publishing.differences.differences_in_words import Change
from observatory.publishing.document_schema import Citation, Text, one_of, part_schema, words

StatementVersion = part_schema(
    "StatementVersion",
    record=CharField(help_text="ID of the record: before a merge, it may be another one."),
    number=IntegerField(min_value=1),
    published_at=DateTimeField,
    url=URLField,
)
CitedStatement = type(
    "CitedStatement",
    (Citation,),
    {
        "__doc__": "A statement of a record as one source is cited for it.",
        "id": CharField(help_text="Permanent ID of the citation."),
        "url": URLField(help_text="Permanent URL for readers."),
        "record": part_schema(
            "StatedRecord",
            id=CharField,
            kind=CharField,
            title=part_schema("RecordTitle", en=words(), zh_hans=words(), original=words()),
            url=URLField,
        )(),
        "statement": part_schema(
            "StatementName",
            key=CharField(
                help_text="Name of a field, `names:NAME`, `identifiers:VALUE`, or `relation:N` or `milestone:N` with"
                " the place in the document of the last version."
            ),
            label=Text,
        )(),
        "read_at": CharField(allow_null=True, help_text="URL at which the source was read."),
        "sighting": part_schema(
            "QuoteSighting",
            state=serializers.ChoiceField([(value, value) for value in QuoteState.values]),
            since=DateTimeField,
            meaning_changed=serializers.BooleanField(
                allow_null=True, help_text="Whether an altered passage says something else; null in other states."
            ),
            passage=words("What is there now in place of the quote."),
            url=CharField(allow_null=True, help_text="Where it was read; null for an attached file."),
            decision=part_schema(
                "EditorsDecision",
                decision=serializers.ChoiceField([(value, value) for value in AffectedCitation.Decision.values]),
                reason=CharField(help_text="Reason of a dismissal, which leaves the citation as it was."),
                decided_at=DateTimeField,
            )(
                allow_null=True,
                help_text="What the editors decided on the passage as it is now; null if nothing was published of it.",
            ),
        )(allow_null=True, help_text="Where the quote is today; null if the text was not read yet."),
        "first_version": StatementVersion(help_text="First version that has it."),
        "last_version": StatementVersion(help_text="Last version that has it."),
        "gone": part_schema(
            "StatementEnd",
            at=DateTimeField,
            why=serializers.ChoiceField([("removed", "removed"), ("withdrawn", "withdrawn")]),
            reason=CharField(help_text="Reason of the version that left it out, or of the withdrawal."),
            version=IntegerField(min_value=1),
            merged_into=CharField(allow_null=True, help_text="ID of the record that its record was merged into."),
        )(allow_null=True, help_text="Null if it is public."),
    },
)


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

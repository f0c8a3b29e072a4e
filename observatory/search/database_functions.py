"""Database functions of text search for the ORM (match, rank, stored texts), with our own lexemes instead of
PostgreSQL's parser.
"""

from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, FloatField, Func, JSONField, TextField, Value
from django.db.models.functions import Cast


def raw_tsquery(text: str) -> Cast:
    """Return a query whose lexemes are taken as they are (a cast, where `to_tsquery` would parse them)."""
    return Cast(Value(text), SearchQueryField())


class Matches(Func):
    """Whether a vector matches a query, by its index."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, vector: Any, query: str):
        super().__init__(vector, raw_tsquery(query))


class Contains(Func):
    """The same read off the rows: for walking rows in an order of their own, which no text index gives."""

    function = "ts_match_vq"
    output_field = BooleanField()

    def __init__(self, vector: Any, query: str):
        super().__init__(vector, raw_tsquery(query))


class StoredTexts(Func):
    """The JSON of a document without the parts that no passage is taken from, which may be a hundred times the rest;
    read once, where each key that is asked for would unpack the document anew."""

    template = """(%(expressions)s - '{relations,evidence,disagreements}'::text[])::text"""
    output_field = TextField()
    arity = 1


class StoredQuotes(Func):
    """The quoted passages of all citations of a document, as a JSON list in the order of its parts."""

    template = """(SELECT coalesce(jsonb_agg(DISTINCT quote) FILTER (WHERE quote <> '""'), '[]') FROM (
        SELECT jsonb_path_query(%(expressions)s, '$.evidence.*[*].quote') AS quote
        UNION ALL SELECT jsonb_path_query(%(expressions)s, '$.relations[*].evidence[*].quote')
        UNION ALL SELECT jsonb_path_query(%(expressions)s, '$.milestones[*].evidence[*].quote')) AS quotes)"""
    output_field = JSONField()
    arity = 1


class Rank(Func):
    """How well a vector matches a query: terms of heavier weights, closer together, in shorter texts."""

    function = "ts_rank"
    output_field = FloatField()
    _DIVIDED_BY_LENGTH = 1  # 1 + log of the length, as the PostgreSQL manual numbers it

    def __init__(self, vector: Any, query: str):
        super().__init__(vector, raw_tsquery(query), Value(self._DIVIDED_BY_LENGTH))

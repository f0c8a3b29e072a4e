"""The search vector of an entry, of its words and facet values, and its names.

Weights: A titles, B other names and identifiers, C summary, D statements, milestones, related records and quotes. Each
complete title and each complete other name is one more lexeme (`text.tsvector_lexemes`), so a search for exactly
that name ranks the record first.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from observatory.publishing.facts import fact_of_document
from observatory.publishing.index.facets import facet_lexeme
from observatory.text.tsvector_lexemes import NAME, TITLE, build_vector, name_lexeme
from observatory.text.typography import fold_typography

_LONGEST_NAMES = 4_000


def searchable_texts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of a document that search should find it by, with its weight."""
    title = document["title"]
    yield from (("A", title[part]) for part in ("en", "zh-hans", "original"))
    yield from (("B", row["name"]) for row in document["names"])
    yield from (("B", row["value"]) for row in document["identifiers"])
    yield "B", document["id"]
    yield from (("C", text) for text in document["summary"].values())
    yield from (("D", text) for text in _texts(document))
    yield from (("D", text) for row in document["milestones"] for text in row["title"].values())
    for row in document["relations"]:
        title = row["object"]["title"]
        yield from (("D", title[part]) for part in ("en", "zh-hans", "original"))
    yield from (("D", quote) for quote in quoted_passages(document))


def quoted_passages(document: Mapping[str, Any]) -> list[str]:
    """Return the quoted passages of all citations of a document, each once, in its order, for its search vector."""
    cited = [
        *document["evidence"].values(),
        *(row["evidence"] for row in [*document["milestones"], *document["relations"]]),
    ]
    return list(dict.fromkeys(citation["quote"] for rows in cited for citation in rows if citation["quote"]))


def _texts(document: dict[str, Any]) -> Iterator[str]:
    for name, value in document["facts"].items():
        if value is not None:
            yield from fact_of_document(document["kind"], name, value).search_texts(value)


def vector_lexemes(document: Mapping[str, Any], marks: Iterable[str] = ()) -> str:
    """Return the vector as PostgreSQL writes it, and `marks` at its end."""
    return build_vector(searchable_texts(document), [*marks, *whole_names(document)])


def whole_names(document: Mapping[str, Any]) -> list[str]:
    """Return the lexemes of the titles and of the other names of a document as wholes, each once."""
    titles = [name_lexeme(TITLE, document["title"][part]) for part in ("en", "zh-hans", "original")]
    others = [name_lexeme(NAME, row["name"]) for row in document["names"]]
    return list(dict.fromkeys(filter(None, [*titles, *others])))


def searchable_names(document: Mapping[str, Any]) -> str:
    """Return titles, other names and identifiers, one a line, folded, in their own case: what may be misspelt, and what
    is offered while a reader types. The permanent id is not among them: one without a figure would pass for a word."""
    texts = (text for weight, text in searchable_texts(document) if weight in "AB" and text != document["id"])
    lines = [fold_typography(text) for text in texts]
    return "\n".join(dict.fromkeys(filter(None, lines)))[:_LONGEST_NAMES]


def search_vector(document: Mapping[str, Any], values: Iterable[tuple[str, str]]) -> Any:
    """Return the search vector of an entry, as an expression: the words of its document, and its facet values."""
    marks = [facet_lexeme(facet, code) for facet, code in values]
    return Cast(Value(vector_lexemes(document, marks)), SearchVectorField())

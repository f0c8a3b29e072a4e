"""The page of the relation graph, drawn by the server, with the same relations as a table."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from observatory.public.localised_texts import format_date
from observatory.publishing.models import Entry
from observatory.search.planner_hints import through_indexes
from observatory.search.results import keys_of_page, search_scope
from observatory.search.scope import Scope
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.facet_filters import filter_chips, list_filters
from observatory.site.lists.query_string import ListQuery
from observatory.site.record.graph_layout import Edge, draw_graph
from observatory.site.record.relations_and_neighbours import (
    COLUMNS,
    NEWEST_OF_FEW,
    neighbours,
    predicate_label,
    relations_to,
)

MOST_RECORDS = 90  # with more, nobody can follow the lines
MOST_SUBJECTS = 300


class GraphPage(PublicPage):
    """The newest records that pass the filters, and every public record that states a relation to one of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        query = ListQuery.parse(request)
        related = query.public_ids("related")
        with through_indexes():
            chosen = _newest_on_graph(search_scope(query.text, query.chosen), related)
            further, chosen = len(chosen) > MOST_RECORDS, chosen[:MOST_RECORDS]
            subjects = _subjects_of_relations_to([row["public_id"] for row in chosen])
        crowded, subjects = len(subjects) > MOST_SUBJECTS, subjects[:MOST_SUBJECTS]
        ends = neighbours([*subjects, *chosen])
        relations = [(row["public_id"], each) for row in subjects for each in row["stated"]]
        edges = dict.fromkeys(
            Edge(subject, each["predicate"]["value"], each["object"]["id"]) for subject, each in relations
        )
        filters = list_filters(query)
        context = {
            "section": "graph",
            "graph": draw_graph(ends, list(edges)) if edges else None,
            "rows": [_relation_row(ends, subject, each) for subject, each in relations],
            "choices": filters,
            "chips": filter_chips(filters, query),
            "query": query.text,
            "related": related,
            "further": further,
            "most": MOST_RECORDS,
            "crowded": crowded,
            "subjects": MOST_SUBJECTS,
            "unread": query.problems,
        }
        return TemplateResponse(request, "site/graph.html", context, status=400 if query.problems else 200)


def _newest_on_graph(found: Scope, related: list[str]) -> list[dict[str, Any]]:
    """Return the newest records in scope, and one more than can be shown if there are so many."""
    if related:
        entries = filter_around(found.rows(exact=True), related)
    else:
        entries = Entry.objects.filter(pk__in=keys_of_page(found, sort="published", length=MOST_RECORDS + 1))
    return list(entries.order_by("-published_at", "-record_id").values(*COLUMNS)[: MOST_RECORDS + 1])


def filter_around(entries: QuerySet[Entry], public_ids: list[str]) -> QuerySet[Entry]:
    """Filter entries to some records and their neighbours, whichever of them states the relation."""
    stated = Entry.objects.live().filter(public_id__in=public_ids).values_list("related_ids", flat=True)
    near = {*public_ids, *(each for related in stated for each in related)}
    return entries.filter(Q(public_id__in=near) | Q(related_ids__overlap=public_ids))


def _subjects_of_relations_to(public_ids: list[str]) -> list[dict[str, Any]]:
    """Return the newest records that state a relation to one of these, and one more than are shown."""
    rows = Entry.objects.live().filter(related_ids__overlap=public_ids).order_by(NEWEST_OF_FEW)
    return list(rows.annotate(stated=relations_to(public_ids)).values(*COLUMNS, "stated")[: MOST_SUBJECTS + 1])


def _relation_row(ends, subject: str, relation: dict[str, Any]) -> dict[str, Any]:
    """Return a relation as a row of the table under the graph."""
    return {
        "subject": ends[subject],
        "predicate": predicate_label(relation["predicate"]["value"], inverse=False),
        "object": ends[relation["object"]["id"]],
        "date": format_date(relation["date"]["value"]) if relation["date"] else "",
        "sources": len({citation["source"]["id"] for citation in relation["evidence"]}),
        "disputed": bool(relation["disagreement"]),
    }

"""The relation graph, drawn by the server, with the same relations as a table."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import View

from observatory.public.localise import told_date
from observatory.publishing.models import Entry
from observatory.search.planning import through_indexes
from observatory.search.results import keys, scope
from observatory.search.scope import Scope
from observatory.site.lists.filter_form import chips, choices
from observatory.site.lists.query_string import chosen_of, ids_of, readable, text_of
from observatory.site.record.graph import Edge, draw
from observatory.site.record.page import COLUMNS, NEWEST_OF_FEW, relations_to
from observatory.site.record.relations import label, neighbours

MOST_RECORDS = 90  # more cannot be told apart on one page
MOST_SUBJECTS = 300


class GraphPage(View):
    """The newest records that pass the filters, and every public record that states a relation to one of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        data, unread = readable(request.GET)
        asked = scope(text_of(data), chosen_of(data))
        with through_indexes():
            chosen = _chosen(asked, ids_of(request.GET, "related"))
            further, chosen = len(chosen) > MOST_RECORDS, chosen[:MOST_RECORDS]
            told = _told([row["public_id"] for row in chosen])
        crowded, told = len(told) > MOST_SUBJECTS, told[:MOST_SUBJECTS]
        ends = neighbours([*told, *chosen])
        relations = [(row["public_id"], each) for row in told for each in row["told"]]
        edges = dict.fromkeys(
            Edge(subject, each["predicate"]["value"], each["object"]["id"]) for subject, each in relations
        )
        offered = choices(data)
        context = {
            "section": "graph",
            "graph": draw(ends, list(edges)) if edges else None,
            "rows": [_row(ends, subject, each) for subject, each in relations],
            "choices": offered,
            "chips": chips(offered, data),
            "query": text_of(request.GET),
            "related": ids_of(request.GET, "related"),
            "further": further,
            "most": MOST_RECORDS,
            "crowded": crowded,
            "subjects": MOST_SUBJECTS,
            "unread": unread,
        }
        return TemplateResponse(request, "site/graph.html", context, status=400 if unread else 200)


def _chosen(asked: Scope, related: list[str]) -> list[dict[str, Any]]:
    """Return the newest records in scope, and one more than can be shown if there are so many."""
    if related:
        entries = around(asked.rows(exact=True), related)
    else:
        entries = Entry.objects.filter(pk__in=keys(asked, sort="published", length=MOST_RECORDS + 1))
    return list(entries.order_by("-published_at", "-record_id").values(*COLUMNS)[: MOST_RECORDS + 1])


def around(entries: QuerySet[Entry], public_ids: list[str]) -> QuerySet[Entry]:
    """Narrow entries to some records and their neighbours, told from either end; no id leaves them as they are."""
    if not public_ids:
        return entries
    told = Entry.objects.live().filter(public_id__in=public_ids).values_list("related_ids", flat=True)
    near = {*public_ids, *(each for related in told for each in related)}
    return entries.filter(Q(public_id__in=near) | Q(related_ids__overlap=public_ids))


def _told(public_ids: list[str]) -> list[dict[str, Any]]:
    """Return the newest records that state a relation to one of these, and one more than are shown."""
    rows = Entry.objects.live().filter(related_ids__overlap=public_ids).order_by(NEWEST_OF_FEW)
    return list(rows.annotate(told=relations_to(public_ids)).values(*COLUMNS, "told")[: MOST_SUBJECTS + 1])


def _row(ends, subject: str, relation: dict[str, Any]) -> dict[str, Any]:
    return {
        "subject": ends[subject],
        "predicate": label(relation["predicate"]["value"], inverse=False),
        "object": ends[relation["object"]["id"]],
        "date": told_date(relation["date"]["value"]) if relation["date"] else "",
        "sources": len({citation["source"]["id"] for citation in relation["evidence"]}),
        "disputed": bool(relation["disagreement"]),
    }

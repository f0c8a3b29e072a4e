"""What the evidence screen of one record shows: the chosen statement or citation, the chosen stored text, and where the
keys lead. Read from the query string; whatever is wrong in it falls back to the first that there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from observatory.desk.evidence.quote_search import locator_of
from observatory.desk.evidence.statements_with_citations import CitedSource, RecordEvidence, StatementRow
from observatory.desk.evidence.stored_text_pages import (
    SnapshotChoice,
    choose_snapshot,
    page_of_position,
    paragraph_html,
    quote_marks,
    segments_of_piece,
    snapshot_choices,
    split_pages,
)
from observatory.monitoring.admin.stored_files import describe_left_out
from observatory.monitoring.models import Snapshot
from observatory.records.url_validation import is_public_url
from observatory.sources.models import Source
from observatory.text.text_fragment import passage_url


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that the keys j and k lead to: a citation, or a statement that has none."""

    statement: StatementRow
    cited: CitedSource | None = None

    @property
    def query(self) -> dict[str, str]:
        """The query string that chooses it on the evidence screen."""
        if self.cited:
            return {"citation": str(self.cited.citation.pk)}
        return self.statement.query

    @property
    def is_done(self) -> bool:
        """Whether nobody needs to look at it."""
        return self.cited is not None and not self.cited.unchecked and not self.cited.lost


@dataclass(frozen=True)
class StoredText:
    """The shown page of a stored text. `number` and `count` are of its pages; `left_out` says what of the file is not
    in it."""

    snapshot: Snapshot
    choice: SnapshotChoice
    paragraphs: list[SafeString]
    number: int
    count: int
    left_out: list[str]

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def following(self) -> int:
        return self.number + 1


class EvidenceScreen:
    """The choices of one request; `query` is its query string."""

    def __init__(self, evidence: RecordEvidence, query: Mapping[str, str]):
        self.evidence, self.query = evidence, query

    @cached_property
    def stops(self) -> list[Stop]:
        """Every citation in the order of the evidence screen, and the statements without one, but for the editors' own
        classification."""
        found = []
        for row in self.evidence.statements:
            found += [Stop(row, cited) for cited in row.cited] or ([Stop(row)] if row.unsourced else [])
        return found

    @cached_property
    def chosen(self) -> Stop | None:
        """The citation or statement chosen on the evidence screen; without a choice the first citation that somebody
        should look at."""
        for stop in self.stops:
            if stop.cited and str(stop.cited.citation.pk) == self.query.get("citation"):
                return stop
        wanted, stated = self.query.get("statement"), self.query.get("stated", "")
        rows = [row for row in self.evidence.statements if wanted and row.key == wanted]
        if rows:
            return Stop(next((row for row in rows if row.stated == stated), rows[0]))
        waiting = (stop for stop in self.stops if stop.cited and not stop.is_done)
        return next(waiting, self.stops[0] if self.stops else None)

    @property
    def statement(self) -> StatementRow | None:
        return self.chosen.statement if self.chosen else None

    @cached_property
    def sources(self) -> list[Source]:
        """The sources that the evidence screen offers: those that the record cites, in the order of its page, and the
        chosen one."""
        rows = {cited.citation.source_id: cited.citation.source for cited in self.evidence.citations}
        if (other := _number(self.query.get("source"))) and other not in rows:
            rows |= {row.pk: row for row in Source.objects.filter(pk=other)}
        if (key := self.query.get("key", "").strip()) and (row := Source.objects.filter(key__iexact=key).first()):
            rows.setdefault(row.pk, row)
        return list(rows.values())

    @property
    def unknown_key(self) -> str:
        """The key of a source that was looked for and is none."""
        key = self.query.get("key", "").strip()
        return key if key and key.casefold() not in {row.key.casefold() for row in self.sources} else ""

    @cached_property
    def source(self) -> Source | None:
        """The source that the evidence screen shows: the wanted one, else that of the chosen citation, else the first
        of the record."""
        wanted, key = _number(self.query.get("source")), self.query.get("key", "").strip().casefold()
        if self.chosen and self.chosen.cited and not wanted and not key:
            return self.chosen.cited.citation.source
        for row in self.sources:
            if row.pk == wanted or (key and row.key.casefold() == key):
                return row
        return self.sources[0] if self.sources else None

    @cached_property
    def editing(self) -> CitedSource | None:
        """The citation that the form edits: the chosen one while its source is shown; None for a new one."""
        cited = self.chosen.cited if self.chosen else None
        return cited if cited and self.source and cited.citation.source_id == self.source.pk else None

    @cached_property
    def choices(self) -> list[SnapshotChoice]:
        return snapshot_choices(self.source) if self.source else []

    @cached_property
    def text(self) -> StoredText | None:
        """The stored text at the right of the evidence screen; None if the source has none."""
        choice = choose_snapshot(self.choices, self.editing, _number(self.query.get("snapshot")))
        if choice is None or self.source is None:
            return None
        snapshot = Snapshot.objects.select_related("location").get(pk=choice.snapshot.pk)
        document = snapshot.document
        marks = quote_marks(self.evidence.citations, self.source, snapshot, document)
        pages = split_pages(document)
        current = self.editing.citation.pk if self.editing else None
        own = next((mark for mark in marks if mark.citation_id == current), None)
        wanted = _number(self.query.get("page"))
        number = min(wanted - 1, len(pages) - 1) if wanted else page_of_position(pages, own.start) if own else 0
        paragraphs = [
            paragraph_html(piece, segments_of_piece(piece, marks, current), locator_of(document.blocks, piece.block))
            for piece in pages[number]
        ]
        return StoredText(snapshot, choice, paragraphs, number + 1, len(pages), describe_left_out(document))

    @property
    def passage_address(self) -> str:
        """The web address of the shown source at the passage of the citation chosen on the evidence screen; "" if it
        has none."""
        cited = self.editing
        if cited is None:
            return self.page_address
        sighting, row = cited.sighting, cited.citation
        if sighting is not None and sighting.passage:
            return _address(sighting.location.url, sighting.passage, sighting.prefix, sighting.suffix)
        location = row.location.url if row.location else self.page_address
        return _address(location, row.quote, row.prefix, row.suffix)

    @cached_property
    def page_address(self) -> str:
        """The web address of the shown source; "" if it has none."""
        if self.text is not None:
            return _address(self.text.snapshot.url or self.text.snapshot.location.url)
        urls = self.source.locations.filter(retired_at=None).values_list("url", flat=True) if self.source else ()
        return next(filter(None, map(_address, urls)), "")

    # Where buttons and keys lead

    def address(self, query: Mapping[str, str]) -> str:
        """Return the address of this screen with that query string."""
        page = reverse("desk-evidence-record", args=[self.evidence.record.pk])
        return f"{page}?{urlencode(query)}" if query else page

    @property
    def place(self) -> int:
        """The place of the chosen stop; -1 for a statement that has citations, chosen to be cited again."""
        return next((at for at, stop in enumerate(self.stops) if stop.query == self._chosen_query), -1)

    @property
    def _chosen_query(self) -> dict[str, str]:
        return self.chosen.query if self.chosen else {}

    @property
    def next_address(self) -> str:
        return self._address_of_stop(1)

    @property
    def previous_address(self) -> str:
        return self._address_of_stop(-1)

    def _address_of_stop(self, by: int) -> str:
        """Return the address of the screen at the citation so many stops further; "" if there is none."""
        at = self.place
        if at < 0:  # from a statement that is cited again to its own citations
            at = next((n for n, stop in enumerate(self.stops) if stop.statement is self.statement), 0) - max(by, 0)
        at += by
        return self.address(self.stops[at].query) if 0 <= at < len(self.stops) else ""

    @property
    def next_source_address(self) -> str:
        """The address that shows the next source of the record beside the same statement; "" if there is one only."""
        if len(self.sources) < 2 or self.source is None:
            return ""
        at = next(place for place, row in enumerate(self.sources) if row.pk == self.source.pk)
        return self.source_address(self.sources[(at + 1) % len(self.sources)])

    def source_address(self, source: Source) -> str:
        return self.address(self._chosen_query | {"source": str(source.pk)})

    @property
    def page_query(self) -> str:
        """The query string of this page without the number of the page of the stored text."""
        more = {"source": str(self.source.pk)} if self.source else {}
        if self.text:
            more["snapshot"] = str(self.text.snapshot.pk)
        return urlencode(self._chosen_query | more)

    def address_after(self, judged: bool) -> str:
        """Return where to go after the chosen citation was saved: to the next one if it was `judged`, and to the next
        without a verdict if it had none."""
        at = self.place
        if not judged or at < 0:
            return self.address(self._chosen_query)
        rest = self.stops[at + 1 :] + self.stops[:at]
        was_waiting = self.chosen is not None and not self.chosen.is_done
        waiting = [stop for stop in rest if stop.cited and not stop.is_done]
        if was_waiting and waiting:
            return self.address(waiting[0].query)
        return self.address(self.stops[min(at + 1, len(self.stops) - 1)].query)


def _address(url: str, passage: str = "", prefix: str = "", suffix: str = "") -> str:
    """Return the web address that opens at a passage; "" for what is no public address."""
    return passage_url(url, passage, prefix, suffix) if is_public_url(url) else ""


def _number(text: str | None) -> int:
    """Return a positive number from the query string; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0

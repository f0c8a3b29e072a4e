"""The opinions of an expert on the page of a record: a field at each statement, and what was typed into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from observatory.publishing.models import ExpertOpinion
from observatory.publishing.models.review_link import LONGEST_OPINION
from observatory.site.record.page_statements import Statement
from observatory.site.record.record_content import RecordContent
from observatory.site.record.relations_and_neighbours import Tie
from observatory.text.input_cleaning import clean_text

Stance = ExpertOpinion.Stance
WHOLE = ""  # the key of the record as a whole


@dataclass
class OpinionField:
    """The field at one statement; `said` is the statement as the page shows it."""

    key: str
    label: str
    said: str = ""
    stance: str = ""
    text: str = ""
    error: str = ""
    said_then: str = ""  # the statement that the opinion was given on, if it says something else now

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The stances that an expert can choose for the statement."""
        return [
            (Stance.AGREE, str(_("I agree"))),
            (Stance.DISPUTE, _("I dispute this")),
            (Stance.COMMENT, _("I comment")),
        ]

    @property
    def is_open(self) -> bool:
        return bool(self.stance or self.text or self.error)


@dataclass
class OpinionFields:
    """The fields of a page. The templates of records take it in the place of the links to report a mistake, of which a
    page for experts has none."""

    by_key: dict[str, OpinionField] = field(default_factory=dict)
    _by_row: dict[int, OpinionField] = field(default_factory=dict)
    href = ""

    def in_statement(self, _label: str, _value: str = "", _source: str = "") -> str:
        return ""

    def opinion_at(self, row: Any) -> OpinionField | None:
        """Return the field for a statement or a relation of the page."""
        return self._by_row.get(id(row))

    def add(self, key: str, row: Statement | Tie | None, label: str, said: str) -> None:
        found = OpinionField(key, label, said)
        self.by_key[key] = found
        if row is not None:
            self._by_row[id(row)] = found

    @property
    def whole(self) -> OpinionField:
        return self.by_key[WHOLE]

    @property
    def has_errors(self) -> bool:
        return any(each.error for each in self.by_key.values())


def opinion_fields(edition: RecordContent, relations: Sequence[int], milestones: Sequence[int]) -> OpinionFields:
    """Return an empty field for each statement of a page; `relations` and `milestones` are the primary keys of those in
    its document, in their order. Relations that other records state have none."""
    fields = OpinionFields()
    for statement in edition.statements:
        part, _dash, number = statement.name.partition("-")
        key = (
            f"milestone:{milestones[int(number) - 1]}" if part == "milestone" and number else f"field:{statement.name}"
        )
        fields.add(key, statement, statement.called, statement.said)
    left = [
        (relation["predicate"]["value"], relation["object"]["id"], pk)
        for relation, pk in zip(edition.document["relations"], relations, strict=True)
    ]
    for tie in (tie for group in edition.groups for tie in group.ties if not tie.inverse):
        found = next((each for each in left if each[:2] == (tie.predicate, tie.neighbour.id)), None)
        if found:
            left.remove(found)
            said = " · ".join(filter(None, (tie.said, tie.role, tie.date)))
            fields.add(f"relation:{found[2]}", tie, f"{tie.label}: {tie.said}", said)
    fields.add(WHOLE, None, _("General comments"), "")
    return fields


def show_given(fields: OpinionFields, opinions: Sequence[ExpertOpinion]) -> None:
    """Put the opinions that were given into their fields."""
    for opinion in opinions:
        if found := fields.by_key.get(opinion.statement):
            found.stance, found.text = opinion.stance, opinion.text
            found.said_then = opinion.said_of if opinion.said_of != found.said else ""


def read_posted(fields: OpinionFields, posted: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Put what was sent into the fields, and say at each what is wrong; return stance and text by statement. A text
    without a stance is a comment."""
    given = {}
    for key, found in fields.by_key.items():
        if f"text:{key}" not in posted:
            continue
        stance, text = posted.get(f"stance:{key}", ""), clean_text(posted[f"text:{key}"])
        if stance not in Stance.values:
            stance = Stance.COMMENT if text else ""
        found.stance, found.text, found.error = stance, text, _opinion_problem(stance, text)
        given[key] = (stance, text)
    return given


def _opinion_problem(stance: str, text: str) -> str:
    """Return what is wrong with the opinion of an expert as it was sent; "" if nothing is."""
    if len(text) > LONGEST_OPINION:
        message = _("The text has %(length)d characters; at most %(most)d are possible. Shorten it.")
        return message % {"length": len(text), "most": LONGEST_OPINION}
    if stance == Stance.DISPUTE and not text:
        return _("Say what is wrong, and if you can, which source shows it.")
    return _("Write your comment.") if stance == Stance.COMMENT and not text else ""


def left_over(fields: OpinionFields, posted: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts that were sent for statements that are not there any more."""
    for name, text in posted.items():
        if name.startswith("text:") and name.removeprefix("text:") not in fields.by_key and text.strip():
            yield text.strip()[:LONGEST_OPINION]

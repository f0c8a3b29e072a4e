"""The statements of a record as rows of its review: as readers see them beside the working copy, with evidence, gaps
(findings of checks), comments and opinions of experts. Pure functions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from observatory.desk.evidence.statements_with_citations import CitedSource
from observatory.desk.review.statement_texts import (
    Document,
    OlderText,
    Texts,
    field_texts,
    milestone_texts,
    relation_texts,
)
from observatory.public.statement_labels import statement_label
from observatory.publishing.differences.differences_in_words import (
    DifferenceRow,
    Segment,
    difference_rows,
    marked_segments,
)
from observatory.publishing.differences.document_differences import document_differences
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.text.bilingual_text import TAGS, localised


@dataclass(frozen=True)
class TextRow:
    """One language of a statement; `lang` is the tag for HTML, "" for what is the same in all."""

    lang: str
    language: str
    before: Sequence[Segment]
    after: Sequence[Segment]
    changed: bool


@dataclass(frozen=True)
class Gap:
    """A finding of a check at a statement, or of the record as a whole (`anchor` is empty)."""

    check: Any
    blocks: bool
    anchor: str = ""
    statement: str = ""
    before: Sequence[Segment] = ()
    after: Sequence[Segment] = ()


@dataclass(frozen=True)
class Note:
    """What is known of a statement that cites nothing, such as how a web address is; `mark` is its shape."""

    words: str
    address: str = ""
    mark: str = ""
    aside: str = ""


@dataclass
class ReviewRow:
    """One statement. `key` is as in comments (`field:NAME`, `relation:ID`, `location:ID`), "" for one that readers see
    and that was taken out. `change` is "added", "removed", "changed" or ""."""

    key: str
    anchor: str
    label: str
    texts: list[TextRow]
    change: str = ""
    cited: Sequence[CitedSource] = ()
    evidence_changes: Sequence[DifferenceRow] = ()
    classification: bool = False
    hidden: bool = False
    with_companion: bool = False  # hidden, unless the record at its other end is published along
    needs_source: bool = True  # those of sources, terms and coverage searches cite nothing
    notes: Sequence[Note] = ()
    gaps: list[Gap] = field(default_factory=list)
    older: OlderText | None = None
    comments: list[Any] = field(default_factory=list)
    opinions: list[Any] = field(default_factory=list)
    draft: str = ""  # the comment that was typed and not saved
    error: str = ""

    @property
    def is_folded(self) -> bool:
        """Whether nothing about it needs a look: it is there, folded."""
        told = (
            self.with_companion or self.gaps or self.comments or self.opinions or self.older or self.draft or self.error
        )
        return not (self.change or self.evidence_changes or told)

    @property
    def one_line_text(self) -> str:
        """What it says, as one text in the language of the desk."""
        here = TAGS[active_language()]
        chosen = [row for row in self.texts if row.lang in (here, "")] or self.texts
        return "".join(part.text for row in chosen[:1] for part in row.after)

    @property
    def unsourced(self) -> bool:
        return self.needs_source and not self.cited and not self.classification and bool(self.key)


Keys = Sequence[int]


def review_rows(
    public: Document | None,
    working: Document,
    relation_keys: Keys,
    milestone_keys: Keys,
    cited: Mapping[str, Sequence[CitedSource]],
) -> list[ReviewRow]:
    """Return the statements in the order of the public page. `relation_keys` and `milestone_keys` are the primary keys
    of those in the working document, in its order; `cited` the citations by the key of their statement."""
    rows = [*_field_review_rows(public, working, cited)]
    rows += _part_review_rows("milestone", public, working, milestone_keys, cited)
    rows += _part_review_rows("relation", public, working, relation_keys, cited)
    return rows


def _field_review_rows(public: Document | None, working: Document, cited) -> Iterator[ReviewRow]:
    """Yield the fields of a record as rows of its review."""
    kind = working["kind"]
    record_type = registry.get_record_type(kind)
    subtype = working["facts"].get(record_type.subtype) or {}
    gone = [name for name in (public or {}).get("facts", {}) if name not in record_type.facts]
    for name in ("title", "summary", *record_type.facts, *gone, *registry.LISTED, *TERMS_BY_NAME):
        key = f"field:{name}"
        before, after = field_texts(public, name), field_texts(working, name)
        evidence = [(document or {}).get("evidence", {}).get(name, []) for document in (public, working)]
        if not any((*before.values(), *after.values(), *evidence)):
            continue
        label = statement_label(kind, name, subtype.get("value", ""))
        own = name in TERMS_BY_NAME or name in record_type.classes
        row = _review_row(key, label, before, after, evidence, is_new=public is None, cited=cited.get(key, ()))
        row.classification = own
        yield row


def _part_review_rows(part: str, public: Document | None, working: Document, keys: Keys, cited) -> Iterator[ReviewRow]:
    """Yield relations or milestones: those of the working copy, then what readers see and was taken out."""
    left = list((public or {}).get(f"{part}s", []))
    for place, row in enumerate(working[f"{part}s"]):
        before = next((each for each in left if _subject_of_part(each) == _subject_of_part(row)), None)
        if before is not None:
            left.remove(before)
        key = f"{part}:{keys[place]}"
        evidence = [before["evidence"] if before else [], row["evidence"]]
        texts = [_texts(part, public, before), _texts(part, working, row)]
        yield _review_row(key, _label(part, row), *texts, evidence, is_new=public is None, cited=cited.get(key, ()))
    for number, row in enumerate(left):
        found = _review_row("", _label(part, row), _texts(part, public, row), {}, [row["evidence"], []], is_new=False)
        found.anchor = f"removed-{part}-{number}"
        yield found


def _texts(part: str, document: Document | None, row: Document | None) -> Texts:
    if row is None or document is None:
        return {}
    return relation_texts(document, row) if part == "relation" else milestone_texts(row)


def _label(part: str, row: Document) -> str:
    if part == "relation":
        return capfirst(localised(row["predicate"], active_language()))
    return capfirst(localised(row["type"], active_language()))


def _subject_of_part(row: Document) -> tuple[Any, ...]:
    """Return by what a relation or milestone of two documents is recognised."""
    if "object" in row:
        return (row["predicate"]["value"], row["object"]["id"])
    return (row["type"]["value"], row["title"]["en"] or row["title"]["zh-hans"])


def _review_row(key: str, label: str, before: Texts, after: Texts, evidence, *, is_new: bool, cited=()) -> ReviewRow:
    changes: list[DifferenceRow] = []
    if not is_new:
        found = document_differences({"evidence": {"": evidence[0]}}, {"evidence": {"": evidence[1]}})
        changes = difference_rows("", found, lambda _name: "")
    row = ReviewRow(key, key.replace(":", "-"), label, [], cited=cited, evidence_changes=changes)
    add_texts(row, before, after, is_new=is_new)
    return row


def add_texts(row: ReviewRow, before: Texts, after: Texts, *, is_new: bool) -> None:
    """Give a row of the review its texts, by language, and say how it changed. Of a new record nothing has changed."""
    had, has = any(before.values()), any(after.values())
    if not is_new and before != after:
        row.change = "changed" if had and has else "added" if has else "removed" if had else ""
    row.texts = [*_rows_of_texts(before, after)]


def _rows_of_texts(before: Texts, after: Texts) -> Iterator[TextRow]:
    """Yield what readers see and what the working copy says, a row for each language."""
    languages = [("en", _("English")), ("zh-hans", _("Chinese"))]
    both = [{texts.get(language, "") for language, _label in languages} for texts in (before, after)]
    if all(len(texts) == 1 for texts in both):  # a date is written by language, a number is not
        yield _text_row("", "", both[0].pop(), both[1].pop())
    else:
        for language, label in languages:
            yield _text_row(TAGS[language], label, before.get(language, ""), after.get(language, ""))
    if before.get("original") or after.get("original"):
        original = pgettext("title", "original")
        yield _text_row("", capfirst(original), before.get("original", ""), after.get("original", ""))


def _text_row(lang: str, label: str, before: str, after: str) -> TextRow:
    return TextRow(lang, label, *marked_segments(before, after), changed=before != after)

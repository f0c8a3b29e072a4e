"""Load glossaries from files: official terms and their translations. A load adds and corrects; it does not remove.
Terms and renderings have no public ID, so a load cannot distinguish what an earlier file added from what a curator
added.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from observatory.publishing.catalogue.load_report import Counts, Problem
from observatory.publishing.catalogue.reference_targets import References
from observatory.publishing.catalogue.value_problems import describe_unknown, value_problems
from observatory.publishing.catalogue.yaml_files import YamlDocument
from observatory.records.models import Record
from observatory.records.translatable_messages import gettext as _
from observatory.sources.models import OfficialTerm, Rendering, Source

_NOTES = ("note_en", "note_zh_hans")
_TERM_KEYS = {"note_en": "note", "note_zh_hans": "note"}


def find_glossary_problems(document: YamlDocument, references: References) -> Iterator[Problem]:
    """Yield what is wrong with the official terms of one glossary in a file."""
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(document.value):
        term = _official_term_columns(entry)
        for name, reason in value_problems(OfficialTerm, term):
            yield document.problem((index, _TERM_KEYS.get(name, name)), reason, name)
        if (term["term"], term["language"]) in seen:
            yield document.problem((index, "term"), _("the term “%s” appears twice: keep one") % term["term"])
        seen.add((term["term"], term["language"]))
        rendered: set[tuple[str, ...]] = set()
        for place, row in enumerate(entry.get("renderings", [])):
            here = (index, "renderings", place)
            rendering = _rendering_columns(row)
            for name, reason in value_problems(Rendering, rendering):
                yield document.problem((*here, name), reason, name)
            if row.get("source", "") not in references.sources:
                yield document.problem(
                    (*here, "source"), describe_unknown(_("source"), row.get("source", ""), references.sources)
                )
            key = (rendering["text"], rendering["language"], row.get("source", ""))
            if key in rendered:
                yield document.problem(here, _("this rendering from this source appears twice: keep one"))
            rendered.add(key)


@dataclass(frozen=True)
class WrittenGlossary:
    """What a load came to: the terms that may be published, and those with unpublished translations that a curator
    added, both by primary key with the term as text."""

    counts: Counts
    settled: Mapping[int, str]
    edited: Mapping[int, str]


def write_glossary(document: YamlDocument) -> WrittenGlossary:
    """Create the official terms and renderings of a glossary that are missing, and correct the others."""
    done = {"created": 0, "updated": 0, "unchanged": 0}
    sources = dict(Source.objects.values_list("key", "pk"))
    terms = {(row.term, row.language): row for row in OfficialTerm.objects.prefetch_related("renderings")}
    new: list[Rendering] = []
    touched: set[int] = set()
    settled, edited = {}, {}
    for entry in document.value:
        wanted = _official_term_columns(entry)
        row = terms.get((wanted["term"], wanted["language"]))
        stored = {(each.text, each.language, each.source_id): each for each in row.renderings.all()} if row else {}
        changed = bool(row) and any(getattr(row, name) != wanted[name] for name in _NOTES)
        if row is None:
            row = OfficialTerm.objects.create(**wanted)
            done["created"] += 1
        elif changed:
            OfficialTerm.objects.filter(pk=row.pk).update(**wanted)
        added = set(stored)
        for item in entry.get("renderings", []):
            rendering, source = _rendering_columns(item), sources[item["source"]]
            added.discard((rendering["text"], rendering["language"], source))
            held = stored.get((rendering["text"], rendering["language"], source))
            if held is None:
                new.append(Rendering(term=row, source_id=source, **rendering))
                changed = True
            elif held.locator != rendering["locator"]:
                Rendering.objects.filter(pk=held.pk).update(locator=rendering["locator"])
                changed = True
        if changed or (wanted["term"], wanted["language"]) not in terms:
            touched.add(row.pk)
        if (wanted["term"], wanted["language"]) in terms:
            done["updated" if changed else "unchanged"] += 1
        (edited if added and row.state != Record.State.PUBLISHED else settled)[row.pk] = row.term
    Rendering.objects.bulk_create(new)
    OfficialTerm.objects.filter(pk__in=touched).mark_edited()
    return WrittenGlossary(Counts(**done), settled, edited)


def _official_term_columns(entry: dict) -> dict[str, str]:
    """Return the columns of an official term from its entry in a glossary."""
    return {
        "term": entry.get("term", ""),
        "language": entry.get("language", "zh-Hans"),
        "note_en": entry.get("note", {}).get("en", ""),
        "note_zh_hans": entry.get("note", {}).get("zh_hans", ""),
    }


def _rendering_columns(row: dict) -> dict[str, str]:
    """Return the columns of a translation of a term from its row in a glossary."""
    return {
        "text": row.get("text", ""),
        "language": row.get("language", "en"),
        "locator": row.get("locator", ""),
    }

"""Load vocabularies. Terms are loaded, never typed in, so the file overrides the database."""

from collections.abc import Iterator

from observatory.publishing.catalogue.clean_values import value_problems
from observatory.publishing.catalogue.files import Document
from observatory.publishing.catalogue.problems import Problem
from observatory.publishing.catalogue.references import References
from observatory.publishing.catalogue.report import Counts
from observatory.publishing.catalogue.schema import describe_unknown
from observatory.records.vocabularies import TERMS_BY_NAME

_COLUMNS = ("label_en", "label_zh_hans", "edition")


def find_vocabulary_problems(name: str, document: Document, references: References) -> Iterator[Problem]:
    """Yield what is wrong with the terms of one vocabulary."""
    model = TERMS_BY_NAME[name]
    broader = dict(model.objects.values_list("code", "parent__code"))
    broader |= {term["code"]: term.get("parent") for term in document.value.get("terms", [])}
    for index, term in enumerate(document.value.get("terms", [])):
        for column, reason in value_problems(model, _row(term, document)):
            yield document.problem(("terms", index), f"{column}: {reason}")
        parent = term.get("parent")
        if parent and parent not in references.terms[name]:
            yield document.problem(("terms", index, "parent"), describe_unknown("code", parent, references.terms[name]))
        elif len(way := _way_up(term["code"], broader)) > 1 and way[-1] == term["code"]:
            reason = f"a term cannot be broader than itself: {' < '.join(way)}"
            yield document.problem(("terms", index, "parent"), reason)


def _way_up(code: str, broader: dict[str, str | None]) -> list[str]:
    """Return the codes from a term to the broadest above it, or to the first that comes again."""
    way = [code]
    while (above := broader.get(way[-1])) and above not in way[1:]:
        way.append(above)
    return way


def write_vocabulary(name: str, document: Document) -> Counts:
    """Write the terms of one vocabulary. A term that is not in the file any more stays: records may use it."""
    model = TERMS_BY_NAME[name]
    rows = {term["code"]: _row(term, document) for term in document.value.get("terms", [])}
    parents = {term["code"]: term.get("parent") for term in document.value.get("terms", [])}
    stored = {row.code: row for row in model.objects.select_related("parent")}

    new = [model(**row) for code, row in rows.items() if code not in stored]
    changed = [
        code
        for code, row in rows.items()
        if code in stored
        and (
            any(getattr(stored[code], column) != row[column] for column in _COLUMNS)
            or (stored[code].parent.code if stored[code].parent else None) != parents[code]
        )
    ]
    model.objects.bulk_create(new)
    touched = [*(row.code for row in new), *changed]
    if touched:
        ids = dict(model.objects.values_list("code", "pk"))
        terms = [
            model(pk=ids[code], **rows[code], parent_id=ids[parents[code]] if parents[code] else None)
            for code in touched
        ]
        model.objects.bulk_update(terms, [*_COLUMNS, "parent"])
    return Counts(created=len(new), updated=len(changed), unchanged=len(rows) - len(touched))


def _row(term: dict[str, str], document: Document) -> dict[str, str]:
    edition = term.get("edition") or document.value.get("edition", "")
    return {
        "code": term["code"],
        "label_en": term["en"],
        "label_zh_hans": term.get("zh_hans", ""),
        "edition": edition,
    }

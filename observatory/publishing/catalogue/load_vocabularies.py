"""Load vocabularies from files. Terms are loaded, never typed in, so the file overrides the database."""

from collections.abc import Iterator

from observatory.publishing.catalogue.load_report import Counts, Problem
from observatory.publishing.catalogue.reference_targets import References
from observatory.publishing.catalogue.value_problems import describe_unknown, value_problems
from observatory.publishing.catalogue.yaml_files import YamlDocument
from observatory.records.vocabulary_table import TERMS_BY_NAME

_COLUMNS = ("label_en", "label_zh_hans", "edition")


def find_vocabulary_problems(name: str, document: YamlDocument, references: References) -> Iterator[Problem]:
    """Yield what is wrong with the terms of one vocabulary in a file."""
    model = TERMS_BY_NAME[name]
    broader = dict(model.objects.values_list("code", "parent__code"))
    broader |= {term["code"]: term.get("parent") for term in document.value.get("terms", [])}
    for index, term in enumerate(document.value.get("terms", [])):
        for column, reason in value_problems(model, _vocabulary_term_columns(term, document)):
            yield document.problem(("terms", index), f"{column}: {reason}")
        parent = term.get("parent")
        if parent and parent not in references.terms[name]:
            yield document.problem(("terms", index, "parent"), describe_unknown("code", parent, references.terms[name]))
        elif len(way := _code_and_its_broader_codes(term["code"], broader)) > 1 and way[-1] == term["code"]:
            reason = f"a term cannot be broader than itself: {' < '.join(way)}"
            yield document.problem(("terms", index, "parent"), reason)


def _code_and_its_broader_codes(code: str, broader: dict[str, str | None]) -> list[str]:
    """Return the codes from a term of a vocabulary to the broadest above it, or to the first that comes again."""
    way = [code]
    while (above := broader.get(way[-1])) and above not in way[1:]:
        way.append(above)
    return way


def write_vocabulary(name: str, document: YamlDocument) -> Counts:
    """Write the terms of one vocabulary. A term that is not in the file any more stays: records may use it."""
    model = TERMS_BY_NAME[name]
    rows = {term["code"]: _vocabulary_term_columns(term, document) for term in document.value.get("terms", [])}
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


def _vocabulary_term_columns(term: dict[str, str], document: YamlDocument) -> dict[str, str]:
    """Return the columns of a term from its entry in the file of its vocabulary."""
    edition = term.get("edition") or document.value.get("edition", "")
    return {
        "code": term["code"],
        "label_en": term["en"],
        "label_zh_hans": term.get("zh_hans", ""),
        "edition": edition,
    }

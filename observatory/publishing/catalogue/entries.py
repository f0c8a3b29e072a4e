"""The entries of a set of files: found, checked for shape, and indexed by ID, slug and key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from observatory.publishing.catalogue import schema
from observatory.publishing.catalogue.files import Document, Place, read_catalogue_file
from observatory.publishing.catalogue.problems import Problem, Refused
from observatory.publishing.catalogue.states import SOURCE
from observatory.records import registry
from observatory.records.messages import gettext as _
from observatory.records.permanent_ids import ALPHABET, LENGTH, is_public_id
from observatory.records.vocabularies import TERMS_BY_NAME

GLOSSARY = "glossary"


@dataclass(frozen=True)
class Entry:
    """One record or source of a file. Places are relative to it."""

    kind: str
    document: Document
    index: int

    @property
    def data(self) -> dict[str, Any]:
        return self.document.value[self.index]

    @property
    def handle(self) -> str:
        """The slug of a record or the key of a source: what files call it by."""
        return self.data["key" if self.kind == SOURCE else "slug"]

    def get(self, *place: str | int, default: Any = "") -> Any:
        """Return what stands at `place`, or `default` when a step is missing or is no mapping or list."""
        value: Any = self.data
        for step in place:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    def problem(self, place: Place, reason: str, key: str = "") -> Problem:
        return self.document.problem((self.index, *place), reason, key)


@dataclass(frozen=True)
class Files:
    """What a set of files holds."""

    vocabularies: list[tuple[str, Document]]  # by the name of the vocabulary
    glossaries: list[Document]
    entries: list[Entry]


def open_files(paths: Iterable[Path]) -> Files:
    """Read every YAML file under `paths` and check its shape; raise `Refused` with all problems."""
    problems: list[Problem] = []
    vocabularies: list[tuple[str, Document]] = []
    glossaries: list[Document] = []
    entries: list[Entry] = []
    for path in _yaml_files(paths, problems):
        try:
            document = read_catalogue_file(path, _shown(path))
        except Refused as refused:
            problems += refused.problems
            continue
        what = _content(path)
        if what is None:
            problems.append(document.problem((), f"cannot tell what this file contains. Name it {_known_names()}"))
        elif found := [document.problem(*problem) for problem in schema.shape_problems(document.value, what[1])]:
            problems += found
        elif path.parent.name == "vocabularies":
            vocabularies.append((what[0], document))
            problems += _missing_in_terms(document)
        elif what[0] == GLOSSARY:
            glossaries.append(document)
        else:
            made = [Entry(what[0], document, index) for index in range(len(document.value))]
            entries += made
            problems += [problem for entry in made for problem in _nameless(entry)]
    problems += _twice(entries)
    if problems:
        raise Refused(problems)
    return Files(vocabularies, glossaries, entries)


def _yaml_files(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    seen: set[Path] = set()  # a file named twice, or in a folder that is named too, is read once
    for path in paths:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.suffix in (".yaml", ".yml"))
            if not found:
                problems.append(Problem(_shown(path), 1, "no .yaml file in this folder"))
            yield from _unseen(found, seen)
        elif path.exists():
            yield from _unseen([path], seen)
        else:
            problems.append(Problem(_shown(path), 1, "no such file or folder"))


def _unseen(files: Iterable[Path], seen: set[Path]) -> Iterator[Path]:
    for file in files:
        if (real := file.resolve()) not in seen:
            seen.add(real)
            yield file


def _content(path: Path) -> tuple[str, Any] | None:
    """Return what a file holds by its name, and the shape of it: a vocabulary, sources or one kind of record."""
    if path.parent.name == "vocabularies":
        return (path.stem, schema.VOCABULARY) if path.stem in TERMS_BY_NAME else None
    if path.stem == GLOSSARY:
        return GLOSSARY, schema.GLOSSARY
    if path.stem == "sources":
        return SOURCE, [schema.SOURCE]
    kinds = {record_type.prefix: record_type.kind for record_type in registry.all_types()}
    return (kinds[path.stem], [schema.record_schema(kinds[path.stem])]) if path.stem in kinds else None


def _known_names() -> str:
    names = ["sources", GLOSSARY, *(record_type.prefix for record_type in registry.all_types())]
    vocabularies = [f"vocabularies/{name}" for name in TERMS_BY_NAME]
    return ", ".join(f"{name}.yaml" for name in [*names, *vocabularies])


def _missing_in_terms(document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    if "terms" not in document.value:
        yield document.problem((), "the key “terms” is missing")
    for index, term in enumerate(document.value.get("terms", [])):
        for key in ("code", "en"):
            if key not in term:
                yield document.problem(("terms", index), _("the key “%s” is missing") % key)
        if term.get("code") in seen:
            yield document.problem(("terms", index, "code"), f"the code “{term['code']}” appears twice: keep one")
        seen.add(term.get("code", ""))


def _nameless(entry: Entry) -> Iterator[Problem]:
    for key in ("id", "key" if entry.kind == SOURCE else "slug", "title"):
        if key not in entry.data:
            yield entry.problem((), _("the key “%s” is missing") % key)
    if not is_public_id(entry.get("id", default="0" * LENGTH)):
        yield entry.problem(("id",), permanent_id_error(entry.data["id"]))


def permanent_id_error(public_id: str) -> str:
    """Return the reason to refuse what has not the form of a permanent ID."""
    words = {"id": public_id, "length": LENGTH, "alphabet": ALPHABET}
    return _("the id “%(id)s” is not %(length)d characters of %(alphabet)s") % words


def _twice(entries: list[Entry]) -> Iterator[Problem]:
    """Yield the second use of an id (records and sources together), of a slug and of a source's key."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        name = "key" if entry.kind == SOURCE else "slug"
        for key in ("id", name):
            value = entry.get(key)
            first = seen.setdefault((key, value), entry)
            if value and first is not entry:
                where = first.problem((key,), "")
                words = {"key": key, "value": value, "where": f"{where.file}:{where.line}"}
                yield entry.problem((key,), _("the %(key)s “%(value)s” is already used at %(where)s") % words)
    cited: dict[str, Problem] = {}
    for entry in entries:
        for place, public_id in ids_of_citations(entry.data):
            here = entry.problem(place, "")
            first = cited.setdefault(public_id, here)
            if first is not here:
                words = {"key": "id", "value": public_id, "where": f"{first.file}:{first.line}"}
                yield entry.problem(place, _("the %(key)s “%(value)s” is already used at %(where)s") % words)


def ids_of_citations(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield the ids of all citations of an entry, wherever they are in it, with their places."""
    if isinstance(value, list):
        steps: Iterable[tuple[str | int, Any]] = enumerate(value)
    else:
        steps = value.items() if isinstance(value, dict) else ()
    for step, item in steps:
        if len(place) > 1 and place[-2] == "citations" and step == "id":
            yield (*place, step), item
        else:
            yield from ids_of_citations(item, (*place, step))


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)

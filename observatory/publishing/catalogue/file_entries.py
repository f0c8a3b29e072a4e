"""The entries of a set of catalogue files: found, checked for shape, and indexed by ID, slug and key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from observatory.publishing.catalogue import file_shapes
from observatory.publishing.catalogue.citation_ids import ids_of_citations
from observatory.publishing.catalogue.comparable_states import SOURCE
from observatory.publishing.catalogue.load_report import Problem, Refused
from observatory.publishing.catalogue.yaml_files import Place, YamlDocument, read_catalogue_file
from observatory.records import registry
from observatory.records.permanent_ids import ALPHABET, LENGTH, is_public_id
from observatory.records.translatable_messages import gettext as _
from observatory.records.vocabulary_table import TERMS_BY_NAME

GLOSSARY = "glossary"


@dataclass(frozen=True)
class FileEntry:
    """One record or source of a file. Places are relative to it."""

    kind: str
    document: YamlDocument
    index: int

    @property
    def data(self) -> dict[str, Any]:
        return self.document.value[self.index]

    @property
    def handle(self) -> str:
        """The slug of a record or the key of a source: what files call it by."""
        return self.data["key" if self.kind == SOURCE else "slug"]

    def get(self, *place: str | int, default: Any = "") -> Any:
        """Return what the file has at `place` of the entry, or `default` when a step is missing or is no mapping or
        list."""
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

    vocabularies: list[tuple[str, YamlDocument]]  # by the name of the vocabulary
    glossaries: list[YamlDocument]
    entries: list[FileEntry]


def open_catalogue_files(paths: Iterable[Path]) -> Files:
    """Read every YAML file under `paths`, check its shape and return its entries; raise `Refused` with all problems."""
    problems: list[Problem] = []
    vocabularies: list[tuple[str, YamlDocument]] = []
    glossaries: list[YamlDocument] = []
    entries: list[FileEntry] = []
    for path in _catalogue_paths(paths, problems):
        try:
            document = read_catalogue_file(path, _shown(path))
        except Refused as refused:
            problems += refused.problems
            continue
        what = _content_by_file_name(path)
        if what is None:
            problems.append(document.problem((), f"cannot tell what this file contains. Name it {_known_names()}"))
        elif found := [document.problem(*problem) for problem in file_shapes.shape_problems(document.value, what[1])]:
            problems += found
        elif path.parent.name == "vocabularies":
            vocabularies.append((what[0], document))
            problems += _problems_of_terms(document)
        elif what[0] == GLOSSARY:
            glossaries.append(document)
        else:
            made = [FileEntry(what[0], document, index) for index in range(len(document.value))]
            entries += made
            problems += [problem for entry in made for problem in _missing_in_entry(entry)]
    problems += _used_twice(entries)
    if problems:
        raise Refused(problems)
    return Files(vocabularies, glossaries, entries)


def _catalogue_paths(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    """Yield the catalogue files under these paths, each once; add to `problems` what is not there."""
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


def _content_by_file_name(path: Path) -> tuple[str, Any] | None:
    """Return what a catalogue file holds by its name, and the shape of it: a vocabulary, sources or one kind of
    record."""
    if path.parent.name == "vocabularies":
        return (path.stem, file_shapes.VOCABULARY) if path.stem in TERMS_BY_NAME else None
    if path.stem == GLOSSARY:
        return GLOSSARY, file_shapes.GLOSSARY
    if path.stem == "sources":
        return SOURCE, [file_shapes.SOURCE]
    kinds = {record_type.prefix: record_type.kind for record_type in registry.all_types()}
    return (kinds[path.stem], [file_shapes.record_shape(kinds[path.stem])]) if path.stem in kinds else None


def _known_names() -> str:
    names = ["sources", GLOSSARY, *(record_type.prefix for record_type in registry.all_types())]
    vocabularies = [f"vocabularies/{name}" for name in TERMS_BY_NAME]
    return ", ".join(f"{name}.yaml" for name in [*names, *vocabularies])


def _problems_of_terms(document: YamlDocument) -> Iterator[Problem]:
    """Yield the keys that terms of a vocabulary lack, and the codes that it has twice."""
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


def _missing_in_entry(entry: FileEntry) -> Iterator[Problem]:
    """Yield the keys that every entry needs and this one lacks, and an id that is none."""
    for key in ("id", "key" if entry.kind == SOURCE else "slug", "title"):
        if key not in entry.data:
            yield entry.problem((), _("the key “%s” is missing") % key)
    if not is_public_id(entry.get("id", default="0" * LENGTH)):
        yield entry.problem(("id",), permanent_id_error(entry.data["id"]))


def permanent_id_error(public_id: str) -> str:
    """Return the reason to refuse what has not the form of a permanent ID."""
    words = {"id": public_id, "length": LENGTH, "alphabet": ALPHABET}
    return _("the id “%(id)s” is not %(length)d characters of %(alphabet)s") % words


def _used_twice(entries: list[FileEntry]) -> Iterator[Problem]:
    """Yield the second use of an id (entries of records and sources together), of a slug and of a source's key."""
    seen: dict[tuple[str, str], FileEntry] = {}
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


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)

"""The bibliographic data of a source as the rows of its page."""

from django.utils.text import capfirst

from observatory.public.localised_texts import Run, choose, format_date
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.models import PublishedSource
from observatory.site.record.page_statements import Piece, Statement
from observatory.sources.models import Source

_PLAIN = ("container_title", "publisher", "volume", "issue", "pages")


def source_titles(source: SourceContent | PublishedSource) -> dict[str, str]:
    """Return the titles of a source in the form that `localised_texts.choose` takes."""
    pair = {"en": source.title_en, "zh-hans": source.title_zh_hans}
    return pair | {"original": source.original_title, "language": source.language}


def bibliography_rows(source: SourceContent) -> list[Statement]:
    """Return the rows that have a value, and whether it is a primary source."""
    rows = [_row(name, [Piece(Run(getattr(source, name)))]) for name in _PLAIN if getattr(source, name)]
    people = [Piece(Run(str(each)), remark=each.original) for each in source.contributors]
    if people:
        rows.insert(0, _named("contributors", _verbose("contributors"), people))
    if source.issued:
        rows.append(_row("issued", [Piece(Run(format_date(source.issued)))]))
    rows.append(_row("standing", [Piece(Run(source.standing_label))]))
    if source.language:
        rows.append(_row("language", [Piece(Run(source.language))]))
    if source.doi:
        link = Piece(Run(source.doi), href=f"https://doi.org/{source.doi}", external=True)
        rows.append(_row("doi", [link]))
    for name, value in source.other_identifiers.items():
        href = f"https://arxiv.org/abs/{value}" if name == "arxiv" else ""
        rows.append(_row(name, [Piece(Run(value), href=href, external=bool(href))]))
    if source.as_printed:
        rows.append(_row("as_printed", [Piece(Run(source.as_printed))]))
    note = choose({"en": source.note_en, "zh-hans": source.note_zh_hans})
    if note:
        rows.append(_row("note_en", [Piece(note, prose=True)]))
    return rows


def _row(name: str, pieces: list[Piece]) -> Statement:
    return _named(name, Source._meta.get_field(name).verbose_name, pieces)


def _named(name: str, label: object, pieces: list[Piece]) -> Statement:
    return Statement(name=name, label=capfirst(str(label)), pieces=pieces)


def _verbose(name: str) -> str:
    return Source._meta.get_field(name).related_model._meta.verbose_name_plural

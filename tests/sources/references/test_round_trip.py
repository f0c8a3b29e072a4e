"""What the site writes, the parsers read back to the same source."""

from collections.abc import Iterator
from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from observatory.publishing.catalogue.load_report import Report
from observatory.sources.models import Source
from observatory.sources.references import DraftContributor, SourceDraft, csl_json, parse_references, reference_writers
from observatory.sources.references.source_draft import tidy_value
from tests.case_study import loaded_case_study

WRITERS = {
    "bibtex": reference_writers.write_bibtex,
    "ris": reference_writers.write_ris,
    "csl-json": lambda item: orjson.dumps([item]).decode(),
}


@pytest.fixture(scope="module")
def case_study(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Report]:
    with loaded_case_study(django_db_blocker, publish=False) as report:
        yield report


class Row:
    """A draft with what `csl_json.source_item` asks of a source."""

    def __init__(self, draft: SourceDraft, public_id: str) -> None:
        self.draft, self.public_id = draft, public_id

    def __getattr__(self, name: str):
        return getattr(self.draft, name)


def item_of(source, contributors, url: str) -> dict:
    return csl_json.source_item(source, contributors=contributors, url=url)


def read_back(item: dict, form: str) -> dict:
    """Write an item, read it, and return the item of what was read."""
    parsed = parse_references(WRITERS[form](item))
    assert parsed.form == form
    assert not parsed.problems
    (draft,) = parsed.references
    url = draft.locations[0].url if draft.locations else ""
    return item_of(Row(draft, item["id"]), draft.contributors, url)


@pytest.mark.parametrize("form", WRITERS)
def test_every_source_of_the_case_study_is_read_back(case_study, form, db):
    rows = Source.objects.prefetch_related("contributors", "locations")
    assert len(rows) == 95
    for source in rows:
        places = [place.url for place in source.locations.all() if place.url]
        url = places[0] if places and not source.doi else ""
        item = item_of(source, source.contributors.all(), url)
        assert same(read_back(item, form), form) == same(item, form), source.key


def same(item: dict, form: str) -> dict:
    """Return an item without what a format has no place for: BibTeX knows no scripts of a language."""
    if form == "bibtex" and (language := item.get("language")):
        return item | {"language": language.partition("-")[0]}
    return item


LIGATURES = ("--", "``", "''", "!`", "?`")  # TeX joins them, and its users mean it
WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="“”‘’"), min_size=1
).filter(lambda text: any(map(str.isalnum, text)) and not any(ligature in text for ligature in LIGATURES))
LETTERS = st.text(st.sampled_from("abcdefgh"), min_size=2, max_size=9).map(str.title)
DATES = st.sampled_from(
    ["", "2023", "2023-03", "2023-03-27", "2022/2025", "2022/..", "../2019", "2019~", "2022-03/2024-05"]
)
DRAFTS = st.builds(
    SourceDraft,
    type=st.sampled_from([choice.value for choice in Source.Type]),
    title_en=WORDS,
    language=st.just("en"),
    publisher=LETTERS,
    issued=DATES,
    volume=st.integers(1, 400).map(str),
    issue=st.sampled_from(["", "4"]),
    pages=st.sampled_from(["", "7", "12-18", "e1201"]),
    doi=st.sampled_from(["", "10.1000/a_b%c", "10.1038/s41586-023-06185-3"]),
    contributors=st.lists(
        st.one_of(
            st.builds(DraftContributor, family=LETTERS, given=LETTERS),
            st.builds(DraftContributor, role=st.sampled_from(["editor", "author"]), literal=LETTERS),
        ),
        max_size=4,
        unique=True,
    ).map(tuple),
)


@given(draft=DRAFTS, form=st.sampled_from(["bibtex", "csl-json"]))
def test_any_source_is_read_back(draft, form):
    if not (title := tidy_value(draft.title_en)):
        return
    item = item_of(Row(replace(draft, title_en=title), "x0x0x0x0"), draft.contributors, "")
    found = read_back(item, form)
    assert found | {"language": "en"} == item  # a title in another script tells its language


@given(text=st.text(), form=st.sampled_from(["bibtex", "ris", "csl-json", "endnote", "refworks", None]))
def test_no_text_breaks_a_parser(text, form):
    assert parse_references(text, form).references is not None
    for start in ("@article{k, title = {", "TY  - JOUR\nTI  - ", '[{"title": "', "%0 Book\n%T "):
        parse_references(start + text)

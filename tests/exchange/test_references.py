"""Sources out and in again as BibTeX, RIS and CSL-JSON: what an edit of the file changes, and what it leaves alone."""

import pytest
from django.core.management import CommandError, call_command

from observatory.exchange.files.file_formats import read_file
from observatory.exchange.import_actions import lock_catalogue, write_reviewed
from observatory.exchange.import_review import Review, review_sheet
from observatory.exchange.kinds.all_kinds import find_kind
from observatory.exchange.table_export import export_rows
from observatory.publishing.catalogue import stored_states
from observatory.sources.models import Contributor, Location, Source

pytestmark = pytest.mark.usefixtures("loaded", "db")
FORMS = ("bibtex", "ris", "csl-json")


def text_of(source: Source, form: str) -> str:
    return b"".join(export_rows(find_kind("sources"), form, [source.pk])).decode()


def reviewed(text: str, form: str) -> Review:
    return review_sheet(find_kind("sources"), read_file(text.encode(), form))


def imported(text: str, form: str) -> Review:
    review = reviewed(text, form)
    lock_catalogue()
    write_reviewed(review, by=None, reason="r")
    return review


def state_of(source: Source):
    return stored_states.source_states([source.public_id])[source.public_id]


@pytest.fixture
def rich(loaded, db) -> Source:
    """A source with all that references cannot say too."""
    source = Source.objects.create(
        key="Sun 2023", type="report", standing="primary", title_en="A Report & More", title_zh_hans="一份报告",
        original_title="一份报告", language="zh-Hans", container_title="Series", publisher="Press", issued="2023-03",
        volume="1", issue="2", pages="3-9", doi="10.1000/rich_1", isbn="9780306406157", issn="0028-0836",
        arxiv="2301.00001", number="GB/T 7714-2015", as_printed="As printed.", note_en="A note.", rights="whole",
    )  # fmt: skip
    Contributor.objects.create(source=source, family="Sun", given="Tan", original="孙坦")
    Contributor.objects.create(source=source, literal="Ministry", original="部", role="editor")
    Location.objects.create(source=source, url="https://example.org/rich", role="original")
    Location.objects.create(source=source, url="https://mirror.example.org/rich", role="mirror", note_en="Slow.")
    return source


@pytest.mark.parametrize("form", FORMS)
def test_a_source_with_every_field_comes_back_unchanged(rich, form):
    assert reviewed(text_of(rich, form), form).counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}


EDITS = {
    "publisher": ("Press", "House"),
    "number": ("7714-2015", "7714-2025"),
    "isbn": ("9780306406157", "978-3-16-148410-0"),
    "issn": ("0028-0836", "1476-4687"),
    "arxiv": ("2301.00001", "2302.00002"),
    "original_title": ("一份报告", "另一份报告"),
    "key": ("Sun 2023", "Sun 2023b"),
    "doi": ("10.1000/rich_1", "10.1000/rich_2"),
}
WRITTEN = {"isbn": "9783161484100", "number": "GB/T 7714-2025"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", EDITS)
def test_an_edit_of_one_field_in_the_file_changes_that_field_alone(rich, form, field):
    before = state_of(rich)
    old, new = EDITS[field]
    text = text_of(rich, form)
    assert text.count(old) == 1
    review = imported(text.replace(old, new), form)
    assert [change.column for change in review.results[0].changes] == [field]
    after = state_of(rich)
    assert after.columns == before.columns | {field: WRITTEN.get(field, new)}
    assert after.rows == before.rows


@pytest.mark.parametrize("form", FORMS)
def test_a_name_added_in_the_file_leaves_the_other_names_as_they_are(rich, form):
    old, new = {
        "bibtex": ("author = {Sun, Tan}", "author = {Sun, Tan and Zhang, Zhixiong}"),
        "ris": ("AU  - Sun, Tan\r\n", "AU  - Sun, Tan\r\nAU  - Zhang, Zhixiong\r\n"),
        "csl-json": (
            '[{"family":"Sun","given":"Tan"}]',
            '[{"family":"Sun","given":"Tan"},{"family":"Zhang","given":"Zhixiong"}]',
        ),
    }[form]
    text = text_of(rich, form)
    assert old in text
    imported(text.replace(old, new), form)
    names = list(rich.contributors.order_by("role", "position").values_list("family", "literal", "original"))
    assert names == [("Sun", "", "孙坦"), ("Zhang", "", ""), ("", "Ministry", "部")]


@pytest.mark.parametrize("form", FORMS)
def test_a_new_url_in_the_file_is_one_more_location(rich, form):
    imported(text_of(rich, form).replace("https://example.org/rich", "https://example.org/other"), form)
    assert set(rich.locations.values_list("url", "retired_at")) == {
        ("https://example.org/rich", None),
        ("https://mirror.example.org/rich", None),
        ("https://example.org/other", None),
    }


def test_what_is_taken_out_of_the_file_stays_in_the_source(rich):
    kept = ("@", "  title", "}")
    lines = [line for line in text_of(rich, "bibtex").splitlines() if line.startswith(kept)]
    assert len(lines) == 3
    assert reviewed("\n".join(lines), "bibtex").counts["unchanged"] == 1


def test_a_reference_from_elsewhere_leaves_the_source_with_its_isbn_alone(rich):
    text = "@techreport{other, title = {Other words}, isbn = {0-306-40615-2}, publisher = {X}}"
    review = reviewed(text, "bibtex")
    assert (review.counts["unchanged"], review.results[0].name) == (1, "Sun 2023")


def test_a_chapter_with_the_isbn_of_its_book_is_a_source_of_its_own(rich):
    text = "@incollection{other, title = {A chapter of it}, booktitle = {Report}, isbn = {0-306-40615-2}}"
    assert reviewed(text, "bibtex").counts["new"] == 1


def test_a_name_that_only_looks_like_a_permanent_id_makes_a_source_with_an_id_of_its_own():
    imported("@book{smth2023, title = {Named like an ID}, year = {2023}}", "bibtex")
    assert Source.objects.get(title_en="Named like an ID").public_id != "smth2023"


def test_the_command_writes_references_and_reads_them_again(tmp_path, rich):
    for name in ("all.bib", "all.ris"):
        call_command("export_table", "sources", str(tmp_path / name), verbosity=0)
        call_command("import_table", "sources", str(tmp_path / name), verbosity=0)
    with pytest.raises(CommandError, match="no such form of terms"):
        call_command("export_table", "terms", str(tmp_path / "x.json"), form="bibtex")


@pytest.mark.parametrize(("form", "ending", "start"), [("bibtex", "bib", b"@article{"), ("ris", "ris", b"TY  - ")])
def test_a_filtered_list_is_exported_as_references(person, form, ending, start):
    _user, curator = person("curator")
    response = curator.get(f"/admin/exchange/import/export/sources.{form}?type=article-journal")
    content = b"".join(response.streaming_content)
    assert content.startswith(start)
    assert (
        content.count(b"@" if form == "bibtex" else b"TY  - ") == Source.objects.filter(type="article-journal").count()
    )
    assert f'.{ending}"' in response["Content-Disposition"]


def test_only_lists_of_sources_are_offered_as_references(person):
    _user, curator = person("curator")
    assert "sources.csl-json" in curator.get("/admin/sources/source/").content.decode()
    assert "bibtex" not in curator.get("/admin/governance/body/").content.decode()
    assert curator.get("/admin/exchange/import/export/bodies.bibtex").status_code == 404

"""Every list as CSV and as a workbook: all rows, its filters kept, safe for spreadsheets."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.public import request_limits
from observatory.public.tables import table_batches, xlsx_file
from observatory.public.tables.all_tables import all_table_columns
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.records.models import Survey
from observatory.sources.models import OfficialTerm, Rendering
from tests.factories import CitationFactory, IdentifierFactory, InitiativeFactory, OtherNameFactory, SourceFactory
from tests.published import publish_all_items
from tests.site.spreadsheets import XLSX, body, csv_rows, sheets, xlsx_rows

pytestmark = pytest.mark.django_db
LISTS = [
    *("records", "initiatives", "bodies", "instruments", "platforms", "organisations", "records/plan/versions"),
    *("sources", "relations", "glossary", "surveys", "vocabularies", "vocabularies/themes", "changes"),
    *("citations", "disagreements", "coverage"),
]


@pytest.fixture
def searched(catalogue):
    """The catalogue with a term and a coverage search, so that no list is empty."""
    term = OfficialTerm.objects.create(term="科技伦理", language="zh-Hans")
    Rendering.objects.create(term=term, text="science ethics", language="en", source=catalogue.source)
    place = catalogue.plan.jurisdictions.get()
    Survey.objects.create(jurisdiction=place, kind="platform", outcome="none_found", searched_on="2026-11-01")
    publish_all_items()
    return catalogue


@pytest.mark.parametrize("name", LISTS)
def test_every_list_comes_as_csv_and_as_a_workbook_with_the_same_cells(api, searched, name):
    csv_file, book = api(f"{name}/?format=csv"), api(f"{name}/?format=xlsx")
    assert csv_file["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert book["Content-Type"] == XLSX
    found, same = csv_rows(csv_file), xlsx_rows(book)
    assert found
    assert list(found[0]) == list(same[0])
    assert [[row[name] for name in row] for row in found] == [[_as_csv(cell) for cell in row.values()] for row in same]


def _as_csv(cell):
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(timespec="seconds") + "Z"
    return str(cell)


@pytest.mark.parametrize("name", LISTS)
def test_the_accept_header_asks_for_a_table_too(api, searched, name):
    assert csv_rows(api(f"{name}/", accept="text/csv"))
    assert xlsx_rows(api(f"{name}/", accept=XLSX))


def test_a_table_of_records_has_all_of_them_and_no_page(api, catalogue):
    publish_many(records=[InitiativeFactory() for _number in range(120)], by=None, reason="r")
    found = csv_rows(api("records/?format=csv"))
    assert len(found) == Entry.objects.live().count() == 126
    assert len({row["id"] for row in found}) == 126
    assert len(csv_rows(api("citations/?format=csv"))) == 4


def test_a_row_says_what_the_document_says(api, catalogue):
    [plan] = csv_rows(api("initiatives/?format=csv&q=Plan"))
    assert plan["id"] == catalogue.plan.public_id
    assert plan["url"] == f"http://localhost:8000/r/{catalogue.plan.public_id}"
    assert (plan["title_en"], plan["title_zh_hans"]) == ("Plan", "人工智能驱动的科学研究")
    assert (plan["jurisdictions"], plan["jurisdictions_en"], plan["jurisdictions_zh_hans"]) == ("CN", "China", "中国")
    assert (plan["subtype"], plan["initiative_type"]) == ("plan", "plan")
    assert (plan["date"], plan["date_from"], plan["date_to"]) == ("2023-03", "2023-03-01", "2023-03-31")
    assert (plan["date_of"], plan["launched"]) == ("launched", "2023-03")
    assert (plan["actors"], plan["actors_en"]) == (catalogue.ministry.public_id, "Ministry of Science")
    assert plan["evidence_state"] == "disputed"
    assert plan["budget_range"] == "BR9"
    assert plan["version"] == "1"


def test_a_citation_has_its_statement_its_verdict_and_its_source(api, catalogue):
    found = csv_rows(api("citations/?format=csv"))
    stated = {(row["record_title_en"], row["statement"], row["source_key"]): row for row in found}
    launched = stated["Plan", "launched", "MOST 2023a"]
    assert (launched["stated_value"], launched["recorded_value"], launched["verdict"]) == (
        "2023-03",
        "2023-03",
        "supports",
    )
    assert (launched["quote"], launched["checked_on"]) == ("三月", "2026-01-01")
    assert launched["url"] == catalogue.location.url
    relation = stated["Ministry of Science", "relation", "MOST 2023a"]
    assert (relation["related_id"], relation["statement_label_en"]) == (catalogue.plan.public_id, "launched Plan")
    assert stated["Plan", "milestone", "MOST 2023a"]["statement_label_en"] == "Announced"


def test_citations_of_names_and_identifiers_are_rows_too(api, catalogue):
    OtherNameFactory(record=catalogue.plan, name="AI4S Plan")
    IdentifierFactory(record=catalogue.plan, scheme="wikidata", value="Q42")
    for field, value in (("names", "AI4S Plan"), ("identifiers", "Q42")):
        CitationFactory(record=catalogue.plan, source=catalogue.source, field=field, stated_value=value)
    publish(record=catalogue.plan, by=None, reason="r")
    found = {row["statement"]: row for row in csv_rows(api("citations/?kind=initiative"))}
    assert "AI4S Plan" in found["names"]["recorded_value"].split("; ")
    assert (found["names"]["stated_value"], found["names"]["statement_label_zh_hans"]) == ("AI4S Plan", "其他名称")
    assert (found["identifiers"]["stated_value"], found["identifiers"]["statement_label_en"]) == ("Q42", "Identifiers")
    assert csv_rows(api("disagreements/"))
    assert len(sheets(api("export.xlsx"))["citations"]) > 1


def test_filters_are_those_of_the_list(api, catalogue):
    assert [row["title_en"] for row in csv_rows(api("records/?format=csv&jurisdiction=CN"))] == ["Plan", "Model"]
    assert [row["source_key"] for row in csv_rows(api(f"citations/?source={catalogue.other.public_id}"))] == [
        "Xinhua 2023"
    ]
    assert {row["predicate"] for row in csv_rows(api("relations/?format=csv&predicate=launched"))} == {"launched"}
    assert [row["key"] for row in csv_rows(api("sources/?format=csv&type=article-newspaper"))] == ["Xinhua 2023"]
    assert csv_rows(api("disagreements/?kind=platform")) == []


def test_the_past_is_read_as_it_stood(api, catalogue):
    withdraw(record=catalogue.model, by=None, reason="r")
    moment = Entry.objects.get(record=catalogue.plan).published_at.isoformat().replace("+00:00", "Z")
    then = csv_rows(api(f"platforms/?format=csv&as_of={moment}"))
    assert [(row["title_en"], row["evidence_state"]) for row in then] == [("Model", "unsourced")]
    assert csv_rows(api("platforms/?format=csv")) == []


@pytest.mark.parametrize(
    "query", ["jurisdiction=Chna", "nothing=1", "limit=5", "cursor=x", "ordering=date", "count=true"]
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_a_table_cannot_take_is_a_problem_and_no_file(api, catalogue, form, query):
    response = api(f"records/?format={form}&{query}", 400)
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["parameter"] == query.partition("=")[0]
    assert "Content-Disposition" not in response


def test_a_single_record_is_no_table(api, catalogue):
    api("records/plan/?format=csv", 400)
    api("records/plan/versions/1/?format=csv", 400)


def test_a_file_has_a_plain_name_with_the_day(api, searched):
    today = f"{datetime.now():%Y-%m-%d}"  # noqa: DTZ005
    for name in ("initiatives", "citations"):
        for form in ("csv", "xlsx"):
            response = api(f"{name}/?format={form}")
            assert response["Content-Disposition"] == f'attachment; filename="observatory-{name}-{today}.{form}"'
            assert response["Cache-Control"] == "public, no-cache"


def test_head_has_the_headers_and_asks_for_no_rows(client, catalogue):
    for address in ("records/?format=csv", "records/?format=xlsx", "export.zip", "export.xlsx"):
        with CaptureQueriesContext(connection) as queries:
            response = client.head(f"/api/v1/{address}")
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]
        assert "Content-Length" not in response, "a length of 0 says that the file is empty"
        assert len(queries) == 0, address


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1+1", '=HYPERLINK("http://evil.example")', "https://x.example"]


def test_no_text_becomes_a_formula_a_link_or_a_number(api, catalogue):
    records = [InitiativeFactory(title_en=f"Title {place}", summary_en=text) for place, text in enumerate(HOSTILE)]
    publish_many(records=records, by=None, reason="r")
    query = "&".join(f"id={record.public_id}" for record in records)
    plain = [row["summary_en"] for row in csv_rows(api(f"initiatives/?format=csv&{query}"))]
    assert plain == [f"'{text}" for text in HOSTILE[:-1]] + [HOSTILE[-1]]
    book = api(f"initiatives/?format=xlsx&{query}")
    content = body(book)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    book.streaming_content = [content]
    assert [row["summary_en"] for row in xlsx_rows(book)] == HOSTILE


def test_numbers_and_dates_of_a_workbook_can_be_reckoned_with(api, catalogue):
    [plan] = xlsx_rows(api(f"initiatives/?format=xlsx&id={catalogue.plan.public_id}"))
    assert plan["version"] == 1
    assert plan["date_from"] == datetime(2023, 3, 1)  # noqa: DTZ001
    assert isinstance(plan["published_at"], datetime)


def test_a_day_before_1900_is_text_in_a_workbook(api, catalogue):
    catalogue.ministry.founded = "1898"
    catalogue.ministry.save()
    publish(record=catalogue.ministry, by=None, reason="r")
    [row] = xlsx_rows(api("organisations/?format=xlsx"))
    assert (row["date_from"], row["date_to"]) == ("1898-01-01", "1898-12-31")


def test_quotes_line_breaks_commas_and_chinese_survive(api, catalogue):
    text = 'He said: "一、二",\nthen；\n盘古 𠀀 😀'
    catalogue.plan.summary_zh_hans = text
    catalogue.plan.save()
    publish(record=catalogue.plan, by=None, reason="r")
    query = f"id={catalogue.plan.public_id}"
    assert csv_rows(api(f"initiatives/?format=csv&{query}"))[0]["summary_zh_hans"] == text
    assert xlsx_rows(api(f"initiatives/?format=xlsx&{query}"))[0]["summary_zh_hans"] == text


def test_a_text_longer_than_a_cell_is_cut_with_a_sign(api, catalogue):
    catalogue.plan.summary_en = "x" * 40_000
    catalogue.plan.save()
    publish(record=catalogue.plan, by=None, reason="r")
    [row] = xlsx_rows(api(f"initiatives/?format=xlsx&id={catalogue.plan.public_id}"))
    assert len(row["summary_en"]) == 32_767
    assert row["summary_en"].endswith("x…")


def test_more_rows_than_a_sheet_holds_go_on_on_another(api, catalogue, monkeypatch):
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 4)
    found = sheets(api("records/?format=xlsx"))
    assert list(found) == ["records", "records 2", "About"]
    assert [len(rows) for rows in found.values()][:2] == [4, 4]
    assert found["records"][0] == found["records 2"][0]


def test_a_workbook_says_what_it_is(api, catalogue):
    about = sheets(api("records/?format=xlsx&kind=initiative"))["About"]
    said = {row[0]: row[1] for row in about if row[0]}
    assert said["licence"] == "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
    assert said["address"] == "http://localhost:8000/api/v1/records/?format=xlsx&kind=initiative"
    meanings = {row[1]: row[2:4] for row in about if row[0] == "records"}
    assert meanings["published_at"] == ["When that version was published (UTC)", "该版本的发布时间（UTC）"]


def queries_for(api, address):
    with CaptureQueriesContext(connection) as queries:
        body(api(address))
    return len(queries)


@pytest.mark.parametrize("name", ["records", "initiatives", "citations", "disagreements", "sources", "changes"])
def test_queries_grow_with_batches_and_not_with_rows(api, catalogue, name, monkeypatch):
    few = queries_for(api, f"{name}/?format=csv")
    records = [InitiativeFactory() for _number in range(30)]
    for record in records:
        CitationFactory(record=record, source=SourceFactory(), stated_value="2023")
        CitationFactory(record=record, source=SourceFactory(), stated_value="2024")
    publish_many(records=records, by=None, reason="r")
    assert queries_for(api, f"{name}/?format=csv") == few
    monkeypatch.setattr(table_batches, "BATCH", 10)
    assert queries_for(api, f"{name}/?format=csv") > few


def test_rows_are_read_as_they_are_sent(api, catalogue, monkeypatch):
    """Before the first piece no record is read, and after each piece no more than one batch."""
    monkeypatch.setattr(table_batches, "BATCH", 2)
    pieces = iter(api("records/?format=csv").streaming_content)
    with CaptureQueriesContext(connection) as queries:
        assert next(pieces).startswith(b"\xef\xbb\xbfid,")
        assert len(queries) == 0
        for number, _piece in enumerate(pieces, start=1):
            # The keys once; then the records, the codes of their known gaps, and who stands behind them.
            assert len(queries) <= 1 + 3 * number
    assert number == 3


def test_a_record_withdrawn_meanwhile_is_left_out(api, catalogue, monkeypatch):
    monkeypatch.setattr(table_batches, "BATCH", 1)
    response = api("records/?format=csv")
    sent = [next(response.streaming_content), next(response.streaming_content)]
    withdraw(record=catalogue.model, by=None, reason="r")
    text = b"".join([*sent, *response.streaming_content]).decode()
    assert "Ministry of Science" in text
    assert ",platform," not in text


def test_the_archive_has_every_table_and_what_their_columns_mean(api, searched):
    with zipfile.ZipFile(io.BytesIO(body(api("export.zip")))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        held = {name: archive.read(name).decode("utf-8-sig") for name in names}
    assert names == ["README.txt", "columns.csv", *(f"{shape.name}.csv" for shape in all_table_columns())]
    assert "licence: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)" in held["README.txt"]
    assert held["citations.csv"] == body(api("citations/")).decode("utf-8-sig")
    described = {tuple(line.split(",")[:2]) for line in held["columns.csv"].splitlines()}
    for shape in all_table_columns():
        header = held[f"{shape.name}.csv"].splitlines()[0].split(",")
        assert {(shape.name, column) for column in header} <= described


def test_the_workbook_of_the_whole_has_a_sheet_for_every_table(api, searched):
    found = sheets(api("export.xlsx"))
    assert list(found) == [*(shape.name for shape in all_table_columns()), "About"]
    assert all(len(rows) > 1 for rows in found.values())


def test_every_column_has_a_meaning_in_both_languages(db):
    for shape in all_table_columns():
        meanings = shape.meanings()
        assert len({name for name, *_words in meanings}) == len(meanings), shape.name
        for name, english, chinese in meanings:
            assert english, (shape.name, name)
            assert chinese != english or not english.isascii() or english == "DOI", (shape.name, name, english)


def test_a_coverage_row_tells_not_searched_from_none_found(api, searched):
    found = {(row["jurisdiction"], row["kind"]): row for row in csv_rows(api("coverage/")) if row["kind"]}
    assert found["CN", "initiative"]["records"] == "1"
    assert found["CN", "platform"]["searched_on"] == date(2026, 11, 1).isoformat()
    assert found["CN", "platform"]["found"] == "false"
    assert found["CN", "body"]["searched_on"] == ""


def test_tables_count_against_the_limit_of_requests(api, catalogue, settings):
    request_limits.COUNTS.counts.clear()
    cache.clear()
    settings.API_REQUESTS_PER_MINUTE = 1
    api("records/?format=csv", 200)
    response = api("records/?format=csv", 429)
    assert response["Content-Type"] == "application/problem+json"


def test_a_file_of_the_whole_is_sent_whatever_is_accepted_and_refuses_another_format(api, catalogue):
    assert api("export.zip", accept="application/json")["Content-Type"] == "application/zip"
    for query in ("format=csv", "kind=platform"):
        response = api(f"export.zip?{query}", 400)
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_one_workbook_is_made_at_a_time(api, client, catalogue, monkeypatch):
    seen = []

    def while_another_is_made(*args):
        seen.append(api("records/?format=xlsx", 503))
        seen.append(client.get("/records.xlsx"))
        return book(*args)

    book = xlsx_file.write_workbook
    monkeypatch.setattr(xlsx_file, "write_workbook", while_another_is_made)
    assert xlsx_rows(api("records/?format=xlsx"))
    assert [(each.status_code, each["Retry-After"]) for each in seen] == [(503, "30"), (503, "30")]
    assert seen[0]["Content-Type"] == "application/problem+json"
    monkeypatch.undo()
    assert xlsx_rows(api("records/?format=xlsx"))

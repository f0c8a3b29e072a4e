"""Files as people send them, through the form of the admin: each gets a clear answer with a remedy."""

import io
import struct
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from observatory.exchange.errors import CellError
from observatory.exchange.files.xlsx_table import Merged
from observatory.exchange.models import Import
from observatory.exchange.single_value_columns import NumberColumn

pytestmark = pytest.mark.usefixtures("loaded", "db")
ADD = "/admin/exchange/import/add/"


@pytest.fixture
def send(person):
    _user, curator = person("curator")

    def make(name: str, content: str | bytes):
        data = content if isinstance(content, bytes) else content.encode()
        response = curator.post(ADD, {"kind": "sources", "file": SimpleUploadedFile(name, data)}, follow=True)
        assert response.status_code == 200
        return response.content.decode(), Import.objects.order_by("-pk").first()

    return make


def book(*rows, merged=()) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


HEADER = ["key", "type", "title_en", "publisher", "issued"]


def test_cells_that_are_merged_are_refused_and_named(send):
    rows = [["M 1", "report", "One", "Press", None], ["M 2", "report", "Two"], ["M 3", "report", "Three"]]
    shown, work = send("merged.xlsx", book(HEADER, *rows, ["M 4", "report", "Four", "House"], merged=["D2:D4"]))
    assert list(work.rows.values_list("number", "state")) == [(2, "new"), (3, "refused"), (4, "refused"), (5, "new")]
    assert "merged with another one" in shown
    assert "Unmerge the cells" in shown


def test_a_merged_line_without_text_between_the_rows_is_an_empty_row(send):
    content = book(HEADER, ["M 1", "report", "One"], [], ["M 2", "report", "Two"], merged=["A3:E3"])
    assert send("empty.xlsx", content)[1].counts["new"] == 2


def test_a_title_above_the_header_is_named_with_what_to_do(send):
    shown, work = send("title.xlsx", book(["List of sources"], HEADER, ["T 1", "report", "T"], merged=["A1:D1"]))
    assert work is None
    assert "remove what is above them" in shown


def test_a_date_that_a_spreadsheet_counts_in_days_is_offered_as_a_day(send):
    rows = [["D 1", "report", "Number", "", 45012], ["D 2", "report", "Cell", "", date(2023, 3, 27)]]
    shown, work = send("dates.xlsx", book(HEADER, *rows))
    assert "write 2023-03-27 if that day is meant" in shown
    assert list(work.rows.values_list("state", flat=True)) == ["refused", "new"]


@pytest.mark.parametrize(("text", "number"), [("1,200", "1200"), ("12 345 678", "12345678"), ("-5", "-5")])
def test_a_number_in_groups_of_three_is_read(text, number):
    assert NumberColumn(name="n", label="n", place=("n",)).value(text) == number


@pytest.mark.parametrize("text", ["1,5", "1,20", "1.200", "12,34", "1,200,5", "1 200,000"])
def test_a_decimal_comma_is_never_read_as_thousands(text):
    with pytest.raises(CellError, match="not a whole number"):
        NumberColumn(name="n", label="n", place=("n",)).value(text)


def test_an_old_workbook_with_a_new_name_is_named_as_what_it_is(send):
    shown, _work = send("old.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 4096)
    assert "old .xls or has a password" in shown


@pytest.mark.parametrize("lies", [False, True])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(send, lies):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(210):
                part.write(b"0" * 1_000_000)
    data = bytearray(content.getvalue())
    if lies:
        start = data.rfind(b"PK\x01\x02")
        data[start + 24 : start + 28] = struct.pack("<I", 1000)
    shown, work = send("bomb.xlsx", bytes(data))
    assert work is None
    assert "too large when it is unpacked" in shown or "is not a workbook" in shown


BROKEN = """@article{one2020, title={First}, year={2020}, journal={J}}
@article{two2020, title={Second without end, year={2020}
@book{three2020, title={Third}, year={2021}, isbn={978-0-306-40615-8}}
@misc{four2020, year={2021}}
@article{five2020 title = {No comma}, year={2020}}
@book{six2020, title={Sixth}, year={2022}}
"""


def test_broken_entries_of_bibtex_are_named_with_their_line_and_the_others_are_read(send):
    shown, work = send("broken.bib", BROKEN)
    assert list(work.rows.filter(state="new").values_list("name", flat=True)) == ["First", "Third", "Sixth"]
    refused = {row.name: row.problems for row in work.rows.filter(state="refused")}
    assert list(refused) == ["two2020", "four2020", "five2020"]
    assert all(len(problems) == 1 for problems in refused.values())
    for words in ("line 2: This reference has no end", "line 4: This reference has no title", "line 5: "):
        assert words in shown
    assert "The check digit of the ISBN “978-0-306-40615-8” is wrong" in shown


def test_references_in_the_encoding_of_chinese_databases_are_read(send):
    shown, work = send("gb.bib", "@book{g, title={人工智能发展报告}, year={2020}}".encode("gb18030"))
    assert work.rows.get().name == "人工智能发展报告"
    assert "GB18030" in shown


def test_a_header_that_comes_twice_is_refused(send):
    assert "appears twice" in send("twice.csv", "key,type,title_en,title_en\nX 1,report,A,B\n")[0]


def test_of_a_merged_area_only_the_first_cell_has_a_value_however_far_it_goes():
    merged = Merged([(4, 2, 5, 1_000_000), (1, 3, 16_000, 3)])
    assert list(merged.without_value(1)) == []
    assert list(merged.without_value(2)) == [4]
    assert sorted(set(merged.without_value(3))) == list(range(1, 200))
    assert list(merged.without_value(900_000)) == [3, 4]

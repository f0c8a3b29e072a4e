"""Files as spreadsheets and people write them: what is read, what is refused, what is written."""

import io
import json
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from observatory.exchange.errors import CannotRead, CellError
from observatory.exchange.files import table_sheet as sheets
from observatory.exchange.files import xlsx_table
from observatory.exchange.files.csv_table import guard_formula, read_csv, unguard_formula, write_csv
from observatory.exchange.files.file_formats import form_of_file, read_file
from observatory.exchange.files.json_table import read_json
from observatory.exchange.files.xlsx_table import read_xlsx, write_xlsx
from observatory.exchange.list_columns import read_items, write_items

TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(str.strip).filter(bool)


def cells(sheet) -> list[dict]:
    return [dict(line.cells) for line in sheet.lines]


def workbook(fill) -> bytes:
    book, file = Workbook(), io.BytesIO()
    fill(book.active)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_and_with_the_separators_of_spreadsheets(encoding, separator):
    text = f"名称{separator}年份\r\n国家委员会{separator}2019\r\n"
    assert cells(read_csv(text.encode(encoding))) == [{"名称": "国家委员会", "年份": "2019"}]


def test_a_row_that_lost_a_separator_or_has_one_too_many_is_refused():
    short, long = read_csv(b"a,b,c\n1,2\n1,2,3,4\n").lines
    assert "2 cells, but the header has 3" in short.problem.reason
    assert "without a column" in long.problem.reason


def test_rows_have_the_numbers_that_a_spreadsheet_shows():
    sheet = read_csv(b'a,b\n1,"two\nlines"\n\n3,4\n')
    assert [line.number for line in sheet.lines] == [2, 4]


@given(st.text(max_size=20))
def test_a_text_in_csv_is_never_a_formula_and_comes_back(text):
    text = text.replace("\r", "").replace("\0", "").strip(" ")
    cell = guard_formula(text)
    assert cell[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert unguard_formula(cell) == text


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=4))
def test_several_values_in_a_cell_come_back(items):
    assert read_items(write_items(items)) == items


def test_a_quotation_mark_that_is_not_closed_is_refused():
    with pytest.raises(CellError, match="not closed"):
        read_items('"one; two')


def test_days_of_a_workbook_are_as_precise_as_they_are_shown():
    def fill(sheet):
        sheet.append(["day", "month", "year", "number", "zeros", "flag", "half"])
        day = date(2023, 3, 1)
        sheet.append([day, day, day, 2019.0, 7, True, 1.5])
        for column, shown in zip("ABCE", ["yyyy-mm-dd", "mmm-yy", "yyyy", "00000"], strict=True):
            sheet[f"{column}2"].number_format = shown

    [row] = cells(read_xlsx(workbook(fill)))
    assert list(row.values()) == ["2023-03-01", "2023-03", "2023", "2019", "00007", "true", "1.5"]


def test_a_formula_and_an_error_are_refused_with_what_to_do():
    def fill(sheet):
        sheet.append(["a", "b"])
        sheet.append(["=1+1", "#REF!"])

    [row] = cells(read_xlsx(workbook(fill)))
    assert (row["a"].reason, row["a"].remedy) == (
        "the cell has a formula, which is not computed",
        "Copy the cell and paste it as a value.",
    )
    assert "#REF!" in row["b"].reason


def test_text_that_looks_like_a_formula_stays_text_in_a_workbook():
    made = write_xlsx([("t", ["a", "b"], [["=1+1", "007"]])]).read()
    assert cells(read_xlsx(made)) == [{"a": "=1+1", "b": "007"}]


def test_a_text_that_a_workbook_cannot_hold_is_not_cut():
    with pytest.raises(CannotRead, match="Export CSV"):
        write_xlsx([("t", ["a"], [["x" * 40_000]])])


def test_a_workbook_that_is_huge_when_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(xlsx_table, "LARGEST", 1000)
    with pytest.raises(CannotRead, match="too large when it is unpacked"):
        read_xlsx(workbook(lambda sheet: sheet.append(["a"] * 50)))


def test_a_workbook_with_a_document_type_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(CannotRead, match="DOCTYPE"):
        read_xlsx(file.getvalue())


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"\x00" * 100, b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(CannotRead):
        read_xlsx(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    for form in ("csv", "json", "xlsx"):
        with suppress(CannotRead):
            read_file(content, form)


def test_too_many_rows_columns_and_bytes_are_refused_with_the_limit(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(CannotRead, match="more than 3 rows"):
        read_csv(b"a\n" + b"1\n" * 4)
    with pytest.raises(CannotRead, match="more than 200 columns"):
        read_csv(b",".join(b"c%d" % number for number in range(300)) + b"\n")
    with pytest.raises(CannotRead, match="larger than 20 MB"):
        read_file(b"x" * 20_000_001, "csv")


def test_json_rows_leave_out_what_they_do_not_say():
    rows = [{"a": None, "n": 2019.0, "f": True}, {"b": ["x", {"name": "y", "k": 1}]}, "no object", {"a": {"x": 1}}]
    first, second, third, fourth = read_json(json.dumps(rows).encode()).lines
    assert dict(first.cells) == {"a": "", "n": "2019", "f": "true"}
    assert dict(second.cells) == {"b": ["x", {"name": "y", "k": "1"}]}
    assert third.problem.reason == "the row is no object"
    assert isinstance(fourth.cells["a"], CellError)


@pytest.mark.parametrize("text", ['[{"a": 1, "a": 2}]', "[1e999", "[Infinity]", "", "null", '"x"'])
def test_json_that_is_no_table_is_refused(text):
    with pytest.raises(CannotRead):
        read_json(text.encode())


def test_the_form_is_that_of_the_name():
    assert (form_of_file("A.XLSX"), form_of_file("a.tsv"), form_of_file("x.ris", references=True)) == (
        "xlsx",
        "csv",
        "ris",
    )
    assert form_of_file("x.json", b'[{"title": "T", "type": "book"}]', references=True) == "csl-json"
    assert form_of_file("x.json", b'[{"title_en": "T"}]', references=True) == "json"
    with pytest.raises(CannotRead):
        form_of_file("x.bib")


def test_csv_is_written_with_a_mark_for_excel():
    assert b"".join(write_csv(["a"], [["国"], ["=x"]])).startswith(b"\xef\xbb\xbfa\r\n")

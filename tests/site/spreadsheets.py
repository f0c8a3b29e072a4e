"""Read tables as their users do: CSV by Python's csv module, workbooks by openpyxl."""

import csv
import io

import openpyxl

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(response) -> list[dict[str, str]]:
    text = body(response).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def sheets(response) -> dict[str, list[list]]:
    book = openpyxl.load_workbook(io.BytesIO(body(response)), read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def xlsx_rows(response) -> list[dict]:
    first = next(iter(sheets(response).values()))
    return [dict(zip(first[0], row, strict=True)) for row in first[1:]]

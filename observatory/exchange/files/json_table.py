"""JSON: a list of objects, one for each row. A key that an object leaves out is left alone, null empties it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from observatory.exchange.errors import CannotRead, CellError
from observatory.exchange.files.table_sheet import MOST_ROWS, Line, Sheet, too_many_rows
from observatory.records.translatable_messages import gettext as _


def read_json(content: bytes) -> Sheet:
    """Return the table in a JSON file; rows are numbered from 1. Raises `CannotRead`."""
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_json_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise CannotRead(_("The file is not UTF-8. Save it in that encoding.")) from None
    except RecursionError:
        raise CannotRead(_("The JSON is nested too deeply. A table is a list of objects.")) from None
    except ValueError as error:
        raise CannotRead(_("The file is not valid JSON: %s.") % error) from None
    if not isinstance(value, list):
        raise CannotRead(_("The JSON must be a list of objects, one for each row."))
    if len(value) > MOST_ROWS:
        raise CannotRead(too_many_rows())
    lines = [_json_line(number, row) for number, row in enumerate(value, 1)]
    return Sheet(list(dict.fromkeys(name for line in lines for name in line.cells)), lines)


def write_json(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield a JSON file in pieces, one row a line."""
    start = "[\n"
    for row in rows:
        yield f"{start}{json.dumps(row, ensure_ascii=False)}".encode()
        start = ",\n"
    yield b"[]\n" if start == "[\n" else b"\n]\n"


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(_("a key appears twice in an object"))
    return found


def _no_number(text: str) -> None:
    raise ValueError(_("%s is not a value") % text)


def _json_line(number: int, row: Any) -> Line:
    if not isinstance(row, dict):
        return Line(number, {}, CellError(_("the row is no object"), _("Write {…} with the names of the columns.")))
    return Line(number, {name.strip(): _json_cell(value) for name, value in row.items()})


def _json_cell(value: Any) -> Any:
    """Return a value of a JSON file as a cell of a table."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() if abs(value) >= 10**30:
            return CellError(_("the number is too large"), _("Write a smaller one."))
        case int() | float():
            return str(value)
        case list():
            return [_item_of_json_list(item) for item in value]
        case dict():
            return CellError(_("an object found, but the column takes one value"), _("Write one text."))
    return value


def _item_of_json_list(item: Any) -> Any:
    if isinstance(item, dict):
        return {name: _json_scalar_as_text(value) for name, value in item.items()}
    return _json_scalar_as_text(item)


def _json_scalar_as_text(value: Any) -> Any:
    """Return a value within a list as text; what is a list or object stays, and is refused by its column."""
    return (
        value
        if isinstance(value, list | dict)
        else _json_cell(value)
        if not isinstance(value, int)
        else str(value)[:40]
    )

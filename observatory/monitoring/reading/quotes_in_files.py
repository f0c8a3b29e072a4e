"""Look for quotes in files, with the code that the monitor uses for visits."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract.media_type import type_of_file
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.monitoring.reading.sandbox import Sandbox

_LETTERS_A_PAGE = 15  # a PDF with fewer is pictures of pages, whatever is written on their edges


class LineError(Exception):
    """Raised for a line that cannot be used; the message says why."""


_NO_QUOTE = TextQuoteSelector("")


@dataclass(frozen=True, slots=True)
class _QuoteLine:
    """One line of a batch: its id, the file, its content type, and the quote; or why it cannot be used."""

    name: Any
    document: Path = Path()
    content_type: str = ""
    selector: TextQuoteSelector = _NO_QUOTE
    error: str = ""


async def find_quotes_in_lines(lines: Iterable[str], folder: Path) -> AsyncIterator[dict[str, Any]]:
    """Yield a result for each line, in the order of the lines: an object with id, state, meaning_changed, passage and
    differences, or with id and error.

    A line is a JSON object with id, document (a path from `folder`), exact, and optionally content_type, prefix and
    suffix. A document is read once, however many lines ask for it. One that cannot be read has the state `unreadable`.
    """
    parsed = [_parse_quote_line(line, number, folder) for number, line in enumerate(lines, start=1) if line.strip()]
    by_document: dict[tuple[Path, str], list[int]] = {}
    for number, line in enumerate(parsed):
        if not line.error:
            by_document.setdefault((line.document, line.content_type), []).append(number)
    found: dict[int, dict[str, Any]] = {
        number: {"id": line.name, "error": line.error} for number, line in enumerate(parsed) if line.error
    }
    shown = 0
    async with Sandbox(workers=1) as sandbox:
        for (document, content_type), numbers in by_document.items():
            selectors = [(number, parsed[number].selector) for number in numbers]
            async for number, result in _find_in_document(sandbox, document, content_type, selectors):
                found[number] = {"id": parsed[number].name, **result}
            while shown in found:
                yield found.pop(shown)
                shown += 1
    while shown in found:
        yield found.pop(shown)
        shown += 1


async def _find_in_document(
    sandbox: Sandbox, document: Path, content_type: str, selectors: list[tuple[int, TextQuoteSelector]]
) -> AsyncIterator[tuple[int, dict[str, Any]]]:
    """Look for quotes in one file; yield the number and the result of each."""
    try:
        body = document.read_bytes()
    except (OSError, ValueError) as error:
        why = f"{document} cannot be read: {getattr(error, 'strerror', None) or error}"
        for number, _ in selectors:
            yield number, {"error": why}
        return
    reading = await sandbox.read(body, content_type or type_of_file(document))
    text = reading.document
    if text is None or not text.blocks or len(text.text) < _LETTERS_A_PAGE * text.pages:
        for number, _ in selectors:
            yield number, _match_as_json(QuoteMatch(QuoteState.UNREADABLE))
        return
    for number, match in await sandbox.find_quotes(selectors, reading.packed):
        yield number, _match_as_json(match)


def _match_as_json(match: QuoteMatch) -> dict[str, Any]:
    """Return for printing what was found of a quote in a file."""
    return {
        "state": str(match.state),
        "meaning_changed": match.meaning_changed,
        "passage": match.passage,
        "differences": [list(token) for token in match.differences],
    }


def _parse_quote_line(line: str, number: int, folder: Path) -> _QuoteLine:
    """Return the quote and the file that a line of JSON names, or an error."""
    name: Any = f"line {number}"
    try:
        values = orjson.loads(line)
        if not isinstance(values, dict):
            raise LineError("The line is not a JSON object.")
        name = values.get("id", name)
        document, exact = _text_in_line(values, "document"), _text_in_line(values, "exact")
        if not document or not exact.strip():
            raise LineError('The line has no file under "document".' if not document else 'The line has no "exact".')
        selector = TextQuoteSelector(exact, _text_in_line(values, "prefix"), _text_in_line(values, "suffix"))
        return _QuoteLine(name, folder / document, _text_in_line(values, "content_type"), selector)
    except orjson.JSONDecodeError as error:
        return replace(_QuoteLine(name), error=f"The line is not JSON: {error}")
    except LineError as error:
        return replace(_QuoteLine(name), error=str(error))


def _text_in_line(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    if value is not None and not isinstance(value, str):
        raise LineError(f'"{key}" is not text.')
    return value or ""

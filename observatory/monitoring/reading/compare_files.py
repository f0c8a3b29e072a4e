"""Compare files in pairs with the code that the monitor uses for visits."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from observatory.monitoring.reading.compare import Comparison
from observatory.monitoring.reading.extract.media_type import type_of_file
from observatory.monitoring.reading.sandbox import Sandbox


class PairError(Exception):
    """Raised for a pair that cannot be compared; the message names the file and the reason."""


async def compare_files(box: Sandbox, before: Path, after: Path, content_type: str = "") -> Comparison:
    """Return how the file `after` differs from the file `before`. Without a content type, the extension of the name and
    the first bytes decide. Raises PairError for a file that is missing or cannot be read as a document."""
    old, new = _bytes(before), _bytes(after)
    reading = await box.read(
        new,
        content_type or type_of_file(after),
        previous_body=old,
        previous_content_type=content_type or type_of_file(before),
        compare_always=True,
    )
    if reading.document is None:
        raise PairError(f"{after}: {reading.reason}")
    if reading.comparison is None:
        raise PairError(f"{before}: {reading.previous_problem or 'it is empty.'}")
    return reading.comparison


async def compare_lines(lines: Iterable[str], folder: Path, workers: int) -> AsyncIterator[dict[str, Any]]:
    """Compare the pair of files in each line; the results are in the order of the lines.

    A line is a JSON object with id, before, after and optionally content_type; relative paths start from `folder`. A
    result is an object with id, verdict and score, or with id and error.
    """
    async with Sandbox(workers) as box:
        waiting: deque[asyncio.Task[dict[str, Any]]] = deque()
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            waiting.append(asyncio.create_task(_compare_line(box, line, number, folder)))
            if len(waiting) >= 4 * workers:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison for printing: verdict, score and the changed blocks."""
    return {
        "verdict": str(comparison.verdict),
        "score": comparison.score,
        "blocks": [asdict(block) for block in comparison.blocks],
    }


async def _compare_line(box: Sandbox, line: str, number: int, folder: Path) -> dict[str, Any]:
    """Compare the two files that a line of JSON names; return the verdict or the error."""
    name: Any = f"line {number}"
    try:
        pair = orjson.loads(line)
        if not isinstance(pair, dict):
            raise PairError("The line is not a JSON object.")
        name = pair.get("id", name)
        before, after = (_path(pair, key, folder) for key in ("before", "after"))
        comparison = await compare_files(box, before, after, str(pair.get("content_type") or ""))
    except orjson.JSONDecodeError as error:
        return {"id": name, "error": f"The line is not JSON: {error}"}
    except PairError as error:
        return {"id": name, "error": str(error)}
    return {"id": name, "verdict": str(comparison.verdict), "score": comparison.score}


def _path(pair: dict[str, Any], key: str, folder: Path) -> Path:
    value = pair.get(key)
    if not isinstance(value, str) or not value:
        raise PairError(f'The line has no file under "{key}".')
    return folder / value


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise PairError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error

"""The score on the labelled quotes, if they are next to the repository; none of them is part of the project."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract import UnreadableDocument, extract
from observatory.monitoring.reading.quote_finder import QuoteFinder
from observatory.monitoring.reading.quote_match import TextQuoteSelector

FOLDER = Path(__file__).parents[3] / "shared" / "quotes"
pytestmark = pytest.mark.skipif(not (FOLDER / "cases.jsonl").exists(), reason=f"no labelled quotes at {FOLDER}")


def cases() -> list[dict[str, Any]]:
    with (FOLDER / "cases.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def finder(document: str, content_type: str) -> QuoteFinder | None:
    try:
        read = extract((FOLDER / document).read_bytes(), content_type)
    except UnreadableDocument:
        return None
    return QuoteFinder(read) if read.blocks else None


def judge(case: dict[str, Any]) -> tuple[str, bool | None]:
    found = finder(case["document"], case["content_type"])
    if found is None:
        return QuoteState.UNREADABLE, None
    match = found.find(TextQuoteSelector(case["exact"], case["prefix"], case["suffix"]))
    return match.state, match.meaning_changed


@pytest.mark.timeout(300)
def test_nothing_is_falsely_present_and_nearly_every_state_is_right() -> None:
    answers = [(case, *judge(case)) for case in cases()]

    wrong = [
        (case["id"], case["kind"], case["expect"], state) for case, state, _ in answers if state not in case["expect"]
    ]
    assert [row for row in wrong if row[3] == QuoteState.PRESENT] == []
    assert len(wrong) <= 0.02 * len(answers), wrong

    meanings = [
        (case["id"], case["kind"], case["meaning_changed"])
        for case, state, changed in answers
        if state == QuoteState.ALTERED and case["meaning_changed"] is not None and changed != case["meaning_changed"]
    ]
    assert len(meanings) <= 2, meanings

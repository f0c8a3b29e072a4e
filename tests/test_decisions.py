"""docs/decisions.md: a successor sees when each decision was taken, and which one replaced it."""

import re
from datetime import date

import pytest

from observatory.local import PROJECT

ENTRY = re.compile(r"\*\*(?P<title>.+?)\.\*\* \((?P<date>\d{4}-\d\d-\d\d)(?:; (?P<later>[^)]+))?\)")
LATER = re.compile(r"(?:replaced on|since) (?P<date>\d{4}-\d\d-\d\d) .*“(?P<title>.+)”")
_INTRODUCTION, *ENTRIES = (PROJECT / "docs" / "decisions.md").read_text(encoding="utf-8").strip().split("\n\n")[1:]
FOUND = [match for entry in ENTRIES if (match := ENTRY.match(entry))]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry[:50])
def test_every_decision_has_a_title_a_date_and_what_was_rejected(entry):
    title, *lines = entry.splitlines()
    assert ENTRY.fullmatch(title), "write **Title.** (2026-11-23), and a blank line before it"
    assert any(line.startswith("Rejected") for line in lines)
    assert not any(line.startswith("**") for line in lines), "put a blank line before the next decision"


def test_dates_are_days_and_titles_are_not_repeated():
    assert all(date.fromisoformat(match["date"]) for match in FOUND)
    assert len({match["title"] for match in FOUND}) == len(FOUND)


def test_a_decision_that_was_replaced_names_a_later_one_that_exists():
    taken = {match["title"]: match["date"] for match in FOUND}
    replaced = [match for match in FOUND if match["later"]]
    assert replaced
    for match in replaced:
        by = LATER.fullmatch(match["later"])
        assert by, match["later"]
        assert match["date"] <= taken[by["title"]] == by["date"]

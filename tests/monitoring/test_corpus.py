"""The score on the open evaluation corpus, if it is next to the repository; none of it is part of the project."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.classify import classify_meta_refresh, classify_page
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, extract

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not (CORPUS / "pairs.jsonl").exists(), reason=f"no corpus at {CORPUS}")

# What a class of special pages may be called. A home page in a document's place cannot be told without the past.
EXPECTED = {
    "anti_bot": {Outcome.BLOCKED},
    "consent_wall": {Outcome.BLOCKED},
    "login_wall": {Outcome.LOGIN_REQUIRED},
    "js_only": {Outcome.NEEDS_JAVASCRIPT},
    "control_ok": {None},
}


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (CORPUS / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def load(name: str) -> bytes:
    body = (CORPUS / name).read_bytes()
    return gzip.decompress(body) if name.endswith(".gz") else body


def read(row: dict[str, Any], name: str) -> Document:
    return extract(load(row[name]), {"pdf": "application/pdf"}.get(row["media"], "text/html"))


@pytest.mark.slow  # the labelled pairs of the project itself are compared in test_pairs
@pytest.mark.timeout(300)
def test_content_is_found_and_noise_is_silent() -> None:
    right: dict[str, list[bool]] = {"content": [], "noise": []}
    for row in rows("pairs.jsonl"):
        comparison = compare_texts(read(row, "before"), read(row, "after"))
        right[row["label"]].append((comparison.verdict == Verdict.CONTENT) == (row["label"] == "content"))

    shares = {label: sum(answers) / len(answers) for label, answers in right.items()}

    assert shares["content"] >= 0.99
    assert shares["noise"] >= 0.97


def test_special_pages_are_recognised_and_controls_are_not() -> None:
    wrong = []
    for row in rows("special.jsonl"):
        document = extract(load(row["file"]), row["headers"].get("content-type", "text/html"))
        outcome = classify_page(document, row["status"], "https://example.org/a/b.html")
        if row["cls"] in EXPECTED and outcome not in EXPECTED[row["cls"]]:
            wrong.append((row["id"], row["cls"], outcome))
        if row["cls"] == "meta_refresh_stub" and not classify_meta_refresh(document):
            wrong.append((row["id"], row["cls"], "no redirect"))

    assert wrong == []

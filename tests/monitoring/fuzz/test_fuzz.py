"""Files made to do harm, through the reading process as in production: each is read, or refused with a reason.

`make fuzz` runs it for FUZZ_SECONDS (60); what fails is printed as small as Hypothesis could make it.
"""

import asyncio
import os
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.sandbox import Sandbox
from tests.monitoring.fuzz import seeds
from tests.monitoring.fuzz.mutations import BYTES, XML, change_bytes, change_part, changes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
EXAMPLES = 200  # between two looks at the clock
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNFORESEEN = re.compile(
    r"[A-Z]\w+(?:Error|Exception|Interrupt|Exit)\b|The reading process ended|took (?:longer|more) than"
)


class Reader:
    """A sandbox with one reading process, for callers that are not asynchronous."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._box = Sandbox(workers=1)
        self._runner.run(self._box.__aenter__())
        self.read = 0

    def close(self) -> None:
        self._runner.run(self._box.__aexit__())
        self._runner.close()

    def check(self, body: bytes, content_type: str, before: bytes) -> None:
        """Read a body, compare it with a good one, and fail if anything but a document or a reason comes of it."""
        reading = self._runner.run(
            self._box.read(body, content_type, previous_body=before, previous_content_type=content_type)
        )
        self.read += 1
        if reading.document is None:
            assert reading.outcome in (Outcome.UNREADABLE, Outcome.UNSUPPORTED_TYPE)
            assert reading.reason
        assert not _UNFORESEEN.match(reading.reason), reading.reason
        assert not _UNFORESEEN.match(reading.previous_problem), reading.previous_problem


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


word_files = st.builds(
    lambda seed, part, made: (seed, change_part(seed, part, made), DOCX),
    st.sampled_from(seeds.WORD),
    st.integers(0, 100),
    changes(tuple(XML)) | changes(tuple(BYTES)),
)


embedded = st.builds(
    lambda seed, part, made, names: (seed, change_part(seed, part, made, names), DOCX),
    st.sampled_from(seeds.EMBEDDED),
    st.integers(0, 100),
    changes(tuple(XML)),
    st.just(re.compile(r"word/(?:\d/.*|document)\.xml")),
) | st.builds(
    lambda seed, part, made, names: (seed, change_part(seed, part, made, names), DOCX),
    st.sampled_from(seeds.EMBEDDED),
    st.integers(0, 100),
    changes(tuple(BYTES)),
    st.just(re.compile(r"word/(?:\d/.*|_rels/document\.xml\.rels)")),
)


def damaged(files: tuple[bytes, ...], *content_types: str) -> st.SearchStrategy[tuple[bytes, bytes, str]]:
    """Return a strategy for changed bytes of these files."""
    return st.builds(
        lambda seed, made, kind: (seed, change_bytes(seed, made), kind),
        st.sampled_from(files),
        changes(tuple(BYTES)),
        st.sampled_from(content_types),
    )


KINDS = {
    "word": word_files,
    "word-embedded": embedded,
    "word-bytes": damaged(seeds.WORD, DOCX),
    "pdf": damaged(seeds.PDF, "application/pdf"),
    "html": damaged(
        seeds.PAGES, "text/html", "application/xhtml+xml", "text/html; charset=gbk", "text/html; charset=x"
    ),
    "feed": damaged(seeds.FEEDS, "application/rss+xml", "application/atom+xml", "text/xml"),
    "json-feed": damaged(seeds.JSON_FEEDS, "application/feed+json", "application/json"),
    "text": damaged(seeds.TEXTS, "text/plain", "text/plain; charset=hz", "", "application/octet-stream"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_read_or_refused_with_a_reason(kind: str, reader: Reader) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(KINDS[kind])
    def check(case: tuple[bytes, bytes, str]) -> None:
        before, body, content_type = case
        reader.check(body, content_type, before)

    until = time.monotonic() + SECONDS / len(KINDS)
    read = reader.read
    check()
    while time.monotonic() < until:
        check()
    print(f"{kind}: {reader.read - read} files")  # noqa: T201

"""The sandboxed reading process: reads one request after another from standard input and writes the answers.

`sandbox` starts it with limits on its memory and on the processor time of each request. It has no secrets and opens no
connection.
"""

import gc
import os
import resource
import struct
import sys
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO

import orjson

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.extract import EXTRACTOR, Document, UnreadableDocument, Unsupported, extract

HEADER = struct.Struct("!IIII")  # lengths of the request, the body, the previous document, the previous body


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one request, ready to be written."""

    values: dict[str, Any]
    packed: bytes = b""


def main() -> None:
    """Answer the requests of the sandbox, one after another, until standard input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    limits = orjson.loads(sys.argv[1])
    gc.freeze()  # objects made by the imports live as long as the process
    megabyte = 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_mb"] * megabyte,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while (request := _receive_request(source)) is not None:
        _allow_seconds(limits["cpu_seconds"])
        _send_answer(sink, answer_request(*request))


def answer_request(request: dict[str, Any], body: bytes, previous: bytes, previous_body: bytes) -> Answer:
    """Return the answer to one request: the document, its outcome and, if there is something to compare with, the
    comparison."""
    if "quotes" in request:
        return _answer_quotes(request, Document.unpack(body))
    # Imported here, and by `extract`, because a process that looks for a quote while somebody waits needs none of it.
    from observatory.monitoring.reading.classify import (
        classify_meta_refresh,
        classify_page,
        describe_text_elsewhere,
        find_frames,
        own_letters,
    )
    from observatory.monitoring.reading.compare import compare_texts, text_fingerprint

    try:
        where = request["final_url"] or request["url"]
        document = extract(body, request["content_type"], request["charset_hint"], where)
        if request.get("refresh_url"):
            document = replace(document, meta_refresh_url=document.meta_refresh_url or request["refresh_url"])
        before, problem = _read_previous(request, previous, previous_body)
        outcome = classify_page(document, request["http_status"], request["url"], before, request["final_url"])
        values: dict[str, Any] = {
            "outcome": outcome and str(outcome),
            "reason": describe_text_elsewhere(document) if outcome is Outcome.TEXT_ELSEWHERE else "",
            "redirect": classify_meta_refresh(document),
            "frames": find_frames(document, where),
            "own_letters": own_letters(document),
            "fingerprint": text_fingerprint(document),
            "comparison": None,
            "previous_problem": problem,
        }
        if before is not None and (outcome is None or request["compare_always"]):
            values["comparison"] = asdict(compare_texts(before, document, frozenset(request["shown_before"])))
        packed = document.pack()
    except Unsupported as error:
        return _answer_failure(Outcome.UNSUPPORTED_TYPE, str(error), body)
    except UnreadableDocument as error:
        return _answer_failure(Outcome.UNREADABLE, str(error), body)
    except MemoryError:
        return _answer_failure(
            Outcome.UNREADABLE, "Reading it needs more memory than one document is allowed.", spent=True
        )
    except RecursionError:
        return _answer_failure(Outcome.UNREADABLE, "It is nested too deeply to be read.", spent=True)
    except Exception as error:  # hostile bodies cause unforeseen errors; each must affect its own document only
        return _answer_failure(Outcome.UNREADABLE, f"{type(error).__name__}: {error}"[:500], spent=True)
    return Answer(values, packed)


def _answer_quotes(request: dict[str, Any], document: Document) -> Answer:
    """Return what the quotes of the request are in a document that was read before."""
    # Imported here because few processes of the monitor need it.
    from observatory.monitoring.reading.quote_finder import QuoteFinder
    from observatory.monitoring.reading.quote_match import TextQuoteSelector

    finder = QuoteFinder(document)
    found = [(number, finder.find(TextQuoteSelector(**selector)).as_json()) for number, selector in request["quotes"]]
    return Answer({"matches": found})


def _read_previous(request: dict[str, Any], packed: bytes, body: bytes) -> tuple[Document | None, str]:
    """Return the earlier document, read again from its body if other rules than the current ones made it. Otherwise
    None and, if there was one, the reason why it is missing."""
    try:
        document = Document.unpack(packed) if packed else None
        if body and (document is None or document.extractor != EXTRACTOR):
            document = extract(body, request["previous_content_type"], None, request["url"])
    except (UnreadableDocument, ValueError) as error:
        return None, str(error)
    return document, ""


def _answer_failure(outcome: Outcome, reason: str, body: bytes = b"", *, spent: bool = False) -> Answer:
    """Return an answer without a document, with what its body is compared by; `spent` asks for a new worker."""
    from observatory.monitoring.reading.file_digest import members_digest

    digest = members_digest(body)
    return Answer({"outcome": str(outcome), "reason": reason, "file_digest": digest, "spent": spent})


def _allow_seconds(seconds: int) -> None:
    """Set the processor time for the next request. Beyond it, the kernel ends the process (SIGXCPU), even inside native
    code."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _receive_request(source: BinaryIO) -> tuple[dict[str, Any], bytes, bytes, bytes] | None:
    """Return the next request of the sandbox with its bodies, None at the end."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    parts = [source.read(length) for length in HEADER.unpack(header)]
    return orjson.loads(parts[0]), parts[1], parts[2], parts[3]


def _send_answer(sink: BinaryIO, answer: Answer) -> None:
    values = answer.values | {"resident_mb": _resident_mb()}
    encoded = orjson.dumps(values)
    sink.write(struct.pack("!II", len(encoded), len(answer.packed)) + encoded + answer.packed)
    sink.flush()


def _resident_mb() -> int:
    """Return the resident memory in MB; 0 where there is no Linux /proc. (The peak in getrusage is inherited from the
    parent.)"""
    try:
        statm = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return 0
    pages = int(os.read(statm, 100).split()[1])
    os.close(statm)
    return pages * resource.getpagesize() // 2**20


if __name__ == "__main__":
    main()

"""Middleware that compresses responses for clients that accept it (RFC 9110, 8.4 and 12.5.3), with Brotli or gzip.

Responses that read the session are not compressed: if a response contains both a secret and text chosen by somebody
else, its compressed length reveals the secret (BREACH, CVE-2013-3587). These are the pages of the admin, which has few
readers.

A compressed response has a weak ETag, because two encodings must not share a strong one. If-None-Match compares weakly,
so it matches either encoding. Compressed responses are not cached: Brotli takes 0.5 ms for 75 KB of JSON.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

SMALLEST = 1000  # bytes; a shorter response fits into one packet anyway
ENCODINGS = ("br", "gzip")  # the first is preferred if a client accepts both equally
BROTLI_QUALITY, GZIP_LEVEL = 4, 5  # docs/benchmarks.md says what they cost
COMPRESSIBLE = ("text/", "image/svg+xml")
COMPRESSIBLE_APPLICATIONS = ("json", "xml", "javascript", "jsonl", "yaml", "x-ndjson")


def compress_responses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: compress the responses that are worth it, for clients that accept it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        encoding = preferred_encoding(request.headers.get("Accept-Encoding", ""))
        if response.status_code == 304:
            _show_validator(response, encoding)
        elif _may_be_compressed(request, response):
            patch_vary_headers(response, ("Accept-Encoding",))
            if encoding:
                _compress_body(response, encoding)
        return response

    return answer


def preferred_encoding(accepted: str) -> str | None:
    """Return the encoding of ours that an Accept-Encoding header prefers; None for no compression."""
    weights = dict(map(_weight_of_encoding, accepted.lower().split(",")))
    offered = [(weights.get(name, weights.get("*", 0.0)), name) for name in ENCODINGS]
    best, name = max(offered, key=lambda pair: pair[0])  # the first of equals
    return name if best > 0 else None


def compress_chunks(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield compressed chunks as they come, without waiting for the last one."""
    add, finish = _compressor_of_encoding(encoding)
    for chunk in chunks:
        if data := add(chunk):
            yield data
    yield finish()


def _compressor_of_encoding(encoding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """Return the functions that compress a chunk with this encoding, and that end the stream."""
    if encoding == "br":
        of_brotli = brotli.Compressor(quality=BROTLI_QUALITY)
        return of_brotli.process, of_brotli.finish
    of_zlib = zlib.compressobj(GZIP_LEVEL, wbits=zlib.MAX_WBITS | 16)  # 16: with the header of gzip, without a time
    return of_zlib.compress, of_zlib.flush


def _weight_of_encoding(item: str) -> tuple[str, float]:
    """Return name and weight of an item of Accept-Encoding; a weight that is no number counts as 0."""
    name, _, parameter = item.partition(";")
    try:
        return name.strip(), float(parameter.partition("=")[2]) if parameter else 1.0
    except ValueError:
        return name.strip(), 0.0


def _may_be_compressed(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a response can be compressed: text of some size that is in no session and not encoded yet."""
    return (
        not response.has_header("Content-Encoding")
        and not response.has_header("Content-Range")
        and _is_compressible_type(response.headers.get("Content-Type", ""))
        and (response.streaming or len(response.content) >= SMALLEST)
        and not getattr(getattr(request, "session", None), "accessed", False)
    )


def _is_compressible_type(content_type: str) -> bool:
    """Return whether bodies of a content type get smaller when compressed."""
    media = content_type.partition(";")[0].strip().lower()
    family, _, name = media.partition("/")
    return media.startswith(COMPRESSIBLE) or (
        family == "application" and name.rpartition("+")[2] in COMPRESSIBLE_APPLICATIONS
    )


def _compress_body(response: HttpResponse, encoding: str) -> None:
    """Compress a response, or its chunks as they come."""
    if response.streaming:
        response.streaming_content = compress_chunks(response.streaming_content, encoding)
        del response.headers["Content-Length"]
    else:
        response.content = b"".join(compress_chunks([response.content], encoding))
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = encoding
    _show_validator(response, encoding)


def _show_validator(response: HttpResponse, encoding: str | None) -> None:
    """Make the ETag of a compressed response weak, and that of a 304 for it."""
    if response.status_code == 304:
        patch_vary_headers(response, ("Accept-Encoding",))
    tag = response.headers.get("ETag", "")
    if encoding and tag.startswith('"'):
        response.headers["ETag"] = f"W/{tag}"

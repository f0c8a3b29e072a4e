import gzip
import random

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from observatory.compression import compress_responses, preferred_encoding

pytestmark = pytest.mark.django_db
TEXT = b"policy " * 1000


def answered(response, accepts="gzip"):
    """What a client gets for an answer of a view."""
    return compress_responses(lambda request: response)(RequestFactory().get("/", headers={"accept-encoding": accepts}))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("deflate", None),
        ("gzip", "gzip"),
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", None),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("gzip;q=much", None),
        (";;,=,", None),
    ],
)
def test_the_encoding_that_a_client_likes_best_is_taken(accepted, encoding):
    assert preferred_encoding(accepted) == encoding


@pytest.mark.parametrize(
    "address",
    [
        "/initiatives/",
        "/search/?q=plan",
        "/feed.atom",
        "/feed.json",
        "/api/v1/records/",
        "/api/v1/export.jsonl",
        "/sitemap-initiative.xml",
        "/graph/",
        "/no-such-page/",
    ],
)
@pytest.mark.parametrize(("encoding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_pages_and_data_are_compressed_where_asked(client, world, address, encoding, decode, monkeypatch):
    monkeypatch.setattr("observatory.compression.SMALLEST", 100)  # the small world of the tests
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert decode(packed.getvalue()) == plain.getvalue()
    assert "Content-Encoding" not in plain.headers
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
    assert packed.headers.get("Content-Length") in (None, str(len(packed.getvalue())))


@pytest.mark.parametrize("address", ["/initiatives/", "/api/v1/records/"])
@pytest.mark.parametrize("before", ["gzip", "identity"])
@pytest.mark.parametrize("after", ["br", "identity"])
def test_who_holds_an_answer_in_any_encoding_gets_304(client, world, address, before, after):
    held = client.get(address, headers={"accept-encoding": before}).headers["ETag"]
    response = client.get(address, headers={"accept-encoding": after, "if-none-match": held})
    assert (response.status_code, response.content) == (304, b"")
    assert "Accept-Encoding" in response.headers["Vary"]
    assert "Content-Encoding" not in response.headers


def test_a_strong_etag_is_weak_on_the_compressed_answer_and_its_304(client, world, monkeypatch):
    monkeypatch.setattr("observatory.compression.SMALLEST", 100)
    strong = client.get("/api/v1/records/").headers["ETag"]
    weak = client.get("/api/v1/records/", headers={"accept-encoding": "gzip"}).headers["ETag"]
    assert weak == f"W/{strong}"
    unchanged = client.get("/api/v1/records/", headers={"accept-encoding": "gzip", "if-none-match": weak})
    assert (unchanged.status_code, unchanged.headers["ETag"]) == (304, weak)


def test_pages_of_the_desk_are_not_compressed(client, admin_client):
    """Their tokens stand beside text that others may choose (BREACH)."""
    for response in (
        client.get("/admin/login/", headers={"accept-encoding": "gzip"}),
        admin_client.get("/admin/", headers={"accept-encoding": "gzip"}),
    ):
        assert response.status_code == 200
        assert len(response.content) > 1000
        assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"short", content_type="text/plain"),
        HttpResponse(TEXT, content_type="application/zip"),
        HttpResponse(TEXT, content_type="image/png"),
        HttpResponse(TEXT, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        HttpResponse(TEXT, content_type="text/plain", headers={"Content-Encoding": "br"}),
        HttpResponse(TEXT, content_type="text/plain", status=206, headers={"Content-Range": "bytes 0-6999/9999"}),
    ],
    ids=["short", "zip", "png", "spreadsheet", "encoded", "range"],
)
def test_what_gains_nothing_or_is_compressed_already_is_sent_as_it_is(response):
    before = response.content
    assert answered(response).content == before
    assert response.headers.get("Content-Encoding") in (None, "br")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/csv",
        "text/vcard",
        "image/svg+xml",
        "application/json",
        "application/problem+json",
        "application/vnd.citationstyles.csl+json",
        "application/atom+xml; charset=utf-8",
        "application/xml",
        "application/jsonl",
    ],
)
def test_every_kind_of_text_is_compressed(content_type):
    response = answered(HttpResponse(TEXT, content_type=content_type))
    assert gzip.decompress(response.content) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_stream_is_compressed_while_it_is_made(encoding):
    made = []

    def lines():
        for number in range(200):
            made.append(number)
            yield random.Random(number).randbytes(5000).hex().encode()

    stream = iter(answered(StreamingHttpResponse(lines(), content_type="text/csv"), encoding))
    assert next(stream)
    assert len(made) < 200
    assert b"".join(stream)
    assert len(made) == 200

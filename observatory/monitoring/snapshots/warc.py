"""Export snapshots as a WARC file (ISO 28500:2017), which archives can replay and verify."""

import base64
import io
from collections.abc import Iterable
from datetime import UTC
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from observatory.monitoring.models import Snapshot, UnreadFile

# Bodies are stored unpacked, so header fields that describe their encoding do not apply.
_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"}


def write_warc(snapshots: Iterable[Snapshot | UnreadFile], target: BinaryIO) -> int:
    """Write snapshots, and files that could not be read, as records, each compressed with gzip; return how many.

    What was fetched is a response record. A file that somebody attached is a resource record (6.3.4), named by its hash
    (RFC 6920). Each is followed by a metadata record: the version of the extractor, and what the document was read as.

    The headers are those received, except those about encoding. Raises FileNotFoundError for a body that the storage
    has lost.
    """
    writer = WARCWriter(target, gzip=True, warc_version="1.1")
    software = {"software": "ai4s-observatory", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record("snapshots.warc.gz", software))
    written = 0
    for snapshot in snapshots:
        record = _response_record(writer, snapshot) if snapshot.url else _resource_record(writer, snapshot)
        writer.write_record(record)
        writer.write_record(_metadata_record(writer, snapshot, record.rec_headers["WARC-Record-ID"]))
        written += 1
    return written


def _metadata_record(writer: WARCWriter, snapshot: Snapshot | UnreadFile, refers_to: str):
    """Return the WARC record of what is known of a snapshot."""
    if isinstance(snapshot, UnreadFile):
        about = {"outcome": snapshot.outcome, "reason": snapshot.reason}
    else:
        about = {"extractor": snapshot.extractor, "charset": snapshot.charset, "title": snapshot.title}
        about["filename"] = snapshot.file_name
    fields = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in about.items() if value).encode()
    return writer.create_warc_record(
        _uri(snapshot),
        "metadata",
        payload=io.BytesIO(fields),
        length=len(fields),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": _date(snapshot), "WARC-Refers-To": refers_to},
    )


def _date(snapshot: Snapshot | UnreadFile) -> str:
    return snapshot.taken_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _uri(snapshot: Snapshot | UnreadFile) -> str:
    digest = base64.urlsafe_b64encode(bytes.fromhex(snapshot.body_id)).decode().rstrip("=")
    return snapshot.url or f"ni:///sha-256;{digest}"


def _resource_record(writer: WARCWriter, snapshot: Snapshot):
    """Return the WARC record of a file that somebody attached."""
    body = snapshot.body.read()
    return writer.create_warc_record(
        _uri(snapshot),
        "resource",
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type=snapshot.content_type,
        warc_headers_dict={"WARC-Date": _date(snapshot), "WARC-Payload-Digest": f"sha256:{snapshot.body_id}"},
    )


def _response_record(writer: WARCWriter, snapshot: Snapshot | UnreadFile):
    """Return the WARC record of a response that a visit received."""
    body = snapshot.body.read()
    headers = [(name, value) for name, value in snapshot.headers.items() if name not in _OF_THE_WIRE]
    headers.append(("content-length", str(len(body))))
    about = {
        "WARC-Date": _date(snapshot),
        "WARC-Payload-Digest": f"sha256:{snapshot.body_id}",
    }
    if snapshot.ip_address:
        about["WARC-IP-Address"] = snapshot.ip_address
    return writer.create_warc_record(
        snapshot.url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(str(snapshot.http_status), headers, protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )

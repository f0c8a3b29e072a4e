"""Snapshots as a WARC file (ISO 28500:2017): what an archive, a court or a reviewer can replay and verify."""

import io
from collections.abc import Iterable
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from observatory.monitoring.models import Snapshot

# Bodies are kept unpacked, so what described their packing on the wire is not true of them.
_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"}


def write_warc(snapshots: Iterable[Snapshot], target: BinaryIO) -> int:
    """Write the snapshots as response records, gzipped one by one; returns how many.

    The headers are those received, but for those of the wire. Raises FileNotFoundError for a body the storage lost.
    """
    writer = WARCWriter(target, gzip=True, warc_version="1.1")
    software = {"software": "ai4s-observatory", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record("snapshots.warc.gz", software))
    written = 0
    for snapshot in snapshots:
        writer.write_record(_record(writer, snapshot))
        written += 1
    return written


def _record(writer: WARCWriter, snapshot: Snapshot):
    body = snapshot.body.read()
    headers = [(name, value) for name, value in snapshot.headers.items() if name not in _OF_THE_WIRE]
    headers.append(("content-length", str(len(body))))
    about = {
        "WARC-Date": snapshot.taken_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
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

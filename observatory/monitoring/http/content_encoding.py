"""Undo the Content-Encoding of a body (gzip, deflate, Brotli) piece by piece, so that a small body that unpacks to a
huge one is stopped in time.

RFC 9110 section 8.4.1 lists the codings. Only those that can be bounded are requested (``ACCEPT_ENCODING``) and
accepted. A name that is no coding at all ("utf-8", "none") says nothing about the body and is ignored, as browsers
do.
"""

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli

ACCEPT_ENCODING = "gzip, deflate, br"
# The other codings that exist (IANA, "HTTP Content Coding Registry", and what servers are known to use).
_NOT_REQUESTED = frozenset(
    (
        "aes128gcm", "bzip", "bzip2", "compress", "dcb", "dcz", "exi", "lz4", "lzma", "pack200-gzip", "sdch", "snappy",
        "x-bzip2", "x-compress", "xz", "zstd",
    )
)  # fmt: skip
MAX_CODINGS = 3
_READ = frozenset(("gzip", "x-gzip", "deflate", "br"))
_PIECE = 1 << 18
_MEMBERS = 2_000  # members of a gzip body; each costs the same, however small it is


class DecodingError(Exception):
    """Raised when a body does not match its Content-Encoding, or has a coding that was not requested."""


class BodyTooLarge(Exception):
    """Raised when a body is larger than the limit, as received or unpacked."""


class _Decoder(Protocol):
    def feed(self, data: bytes) -> bytes: ...
    def finished(self) -> bool: ...


class _Zlib:
    """gzip (any number of members) or deflate, with or without the zlib header that servers disagree about."""

    def __init__(self, wbits: int, room: Callable[[], int]) -> None:
        self._wbits, self._room = wbits, room
        self._engine = zlib.decompressobj(wbits)
        self._fresh = True
        self._members = 1

    def feed(self, data: bytes) -> bytes:
        """Unpack a piece of a body in the coding deflate or gzip. Raises BodyTooLarge and DecodingError."""
        pieces = []
        while data:
            if self._engine.eof:
                if self._wbits != 31 or not data.startswith(b"\x1f"):
                    break  # bytes after the end are padding
                self._members += 1
                if self._members > _MEMBERS:
                    raise DecodingError("the response has too many compressed parts")
                self._engine = zlib.decompressobj(self._wbits)
            try:
                pieces.append(self._engine.decompress(data, self._room() + 1))
            except zlib.error:
                if not self._fresh or self._wbits != 15:
                    raise
                self._wbits, self._engine = -15, zlib.decompressobj(-15)
                pieces.append(self._engine.decompress(data, self._room() + 1))
            self._fresh = False
            if self._engine.unconsumed_tail:
                raise BodyTooLarge
            data = self._engine.unused_data
        return b"".join(pieces)

    def finished(self) -> bool:
        return self._engine.eof or self._fresh


class _Gzip:
    """gzip, unless the body does not begin as every gzip file does (RFC 1952, 2.3.1): then the header is wrong, and the
    body is passed on as it is."""

    _MAGIC = b"\x1f\x8b"

    def __init__(self, room: Callable[[], int]) -> None:
        self._engine, self._plain = _Zlib(31, room), False
        self._start: bytes | None = b""  # until it is known how the body begins

    def feed(self, data: bytes) -> bytes:
        """Unpack a piece of a body said to be gzip; one that does not begin as gzip does is returned as it is."""
        if self._plain:
            return data
        if self._start is not None:
            data, self._start = self._start + data, None
            if len(data) < len(self._MAGIC) and self._MAGIC.startswith(data):
                self._start = data
                return b""
            if data and not data.startswith(self._MAGIC):
                self._plain = True
                return data
        return self._engine.feed(data)

    def finished(self) -> bool:
        return self._plain or (not self._start and self._engine.finished())


class _Brotli:
    def __init__(self, room: Callable[[], int]) -> None:
        self._engine, self._room, self._fresh = brotli.Decompressor(), room, True

    def feed(self, data: bytes) -> bytes:
        """Unpack a piece of a body in the coding Brotli. Raises BodyTooLarge."""
        out = self._engine.process(data, output_buffer_limit=self._room() + 1)
        if not self._engine.can_accept_more_data() and len(out) > self._room():
            raise BodyTooLarge
        pieces = [out]
        size = len(out)
        while not self._engine.can_accept_more_data() and out:
            out = self._engine.process(b"", output_buffer_limit=_PIECE)
            size += len(out)
            if size > self._room():
                raise BodyTooLarge
            pieces.append(out)
        self._fresh = False
        return b"".join(pieces)

    def finished(self) -> bool:
        return self._engine.is_finished() or self._fresh


class DecodedBody:
    """Collects a response body under two limits: ``wire`` bytes received and ``limit`` bytes unpacked.

    With ``truncate`` the body is cut at the limit instead of refused (robots.txt, error pages).
    """

    def __init__(self, coding: str, wire: int, limit: int, truncate: bool = False) -> None:
        self.received = 0
        self.full = False
        self._wire, self._limit, self.truncates = wire, limit, truncate
        self._pieces: list[bytes] = []
        self._size = 0
        self._decoders = [self._decoder_of_coding(name) for name in reversed(_content_codings(coding))]

    def _decoder_of_coding(self, name: str) -> _Decoder:
        """Return the decoder for a content coding. Raises DecodingError for one that is not read."""
        if name in ("gzip", "x-gzip"):
            return _Gzip(self._room)
        if name == "deflate":
            return _Zlib(15, self._room)
        if name == "br":
            return _Brotli(self._room)
        raise DecodingError(f"the body has the Content-Encoding {name[:40]!r}, which was not requested and is not read")

    def _room(self) -> int:
        return self._limit - self._size

    def feed(self, data: bytes) -> None:
        """Add the next bytes received. Raises BodyTooLarge or DecodingError."""
        if self.full:
            return
        self.received += len(data)
        try:
            if self.received > self._wire:
                raise BodyTooLarge
            for decoder in self._decoders:
                data = decoder.feed(data)
            if len(data) > self._room():
                raise BodyTooLarge
        except BodyTooLarge:
            if not self.truncates:
                raise
            self.full = True
            data = b"" if self._decoders else data[: max(self._room(), 0)]
        except (zlib.error, brotli.error) as error:
            raise DecodingError(f"the response does not match its Content-Encoding: {error}") from None
        self._size += len(data)
        self._pieces.append(data)

    @property
    def size(self) -> int:
        return self._size

    def bytes(self) -> bytes:
        """Return the unpacked body. Raises DecodingError if it is incomplete, which would look like deleted text."""
        if not self.full and not all(decoder.finished() for decoder in self._decoders):
            raise DecodingError("the compressed response is incomplete")
        return b"".join(self._pieces)


def _content_codings(header: str) -> list[str]:
    """Return the names of the codings in a Content-Encoding field that have to be undone."""
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name in _READ or name in _NOT_REQUESTED]
    if len(names) > MAX_CODINGS:
        raise DecodingError("the response has too many layers of Content-Encoding")
    return names

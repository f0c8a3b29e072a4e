"""The digest by which files that are not read are compared.

Pure functions. Not safe on hostile bodies: `observatory.monitoring.reading.sandbox` runs them in a process with limits.
"""

import io
import zipfile
from hashlib import sha256

_MOST_MEMBERS = 20_000
_PACKAGES = frozenset(("[Content_Types].xml", "mimetype", "OFD.xml"))  # Office Open XML, OpenDocument and EPUB, OFD
# Parts that say when and by which program a package was made (ECMA-376-2, 10; OpenDocument 1.3-2, 3; GB/T 33190, 7.4).
_METADATA = ("docProps/", "meta.xml", "OFD.xml", "Thumbnails/")
_ENCRYPTED = 0x1


def members_digest(body: bytes) -> str:
    """Return the SHA-256 (hexadecimal) of the names, sizes and checksums of the members of a zip file, so that a file
    that a server packs anew at each visit keeps its digest; "" for another or a damaged file, and where the checksums
    say nothing (encrypted members). The metadata of documents are left out: they have the time of packing."""
    if not body.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, MemoryError):
        return ""
    if len(members) > _MOST_MEMBERS or any(member.flag_bits & _ENCRYPTED for member in members):
        return ""
    package = any(member.filename in _PACKAGES for member in members)
    counted = [member for member in members if not (package and member.filename.startswith(_METADATA))]
    lines = sorted(f"{member.CRC:08x} {member.file_size} {member.filename}" for member in counted)
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest() if lines else ""

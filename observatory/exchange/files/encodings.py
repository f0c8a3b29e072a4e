"""Encodings of text files as programs write them: UTF-8, UTF-16 with a byte order mark, GB18030."""

from observatory.exchange.errors import CannotRead
from observatory.records.messages import gettext as _


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding. Raises `CannotRead`."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = [("utf-16", "UTF-16")]
    else:
        names = [("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
    for codec, name in names:
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise CannotRead(_("The encoding of the file is not known. Save it as UTF-8."))

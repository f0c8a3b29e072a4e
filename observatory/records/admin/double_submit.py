"""A form that is sent twice, by a double click or by a browser that tries again, is saved once.

Each form has a token of its own. The second of two equal requests waits for the first one, and gets its answer. Equal
are those with the same token and the same values, so that whoever goes back, changes something and saves again is not
refused. Answers are kept for a minute; without the cache, or after that, a form is saved as it is sent.
"""

import hashlib
import struct
from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.crypto import get_random_string

TOKEN = "_sent_once"  # noqa: S105 - the name of an input
_KEPT = 60  # seconds
_LENGTH = 24
_PREFIX = "form-sent:"


def new_token() -> str:
    """Return the token of a form that is opened."""
    return get_random_string(_LENGTH)


def request_key(request) -> str:
    """Return a key by which a form that is sent twice is known: only equal requests of one user and one opened form
    share it; "" for a form without a token."""
    token = request.POST.get(TOKEN, "")
    if not token:
        return ""
    sent = hashlib.sha256(f"{request.user.pk} {request.path} {token}".encode())
    for part in _values(request.POST):
        sent.update(part.encode(errors="surrogatepass") + b"\x00")
    return sent.hexdigest()


def _values(data: QueryDict) -> Iterator[str]:
    for name in sorted(data):
        # The button pressed does not matter: two clicks may be on two buttons.
        if name != "csrfmiddlewaretoken" and (not name.startswith("_") or name == TOKEN):
            yield from (name, *data.getlist(name))


def wait_for_equal(key: str) -> Any | None:
    """Wait until no other transaction handles the same form, sent twice; return the answer to it, if there was one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", struct.unpack(">q", bytes.fromhex(key[:16])))
    url = cache.get(_PREFIX + key)
    return HttpResponseRedirect(url) if url else None


def keep_answer(key: str, response: HttpResponse) -> None:
    """Keep where a form that was saved leads to. What was refused is not kept: it is sent again."""
    if response.status_code == 302:
        cache.set(_PREFIX + key, response["Location"], _KEPT)

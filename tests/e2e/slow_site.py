"""A site that answers late and sends its pages in two parts, as over a bad line.

On a fast site a test that does not wait for what it needs passes nearly always; on this one it fails every time.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

App = Callable[[dict[str, Any], Any], Iterable[bytes]]


def answer_slowly(app: App, seconds: float) -> App:
    """Return a WSGI application that waits before it answers, and again after the first part of a page."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        time.sleep(seconds)
        answered = app(environ, start_response)
        body = b"".join(answered)
        if close := getattr(answered, "close", None):
            close()  # gives the connection to the database back
        if b"<html" in body[:2000]:
            part = len(body) // 8
            yield body[:part]
            time.sleep(seconds)
            body = body[part:]
        yield body

    return answer

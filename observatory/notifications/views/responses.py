"""Headers of pages whose address is a secret of its recipient."""

from django.http import HttpResponse


def private_page(response: HttpResponse) -> HttpResponse:
    """Keep a page out of indexes, and its address out of the Referer of what it links to."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

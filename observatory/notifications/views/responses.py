"""Headers of pages whose address is a secret of its recipient."""

from django.http import HttpResponse


def private_page(response: HttpResponse) -> HttpResponse:
    """Keep a page out of indexes, and its address out of the Referer of other sites. With `no-referrer` browsers would
    send the form of the page with `Origin: null`, which the check for forged forms refuses."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

"""Container health check: exit with 0 if the local web server is ready."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104


def can_serve(*, seconds: float = 5) -> bool:
    """Return whether `/healthz` answers 200. The request uses the host of SITE_URL, because ALLOWED_HOSTS refuses
    others."""
    host, port = os.environ.get("HOST", ""), os.environ.get("PORT") or "8000"
    address = f"http://{LOOPBACK if host in ANY_ADDRESS else host}:{port}/healthz"
    request = urllib.request.Request(address, headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
    try:
        with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310 it is http:// as written above
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if can_serve() else 1)

"""`/healthz`, `/readyz` and `/metrics`: for containers, balancers and Prometheus, not for readers."""

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from prometheus_client import CONTENT_TYPE_LATEST

from observatory.operations import metrics, readiness
from observatory.operations.client_address import client_address

_NO_STORE = {"Cache-Control": "no-store"}


def alive(request: HttpRequest) -> HttpResponse:
    """Return 200 while this process runs. Checks neither database nor Redis, because restarting the process would fix
    neither."""
    return HttpResponse("alive", content_type="text/plain", headers=_NO_STORE)


def ready(request: HttpRequest) -> JsonResponse:
    """Return 200 if every component of the site works, else 503 with the reasons. `?only=` names components, or `web`
    for those that a web process needs."""
    asked = request.GET.get("only", "")
    names = readiness.WEB if asked == "web" else asked.split(",") if asked else readiness.ALL
    if unknown := sorted(set(names) - set(readiness.ALL)):
        allowed = ", ".join(["web", *readiness.ALL])
        error = _("“only” accepts %(allowed)s, not %(unknown)s.") % {"allowed": allowed, "unknown": ", ".join(unknown)}
        return JsonResponse({"error": error}, status=400, headers=_NO_STORE)
    parts = readiness.check_components(names)
    reasons = [f"{part.state} {part.advice}" for part in parts if not part.ok]
    told = {
        "ready": not reasons,
        "reasons": reasons,
        "parts": {part.name: {"ok": part.ok, "state": part.state} for part in parts},
    }
    return JsonResponse(told, status=503 if reasons else 200, headers=_NO_STORE)


def show_metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics for Prometheus to clients in the networks of METRICS_ALLOW; 404 to others."""
    if not _may_see_figures(request):
        raise Http404
    return HttpResponse(metrics.metrics_text(), content_type=CONTENT_TYPE_LATEST, headers=_NO_STORE)


def _may_see_figures(request: HttpRequest) -> bool:
    if "HTTP_X_FORWARDED_FOR" in request.META and not settings.BEHIND_PROXY:
        return False  # from a proxy that the settings do not mention: all clients would have its address
    address = client_address(request)
    return address is not None and any(address in ipaddress.ip_network(each) for each in settings.METRICS_ALLOW)

"""The login form of the desk, and the limit on failed logins by account and network, counted in the cache that all web
processes share.
"""

import hashlib
from contextlib import suppress

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from observatory.operations.client_address import client_network
from observatory.public.request_limits import count_in_window

# (what is counted, failures allowed, seconds)
PAIR = ("pair", 5, 15 * 60)
NETWORK = ("network", 30, 15 * 60)
ACCOUNT = ("account", 50, 60 * 60)


def count_attempt(username: str, network: str) -> bool:
    """Count a login attempt; return whether it is allowed. While the cache is unavailable nobody is locked out (the log
    reports it)."""
    counts = [count_in_window(_key(name, username, network), seconds) <= most for name, most, seconds in _limits()]
    return all(counts)


def forget_failures(username: str, network: str) -> None:
    """Reset the failures of an account from this network, and take the attempt back from the other counters."""
    cache.delete(_key("pair", username, network))
    for name in ("network", "account"):
        with suppress(ValueError):  # the counter had expired in the meantime
            cache.decr(_key(name, username, network))


def _limits():
    return PAIR, NETWORK, ACCOUNT


def _key(name: str, username: str, network: str) -> str:
    parts = {"pair": (username.casefold(), network), "network": (network,), "account": (username.casefold(),)}
    digest = hashlib.sha256("\x00".join(parts[name]).encode()).hexdigest()
    return f"login:{name}:{digest}"


class LoginForm(AdminAuthenticationForm):
    def clean(self):
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return super().clean()
        network = client_network(self.request)
        if not count_attempt(username, network):
            message = _("Too many failed login attempts. Try again in 15 minutes or ask an administrator.")
            raise ValidationError(message, code="throttled")
        cleaned = super().clean()
        forget_failures(username, network)
        return cleaned

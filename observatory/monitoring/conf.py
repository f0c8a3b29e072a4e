"""Settings of the monitor: typed, with defaults, from the environment or from django.conf.settings (which wins).

The names are those of the fields below with OBSERVATORY_ before them, in capitals: ``host_interval`` is
``OBSERVATORY_HOST_INTERVAL``. Times are in seconds and sizes in bytes unless the name says otherwise.
"""

import os
from dataclasses import dataclass, fields

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from observatory.monitoring.http.client import Limits
from observatory.monitoring.reading.sandbox import Limits as ReaderLimits
from observatory.text.networks import Allowance, parse_allowance

PREFIX = "OBSERVATORY_"


@dataclass(frozen=True, slots=True)
class Conf:
    """Every setting of the monitor. Numbers may not be negative."""

    fetch_allow: str = ""  # networks or host:port that may be visited although private
    fetch_allow_confirmed: bool = False  # needed for fetch_allow on a public (https) site
    host_interval: float = 5  # between two visits to one host
    contact: str = ""  # in the User-Agent; the site's address when empty
    proxy: str = ""  # http://host:port through which every visit goes
    total_timeout: float = 45
    first_byte_timeout: float = 20
    connect_timeout: float = 10
    max_wire_bytes: int = 20_000_000
    max_body_bytes: int = 40_000_000
    max_attachment_bytes: int = 50_000_000  # of a file that somebody attaches to a source
    max_redirects: int = 10
    hosts_at_once: int = 200  # per process
    lease: float = 90  # seconds; renewed during a run. Locations of a killed worker are free when it expires
    round_seconds: float = 120  # a scheduled run claims no locations after this
    rounds_at_once: int = 1  # how many scheduled runs may be active in parallel
    min_interval_hours: float = 6  # between two visits to one location, unless a curator set it
    max_interval_hours: float = 24 * 30
    broken_after_days: float = 3
    broken_after_checks: int = 3
    silent_after_days: float = 30  # a location not read for this long is reported, whatever the reason
    reader_processes: int = 2
    reader_seconds: float = 20
    reader_memory_mb: int = 1024  # address space of one reader process, of which an idle one takes up to 90 MB
    keep_checks_days: int = 730
    keep_snapshots_days: int = 730

    @property
    def allowance(self) -> Allowance:
        return parse_allowance(self.fetch_allow)

    @property
    def limits(self) -> Limits:
        return Limits(
            total=self.total_timeout,
            first_byte=self.first_byte_timeout,
            connect=self.connect_timeout,
            wire=self.max_wire_bytes,
            body=self.max_body_bytes,
            redirects=self.max_redirects,
        )

    @property
    def reader_limits(self) -> ReaderLimits:
        """Return the limits of a process that reads one document."""
        return ReaderLimits(
            memory_mb=self.reader_memory_mb,
            cpu_seconds=max(1, int(self.reader_seconds)),
            wall_seconds=self.reader_seconds * 1.5,
        )

    @property
    def user_agent(self) -> str:
        """Return the User-Agent header: who we are and where to complain (RFC 9110, 10.1.5)."""
        contact = self.contact or settings.SITE_URL
        return f"Mozilla/5.0 (compatible; ai4s-observatory/1.0; +{contact})"


def conf() -> Conf:
    """Return the current settings of the monitor. Raises ImproperlyConfigured naming every invalid variable."""
    values, problems = {}, []
    for field in fields(Conf):
        name = PREFIX + field.name.upper()
        given = getattr(settings, name, os.environ.get(name))
        if given is None or given == "":
            continue
        try:
            values[field.name] = _read_setting(field.type, given)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    found = Conf(**values)
    try:
        opened = bool(found.allowance)
    except ValueError as error:
        problems.append(f"{PREFIX}FETCH_ALLOW: {error}")
        opened = False
    if opened and getattr(settings, "HTTPS", False) and not found.fetch_allow_confirmed:
        problems.append(
            f"{PREFIX}FETCH_ALLOW lets the monitor visit private networks, which is not allowed on a public site. "
            f"Remove it, or confirm it with {PREFIX}FETCH_ALLOW_CONFIRMED=true."
        )
    if found.proxy and not found.proxy.startswith(("http://", "https://")):
        problems.append(f"{PREFIX}PROXY: {found.proxy!r} is not http://host:port")
    if problems:
        raise ImproperlyConfigured("These monitor settings are invalid:\n  " + "\n  ".join(problems))
    return found


def check_configuration(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """Check the settings of the monitor: a Django system check."""
    try:
        conf()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="monitoring.E001")]
    return []


def _read_setting(kind: object, given: object) -> object:
    """Return a setting as a value of its type. Raises ValueError, with what it must be."""
    text = str(given).strip()
    if kind is bool:
        if text.lower() not in ("true", "false", "1", "0", "yes", "no"):
            raise ValueError(f"{text!r} must be true or false")
        return text.lower() in ("true", "1", "yes")
    if kind is str:
        return text
    try:
        number = kind(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if not 0 <= number < float("inf"):
        raise ValueError(f"{text} must be 0 or a positive number")
    return number

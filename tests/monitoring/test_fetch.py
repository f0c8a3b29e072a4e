"""The HTTP client of the monitor against an origin that misbehaves on purpose, and the address checks."""

import asyncio
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.monitoring.http.client import GuardedClient, Limits, Validators, Visit
from observatory.monitoring.http.resolve import GuardedResolver
from observatory.monitoring.outcomes import Outcome
from observatory.text.networks import Allowance, parse_allowance

from .hostile import MISBEHAVIOURS, PAGE, HostileOrigin

# Sixty visits at once from one busy processor: who answers must not be taken for who hangs.
LIMITS = Limits(total=6, first_byte=5, connect=5, wire=1_000_000, body=2_000_000, header=8000)
SHORT = replace(LIMITS, total=0.8, first_byte=0.5)
LOOPBACK = parse_allowance("127.0.0.0/8")
TLS = Path(__file__).parent / "tls"


def visits(*urls: str, allow: Allowance = LOOPBACK, limits: Limits = LIMITS, validators=None, **options) -> list[Visit]:
    """Visit ``urls`` at once through one client."""

    async def run() -> list[Visit]:
        async with GuardedClient(limits, allow, user_agent="test (curator@example.org)", **options) as guarded:
            return await asyncio.gather(*(guarded.visit(url, validators) for url in urls))

    return asyncio.run(run())


def server_context(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / name)
    return context


def answering(**names: list[str]):
    """A stand-in for getaddrinfo that knows ``names`` and nothing else."""

    def look_up(host: str, port: int, **_: object) -> list:
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        kind = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kind[":" in address], socket.SOCK_STREAM, 6, "", (address, port)) for address in names[host]]

    return look_up


@pytest.fixture(scope="module")
def origin():
    with HostileOrigin() as origin:
        yield origin


@pytest.fixture(scope="module")
def hostile_visits(origin) -> dict[str, Visit]:
    """Every misbehaviour: first all that end by themselves, then those that only a limit ends, with shorter limits."""
    found = {}
    for limits, for_ever in ((LIMITS, False), (SHORT, True)):
        paths = [path for path, (_, outcome) in MISBEHAVIOURS.items() if (outcome is Outcome.TIMEOUT) is for_ever]
        found |= zip(paths, visits(*map(origin.url, paths), limits=limits), strict=True)
    return found


@pytest.mark.parametrize("path", MISBEHAVIOURS)
def test_a_misbehaviour_ends_as_its_outcome(hostile_visits, path):
    visit = hostile_visits[path]
    assert visit.outcome == MISBEHAVIOURS[path][1], visit.error
    assert visit.body == PAGE or visit.outcome is not None
    assert visit.error or visit.outcome is None


def test_retry_after_is_read_in_both_forms(hostile_visits):
    assert hostile_visits["/slow-down"].retry_after == 120
    assert hostile_visits["/maintenance"].retry_after == 7 * 86400


def test_an_error_page_keeps_its_text_for_whoever_tells_a_block_page(hostile_visits):
    assert hostile_visits["/forbidden"].body == PAGE
    assert hostile_visits["/challenge-202"].body == PAGE


def test_odd_header_bytes_are_kept_printable(hostile_visits):
    assert all(character.isprintable() for character in hostile_visits["/weather"].headers["x-odd"])


def test_a_validator_that_could_not_be_sent_back_is_not_kept(origin):
    async def tagged(request):
        await request.reply(ETag='"\udce9\udcff"', Last_Modified="x" * 101)

    origin.extra["/odd-tag"] = tagged
    (visit,) = visits(origin.url("/odd-tag"))
    assert (visit.outcome, visit.etag, visit.last_modified) == (None, "", "")


def test_credentials_and_contact(origin):
    origin.requests.clear()
    visits(origin.url("/page"))
    (request,) = origin.requests
    assert request["user-agent"] == "test (curator@example.org)"
    assert "cookie" not in request
    assert "authorization" not in request


def test_cookies_do_not_cross_hosts(origin):
    with HostileOrigin(host="127.0.0.2") as other:

        async def away(request):
            await request.reply("302 Found", b"", Location=other.url("/page"), Set_Cookie="secret=1; Path=/")

        origin.extra["/away"] = away
        (visit,) = visits(origin.url("/away"))
    assert visit.outcome is None
    assert "cookie" not in other.requests[0]


def test_validators_make_a_revisit_cheap_and_only_where_they_came_from(origin):
    async def tagged(request):
        known = request.headers.get("if-none-match") == '"v1"'
        await request.reply("304 Not Modified" if known else "200 OK", b"" if known else PAGE, ETag='"v1"')

    origin.extra["/tagged"] = tagged
    url = origin.url("/tagged")
    (first,) = visits(url)
    (again,) = visits(url, validators=Validators(url, etag=first.etag))
    (elsewhere,) = visits(url, validators=Validators(origin.url("/page"), etag=first.etag))
    assert (first.outcome, first.etag) == (None, '"v1"')
    assert (again.outcome, again.http_status, again.body) == (Outcome.UNCHANGED, 304, b"")
    assert elsewhere.outcome is None


@pytest.mark.parametrize(("statuses", "permanent"), [("301 308", True), ("301 302", False), ("302 301", False)])
def test_a_move_is_permanent_when_every_hop_says_so(origin, statuses, permanent):
    first, second = statuses.split()

    async def hop(request):
        await request.reply(f"{first} Moved", b"", Location="/hop2")

    async def hop2(request):
        await request.reply(f"{second} Moved", b"", Location="/page")

    origin.extra |= {"/hop": hop, "/hop2": hop2}
    (visit,) = visits(origin.url("/hop"))
    assert (visit.permanent, visit.final_url) == (permanent, origin.url("/page"))
    assert [status for status, _ in visit.redirects] == [int(first), int(second)]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:80/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://10.1.2.3/",
        "http://100.64.0.1/",
        "http://169.254.169.254/",
        "http://192.168.0.1/",
        "http://0.0.0.0/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2001:db8::1]/",
        "http://example.org:22/",
    ],
)
def test_private_addresses_are_refused(url):
    (visit,) = visits(url, allow=Allowance())
    assert visit.outcome == Outcome.FORBIDDEN_ADDRESS, visit.error


def test_a_name_that_leads_inside_is_refused_and_never_connected_to(origin):
    look_up = answering(**{"inside.example": ["127.0.0.1"], "mixed.example": ["::1", "192.168.1.1"]})
    before = sum(origin.hits.values())
    urls = [f"http://inside.example:{origin.port}/page", "http://mixed.example/"]
    found = visits(*urls, allow=Allowance(), resolver=GuardedResolver(Allowance(), look_up))
    assert [visit.outcome for visit in found] == [Outcome.FORBIDDEN_ADDRESS] * 2
    assert sum(origin.hits.values()) == before


def test_the_connection_goes_to_the_address_that_was_checked(origin):
    """A name server that changes its answer after the check changes nothing: there is no second look-up."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    def rebinding(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers)[0], port))]

    async def back(request):
        await request.reply("302 Found", b"", Location="/page")

    origin.extra["/back"] = back
    url = f"http://rebinding.example:{origin.port}/back"
    (visit,) = visits(url, resolver=GuardedResolver(LOOPBACK, rebinding))
    assert (visit.outcome, visit.address) == (None, "127.0.0.1")
    assert next(answers) == ["10.0.0.1"]


def test_a_name_that_does_not_exist_is_a_dns_error():
    (visit,) = visits("http://nowhere.example/", resolver=GuardedResolver(Allowance(), answering()))
    assert visit.outcome == Outcome.DNS_ERROR


def test_a_closed_port_is_a_connection_error():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        (visit,) = visits(f"http://127.0.0.1:{held.getsockname()[1]}/")
    assert visit.outcome == Outcome.CONNECTION_ERROR


def test_only_the_allowed_endpoint_is_open(origin):
    allow = parse_allowance(f"127.0.0.1:{origin.port}")
    inside, outside = visits(origin.url("/page"), "http://127.0.0.1:1234/", allow=allow)
    assert (inside.outcome, outside.outcome) == (None, Outcome.FORBIDDEN_ADDRESS)


@pytest.mark.parametrize("certificate", ["good.pem", "expired.pem"])
def test_a_certificate_that_cannot_be_trusted_is_a_tls_error(certificate):
    with HostileOrigin(server_context(certificate)) as origin:
        (visit,) = visits(origin.url("/page"))
        assert visit.outcome == Outcome.TLS_ERROR
        assert origin.hits.total() == 0


def test_a_trusted_certificate_is_read_and_a_wrong_name_is_not():
    trust = ssl.create_default_context(cafile=TLS / "good.pem")
    with HostileOrigin(server_context("good.pem")) as origin:
        look_up = answering(**{"other.example": ["127.0.0.1"]})
        resolver = GuardedResolver(LOOPBACK, look_up)
        urls = [origin.url("/page"), f"https://other.example:{origin.port}/page"]
        good, wrong = visits(*urls, tls=trust, resolver=resolver)
    assert (good.outcome, good.body) == (None, PAGE)
    assert wrong.outcome == Outcome.TLS_ERROR


def test_plain_http_on_a_tls_port_is_a_tls_error(origin):
    (visit,) = visits(origin.url("/page").replace("http:", "https:"))
    assert visit.outcome == Outcome.TLS_ERROR


def test_the_proxy_is_asked_and_private_addresses_are_still_refused(origin):
    async def proxied(request):
        await request.reply(body=b"from the proxy")

    origin.extra["http://site.example/page"] = proxied
    options = {"proxy": origin.base, "allow": Allowance(), "resolver": GuardedResolver(Allowance(), answering())}
    through, inside = visits("http://site.example/page", "http://10.0.0.1/", **options)
    assert through.body == b"from the proxy"
    assert inside.outcome == Outcome.FORBIDDEN_ADDRESS


def test_large_bodies_take_turns_and_all_arrive(origin):
    async def big(request):
        await request.reply(body=b"x" * 300_000)

    origin.extra["/big"] = big
    limits = Limits(total=10, large=100_000, large_at_once=2)

    async def run() -> tuple[int, int]:
        together = most = 0
        async with GuardedClient(limits, LOOPBACK, user_agent="test") as guarded:

            async def one() -> None:
                nonlocal together, most
                visit = await guarded.visit(origin.url("/big"))
                together += 1
                most = max(most, together)
                assert len(visit.body) == 300_000
                await asyncio.sleep(0.01)
                together -= 1
                visit.close()

            await asyncio.gather(*(one() for _ in range(8)))
        return most, together

    assert asyncio.run(run()) == (2, 0)

"""URLs in one normal form, and the allowance that opens private networks."""

import contextlib
import ipaddress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from observatory.monitoring.http.rate_limit import host_key
from observatory.monitoring.http.redirects import is_home
from observatory.text.networks import is_forbidden, parse_allowance
from observatory.text.url_normalisation import InvalidURL, join_url, normalise_url

HOSTS = st.from_regex(r"[a-z][a-z0-9]{0,10}(\.[a-z]{2,6}){1,2}", fullmatch=True)
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a/./b/../c?", "https://example.org/a/c"),
        ("https://example.org:8443/%7euser/%e4%b8%ad?q=%7E", "https://example.org:8443/~user/%E4%B8%AD?q=~"),
        ("http://例子.中国/文件", "http://xn--fsqu00a.xn--fiqs8s/%E6%96%87%E4%BB%B6"),
        ("http://example.org/a b?c d", "http://example.org/a%20b?c%20d"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org./x#part", "http://example.org/x"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[::FFFF:7f00:1]/", "http://[::ffff:7f00:1]/"),
        ("http://example.org/%D6%D0", "http://example.org/%D6%D0"),
        ("http://example.org/a/..", "http://example.org/"),
        ("http://example.org/../../a/.", "http://example.org/a/"),
        ("http://example.org//a//b", "http://example.org//a//b"),
    ],
)
def test_urls_have_one_normal_form(given, normal):
    assert normalise_url(given) == normal


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "http://",
        "http:///path",
        "http://user:pass@example.org/",
        "http://example.org\\@evil.example/",
        "http://exa mple.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://[::1",
        "http://[v1.x]/",
        "http://[example.org]/",
        "http://[fe80::1%25eth0]/",
        "http://256.1.1.1/",
        "http://1.2.3.4.5/",
        "http://%31%32%37.0.0.1/",
        "http://example..org/",
        "http://" + "a" * 64 + ".org/",
        "http://example.org/" + "a" * 5000,
        "http://example.org/\x00",
        "http://exam\nple.org/",
        "mailto:a@example.org",
    ],
)
def test_what_cannot_be_visited_is_refused_with_a_reason(url):
    with pytest.raises(InvalidURL, match=r"the|is not|port|only"):
        normalise_url(url)


@given(HOSTS, TEXT, TEXT)
def test_the_normal_form_is_its_own_normal_form(host, path, query):
    assume("\\" not in path + query)
    once = normalise_url(f"https://{host}/{path}?{query}")
    assert normalise_url(once) == once
    assert once.isascii()
    assert once.startswith(f"https://{host}/")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    for prefix in ("", "http://", "http://example.org/"):
        with contextlib.suppress(InvalidURL):
            assert normalise_url(normalise_url(prefix + text)) == normalise_url(prefix + text)
        with contextlib.suppress(InvalidURL):
            join_url("http://example.org/a/b", prefix + text)


@given(st.integers(0, 2**32 - 1))
def test_every_spelling_of_an_ipv4_address_is_the_same_address(number):
    dotted = str(ipaddress.IPv4Address(number))
    a, b, c, d = dotted.split(".")
    for spelling in (
        str(number),
        hex(number),
        f"{a}.{int(b) * 65536 + int(c) * 256 + int(d)}",
        f"0{int(a):o}.{b}.{c}.{d}",
    ):
        assert normalise_url(f"http://{spelling}/") == f"http://{dotted}/"


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_hidden_in_ipv6_is_never_visited(number):
    for prefix in ("::ffff:0:0", "64:ff9b::", "::"):
        assert is_forbidden(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + number))
    assert is_forbidden(ipaddress.IPv6Address((0x2002 << 112) + (number << 80)))


def test_addresses_that_a_cloud_keeps_for_its_own_machines_are_never_visited():
    for address in ("168.63.129.16", "161.26.0.10", "166.8.0.14", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"):
        assert is_forbidden(ipaddress.ip_address(address))


def test_public_addresses_are_open():
    for address in ("8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::1"):
        assert not is_forbidden(ipaddress.ip_address(address))


def test_an_allowance_names_networks_and_endpoints():
    allow = parse_allowance(" 127.0.0.0/8, localhost:8000 ,[::1]:9000,10.0.0.5")
    assert allow.covers("x", ipaddress.ip_address("127.3.2.1"), 1)
    assert allow.covers("localhost", ipaddress.ip_address("::1"), 8000)
    assert allow.covers("y", ipaddress.ip_address("::1"), 9000)
    assert not allow.covers("y", ipaddress.ip_address("::1"), 9001)
    assert not allow.covers("y", ipaddress.ip_address("10.0.0.6"), 80)
    assert not parse_allowance("")


@pytest.mark.parametrize("text", ["everything", "10.0.0.0/99", "localhost", "http://localhost:80/"])
def test_a_wrong_allowance_is_named(text):
    with pytest.raises(ValueError, match="neither a network"):
        parse_allowance(text)


def test_one_host_is_one_host_whatever_the_scheme():
    assert host_key("http://example.org/a") == host_key("https://example.org/b") == "example.org"
    assert host_key("http://example.org:8080/") == "example.org:8080"


def test_home_pages_are_recognised():
    assert all(is_home(f"http://x.org{path}") for path in ("/", "/index.html", "/en/", "/zh-cn", "/default.aspx"))
    assert not any(is_home(f"http://x.org{path}") for path in ("/law", "/?id=3", "/en/law.html", "/a/index.html"))

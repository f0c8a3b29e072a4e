"""The one check of addresses: what may be kept, published and visited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.text.networks import PUBLIC_ONLY, ForbiddenAddress, parse_allowance
from observatory.text.url_normalisation import InvalidURL, check_url, is_allowed_url

PRIVATE = [
    "http://127.0.0.1:8000/admin/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://0/",
    "http://10.1.2.3/",
    "http://172.16.0.9/",
    "http://192.168.0.1/router",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://168.63.129.16/machine",
    "http://0xa83f8110/",
    "http://161.26.0.10/",
    "http://166.8.0.1/",
    "http://198.18.0.1/",
    "http://203.0.113.9/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a83f:8110]/",
    "http://[64:ff9b::a83f:8110]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
]
PRIVATE_NAMES = [
    "http://localhost/",
    "http://LOCALHOST./",
    "http://ⓛocalhost/",
    "http://api.localhost:8000/",
    "http://intranet/",
    "http://printer.local/",
    "http://wiki.internal/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://metadata.goog/",
    "http://router.home.arpa/",
    "http://nas.lan/",
    "http://api.default.svc/",
    "http://files.corp/",
]
MALFORMED = {
    "empty": [""],
    "scheme": ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "file:///etc/passwd", "example.org/a"],
    "credentials": [
        "https://user:secret@example.org/",
        "https://user@example.org/",
        "https://@example.org/",
        "https://example.org@127.0.0.1/",
        "https://user%40mail:x@example.org/",
    ],
    "space": [
        " https://example.org/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://exam\u200bple.org/",
        "https://example.org/\u202egnp.exe",
        "https://example.org/\u3000",
    ],
    "control": ["https://example.org/\x00", "https://example.org\\@127.0.0.1/", "https://example.org/\x7f"],
    "host": ["http:///path", "http://256.1.1.1/", "http://%31%32%37.0.0.1/", "http://[fe80::1%25eth0]/"],
    "unreadable": ["http://[::1", "http://example.org:port/"],
    "long": ["https://example.org/" + "a" * 5000],
}


@pytest.mark.parametrize("url", PRIVATE)
def test_no_spelling_of_a_private_address_is_kept(url):
    with pytest.raises(ForbiddenAddress) as caught:
        check_url(url, PUBLIC_ONLY)
    assert caught.value.code == "private"


@pytest.mark.parametrize("url", PRIVATE_NAMES)
def test_no_name_of_a_private_network_is_kept(url):
    with pytest.raises(ForbiddenAddress) as caught:
        check_url(url, PUBLIC_ONLY)
    assert caught.value.code == "private_name"


@pytest.mark.parametrize(("code", "url"), [(code, url) for code, urls in MALFORMED.items() for url in urls])
def test_what_is_no_address_is_refused_with_its_reason(code, url):
    with pytest.raises(InvalidURL) as caught:
        check_url(url, PUBLIC_ONLY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gov.cn/zhengce/2023-03/27/content_5748495.htm",
        "http://例子.中国/文件?号=1",
        "HTTPS://EXAMPLE.ORG:8443/a%20b#part",
        "https://example.org/@user/status",
        "https://example.org/?mail=a@b.org",
        "http://8.8.8.8/",
        "http://[2606:4700::1111]/",
        "https://localhost.example.org/",
        "https://internal.example.org/",
    ],
)
def test_ordinary_addresses_are_kept(url):
    assert is_allowed_url(url, PUBLIC_ONLY)


def test_a_port_of_another_service_is_refused():
    with pytest.raises(ForbiddenAddress) as caught:
        check_url("https://example.org:25/", PUBLIC_ONLY)
    assert caught.value.code == "port"


def test_a_local_installation_may_open_networks_and_endpoints():
    network, endpoint = parse_allowance("127.0.0.0/8"), parse_allowance("localhost:8000,10.0.0.5:80")
    assert is_allowed_url("http://127.0.0.1:9000/", network)
    assert is_allowed_url("http://localhost/", network)
    assert is_allowed_url("http://localhost:8000/", endpoint)
    assert is_allowed_url("http://10.0.0.5/", endpoint)
    assert not is_allowed_url("http://localhost:8001/", endpoint)
    assert not is_allowed_url("http://10.0.0.6/", endpoint)
    assert not is_allowed_url("https://user:x@127.0.0.1/", network)


@given(st.text(max_size=80))
def test_any_text_is_kept_or_refused_and_nothing_else(text):
    for prefix in ("", "http://", "https://example.org/"):
        assert is_allowed_url(prefix + text, PUBLIC_ONLY) in (True, False)

"""Every URL of the admin with odd query strings, odd keys and odd bodies, by each role that it answers: never a 500.

The URLs are those of the permission matrix. What pages would render is left out but for one pass: it decides nothing.
Each request is undone.
"""

import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.response import SimpleTemplateResponse

from tests.desk.test_permission_matrix import ROLES, addresses, clients, expected, rows  # noqa: F401 - fixtures

HUGE = "9" * 30
QUERIES = [
    "q=%00",
    "q=%ff%fe&p=%ff&id=%c3%28&kind=%ff&list=%ff&state=%ff&show=%ff",
    f"p={HUGE}&page={HUGE}&o={HUGE}&source={HUGE}&from={HUGE}&to={HUGE}&open={HUGE}&who={HUGE}",
    "p=-1&page=-1&o=-99.x&from=-1&to=-2&open=-1&source=-1&term=%5C&app_label=records&model_name=relation&field_name=object",
    "nothing__exact=1&record__nothing=3",
    f"id__exact={HUGE}&updated_at__gte=x",
    "_changelist_filters=q%3D%25ff%26p%3D-1&next=//evil.example/%0d%0aX:y&_popup=1&_to_field=nothing",
    "q=" + "x" * 3000,
    "list=records&kind=x&inbox=x&version=x&statement=x&url=x&said=x&said_of=x&location=x&record=x&citation=x&%5B%5D=1",
]
KEYS = ["0", "-1", HUGE, "abc", "%ff", "_00", "%E4%BA%BA", "x" * 2000]
NAMES = (
    *("action", "_selected_action", "select_across", "index", "do", "holder", "seen", "group", "digest", "note"),
    *("when", "to", "due_on", "text", "one", "other", "reason", "_opened", "_sent_once", "statement", "quote"),
    *("verdict", "citation", "name", "language", "expires", "kind", "file", "holders", "assigned", "post", "source"),
    *("url", "title_en", "record", "_save", "citations-TOTAL_FORMS", "citations-INITIAL_FORMS", "citations-0-id"),
)
FORM = "application/x-www-form-urlencoded"


def bodies() -> Iterator[dict]:
    """Yield the arguments of requests with odd bodies: no management form, wrong types, NUL, files, too much."""
    for value in ("a\x00b", HUGE, "-1", "abc", "x" * 1_000_000, ["1", "x", "\x00"]):
        many = NAMES if len(value) < 1000 else NAMES[:1]
        yield {"data": dict.fromkeys(many, value)}
    yield {"data": {name: SimpleUploadedFile("a.txt", b"\x00\xff") for name in NAMES}}
    for raw, content_type in (
        (b"a=%ff&%ff=b&text=%ed%a0%80&reason=%ff&do=%ff&action=%ff", FORM),
        (b"a=1", f"{FORM}; charset=nothing"),
        (b"x" * 1000, "multipart/form-data"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe', "multipart/form-data; boundary=x"),
        (b"\xff{", "application/json"),
    ):
        yield {"data": raw, "content_type": content_type}


def asked(found: dict[str, str]) -> Iterator[tuple[str, str, str, dict]]:
    """Yield name, method, address and arguments of every odd request."""
    seen = set()
    for name, address in found.items():
        for query in QUERIES:
            yield name, "get", f"{address}?{query}", {}
        for arguments in bodies():
            yield name, "post", address, arguments
        for part in re.finditer(r"(?<=/)(\d+|[0-9a-z]{8})(?=/|$)", address):
            for key in KEYS:
                odd = address[: part.start()] + key + address[part.end() :]
                if odd not in seen:
                    seen.add(odd)
                    yield name, "get", odd, {}
                    yield name, "post", odd, {}


def failed(client, method: str, address: str, arguments: dict) -> bool:
    session = client.cookies.get("sessionid")
    with transaction.atomic():
        if "content_type" in arguments:  # bytes as they are: the client would encode them again
            response = client.generic(method.upper(), address, **arguments)
        else:
            response = getattr(client, method)(address, **arguments)
        transaction.set_rollback(True)
    client.cookies.clear()  # the page that logs out takes the session
    if session:
        client.cookies["sessionid"] = session.value
    return response.status_code >= 500


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("role", ROLES)
def test_no_odd_request_is_an_error_of_the_server(rows, clients, monkeypatch, role):  # noqa: F811
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    table, place = expected(), ROLES.index(role)
    answered = {
        name: address for name, address in addresses(rows) if any(part[place] == "Y" for part in table[name].split())
    }
    wrong = [f"{name}: {method} {address[:200]}" for name, method, address, _ in _failures(clients[role], answered)]
    assert not wrong, "These requests failed:\n" + "\n".join(wrong)


def _failures(client, found: dict[str, str]):
    return (each for each in asked(found) if failed(client, *each[1:]))


@pytest.mark.timeout(900)
@pytest.mark.walk
def test_no_odd_request_of_a_reviewer_to_one_page_of_each_sort_is_an_error(rows, clients):  # noqa: F811
    """The same for one URL of each sort, and rendered."""
    sorts = {}
    for name, address in addresses(rows):
        sort = re.sub(r"^admin:[a-z]+_[a-z]+_|\[.*", "", name)
        if not re.search(r"password|logout|<path", name):
            sorts.setdefault(sort, (name, address))
    wrong = [
        f"{name}: {method} {address[:200]}"
        for name, method, address, arguments in asked(dict(sorts.values()))
        if not (len(address) > 2000 and method == "post") and failed(clients["reviewer"], method, address, arguments)
    ]
    assert not wrong, "These requests failed:\n" + "\n".join(wrong)

"""The login: in both languages, limited, and telling nothing about who has an account."""

import pytest
from django.test import RequestFactory

from observatory.operations.client_address import client_network
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


@pytest.fixture
def account():
    user = UserFactory(username="li", is_staff=True)
    user.set_password("right-password")
    user.save()
    return user


def log_in(client, username="li", password="wrong", **more):
    return client.post(LOGIN, {"username": username, "password": password}, **more)


def errors(response) -> list[str]:
    assert response.status_code == 200
    return response.context["form"].non_field_errors()


def test_the_page_says_its_language_and_offers_the_other(client):
    assert 'lang="en"' in client.get(LOGIN).content.decode()
    page = client.get("/zh-hans/admin/login/?next=/zh-hans/admin/").content.decode()
    assert '<html lang="zh-hans"' in page
    assert 'href="/admin/login/?next=' in page


def test_a_wrong_name_a_wrong_password_and_no_access_read_the_same(client, account):
    outsider = UserFactory(username="reader", is_staff=False)
    outsider.set_password("right-password")
    outsider.save()
    UserFactory(username="gone", is_staff=True, is_active=False)
    wrong = errors(log_in(client))
    assert errors(log_in(client, "nobody")) == wrong
    assert errors(log_in(client, "reader", "right-password")) == wrong
    assert errors(log_in(client, "gone")) == wrong


@pytest.mark.parametrize("name", ["li", "nobody"])
def test_after_five_failures_even_the_right_password_waits(client, account, name):
    for _ in range(5):
        assert "Too many" not in str(errors(log_in(client, name)))
    assert "Too many failed login attempts" in str(errors(log_in(client, name, "right-password")))
    assert log_in(client, "li", "right-password", REMOTE_ADDR="203.0.113.9").status_code == 302


def test_a_success_clears_the_count(client, account):
    for _ in range(3):
        for _ in range(4):
            log_in(client)
        assert log_in(client, password="right-password").status_code == 302
        client.logout()


def test_one_network_cannot_try_many_names(client, account):
    for number in range(30):
        log_in(client, f"name{number}")
    assert "Too many failed login attempts" in str(errors(log_in(client, "li", "right-password")))


def test_one_name_cannot_be_tried_from_many_networks(client, account):
    for number in range(50):
        log_in(client, REMOTE_ADDR=f"198.51.100.{number}")
    assert "Too many failed login attempts" in str(
        errors(log_in(client, "li", "right-password", REMOTE_ADDR="203.0.113.9"))
    )


def test_without_the_cache_nobody_is_locked_out(client, account, no_redis):
    for _ in range(6):
        log_in(client)
    assert log_in(client, password="right-password").status_code == 302


@pytest.mark.parametrize(
    ("address", "forwarded", "behind_proxy", "network"),
    [
        ("192.0.2.7", "", False, "192.0.2.7"),
        ("192.0.2.7", "203.0.113.1", False, "192.0.2.7"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.1", True, "203.0.113.1"),
        ("2001:db8:1:2:3::4", "", False, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "", False, "192.0.2.7"),
        ("", "nonsense", True, "unknown"),
    ],
)
def test_the_network_of_an_attempt(settings, address, forwarded, behind_proxy, network):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_network(request) == network


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000, "' OR 1=1 --", "李"])
def test_any_name_is_answered(client, name):
    assert log_in(client, name).status_code == 200


def test_an_account_without_a_role_is_told_whom_to_ask(client, account):
    client.force_login(account)
    assert "has no role yet" in client.get("/admin/").content.decode()

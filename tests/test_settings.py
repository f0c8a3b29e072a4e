"""What the environment says becomes the settings; one process shows that those of a program are the ones read here."""

import json
import subprocess
import sys

import pytest

from observatory.local import PROJECT
from tests.read_settings import PRODUCTION, read_settings, refusal

SHOW = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.isupper()}, default=str))
"""


def load(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = variables | {"DJANGO_SETTINGS_MODULE": "observatory.settings"}
    return subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, env=environment, cwd=PROJECT)


@pytest.fixture(scope="module")
def production() -> dict:
    return read_settings(**PRODUCTION)


def test_a_program_has_the_settings_that_its_environment_leads_to(production):
    told = json.loads(load(**PRODUCTION).stdout)
    # The one is an object, told by its place in memory; to the other Django adds where the site begins.
    others = production.keys() - {"PGHISTORY_FOREIGN_KEY_FIELD", "STATIC_URL"}
    assert {name: told[name] for name in others} == {name: production[name] for name in others}
    assert len(others) > 100


def test_everything_wrong_is_told_at_once():
    said = load(PATH=PRODUCTION["PATH"], SECRET_KEY="short", DEBUG="perhaps", REDIS_URL="http://x").stderr
    for name in ("SECRET_KEY", "DEBUG", "REDIS_URL", "DATABASE_URL", "SITE_URL"):
        assert f"  {name}: " in said


def test_an_https_address_turns_every_protection_on(production):
    for name in (
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    ):
        assert production[name] is True
    assert production["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert production["ALLOWED_HOSTS"] == ["observatory.example"]
    assert production["CSRF_TRUSTED_ORIGINS"] == ["https://observatory.example:8443"]
    assert production["DEBUG"] is False


def test_an_http_address_redirects_nobody():
    plain = read_settings(**PRODUCTION | {"SITE_URL": "http://localhost:8000"})
    assert plain["SECURE_SSL_REDIRECT"] is False
    assert plain["SECURE_HSTS_SECONDS"] == 0


def test_a_proxy_is_believed_only_when_told_so(production):
    assert production["SECURE_PROXY_SSL_HEADER"] is None
    behind = read_settings(**PRODUCTION | {"BEHIND_PROXY": "true"})
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_the_database_address_keeps_its_options_beside_the_pool(production):
    database = production["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["OPTIONS"]["sslmode"]) == ("db", 5433, "require")
    assert database["OPTIONS"]["pool"]["max_size"] == 8


@pytest.mark.parametrize(
    ("redis", "broker"),
    [
        ("redis://h:6379/0", "redis://h:6379/0"),
        ("unix:///tmp/s.sock?db=0", "redis+socket:///tmp/s.sock?virtual_host=0"),
    ],
)
def test_the_broker_is_the_redis_of_the_cache(redis, broker):
    assert read_settings(**PRODUCTION | {"REDIS_URL": redis})["CELERY_BROKER_URL"] == broker


def test_scripts_come_from_this_host_only(production):
    directives = production["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "https:", "*"} & {
        str(s) for some in directives.values() for s in some
    }


def test_another_database_than_postgresql_is_refused():
    said = refusal(**PRODUCTION | {"DATABASE_URL": "sqlite:///observatory.sqlite3"})
    assert "DATABASE_URL: Not a postgresql:// URL." in said


def test_the_licence_of_the_data_is_cc_by_unless_another_is_named(production):
    assert production["DATA_LICENCE"] == "CC-BY-4.0"
    assert production["DATA_LICENCE_URL"] == "https://creativecommons.org/licenses/by/4.0/"
    other = read_settings(**PRODUCTION | {"DATA_LICENCE": "CC0-1.0"})
    assert (other["DATA_LICENCE_NAME"], other["CONTACT"]) == ("CC0 1.0", "")


def test_a_licence_that_is_not_known_needs_a_name_and_an_address():
    said = refusal(**PRODUCTION | {"DATA_LICENCE": "OGL-UK-3.0"})
    assert "  DATA_LICENCE_NAME: " in said
    assert "  DATA_LICENCE_URL: " in said
    named = {"DATA_LICENCE_NAME": "Open Government Licence", "DATA_LICENCE_URL": "https://example.org/ogl"}
    assert read_settings(**PRODUCTION | {"DATA_LICENCE": "OGL-UK-3.0"} | named)["DATA_LICENCE_NAME"]


@pytest.mark.parametrize("contact", ["data@example.org", "mailto:data+x@example.org", "https://example.org/contact"])
def test_a_contact_is_an_email_address_or_a_web_address(contact):
    assert read_settings(**PRODUCTION | {"CONTACT": contact})["CONTACT"] == contact


@pytest.mark.parametrize("contact", ["call us", "javascript:alert(1)", "a@b c", "mailto:", "https://", "a@b?bcc=c@d"])
def test_another_contact_is_refused_at_start(contact):
    assert "  CONTACT: " in refusal(**PRODUCTION | {"CONTACT": contact})


def test_the_zone_of_the_institute_is_checked(production):
    assert production["TIME_ZONE"] == "UTC"
    assert read_settings(**PRODUCTION | {"TIME_ZONE": "Asia/Shanghai"})["TIME_ZONE"] == "Asia/Shanghai"
    assert "Not a time zone" in refusal(**PRODUCTION | {"TIME_ZONE": "Shanghai"})


def test_without_a_mail_server_mails_go_to_files(production):
    assert production["MAIL_TO_FILES"] is True
    assert production["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
    assert production["EMAIL_FILE_PATH"] == str(PROJECT / "var" / "mail")
    assert production["DEFAULT_FROM_EMAIL"] == "observatory@observatory.example"


def test_a_mail_server_is_one_url():
    url = "submission://user%40example.org:p%2Fss@mail.example.org"
    told = read_settings(**PRODUCTION | {"EMAIL_URL": url, "MAIL_FROM": "Observatory <notices@example.org>"})
    assert told["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"], told["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("user@example.org", "p/ss")
    assert told["EMAIL_TIMEOUT"] == 20
    assert told["DEFAULT_FROM_EMAIL"] == "Observatory <notices@example.org>"
    assert told["MAIL_TO_FILES"] is False


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org:25", 25, False, False),
        ("smtp://user:word@mail.example.org:465/?ssl=true", 465, False, True),
    ],
)
def test_a_mail_server_without_encryption_or_with_tls_from_the_start(url, port, tls, ssl):
    found = read_settings(**PRODUCTION | {"EMAIL_URL": url})
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "http://mail.example.org"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("MAIL_FROM", "A <a@example.org>, b@example.org"),
    ],
)
def test_another_mail_server_or_sender_is_refused_at_start(name, value):
    assert f"  {name}: " in refusal(**PRODUCTION | {name: value})

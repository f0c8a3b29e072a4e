"""Every field for a URL of a web page uses the same check, and its error says how to fix the URL."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from observatory.records.models.names_and_identifiers import validate_identifier
from observatory.records.url_validation import MESSAGES, is_public_url, refuse_web_address
from tests.factories import BodyFactory, LocationFactory, OrganisationFactory, PlatformFactory

BAD = ["https://user:secret@example.org/", "http://127.0.0.1:8000/", "http://168.63.129.16/", "http://wiki.internal/"]


@pytest.mark.django_db
@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize(
    ("factory", "name"),
    [
        (LocationFactory, "url"),
        (OrganisationFactory, "website"),
        (BodyFactory, "website"),
        (PlatformFactory, "website"),
    ],
)
def test_no_field_keeps_an_address_that_readers_must_not_get(factory, name, url):
    row = factory()
    setattr(row, name, url)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert name in caught.value.message_dict
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", BAD)
def test_an_identifier_that_is_an_address_passes_the_same_check(url):
    with pytest.raises(ValidationError) as caught:
        validate_identifier("other", url)
    assert caught.value.message_dict["value"]
    validate_identifier("other", "https://hdl.handle.net/11858/00-001M-0000-0027-1")
    validate_identifier("urn", "urn:nbn:de:101:1-201102033592")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_reason_is_worded_in_both_languages(language):
    with override(language):
        texts = {str(message % {"longest": 9}) for message in MESSAGES.values()}
    assert all(("网址" in text) == (language == "zh-hans") for text in texts)
    assert not any("%" in text.replace("%20", "") for text in texts)


def test_a_local_installation_opens_its_networks(settings):
    assert not is_public_url("http://127.0.0.1:8000/")
    settings.OBSERVATORY_FETCH_ALLOW = "127.0.0.0/8"
    assert is_public_url("http://127.0.0.1:8000/")
    refuse_web_address("http://127.0.0.1:8000/")
    settings.OBSERVATORY_FETCH_ALLOW = "nonsense"
    assert not is_public_url("http://127.0.0.1:8000/")
    assert not is_public_url(None)
    assert not is_public_url("")

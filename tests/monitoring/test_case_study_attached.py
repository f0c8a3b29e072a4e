"""The case study itself, attached to its source, if it is next to the repository; its text is not part of it."""

import io
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from observatory.monitoring.models import Sighting
from observatory.sources.models import Citation, Source
from tests.case_study import loaded_case_study

TEXT = settings.BASE_DIR.parent / "shared" / "seed" / "china-ai4s-case-study.txt"
pytestmark = pytest.mark.skipif(not TEXT.exists(), reason=f"no case study at {TEXT}")
KEY = "Gong and Liu n.d."


@pytest.fixture(scope="module")
def attached(django_db_setup, django_db_blocker, tmp_path_factory):
    """The seed, with the case study attached by the operator's command."""
    folder = tmp_path_factory.mktemp("bodies")
    with loaded_case_study(django_db_blocker, publish=True), django_db_blocker.unblock():
        stored = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(folder), "base_url": None}}
        with override_settings(STORAGES=settings.STORAGES | {"snapshots": stored}):
            call_command("attach_file", KEY, str(TEXT), stdout=io.StringIO())
            yield Source.objects.get(key=KEY)


def test_every_quote_of_the_case_study_stands_in_its_text(attached, db):
    quoted = Citation.objects.filter(source=attached).exclude(quote="")
    sightings = Sighting.objects.current().filter(citation__in=quoted)
    wrong = sightings.exclude(state="present").values_list("citation__quote", "state", "passage")
    assert Counter(sightings.values_list("state", flat=True)) == {"present": quoted.count()}, list(wrong)
    assert quoted.count() >= 307


def test_readers_see_the_quoted_passages_of_the_case_study_and_no_more_than_its_rights_allow(
    attached, db, client, django_assert_max_num_queries
):
    address = f"/sources/{attached.public_id}/text/"
    client.get(address)
    with django_assert_max_num_queries(12):
        page = client.get(f"{address}?page=1")
    assert page.status_code == 200
    assert page.content.count(b"<mark>") > 100
    assert len(page.content) < 200_000
    assert b'content="noindex"' in page.content

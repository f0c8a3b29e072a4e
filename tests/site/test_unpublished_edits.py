"""A curator's edit of a source, a term or a search changes no byte that a reader gets until it is published."""

from datetime import UTC, datetime

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from observatory.publishing.item_publication import SURVEYS, publish_items
from observatory.publishing.models import Entry
from observatory.records.models import Survey
from observatory.sources.location_actions import move_location
from observatory.sources.models import Contributor, Location, OfficialTerm, Rendering, Source
from tests.case_study import loaded_case_study
from tests.factories import JurisdictionFactory, ThemeFactory
from tests.published import publish_all_items

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _seed(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=True) as report:
        yield report


@pytest.fixture
def seed(_seed, db):
    """The case study, and a search that found nothing."""
    place, theme = JurisdictionFactory(), ThemeFactory(code="TH13")
    Survey.objects.create(jurisdiction=place, theme=theme, outcome="none_found", searched_on="2026-11-01", note_en="N.")
    publish_items(SURVEYS, items=Survey.objects.all(), by=None, reason="First.")


def edit_everything() -> None:
    """Edit every source, location, term, translation and search, as curators would."""
    Source.objects.update(publisher="Edited Press", note_en="Edited note", title_en="Edited title", issued="1999")
    for number, row in enumerate(Source.objects.order_by("pk")):
        Source.objects.filter(pk=row.pk).update(key=f"Edited {number}")
        Contributor.objects.create(source=row, position=90, literal="Edited Body")
        Location.objects.create(source=row, url=f"https://edited.example.org/{number}")
    Location.objects.filter(url="").update(note_en="Edited place")
    for place in Location.objects.exclude(url="").exclude(url__startswith="https://edited.")[:20]:
        move_location(location=place, url=f"https://moved.example.org/{place.pk}", by=None)
    for number, row in enumerate(OfficialTerm.objects.order_by("pk")):
        OfficialTerm.objects.filter(pk=row.pk).update(term=f"{row.term}改", note_en="Edited term")
        Rendering.objects.create(term=row, text=f"Edited rendering {number}", source=Source.objects.first())
    Rendering.objects.update(locator="Edited locator")
    Survey.objects.update(outcome="found", note_en="Edited method")
    OfficialTerm.objects.create(term="新词")
    theme = ThemeFactory(code="TH89")
    Survey.objects.create(jurisdiction=JurisdictionFactory(), theme=theme, outcome="found", searched_on="2026-11-02")


def addresses(few: int, step: int) -> list[str]:
    """Every kind of address that shows a source, a term or a search: of so many sources, of every such entry."""
    sources = list(Source.objects.filter(cited=True).order_by("pk").values_list("public_id", flat=True))
    entries = list(Entry.objects.live().order_by("pk").values_list("public_id", "kind", "slug"))
    pages = ["/", "/sources/", "/sources/?page=2", "/sources/?q=ministry", "/glossary/", "/glossary/?q=science"]
    pages += ["/coverage/", "/changes/", "/places/CN/", "/themes/TH13/", "/search/?q=science", "/methods/", "/data/"]
    pages += ["/compare/places/?place=CN", "/disagreements/", "/sitemap.xml", "/sitemap-pages.xml", "/feed.atom"]
    pages += ["/api/v1/", "/api/v1/sources/", "/api/v1/sources/?q=ministry", "/api/v1/glossary/", "/api/v1/surveys/"]
    pages += ["/api/v1/sources/?format=csv", "/api/v1/glossary/?format=csv", "/api/v1/surveys/?format=csv"]
    pages += ["/search/titles?q=sci", "/api/v1/records/", "/api/v1/records/?format=csv", "/api/v1/relations/"]
    for public_id in sources[:few]:
        pages += [f"/sources/{public_id}/", f"/api/v1/sources/{public_id}/", f"/r/{public_id}"]
        pages += [f"/sources/{public_id}/cite.{suffix}" for suffix in ("bib", "ris", "json")]
    for public_id, kind, slug in entries[::step]:
        page = reverse(f"{kind}-detail", args=[slug])
        pages += [page, f"{page}versions/1/", f"{page}?as_of=TODAY", f"/r/{public_id}/card"]
        pages += [f"/api/v1/records/{public_id}/", f"/api/v1/records/{public_id}/versions/1/"]
    return [*pages, *(f"/zh-hans{page}" for page in pages[:11] if "?" not in page)]


def answers(client: Client, wanted: list[str]) -> dict[str, tuple[int, str, bytes]]:
    """Return status, ETag and body of some addresses, made anew."""
    caches["pages"].clear()
    today = datetime.now(UTC).date().isoformat()
    found = {}
    for address in wanted:
        response = client.get(address.replace("TODAY", today))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        found[address] = (response.status_code, response.headers.get("ETag", ""), body)
    return found


@pytest.mark.parametrize(("few", "step"), [(2, 18), pytest.param(15, 8, marks=pytest.mark.walk)])
def test_an_edit_changes_no_byte_until_it_is_published_and_then_what_shows_it(seed, client, settings, few, step):
    settings.API_REQUESTS_PER_MINUTE = 0
    wanted = addresses(few, step)
    before = answers(client, wanted)
    assert [address for address, answer in before.items() if answer[0] not in (200, 302)] == []
    edit_everything()
    after = answers(client, wanted)
    assert [address for address in before if before[address] != after[address]] == []
    assert [address for address, (_status, _tag, body) in after.items() if b"Edited" in body] == []

    publish_all_items()
    shown = {address: body.decode() for address, (_status, _tag, body) in answers(client, wanted).items()}
    public_id = Source.objects.filter(cited=True).order_by("pk").values_list("public_id", flat=True)[0]
    for address in (f"/sources/{public_id}/", f"/api/v1/sources/{public_id}/", f"/sources/{public_id}/cite.bib"):
        assert "Edited Press" in shown[address]
    for address in ("/sources/", "/api/v1/sources/", "/api/v1/sources/?format=csv"):
        assert "edited.example.org" in shown[address]
    for address in ("/glossary/", "/api/v1/glossary/", "/api/v1/glossary/?format=csv"):
        assert "Edited rendering" in shown[address]
    for address in ("/places/CN/", "/api/v1/surveys/", "/api/v1/surveys/?format=csv"):
        assert "Edited method" in shown[address]
    pages = [address.removesuffix("versions/1/") for address in before if address.endswith("/versions/1/")]
    pages = [address for address in pages if not address.startswith("/api/")]
    assert len(pages) > 3
    for address in pages:  # the current page shows the new references, the version those of its time
        then, now = before[f"{address}versions/1/"][2].decode(), shown[address]
        assert ("Edited Press" in now) is ('class="reference"' in then)
        assert shown[f"{address}versions/1/"] == then

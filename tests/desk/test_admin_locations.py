"""Locations in the admin: what was visited is retired, never deleted, and keeps its address."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from observatory.monitoring.models import Check, Watch
from observatory.sources.models import Location, Source
from tests.desk.browser_form import form_values
from tests.factories import CitationFactory, LocationFactory, SourceFactory

pytestmark = pytest.mark.django_db

SOURCES, LOCATIONS = "/admin/sources/source/", "/admin/sources/location/"


def visit(place: Location) -> Location:
    Check.objects.create(location=place, at=timezone.now(), outcome="new", health="ok")
    return place


def form(row) -> str:
    return reverse(f"admin:sources_{row._meta.model_name}_change", args=[row.pk])


def saved(client, address: str, data: dict) -> str:
    """Post a form and return the page that follows; fails where it was refused."""
    response = client.post(address, data, follow=True)
    errors = response.context.get("errors") if response.context else None
    assert response.redirect_chain, errors
    return response.content.decode()


def refused(client, address: str, data: dict) -> str:
    response = client.post(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_one_tick_on_the_form_of_a_source_does_not_delete_what_was_visited(curator, form_of):
    place = visit(LocationFactory())
    data = form_of(curator, form(place.source)) | {"locations-0-DELETE": "on"}
    page = refused(curator, form(place.source), data)
    assert "what was read there is kept" in page
    assert Check.objects.get().location == place


def test_the_delete_tick_of_a_visited_row_is_off_and_says_why(curator):
    place = visit(LocationFactory())
    LocationFactory(source=place.source)
    rows = curator.get(form(place.source)).context["inline_admin_formsets"][0].formset.forms
    ticks = [row.fields["DELETE"].widget.attrs for row in rows if "DELETE" in row.fields]
    assert [bool(tick.get("disabled")) for tick in ticks][:2] == [True, False]
    assert "Retire it instead" in str(ticks[0]["title"])


def test_a_location_that_was_never_visited_is_deleted_on_the_form_of_its_source(curator, form_of):
    place = LocationFactory()
    Watch.objects.create(location=place, address=place.url, next_check_at=timezone.now())
    saved(curator, form(place.source), form_of(curator, form(place.source)) | {"locations-0-DELETE": "on"})
    assert not Location.objects.exists()


def test_a_visited_location_is_retired_and_taken_back_on_the_form_of_its_source(curator, form_of):
    place = visit(LocationFactory())
    address = form(place.source)
    saved(curator, address, form_of(curator, address) | {"locations-0-retired": "on"})
    place.refresh_from_db()
    assert (place.retired_at, place.monitored) == (timezone.localdate(), False)

    page = refused(curator, address, form_of(curator, address) | {"locations-0-monitored": "on"})
    assert "Untick “Retired”" in page

    data = form_of(curator, address) | {"locations-0-monitored": "on"}
    data.pop("locations-0-retired")
    saved(curator, address, data)
    place.refresh_from_db()
    assert (place.retired_at, place.monitored) == (None, True)
    assert Check.objects.exists()


@pytest.mark.parametrize("row", ["location", "source"])
def test_the_delete_page_of_what_was_visited_says_what_to_do_instead(administrator, row):
    place = visit(LocationFactory())
    obj = place if row == "location" else place.source
    response = administrator.post(form(obj).replace("change", "delete"), {"post": "yes"}, follow=True)
    assert response.redirect_chain[0][0] == form(obj)
    page = response.content.decode()
    assert "instead" in page
    assert "permission" not in page
    assert (Location.objects.count(), Source.objects.count()) == (1, 1)


@pytest.mark.parametrize(("listing", "model"), [(LOCATIONS, Location), (SOURCES, Source)])
def test_the_bulk_action_deletes_nothing_where_something_was_visited(administrator, listing, model):
    visit(LocationFactory())
    LocationFactory()
    keys = [row.pk for row in model.objects.all()]
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    page = administrator.post(listing, data, follow=True).content.decode()
    assert "instead" in page
    assert model.objects.count() == 2


@pytest.mark.parametrize("row", ["location", "source"])
def test_what_was_never_visited_can_be_deleted_with_its_watch(administrator, row):
    place = LocationFactory()
    Watch.objects.create(location=place, address=place.url, next_check_at=timezone.now())
    obj = place if row == "location" else place.source
    address = form(obj).replace("change", "delete")
    assert "permission" not in administrator.get(address).content.decode()
    administrator.post(address, {"post": "yes"})
    assert not type(obj).objects.exists()


def test_a_cited_location_is_not_deleted_on_the_form_of_its_source(curator, form_of):
    place = LocationFactory()
    CitationFactory(source=place.source, location=place)
    data = form_of(curator, form(place.source)) | {"locations-0-DELETE": "on"}
    refused(curator, form(place.source), data)
    assert Location.objects.exists()


def test_many_locations_are_retired_and_taken_back_from_the_list(person):
    user, client = person("curator")
    places = [visit(LocationFactory()) for _ in range(2)]
    chosen = {"_selected_action": [row.pk for row in places]}
    page = client.post(LOCATIONS, {"action": "retire"} | chosen, follow=True).content.decode()
    assert "Retired: 2" in page
    assert Location.objects.filter(retired_at=timezone.localdate(), monitored=False).count() == 2
    assert LogEntry.objects.filter(user=user, change_message="Retired.").count() == 2
    assert client.get(f"{LOCATIONS}?retired=yes").context["cl"].result_count == 2
    assert client.get(f"{LOCATIONS}?retired=no").context["cl"].result_count == 0
    client.post(LOCATIONS, {"action": "take_back"} | chosen)
    assert Location.objects.filter(retired_at=None, monitored=True).count() == 2


def test_the_address_of_a_visited_location_is_not_edited(curator, form_of):
    place = visit(LocationFactory())
    other = {"locations-0-url": "https://example.org/other"}
    page = refused(curator, form(place.source), form_of(curator, form(place.source)) | other)
    assert "Add the new URL as a separate location" in page
    page = refused(curator, form(place), form_of(curator, form(place)) | {"url": "https://example.org/other"})
    assert "enter its new URL below" in page
    assert "readonly" in curator.get(form(place)).content.decode()
    place.refresh_from_db()
    assert place.url != "https://example.org/other"


def test_the_source_of_a_visited_location_is_not_changed(curator, form_of):
    place, other = visit(LocationFactory()), SourceFactory()
    page = refused(curator, form(place), form_of(curator, form(place)) | {"source": other.pk})
    assert "add it to the other source" in page


def test_a_typing_error_is_corrected_before_the_first_visit(curator, form_of):
    place = LocationFactory()
    right = {"locations-0-url": "https://example.org/right"}
    saved(curator, form(place.source), form_of(curator, form(place.source)) | right)
    place.refresh_from_db()
    assert place.url == "https://example.org/right"


def test_a_new_address_is_added_and_the_old_one_retired_in_one_go(curator, form_of):
    place = visit(LocationFactory(role="mirror"))
    new = {"new_address": "https://example.org/moved"}
    page = saved(curator, form(place), form_of(curator, form(place)) | new)
    assert "is monitored from now on" in page
    moved = Location.objects.get(url="https://example.org/moved")
    place.refresh_from_db()
    assert (moved.source, moved.role, moved.monitored) == (place.source, "mirror", True)
    assert (place.retired_at, place.monitored) == (timezone.localdate(), False)
    assert Check.objects.get().location == place


@pytest.mark.parametrize("new", ["same", "http://10.0.0.1/", "nonsense"])
def test_a_new_address_that_cannot_be_taken_is_told(curator, form_of, new):
    place = visit(LocationFactory())
    data = form_of(curator, form(place)) | {"new_address": place.url if new == "same" else new}
    response = curator.post(form(place), data)
    assert response.context["errors"]
    assert Location.objects.filter(retired_at=None).count() == 1


def test_the_page_of_another_source_is_refused_with_a_link_to_it(curator, form_of):
    other, place = LocationFactory(url="https://example.org/law"), LocationFactory()
    for spelling in ("https://example.org/law", "http://EXAMPLE.org/law/"):
        data = form_of(curator, form(place.source)) | {"locations-0-url": spelling}
        page = refused(curator, form(place.source), data)
        assert form(other.source) in page
        assert "also has this URL" in page
    page = refused(curator, form(place), form_of(curator, form(place)) | {"new_address": other.url})
    assert form(other.source) in page


@pytest.mark.parametrize(("column", "value"), [("role", "home"), ("role", "mirror"), ("type", "chapter")])
def test_a_page_that_holds_several_works_is_shared_and_that_is_said(curator, form_of, column, value):
    other, place = LocationFactory(url="https://example.org/law"), LocationFactory()
    name = "type" if column == "type" else "locations-0-role"
    data = form_of(curator, form(place.source)) | {"locations-0-url": other.url, name: value}
    page = saved(curator, form(place.source), data)
    assert "also has this URL" in page
    assert Location.objects.filter(url=other.url).count() == 2


def test_a_visit_between_form_and_save_is_told_and_nothing_is_lost(curator, form_of, monkeypatch):
    place = LocationFactory()
    data = form_of(curator, form(place)) | {"url": "https://example.org/other"}
    monkeypatch.setattr("observatory.sources.admin.locations._was_visited", lambda location: False)
    visit(place)
    page = curator.post(form(place), data, follow=True).content.decode()
    assert "was visited while you were saving" in page
    place.refresh_from_db()
    assert place.url != "https://example.org/other"


@pytest.mark.parametrize("url", ["https://user:secret@example.org/", "http://192.168.0.1/", "http://168.63.129.16/"])
def test_an_address_that_readers_must_not_get_is_refused_on_the_form(curator, form_of, url):
    place = LocationFactory()
    page = refused(curator, form(place.source), form_of(curator, form(place.source)) | {"locations-0-url": url})
    assert "private network" in page or "before the @" in page
    place.refresh_from_db()
    assert place.url != url


PAGE = "https://www.example.gov.cn/zc/t1.html"


@pytest.mark.parametrize(
    "spelling",
    [
        PAGE.replace("https", "http"),
        PAGE + "?utm_source=wx",
        "https://WWW.EXAMPLE.GOV.CN:443/zc/t1.html",
        PAGE + "#p2",
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_page_of_another_source_is_found_however_it_is_spelled(curator, form_of, spelling, swapped):
    stored, typed = (spelling, PAGE) if swapped else (PAGE, spelling)
    other, place = LocationFactory(url=stored), LocationFactory()
    page = refused(curator, form(place.source), form_of(curator, form(place.source)) | {"locations-0-url": typed})
    assert form(other.source) in page
    assert "also has this URL" in page


def test_a_page_of_another_source_is_found_whatever_was_copied_with_it(curator, form_of):
    other, place = LocationFactory(url=PAGE), LocationFactory()
    data = form_of(curator, form(place.source)) | {"locations-0-url": PAGE + "。"}
    assert form(other.source) in refused(curator, form(place.source), data)


@pytest.mark.parametrize("end", ["。", "）。", "?a=1&amp;b=2"])
@pytest.mark.parametrize("alone", [False, True])
def test_what_was_copied_with_a_url_is_questioned_once_and_saved_if_it_is_right(curator, form_of, end, alone):
    place = LocationFactory()
    row = place if alone else place.source
    prefix = "" if alone else "locations-0-"
    data = form_of(curator, form(row)) | {f"{prefix}url": PAGE + end}
    response = curator.post(form(row), data)
    assert response.status_code == 200
    assert f"Do you mean {PAGE}" in response.content.decode()
    again = {name: values for name, values in form_values(response).items() if name != "_opened"}
    assert f"{prefix}url_is_right" not in again
    saved(curator, form(row), data | {f"{prefix}url_is_right": "on"})
    place.refresh_from_db()
    assert place.url == PAGE + end


@pytest.mark.parametrize("url", [PAGE + "?a=1&b=2", "https://en.wikipedia.org/wiki/Mist_(weather)", PAGE + "#/news/2"])
def test_a_right_url_is_saved_without_a_question(curator, form_of, url):
    LocationFactory(url=PAGE)
    place = LocationFactory()
    page = saved(curator, form(place.source), form_of(curator, form(place.source)) | {"locations-0-url": url})
    assert "also has this URL" not in page

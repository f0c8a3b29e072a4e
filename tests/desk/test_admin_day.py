"""The curator's day: what waits, with what is behind it, in a bounded number of queries; the index of each app."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.utils import timezone

from observatory.monitoring.models import Watch
from observatory.publishing.record_publication import publish
from observatory.records.models import Record
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory

pytestmark = pytest.mark.django_db


def heaps(client, address="/admin/") -> dict[str, tuple]:
    panels = client.get(address).context["panels"]
    return {str(panel.title): (panel.count, [line.title for line in panel.lines], panel.more) for panel in panels}


def test_every_heap_holds_what_belongs_to_it(curator):
    waiting = InitiativeFactory(title_en="Waiting", state="in_review")
    cited = CitationFactory(record=InitiativeFactory(title_en="Cited", slug="cited")).record
    publish(record=cited, by=None, reason="First.")
    Record.objects.filter(pk=cited.pk).update(state="draft")
    found = heaps(curator)
    assert found["Waiting for review"][:2] == (1, ["Waiting"])
    assert [found[title][0] for title in ("Unpublished changes", "Without a source", "Citations not checked")] == [
        1,
        1,
        1,
    ]
    assert found["Latest publications"][:2] == (None, ["Cited"])
    assert waiting.pk in {row.pk for row in Record.objects.filter(state="in_review")}


def test_before_a_source_was_read_the_desk_does_not_say_that_all_is_well(curator):
    watch = Watch.objects.create(location=LocationFactory(), next_check_at=timezone.now())
    unread = {str(panel.title): str(panel.empty) for panel in curator.get("/admin/").context["panels"]}
    assert unread["Source changes to review"] == unread["Unavailable sources"] == "No source has been read yet."
    Watch.objects.filter(pk=watch.pk).update(read_at=timezone.now())
    read = {str(panel.title): str(panel.empty) for panel in curator.get("/admin/").context["panels"]}
    assert read["Source changes to review"] == "There are no source changes to review."
    assert read["Unavailable sources"] == "Every visited source can be read."


def test_the_list_behind_a_heap_holds_as_many_rows_as_the_heap_says(curator):
    for state in ("draft", "in_review", "in_review"):
        InitiativeFactory(state=state)
    publish(record=InitiativeFactory(), by=None, reason="First.")
    CitationFactory()
    for title, (count, _lines, address) in heaps(curator).items():
        context = curator.get(address).context
        if "cl" in context:  # the list of evidence is a page of its own
            assert count in (None, context["cl"].result_count), title


def test_the_admin_stands_in_chinese_too(curator):
    InitiativeFactory(title_en="Plan", title_zh_hans="计划", state="in_review")
    response = curator.get("/zh-hans/admin/")
    assert '<html lang="zh-hans"' in response.content.decode()
    assert "计划" in response.content.decode()
    assert curator.get("/zh-hans/admin/records/record/").status_code == 200


def test_nothing_in_the_admin_needs_an_inline_script_or_style(curator):
    plan = InitiativeFactory()
    for address in ("/admin/", "/admin/records/record/", f"/admin/initiatives/initiative/{plan.pk}/change/"):
        response = curator.get(address)
        page = response.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick=" not in page
        assert not [part for part in page.split("<script")[1:] if "src=" not in part.split(">")[0]]
        assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_the_index_of_each_app_lists_its_models(person, role):
    _, client = person(role)
    apps = client.get("/admin/").context["available_apps"]
    assert {"records", "initiatives", "sources", "monitoring", "publishing"} <= {app["app_label"] for app in apps}
    for app in apps:
        page = client.get(app["app_url"]).content.decode()
        assert "Your account has no role yet" not in page, app["app_url"]
        content = page.partition('id="content-main"')[2]
        assert all(model["admin_url"] in content for model in app["models"] if model["admin_url"]), app["app_url"]


def test_an_account_without_a_role_is_told_so_on_its_home_page(person):
    _, client = person(None)
    assert "Your account has no role yet" in client.get("/admin/").content.decode()


def test_no_template_of_one_page_is_by_its_name_that_of_every_model_of_an_app():
    """Django takes `admin/<app>/<name>.html` for each model of the app, and `admin/<name>.html` for all."""
    names = {path.name for path in (Path(admin.__file__).parent / "templates" / "admin").glob("*.html")}
    folder = settings.BASE_DIR / "observatory" / "templates" / "admin"
    for_all = {path.name for path in folder.glob("*.html")} & names
    of_models = {model._meta.app_label for model in admin.site._registry}
    named = [path for path in folder.glob("*/*.html") if path.name in names and path.parent.name in of_models]
    for_apps = {str(path.relative_to(folder)) for path in named}
    for_all_wanted = {"base_site.html", "change_form.html", "change_list.html", "change_list_object_tools.html"}
    assert for_all == for_all_wanted | {"search_form.html"}
    assert for_apps == set()

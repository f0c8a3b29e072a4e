"""The guide for curators is a page of the desk."""

import re

import pytest
from django.contrib.staticfiles import finders

from observatory.desk import guide

pytestmark = pytest.mark.django_db


def test_every_page_of_the_desk_links_to_the_guide(curator):
    assert '<a href="/admin/guide/">Guide</a>' in curator.get("/admin/").content.decode()
    assert '<a href="/zh-hans/admin/guide/">' in curator.get("/zh-hans/admin/").content.decode()


def test_the_guide_has_a_link_for_each_of_its_sections(curator):
    page = curator.get("/admin/guide/").content.decode()
    sections = re.findall(r"^## (.+)$", (guide.DOCS / "curators.md").read_text(), re.MULTILINE)
    links = re.findall(r'<li><a href="#([^"]+)">', page)
    assert len(links) == len(sections) > 5
    for anchor in links:
        assert f'id="{anchor}"' in page


def test_every_picture_of_the_guide_is_served_and_described(curator):
    for path in guide.DOCS.glob("curators*.md"):
        for described, name in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", path.read_text()):
            assert described
            assert finders.find(f"observatory/guide/{name.removeprefix(guide.PICTURES)}"), name


def test_markup_is_text_and_other_documents_are_not_linked(tmp_path):
    path = tmp_path / "guide.md"
    path.write_text(
        "# Guide\n\n## One\n\n<script>x</script> [operations](operations.md#mail) [site](https://a.example/)\n"
    )
    html, sections = guide.render_guide(path, 1)
    assert "&lt;script&gt;" in html
    assert "<em>operations</em>" in html
    assert '<a href="https://a.example/">site</a>' in html
    assert sections == [("one", "One")]


def test_the_guide_is_for_staff(client, person):
    assert client.get("/admin/guide/").status_code == 302
    assert person(None)[1].get("/admin/guide/").status_code == 200

"""The guide for curators is a page of the desk."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.contrib.staticfiles import finders

from observatory.desk import guide

pytestmark = pytest.mark.django_db
GUIDES = [guide.DOCS / "curators.md", guide.DOCS / "curators.zh-hans.md"]


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


def pictures(path: Path) -> list[tuple[str, str]]:
    """Return the descriptions and names of the pictures of a guide."""
    found = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", path.read_text())
    return [(described, name.removeprefix(guide.PICTURES)) for described, name in found]


def test_every_picture_of_the_guide_is_served_described_and_used(curator):
    used = {name for path in GUIDES for described, name in pictures(path) if described}
    assert all(finders.find(f"observatory/guide/{name}") for name in used)
    assert used == {path.name for path in (guide.DOCS / "pictures").iterdir()}


def test_a_picture_leads_to_itself_in_its_whole_size(curator):
    page = curator.get("/admin/guide/").content.decode()
    assert re.search(r'<a href="(/static/observatory/guide/home[^"]*)"><img src="\1"', page)


def test_the_chinese_guide_has_the_sections_pictures_and_tables_of_the_english_one():
    english, chinese = (path.read_text() for path in GUIDES)
    for pattern in ("^## ", "^[*-] |^1. ", r"^\|", r"`[a-z]+(?:-[a-z]+)+`", r"`/[a-z/]+`"):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, chinese, re.MULTILINE)), (
            pattern
        )
    translated = [name.replace(".jpg", ".zh-hans.jpg") for _, name in pictures(GUIDES[0])]
    assert [name for _, name in pictures(GUIDES[1])] == translated


def test_the_links_within_a_guide_lead_to_its_sections():
    for path in GUIDES:
        html, sections = guide.render_guide(path, 1)
        links = {unquote(link) for link in re.findall(r'href="#([^"]+)"', html)}
        assert links
        assert links <= {anchor for anchor, _ in sections}


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

"""The evidence screen in a browser: judged by keyboard alone, and a quote taken by selecting text."""

from hashlib import sha256

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from observatory.publishing.roles import make_roles
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.case_study import put_case_study
from tests.desk.evidence.texts import ARTICLES, store_text
from tests.e2e.following import follow, press_and_follow
from tests.e2e.login import log_in
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    OrganisationFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

# Selects words in the stored text as a mouse does, and lets go of its button.
SELECT = """words => {
    const text = document.getElementById("text");
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at >= 0) {
            getSelection().setBaseAndExtent(node, at, node, at + words.length);
            text.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
            return true;
        }
    }
    return false;
}"""


@pytest.fixture
def curator(transactional_db):
    make_roles()
    user = UserFactory(username="curator", is_staff=True)
    user.groups.add(Group.objects.get(name="curator"))
    return user


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(curator, live_server, reader, complaints) -> Page:
    """A page of a logged-in curator that notes every error of a script or of the policy for content."""
    return log_in(reader, live_server.url, "curator", complaints, viewport={"width": 1280, "height": 900})


@pytest.fixture
def citation(curator) -> Citation:
    source = SourceFactory(key="MOST 2026", language="en")
    store_text(LocationFactory(source=source, url="https://most.example/measures"))
    plan = InitiativeFactory(title_en="Action Plan", launched="2026-03")
    return CitationFactory(record=plan, source=source)


@pytest.mark.walk
def test_the_seventy_citations_nobody_opened_are_judged_by_keyboard_alone(live_server, page, curator, complaints):
    put_case_study()
    waiting = Citation.objects.filter(verdict="not_checked")
    # The passages that came with the names are another work list; without them, those of the printed references stay.
    waiting.exclude(quote="").update(verdict="supports", basis="passage", checked_at="2026-11-29")
    judged = list(waiting.values_list("pk", flat=True))
    records = set(waiting.values_list("record", flat=True))
    assert len(judged) == 70

    page.goto(f"{live_server.url}/admin/evidence/")
    page.get_by_role("link", name="Start with the first").focus()
    press_and_follow(page, "Enter")
    presses = 1
    expect(page.locator("#judge")).to_be_visible()
    for number in range(70):
        if page.locator(".verdicts [aria-pressed=true][value=not_checked]").count() == 0:
            press_and_follow(page, "n")
            presses += 1
        press_and_follow(page, str(number % 4 + 1))
        presses += 1
    assert presses <= 1 + 70 + len(records)
    assert not waiting.exists()
    assert set(Citation.objects.filter(pk__in=judged).values_list("checked_by", flat=True)) == {curator.pk}
    assert set(Record.objects.filter(pk__in=records).values_list("state", flat=True)) == {"draft"}
    page.keyboard.press("n")
    expect(page.get_by_text("Every citation has a verdict")).to_be_visible()
    assert complaints == []


def test_a_quote_is_taken_by_selecting_text(live_server, page, citation, complaints):
    page.goto(f"{live_server.url}/admin/evidence/{citation.record.public_id}/")
    assert page.evaluate(SELECT, "4.5 billion yuan over three years")
    expect(page.get_by_label("Quote", exact=True)).to_have_value("4.5 billion yuan over three years")
    expect(page.get_by_label("Locator")).to_have_value("Article 1")
    page.keyboard.press("1")
    expect(page.get_by_text("Saved:")).to_be_visible()
    citation.refresh_from_db()
    assert (citation.quote, citation.verdict, citation.basis) == (
        "4.5 billion yuan over three years",
        "supports",
        "passage",
    )
    assert citation.prefix == "Interim Measures\nArticle 1\nThe central budget will provide "[-60:]
    assert citation.suffix == ".\nArticle 2\nProviders shall not publish the data. The central b"[:60]
    assert citation.quoted_from == sha256("\n".join(ARTICLES).encode()).hexdigest()

    page.goto(f"{live_server.url}/admin/evidence/{citation.record_id}/?citation={citation.pk}")
    expect(page.locator("mark.current")).to_have_text("4.5 billion yuan over three years")
    page.keyboard.press("u")
    expect(page.get_by_text("Undone:")).to_be_visible()
    citation.refresh_from_db()
    assert (citation.quote, citation.verdict) == ("", "not_checked")
    assert complaints == []


def test_a_new_citation_of_a_statement_is_made_from_chinese_text(live_server, page, citation, complaints):
    page.goto(f"{live_server.url}/admin/evidence/{citation.record_id}/")
    summary = page.locator(".statements li", has_text="Summary")
    follow(summary.get_by_role("link", name="Cite a source for: Summary"))
    assert page.evaluate(SELECT, "科学数据中心")
    page.keyboard.press("q")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved:")).to_be_visible()
    made = Citation.objects.get(field="summary")
    assert (made.quote, made.locator, made.verdict) == ("科学数据中心", "第三条", "not_checked")
    assert complaints == []


def test_keys_do_nothing_while_somebody_types(live_server, page, citation):
    address = f"{live_server.url}/admin/evidence/{citation.record_id}/?citation={citation.pk}"
    page.goto(address)
    page.get_by_label("Locator").fill("")
    page.get_by_label("Locator").press_sequentially("p. 12345 jknsq?")
    expect(page.get_by_label("Locator")).to_have_value("p. 12345 jknsq?")
    assert page.url == address
    page.get_by_label("Locator").blur()
    page.keyboard.press("?")
    expect(page.get_by_text("undo the last decision")).to_be_visible()
    citation.refresh_from_db()
    assert citation.verdict == "not_checked"


def test_a_typed_word_is_not_looked_for_at_the_old_selection(live_server, page, citation):
    page.goto(f"{live_server.url}/admin/evidence/{citation.record_id}/")
    assert page.evaluate(SELECT, "4.5 billion yuan")
    page.get_by_label("Quote", exact=True).fill("shall publish the data")
    page.get_by_role("button", name="Save the quote").click()
    expect(page.get_by_text("These words are not in this stored text.")).to_be_visible()
    expect(page.get_by_label("Quote", exact=True)).to_have_value("shall publish the data")


def test_cite_beside_a_new_relation_adds_a_citation_for_it(live_server, page, citation, complaints):
    OrganisationFactory(title_en="The Academy")
    page.goto(f"{live_server.url}/admin/initiatives/initiative/{citation.record_id}/change/")
    page.get_by_text("Add another Relation").click()
    page.get_by_text("Add another Relation").click()
    page.locator("#relations-0 a.inline-deletelink").click()
    row = page.locator("#relations-0")
    row.locator("select[name$='said']").select_option("out:supports")
    row.locator(".field-other .select2-selection").click()
    page.locator(".select2-search__field").last.fill("Academy")
    page.get_by_role("option", name="The Academy").click()
    row.get_by_role("link", name="Cite a source for").click()
    made = page.locator("#citations-1")
    expect(made.locator("select[name$='statement']")).to_have_value("new:relation:1")
    made.locator(".field-source .select2-selection").click()
    page.locator(".select2-search__field").last.fill("MOST")
    page.get_by_role("option", name="MOST 2026").click()
    LocationFactory(url="https://elsewhere.example/")
    made.locator(".field-location .select2-selection").click()
    expect(page.get_by_role("option", name="most.example")).to_be_visible()
    expect(page.get_by_role("option", name="elsewhere")).to_have_count(0)
    page.get_by_role("option", name="most.example").click()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    row = Citation.objects.exclude(pk=citation.pk).get()
    assert (str(row.relation.object), row.location.url) == ("The Academy", "https://most.example/measures")
    expect(page.locator("#relations-0 .evidence-line")).to_contain_text("MOST 2026")
    assert complaints == []


@pytest.mark.parametrize("language", ["", pytest.param("/zh-hans", marks=pytest.mark.walk)])
def test_axe_finds_nothing_on_the_screen(live_server, page, citation, language):
    Citation.objects.filter(pk=citation.pk).update(quote="4.5 billion yuan")
    found = {}
    for address in ("", f"{citation.record_id}/"):
        page.goto(f"{live_server.url}{language}/admin/evidence/{address}")
        page.evaluate(Axe().axe_script)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")  # colours fade in
            for violation in page.evaluate("axe.run('#content').then(found => found.violations)"):
                found.setdefault(address, []).append((theme, violation["id"], violation["nodes"][0]["html"][:200]))
    assert found == {}


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_the_screen_fits_a_phone(live_server, page, citation, language):
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("", f"{citation.record_id}/"):
        page.goto(f"{live_server.url}{language}/admin/evidence/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

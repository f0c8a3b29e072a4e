"""Loading a glossary adds and corrects; it does not remove."""

import pytest

from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.search.sources_and_terms import find_official_terms, find_sources
from observatory.sources.models import OfficialTerm, Rendering, Source
from tests.fixtures_catalogue import small

pytestmark = pytest.mark.django_db

GLOSSARY = """\
- term: 伦理规范
  note: {en: Norms rather than standards.}
  renderings:
    - {text: Ethics Standards, source: Daily 2023, locator: headline}
    - {text: Ethical Norms, source: Daily 2023}
"""


@pytest.fixture
def folder(tmp_path):
    small.write(tmp_path)
    (tmp_path / "small/glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


def again(folder, text=GLOSSARY, publish=False):
    (folder / "small/glossary.yaml").write_text(text, encoding="utf-8")
    report = load(paths=[folder], by=None, reason="test", publish=publish)
    return next(counts for name, counts in report.counts.items() if name.endswith("glossary.yaml"))


def test_terms_come_with_who_renders_them_how(folder):
    assert again(folder).created == 1
    term = OfficialTerm.objects.get()
    assert (term.term, term.language, term.note_en) == ("伦理规范", "zh-Hans", "Norms rather than standards.")
    assert [(row.text, row.language, row.source.key, row.locator) for row in term.renderings.all()] == [
        ("Ethics Standards", "en", "Daily 2023", "headline"),
        ("Ethical Norms", "en", "Daily 2023", ""),
    ]


def test_what_a_file_brings_is_found_and_so_is_what_it_corrects(folder):
    again(folder, publish=True)
    Source.objects.update(cited=True)
    assert find_official_terms("ethics standard").get().term == find_official_terms("伦理").get().term == "伦理规范"
    assert find_sources("Daily 2023").exists()
    again(folder, GLOSSARY + "    - {text: Moral rules, source: Daily 2023}\n", publish=True)
    assert find_official_terms("moral").get().term == "伦理规范"


def test_loading_twice_changes_nothing(folder):
    again(folder)
    ids = set(Rendering.objects.values_list("pk", flat=True))
    assert again(folder).unchanged == 1
    assert set(Rendering.objects.values_list("pk", flat=True)) == ids


def test_corrections_arrive_and_a_curators_rendering_stays(folder):
    again(folder)
    term = OfficialTerm.objects.get()
    term.renderings.create(text="Codes", source=term.renderings.first().source)
    assert (
        again(folder, GLOSSARY.replace("locator: headline", "locator: lead").replace("Norms rather", "More")).updated
        == 1
    )
    term.refresh_from_db()
    assert term.note_en == "More than standards."
    assert {(row.text, row.locator) for row in term.renderings.all()} == {
        ("Ethics Standards", "lead"),
        ("Ethical Norms", ""),
        ("Codes", ""),
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Daily 2023, l", "Dayly 2023, l", ":4: unknown source “Dayly 2023”: did you mean “Daily 2023”?"),
        ("text: Ethical Norms", "text: Ethics Standards", ":5: this rendering from this source appears twice"),
        ("text: Ethical Norms, ", "", ":5: text: missing"),
        ("- term: 伦理规范\n  note", "- note", ":1: term: missing"),
        ("renderings", "translations", ":3: unknown key “translations”"),
    ],
)
def test_a_bad_glossary_is_refused_with_its_line(folder, old, new, problem):
    with pytest.raises(Refused) as refused:
        again(folder, GLOSSARY.replace(old, new))
    assert any(f"glossary.yaml{problem}" in str(each) for each in refused.value.problems), refused.value.problems
    assert not OfficialTerm.objects.exists()

"""If a file has errors, nothing is written, and every problem has its line and how to fix it."""

import os

import pytest

from observatory.publishing.catalogue import yaml_files
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.records.models import Jurisdiction, Record
from observatory.sources.models import Source
from tests.factories import IdentifierFactory, InitiativeFactory, SourceFactory
from tests.fixtures_catalogue import small

pytestmark = pytest.mark.django_db


def refusals(*paths) -> list[str]:
    """Return the problems of a load as `file name:line: reason`, having seen that nothing was written."""
    before = (Record.objects.count(), Source.objects.count(), Jurisdiction.objects.count())
    with pytest.raises(Refused) as refused:
        load(paths=paths, by=None, reason="test")
    assert (Record.objects.count(), Source.objects.count(), Jurisdiction.objects.count()) == before
    return [f"{problem.file.rsplit('/', 1)[-1]}:{problem.line}: {problem.reason}" for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "reason"),
    [
        ("initiatives", "slug: a-plan", "slugg: a-plan", 2, "unknown key “slugg”: did you mean “slug”?"),
        ("initiatives", "jurisdictions: [CN]", "jurisdictions: [FR]", 11, "unknown code of jurisdictions “FR”"),
        ("initiatives", "jurisdictions: [CN]", "jurisdictions: CN", 11, "a single value found"),
        ("initiatives", "value: 2023-03\n", "value: 2023-3\n", 15, "“2023-3” is not a valid date"),
        ("initiatives", "value: 2023-03\n", "value: 2023-13\n", 15, "“2023-13” is not a valid date"),
        ("initiatives", "value: 2023-03\n", "value: [2023-03]\n", 15, "a list found, but expected a single"),
        ("initiatives", "initiative_type: plan", "initiative_type: plans", 13, "did you mean “plan”?"),
        ("initiatives", "title:\n    en: A Plan", "title:\n    language: en", 3, "a title is missing"),
        ("organisations", "id: cccccccc", "id: bbbbbbbb", 1, "is already used at"),
        ("initiatives", "id: bbbbbbbb", "id: bbbbbbb", 1, "is not 8 characters of"),
        ("initiatives", "id: bbbbbbbb\n  ", "", 1, "the key “id” is missing"),
        ("initiatives", "slug: a-plan", "slug: a plan", 2, "slug: "),
        ("initiatives", "Daily 2023, locator: headline", "Dayly 2023, locator: headline", 6, "unknown source “Dayly"),
        ("initiatives", ", checked_at: 2026-11-23", "", 6, "a verdict needs a date"),
        ("initiatives", "verdict: supports", "verdict: agrees", 6, "unknown value “agrees”"),
        ("initiatives", "checked_at: 2026-11-23", "checked_at: yesterday", 6, "checked_at: "),
        (
            "initiatives",
            "https://example.org/plan",
            "https://example.org/other",
            17,
            "is not an address of this source",
        ),
        ("initiatives", "- {name: Plann,", "- {name: The Plan,", 10, "this appears twice"),
        ("initiatives", "kind: spelling", "kind: spelt", 10, "kind: unknown value “spelt”"),
        ("initiatives", "  summary:", "\tsummary:", 7, "indent with spaces, not tabs"),
        ("initiatives", "  summary: {en: A", "  summary: {en: A: B", 7, "not valid YAML"),
        ("initiatives", "en: A Plan\n", "en: &title A Plan\n", 4, "anchors and aliases"),
        ("initiatives", "en: A Plan\n", "en: *title\n", 4, "anchors and aliases"),
        ("initiatives", "en: A Plan\n", "en: !!python/name:os.system A\n", 4, "the tag tag:yaml.org,2002:python"),
        ("initiatives", "en: A Plan\n", "en: !shell A\n", 4, "the tag !shell is not allowed"),
        ("initiatives", "en: A Plan\n", "en: A Plan\n    en: B Plan\n", 5, "the key “en” appears twice"),
        ("initiatives", "en: A Plan\n", "en:\n", 4, "empty: give a value, or leave the key out"),
        ("initiatives", "en: A Plan\n", f"en: {'long ' * 80}\n", 4, "300"),
        ("initiatives", "en: A Plan\n", 'en: "A\\0Plan"\n', 4, "an invisible character (U+0000): remove it"),
        ("initiatives", "en: A Plan\n", 'en: "A\\ud800Plan"\n', 4, "an invisible character (U+D800)"),
        ("initiatives", "en: A Plan\n", "en: A Plan\n    ? [a]\n    : b\n", 5, "a key must be a word"),
        ("initiatives", "title:\n    en: A Plan", "title: A Plan\n  x:\n    en: A", 3, "but expected a mapping"),
        ("jurisdictions", "terms:", "edition:", 2, "appears twice"),
        ("initiatives", "  summary:", "   summary:", 7, "the indentation does not fit that of the lines above"),
        ("initiatives", "jurisdictions: [CN]", "jurisdictions: [CN", 12, "a bracket or brace is not closed"),
        ("initiatives", "en: A Plan\n", "<<: {en: A Plan}\n", 4, "merge keys (<<) are not allowed: write the keys out"),
        ("initiatives", "en: A Plan\n", 'en: "A \u202ePlan"\n', 4, "an invisible character (U+202E): remove it"),
        ("initiatives", "en: A Plan\n", 'en: "A\\nPlan"\n', 4, "title.en: must be on one line"),
        ("initiatives", "A plan for tests.", "long " * 4001, 7, "more than 20,000; shorten it"),
        ("initiatives", "name: Plann, language: en", "name: Plann, language: cn", 10, "is not a valid language tag"),
        ("initiatives", "name: Plann, language: en,", "name: Plann,", 10, "language: missing"),
        (
            "initiatives",
            "  jurisdictions:",
            "  identifiers: [{scheme: ror, value: 05qghxh34}]\n  jurisdictions:",
            11,
            "check",
        ),
        (
            "initiatives",
            "  jurisdictions:",
            "  identifiers: [{scheme: doi, value: x}]\n  jurisdictions:",
            11,
            "is not a valid DOI. Leave out",
        ),
        ("jurisdictions", "parent: CN}", "parent: CN-SH}", 4, "a term cannot be broader than itself: CN-SH < CN-SH"),
        ("jurisdictions", "zh_hans: 中国}", "zh_hans: 中国, parent: CN-SH}", 3, "broader than itself: CN < CN-SH < CN"),
        ("organisations", "object: a-plan", "object: elsewhere", 7, "unknown slug “elsewhere”"),
        ("initiatives", "en: A Plan\n", "en: A\x07Plan\n", 4, "a control character"),
        ("initiatives", "en: A Plan\n", f"en: {'[' * 30}{']' * 30}\n", 4, "nested deeper than"),
        ("initiatives", "en: A Plan\n", "en: A Plan\n    original: 方案\n", 5, "in which language"),
        ("initiatives", "- id: bbbbbbbb", "---\n- id: bbbbbbbb\n---\n- id: bbbbbbbb", 3, "not valid YAML"),
        ("organisations", "object: a-plan", "object: a-plane", 7, "unknown slug “a-plane”: did you mean “a-plan”?"),
        ("organisations", "object: a-plan", "object: a-ministry", 7, "cannot be related to itself"),
        ("organisations", "      object: a-plan\n", "", 6, "unknown slug"),
        ("organisations", "predicate: launched", "predicate: launches", 6, "did you mean “launched”?"),
        (
            "organisations",
            "predicate: launched",
            "predicate: succeeds",
            6,
            "“succeeds” cannot be said of a record of the type “organisation” and one of the type “initiative”.",
        ),
        ("organisations", "slug: a-ministry", "slug: a-plan", 2, "the slug “a-plan” is already used at"),
        ("organisations", "{source: Daily 2023, locator: headline}", "{locator: headline}", 10, "unknown source"),
        ("sources", "type: article-newspaper", "type: newspaper", 3, "unknown value “newspaper”"),
        ("sources", "https://example.org/plan", "ftp://example.org/plan", 10, "url: A URL begins with http"),
        ("sources", '{url: "https://example.org/plan"}', "{role: original}", 10, "url: missing"),
        (
            "sources",
            "https://example.org/plan",
            "https://me:pw@example.org/plan",
            10,
            "url: This URL contains a",
        ),
        ("sources", "https://example.org/plan", "http://168.63.129.16/", 10, "url: This URL is in a private"),
        ("sources", "role: mirror}", "role: mirror, retired_at: yesterday}", 11, "retired_at: “yesterday”"),
        (
            "sources",
            "role: mirror}",
            "role: mirror, retired_at: 2026-11-28, monitored: true}",
            11,
            "a retired location is not watched",
        ),
        ("sources", "role: mirror", "role: mirror, monitored: no", 11, "must be true or false"),
        ("sources", "{literal: The Daily}", "{literal: The Daily, family: D}", 8, "give either the family name"),
        ("sources", "issued: 2023-03", "doi: https://doi.org/10.1/x", 6, "does not have the form 10."),
        ("jurisdictions", "code: CN, en", "code: china, en", 3, "does not have the form CN"),
        ("jurisdictions", "parent: CN", "parent: C", 4, "unknown code “C”"),
        ("jurisdictions", "code: CN-SH", "code: CN", 4, "appears twice"),
        ("jurisdictions", "terms:", "term:", 2, "did you mean “terms”?"),
    ],
)
def test_a_bad_line_is_named_with_its_remedy(tmp_path, file, old, new, line, reason):
    found = refusals(small.write(tmp_path, **{file: (old, new)}))
    assert any(text.startswith(f"{file}.yaml:{line}: ") and reason in text for text in found), found


SECOND = """\
- id: dddddddd
  key: Second 2023
  type: report
  title: {en: Second}
  locations:
    - {url: "http://EXAMPLE.org/plan/"}
"""


def test_the_page_of_one_source_is_refused_at_a_second_one(tmp_path):
    folder = small.write(tmp_path)
    (folder / "second").mkdir()
    second = folder / "second/sources.yaml"
    second.write_text(SECOND)
    assert any("the source “" in text and "has this address too" in text for text in refusals(folder))
    for old, new in (("report", "chapter"), ('plan/"', 'plan/", role: mirror')):
        second.write_text(SECOND.replace(old, new))
        load(paths=[folder], by=None, reason="test", check=True)

    second.unlink()
    load(paths=[folder], by=None, reason="test")
    second.write_text(SECOND)
    assert "sources.yaml:6: the source “Daily 2023” has this address too" in refusals(folder / "second")[0]


def test_every_problem_of_every_file_is_listed(tmp_path):
    found = refusals(
        small.write(tmp_path, initiatives=("value: 2023-03", "value: 20-3"), organisations=("launched", "lunched"))
    )
    assert [text.split(":")[0] for text in found] == ["initiatives.yaml", "organisations.yaml"]


def test_a_file_of_another_name_is_refused(tmp_path):
    (tmp_path / "plans.yaml").write_text("- id: bbbbbbbb\n")
    assert "initiatives.yaml" in refusals(tmp_path)[0]


def test_an_empty_folder_and_a_missing_one_are_told_apart(tmp_path):
    assert "no .yaml file" in refusals(tmp_path)[0]
    assert "no such file" in refusals(tmp_path / "nowhere")[0]


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    folder = small.write(tmp_path)
    (folder / "small/initiatives.yaml").write_bytes("- id: bbbbbbbb\n  slug: 方案\n".encode("gb18030"))
    assert refusals(folder) == ["initiatives.yaml:2: not UTF-8: save the file in that encoding"]


def test_a_pipe_is_refused_unread(tmp_path):
    folder = small.write(tmp_path)
    os.mkfifo(folder / "small/platforms.yaml")
    assert refusals(folder) == ["platforms.yaml:1: not a regular file: remove it, or give a file or folder"]


def test_a_huge_file_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_files, "MAX_BYTES", 100)
    assert any("more than 100" in text for text in refusals(small.write(tmp_path)))


def test_an_empty_file_is_refused(tmp_path):
    folder = small.write(tmp_path)
    (folder / "small/platforms.yaml").write_text("# nothing yet\n")
    assert refusals(folder) == ["platforms.yaml:1: the file is empty: write a list of entries, or remove the file"]


def test_an_id_of_another_kind_in_the_database_is_refused(tmp_path):
    SourceFactory(public_id="bbbbbbbb")
    assert "initiatives.yaml:1: this id belongs to a source" in refusals(small.write(tmp_path))[0]


def test_a_slug_that_another_record_has_or_had_is_refused(tmp_path):
    InitiativeFactory(slug="a-plan", public_id="dddddddd")
    InitiativeFactory(slug="b-plan").former_slugs.create(slug="a-ministry")
    found = refusals(small.write(tmp_path))
    assert "the slug “a-plan” belongs to dddddddd in the database" in found[0]
    assert "organisations.yaml:2: the slug “a-ministry” belongs to" in found[1]


def test_an_identifier_names_one_record(tmp_path):
    IdentifierFactory(scheme="wikidata", value="Q1")
    changed = ("  jurisdictions:", "  identifiers:\n    - {scheme: wikidata, value: Q1}\n  jurisdictions:")
    assert (
        "initiatives.yaml:12: another record has the identifier"
        in refusals(small.write(tmp_path, initiatives=changed))[0]
    )


def test_a_doi_names_one_source(tmp_path):
    SourceFactory(doi="10.1234/x")
    changed = ("issued: 2023-03", "doi: 10.1234/x")
    assert refusals(small.write(tmp_path, sources=changed)) == ["sources.yaml:6: another source has the DOI 10.1234/x"]

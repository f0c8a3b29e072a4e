"""A catalogue of two records and one source, which tests damage and repair."""

from pathlib import Path

VOCABULARY = """\
edition: ISO 3166-1
terms:
  - {code: CN, en: China, zh_hans: 中国}
  - {code: CN-SH, en: Shanghai, zh_hans: 上海市, parent: CN}
"""
SOURCES = """\
- id: aaaaaaaa
  key: Daily 2023
  type: article-newspaper
  title: {en: A plan is launched}
  language: en
  issued: 2023-03
  contributors:
    - {literal: The Daily}
  locations:
    - {url: "https://example.org/plan"}
    - {url: "https://example.org/reprint", role: mirror}
"""
INITIATIVES = """\
- id: bbbbbbbb
  slug: a-plan
  title:
    en: A Plan
    citations:
      - {source: Daily 2023, locator: headline, quote: A plan is launched, verdict: supports, checked_at: 2026-11-23}
  summary: {en: A plan for tests., zh_hans: 测试用方案。}
  names:
    - {name: The Plan, language: en}
    - {name: Plann, language: en, kind: spelling}
  jurisdictions: [CN]
  facts:
    initiative_type: plan
    launched:
      value: 2023-03
      citations:
        - {source: Daily 2023, states: 2023-03, location: "https://example.org/plan"}
  milestones:
    - type: announced
      date: 2023-03
      title: {en: Announced}
      citations:
        - {source: Daily 2023}
"""
ORGANISATIONS = """\
- id: cccccccc
  slug: a-ministry
  title: {en: A Ministry}
  facts: {organisation_type: government}
  relations:
    - predicate: launched
      object: a-plan
      date: 2023-03
      citations:
        - {source: Daily 2023, locator: headline}
"""
FILES = {
    "vocabularies/jurisdictions.yaml": VOCABULARY,
    "small/sources.yaml": SOURCES,
    "small/initiatives.yaml": INITIATIVES,
    "small/organisations.yaml": ORGANISATIONS,
}


def write(folder: Path, **changes: tuple[str, str]) -> Path:
    """Write the catalogue into `folder`; `initiatives=("old", "new")` replaces text in that file."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        old, new = changes.get(path.stem, ("", ""))
        assert not old or old in text, old
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return folder

"""One full record of each type, the same each time: what the golden documents were built from."""

from typing import Any

from django.db.models import Model

from observatory.records.models import Record
from tests.factories import (
    BodyFactory,
    CitationFactory,
    IdentifierFactory,
    InitiativeFactory,
    InstrumentFactory,
    JurisdictionFactory,
    LocationFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    PlatformFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
)

# By kind: the factory, and the facts of the record.
RECORDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "organisation": (OrganisationFactory, {"founded": "1998-03", "website": "https://www.example.org/"}),
    "initiative": (
        InitiativeFactory,
        {
            "launched": "2023-03-27",
            "period": "2023/2025",
            "objectives_en": "To use AI in research.",
            "objectives_zh_hans": "推动人工智能用于科研。",
            "budget_range": "BR13",
            "website": "https://www.example.org/plan",
        },
    ),
    "body": (BodyFactory, {"founded": "2021", "composition": ["academia", "business"], "mandate_en": "To advise."}),
    "instrument": (InstrumentFactory, {"issued": "2022-03-20", "legal_force": "", "scope_zh_hans": "科技活动"}),
    "platform": (PlatformFactory, {"released": "2021-07", "openness": "open", "licence": "Apache-2.0"}),
}
DATES = {"organisation": "founded", "initiative": "launched", "body": "founded"}
DATES |= {"instrument": "issued", "platform": "released"}


def make(kind: str) -> tuple[Record, set[int]]:
    """Return a record with everything that a document can hold, and the keys of the records it is related to."""
    factory, facts = RECORDS[kind]
    record = factory(
        public_id=f"{kind[:6]:0<8}".replace("o", "0").replace("i", "1").replace("l", "1"),
        slug=f"golden-{kind}",
        title_en=f"A golden {kind}",
        title_zh_hans="标准记录",
        original_title="标准记录",
        original_language="zh-Hans",
        **facts,
    )
    record.jurisdictions.add(JurisdictionFactory())
    record.themes.add(ThemeFactory())
    source = SourceFactory(public_id="s0urce01", key="MOST 2023a", title_en="A source", title_zh_hans="来源")
    other = SourceFactory(public_id="s0urce02", key="Daily 2023", title_en="Another source")
    location = LocationFactory(source=source, url="https://www.example.org/source")
    OtherNameFactory(record=record, name="Golden")
    IdentifierFactory(record=record, value="Q42")
    milestone = MilestoneFactory(record=record, title_zh_hans="公布")
    related = OrganisationFactory(public_id="re1ated0", slug="related", title_en="A related ministry")
    relation = RelationFactory(subject=record, predicate="part_of", object=related, note_en="Once.")
    passage = {"locator": "p. 1", "quote": "三月", "quote_language": "zh-Hans", "verdict": "supports"}
    cite(record, source, DATES[kind], location=location, stated_value="2023-03", checked_at="2026-11-01", **passage)
    cite(record, other, DATES[kind], stated_value="2019", note_en="Says otherwise.")
    cite(record, source, "title")
    cite(record, source, "names", stated_value="Golden")
    cite(record, source, "", relation=relation)
    cite(record, source, "", milestone=milestone)
    return record, {related.pk}


def cite(record: Record, source: Model, field: str, **values: Any) -> None:
    number = record.citations.count() + 1
    CitationFactory(public_id=f"c1tat10{number}", record=record, source=source, field=field, **values)

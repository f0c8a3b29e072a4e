"""A small public catalogue for tests of pages: a plan, who launched it, a guideline, and sources that disagree."""

from dataclasses import dataclass
from datetime import date

from observatory.publishing.record_publication import publish_many
from observatory.records.models import Field, Milestone, OtherName
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

CHECKED = date(2026, 11, 12)


@dataclass
class World:
    plan: InitiativeFactory
    ministry: OrganisationFactory
    guideline: InstrumentFactory
    committee: BodyFactory
    model: PlatformFactory
    notice: SourceFactory
    study: SourceFactory

    @property
    def records(self):
        return [self.ministry, self.committee, self.plan, self.guideline, self.model]


def make_world() -> World:
    """Everything is published."""
    china, theme = JurisdictionFactory(), ThemeFactory()
    notice = SourceFactory(key="MOST 2023a", title_en="Notice", title_zh_hans="通知", language="zh-Hans")
    study = SourceFactory(key="Gong n.d.", title_en="Case study", issued="2024")
    place = LocationFactory(source=notice, url="https://www.gov.example.cn/xinwen/1.htm")
    LocationFactory(source=notice, url="https://archive.example.org/1", role="archive", monitored=False)
    ministry = OrganisationFactory(title_en="Ministry of Science", title_zh_hans="科学技术部", slug="ministry")
    committee = BodyFactory(title_en="Ethics Committee", title_zh_hans="伦理委员会", slug="committee")
    plan = InitiativeFactory(
        title_en="Implementation Plan",
        title_zh_hans="“人工智能驱动的科学”专项实施方案",
        slug="plan",
        summary_en="A plan to bring AI into the basic sciences.",
        summary_zh_hans="推动人工智能进入基础科学的方案。",
        launched="2023-03",
        period="2022/2025",
        objectives_en="Get AI tools used in mathematics.",
    )
    guideline = InstrumentFactory(
        title_en="Ethical Guidelines", title_zh_hans="伦理指引", slug="guidelines", issued="2024-02"
    )
    model = PlatformFactory(title_en="", title_zh_hans="盘古", slug="pangu", website="https://pangu.example.cn/")
    for record in (plan, guideline, ministry, committee):
        record.jurisdictions.add(china)
    plan.themes.add(theme)
    plan.fields.add(Field.objects.get_or_create(code="1.2", defaults={"label_en": "Computer sciences"})[0])
    OtherNameFactory(record=plan, name="AI4S Plan", language="en", kind=OtherName.Kind.SPELLING)
    IdentifierFactory(record=plan, value="Q42")
    launched = RelationFactory(subject=ministry, predicate="launched", object=plan, role="lead", date="2023-03")
    RelationFactory(subject=committee, predicate="issued", object=guideline)
    milestone = MilestoneFactory(record=plan, type=Milestone.Type.ANNOUNCED, date="2023-03-27", title_en="Announced")
    checked = {"checked_at": CHECKED, "verdict": "supports"}
    CitationFactory(
        record=plan,
        field="launched",
        source=notice,
        location=place,
        stated_value="2023-03",
        quote="启动“人工智能驱动的科学”专项部署工作",
        quote_language="zh-Hans",
        locator="paragraph 1",
        **checked,
    )
    CitationFactory(record=plan, field="period", source=study, verdict="partly", checked_at=CHECKED)
    CitationFactory(record=plan, field="", milestone=milestone, source=notice, **checked)
    CitationFactory(record=ministry, field="", relation=launched, source=notice, location=place, **checked)
    CitationFactory(record=guideline, field="issued", source=study, stated_value="2024-02", **checked)
    CitationFactory(
        record=guideline,
        field="issued",
        source=notice,
        stated_value="2023-12",
        verdict="contradicts",
        checked_at=CHECKED,
    )
    world = World(plan, ministry, guideline, committee, model, notice, study)
    publish_many(records=world.records, by=None, reason="First publication")
    return world

"""Working records, sources and citations for tests. Everything is a draft until a test publishes it."""

import factory
from django.contrib.auth import get_user_model
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from governance.models import Body, Instrument
from initiatives.models import Initiative
from observatory.records.models import Identifier, Jurisdiction, Milestone, Organisation, OtherName, Relation, Theme
from observatory.records.permanent_ids import new_public_id
from observatory.sources.models import Citation, Location, Source
from platforms.models import Platform


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"user{n}")


class JurisdictionFactory(DjangoModelFactory):
    class Meta:
        model = Jurisdiction
        django_get_or_create = ("code",)

    code = "CN"
    label_en = "China"
    label_zh_hans = "中国"


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ("code",)

    code = "TH13"
    label_en = "STI plan or strategy"
    label_zh_hans = "科技创新规划或战略"


class RecordFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    slug = factory.LazyAttribute(lambda row: slugify(row.title_en) or new_public_id())
    summary_en = "A summary."
    summary_zh_hans = "一段摘要。"


class InitiativeFactory(RecordFactory):
    class Meta:
        model = Initiative

    title_en = factory.Sequence(lambda n: f"Initiative {n}")
    title_zh_hans = factory.Sequence(lambda n: f"计划{n}")
    initiative_type = Initiative.Type.PLAN


class OrganisationFactory(RecordFactory):
    class Meta:
        model = Organisation

    title_en = factory.Sequence(lambda n: f"Ministry {n}")
    organisation_type = Organisation.Type.GOVERNMENT


class BodyFactory(RecordFactory):
    class Meta:
        model = Body

    title_en = factory.Sequence(lambda n: f"Committee {n}")
    body_type = Body.Type.COMMITTEE


class InstrumentFactory(RecordFactory):
    class Meta:
        model = Instrument

    title_en = factory.Sequence(lambda n: f"Measures {n}")
    instrument_type = Instrument.Type.MEASURE


class PlatformFactory(RecordFactory):
    class Meta:
        model = Platform

    title_en = factory.Sequence(lambda n: f"Model {n}")
    platform_type = Platform.Type.MODEL


class OtherNameFactory(DjangoModelFactory):
    class Meta:
        model = OtherName

    record = factory.SubFactory(InitiativeFactory)
    name = factory.Sequence(lambda n: f"Alias {n}")
    language = "en"


class IdentifierFactory(DjangoModelFactory):
    class Meta:
        model = Identifier

    record = factory.SubFactory(InitiativeFactory)
    scheme = Identifier.Scheme.WIKIDATA
    value = factory.Sequence(lambda n: f"Q{n + 1}")


class RelationFactory(DjangoModelFactory):
    class Meta:
        model = Relation

    subject = factory.SubFactory(OrganisationFactory)
    predicate = "launched"
    object = factory.SubFactory(InitiativeFactory)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    record = factory.SubFactory(InitiativeFactory)
    type = Milestone.Type.ANNOUNCED
    date = "2023-03"
    title_en = "Announced"


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    key = factory.Sequence(lambda n: f"MOST {n}")
    type = Source.Type.WEBPAGE
    title_en = factory.Sequence(lambda n: f"Source {n}")
    language = "en"


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    source = factory.SubFactory(SourceFactory)
    url = factory.Sequence(lambda n: f"https://example.org/{n}")


class CitationFactory(DjangoModelFactory):
    class Meta:
        model = Citation

    record = factory.SubFactory(InitiativeFactory)
    field = "launched"
    source = factory.SubFactory(SourceFactory)
    basis = factory.LazyAttribute(
        lambda row: Citation.usual_basis(getattr(row, "verdict", "not_checked"), getattr(row, "quote", ""))
    )

"""Each named constraint of the catalogue rejects what its name says, for any kind of write."""

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint

from initiatives.models import Initiative
from observatory.records import registry
from observatory.records.models import FormerSlug, Jurisdiction, Record, Relation, Theme
from observatory.text import identifiers
from tests.factories import (
    BodyFactory,
    IdentifierFactory,
    InitiativeFactory,
    InstrumentFactory,
    JurisdictionFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    PlatformFactory,
    RelationFactory,
    ThemeFactory,
)
from tests.records.test_identifiers import BAD_IDENTIFIERS

pytestmark = pytest.mark.django_db


def refused(constraint, make, error=IntegrityError):
    with pytest.raises(error) as caught, transaction.atomic():
        make()
    assert caught.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("record_has_a_title", {"title_en": "", "title_zh_hans": "", "original_title": ""}),
        ("record_original_title_has_language", {"original_title": "计划"}),
        ("record_original_language_tag", {"original_title": "计划", "original_language": "chinese"}),
        ("record_slug_form", {"slug": "a/b"}),
        ("record_has_a_kind", {"kind": ""}),
        ("record_has_a_public_id", {"public_id": ""}),
        ("record_state_known", {"state": "hidden"}),
    ],
)
def test_record(constraint, values):
    record = InitiativeFactory()
    refused(constraint, lambda: Record.objects.filter(pk=record.pk).update(**values))


def test_a_record_with_only_an_original_title_and_its_language_is_accepted():
    record = InitiativeFactory()
    Record.objects.filter(pk=record.pk).update(
        title_en="", title_zh_hans="", original_title="计划", original_language="zh-Hans"
    )
    assert Record.objects.get(pk=record.pk).title == "计划"


def test_a_slug_belongs_to_one_record_of_any_type():
    InitiativeFactory(slug="one")
    refused("records_record_slug_key", lambda: PlatformFactory(slug="one"))


def test_a_former_slug_redirects_to_one_record():
    FormerSlug.objects.create(record=InitiativeFactory(), slug="old")
    refused("records_formerslug_slug_key", lambda: FormerSlug.objects.create(record=InitiativeFactory(), slug="old"))


def test_a_record_knows_its_kind_and_its_public_id_is_not_guessable():
    one, other = InitiativeFactory(), InitiativeFactory()
    assert one.kind == "initiative"
    assert BodyFactory().kind == "body"
    assert one.public_id != other.public_id
    assert len(one.public_id) == 8


def test_other_names():
    name = OtherNameFactory(name="APAI", language="en")
    refused("other_name_once_per_record", lambda: OtherNameFactory(record=name.record, name="APAI", language="en"))
    refused("other_name_not_empty", lambda: OtherNameFactory(name=""))
    refused("other_name_kind_known", lambda: OtherNameFactory(kind="nickname"))
    refused("other_name_language_tag", lambda: OtherNameFactory(language="EN"))
    refused("other_name_language_tag", lambda: OtherNameFactory(language=""))


def test_identifiers():
    known = IdentifierFactory()
    refused("identifier_names_one_record", lambda: IdentifierFactory(value=known.value))
    refused("identifier_not_empty", lambda: IdentifierFactory(value=""))
    refused("identifier_scheme_known", lambda: IdentifierFactory(scheme="isbn"))
    for scheme, value in BAD_IDENTIFIERS:
        refused("identifier_form", lambda s=scheme, v=value: IdentifierFactory(scheme=s, value=v))
    for scheme, (_pattern, example) in identifiers.FORMS.items():
        assert IdentifierFactory(scheme=scheme, value=example).pk


def test_a_slug_leads_to_one_record_over_both_tables():
    plan = InitiativeFactory(slug="now")
    FormerSlug.objects.create(record=plan, slug="once")
    refused("slug_leads_to_one_record", lambda: InitiativeFactory(slug="once"))
    refused("slug_leads_to_one_record", lambda: FormerSlug.objects.create(record=InitiativeFactory(), slug="now"))
    assert Record.objects.filter(pk=plan.pk).update(slug="once") == 1


def test_every_closed_list_is_held_by_the_database_whole():
    """A choice added to a model without its constraint would be refused on the day somebody picks it."""
    labels = {"records", "sources", *(row.model._meta.app_label for row in registry.all_types())}
    lists = [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label in labels
        for field in model._meta.local_fields
        if field.choices
    ]
    assert len(lists) >= 17
    for model, field in lists:
        held = {
            value
            for constraint in model._meta.constraints
            if isinstance(constraint, CheckConstraint)
            for name, value in (child for child in constraint.condition.children if isinstance(child, tuple))
            if name == f"{field.name}__in"
            for value in value
        }
        assert held - {""} == {code for code, _label in field.flatchoices}, (model, field.name)
        assert ("" in held) == field.blank, (model, field.name)


def test_relations():
    known = RelationFactory(date="2023")
    same = {"subject": known.subject, "predicate": known.predicate, "object": known.object, "date": "2023"}
    refused("relation_stated_once", lambda: RelationFactory(**same))
    refused("relation_between_two_records", lambda: RelationFactory(subject=known.subject, object=known.subject))
    refused("relation_predicate_known", lambda: RelationFactory(predicate="likes"))
    refused("relation_role_known", lambda: RelationFactory(role="chief"))
    assert RelationFactory(**{**same, "date": "2024"}).pk


def test_a_record_that_others_point_to_is_not_deleted_under_them():
    relation = RelationFactory()
    with pytest.raises(IntegrityError):
        relation.object.delete()
    relation.subject.delete()
    assert not Relation.objects.exists()


def test_milestones():
    known = MilestoneFactory()
    same = {"record": known.record, "type": known.type, "date": known.date, "title_en": known.title_en}
    refused("milestone_stated_once", lambda: MilestoneFactory(**same))
    refused("milestone_has_a_title", lambda: MilestoneFactory(title_en=""))
    refused("milestone_type_known", lambda: MilestoneFactory(type="party"))


def test_a_jurisdiction_has_an_iso_3166_code():
    for code in ("CN", "CN-SH", "EUR", "XAI"):
        JurisdictionFactory(code=code)
    for code in ("china", "C", "CN-", "CN_SH"):
        refused("jurisdiction_code_iso_3166", lambda code=code: Jurisdiction.objects.create(code=code, label_en="x"))


def test_a_term_has_a_code_and_a_label_and_is_not_broader_than_itself():
    refused("theme_has_code_and_label", lambda: ThemeFactory(code="TH1", label_en=""))
    theme = ThemeFactory(code="TH2")
    refused("theme_not_in_itself", lambda: Theme.objects.filter(pk=theme.pk).update(parent=theme))


@pytest.mark.parametrize(
    ("make", "values", "constraint"),
    [
        (OrganisationFactory, {"organisation_type": "ministry"}, "organisation_type_known"),
        (InitiativeFactory, {"initiative_type": ""}, "initiative_type_known"),
        (InitiativeFactory, {"budget_range": "BR2"}, "initiative_budget_range_known"),
        (BodyFactory, {"body_type": "panel"}, "body_type_known"),
        (InstrumentFactory, {"instrument_type": "bill"}, "instrument_type_known"),
        (InstrumentFactory, {"legal_force": "inforce"}, "instrument_legal_force_known"),
        (PlatformFactory, {"platform_type": "app"}, "platform_type_known"),
        (PlatformFactory, {"openness": "ajar"}, "platform_openness_known"),
    ],
)
def test_types_are_of_their_lists(make, values, constraint):
    refused(constraint, lambda: make(**values))


def test_a_body_is_composed_of_what_stip_lists():
    assert BodyFactory(composition=["academia", "business"]).pk
    refused("body_composition_known", lambda: BodyFactory(composition=["academia", "aliens"]))


@pytest.mark.parametrize(
    ("make", "field", "constraint"),
    [
        (OrganisationFactory, "founded", "organisation_founded_edtf"),
        (OrganisationFactory, "dissolved", "organisation_dissolved_edtf"),
        (InitiativeFactory, "launched", "initiative_launched_edtf"),
        (InitiativeFactory, "period", "initiative_period_edtf"),
        (InstrumentFactory, "issued", "instrument_issued_edtf"),
        (InstrumentFactory, "in_force", "instrument_in_force_edtf"),
        (InstrumentFactory, "repealed", "instrument_repealed_edtf"),
        (PlatformFactory, "released", "platform_released_edtf"),
        (RelationFactory, "date", "relation_date_edtf"),
        (MilestoneFactory, "date", "milestone_date_edtf"),
    ],
)
def test_dates_are_edtf_and_exist(make, field, constraint):
    refused(constraint, lambda: make(**{field: "2023-03-27T10"}))
    for impossible in ("2023-3", "2023-02-30", "2023-13", "2025/2022"):
        with pytest.raises(DataError), transaction.atomic():
            make(**{field: impossible})


def test_bounds_follow_the_date_even_when_only_sql_writes_it():
    pk = InitiativeFactory(launched="2023-03").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE initiatives_initiative SET launched = '2024' WHERE record_ptr_id = %s", [pk])
    row = Initiative.objects.get(pk=pk)
    assert (row.launched_from.isoformat(), row.launched_to.isoformat()) == ("2024-01-01", "2024-12-31")
    Initiative.objects.filter(pk=pk).update(launched="")
    row.refresh_from_db()
    assert (row.launched_from, row.launched_to) == (None, None)

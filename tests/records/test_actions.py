import pytest

from observatory.records.models import FormerSlug, Record
from observatory.records.record_slugs import SlugInUse, change_slug, record_of_slug
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db


def former(record) -> set[str]:
    return set(FormerSlug.objects.filter(record=record.pk).values_list("slug", flat=True))


def test_a_renamed_record_keeps_its_old_slugs():
    plan = InitiativeFactory(slug="one")
    change_slug(record=plan, slug="two")
    change_slug(record=plan, slug="three")
    assert former(plan) == {"one", "two"}
    assert Record.objects.get(pk=plan.pk).slug == "three"
    assert record_of_slug("one").pk == plan.pk


def test_a_record_may_take_a_slug_of_its_own_back():
    plan = InitiativeFactory(slug="one")
    change_slug(record=plan, slug="two")
    change_slug(record=plan, slug="one")
    assert former(plan) == {"two"}


def test_the_same_slug_again_is_no_change():
    plan = InitiativeFactory(slug="one")
    change_slug(record=plan, slug="one")
    assert former(plan) == set()


@pytest.mark.parametrize("slug", ["has", "had"])
def test_a_slug_that_another_record_has_or_had_is_refused(slug):
    holder = InitiativeFactory(slug="had")
    change_slug(record=holder, slug="has")
    plan = InitiativeFactory(slug="mine")
    with pytest.raises(SlugInUse) as refusal:
        change_slug(record=plan, slug=slug)
    assert refusal.value.holder.pk == holder.pk
    assert Record.objects.get(pk=plan.pk).slug == "mine"
    assert former(plan) == set()

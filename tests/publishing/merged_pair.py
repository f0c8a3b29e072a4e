"""Two records of one organisation that a test merges, and what the catalogue says before and after."""

from observatory.publishing.merging.merge_records import merge_records
from observatory.records.models import Comment, FormerSlug, Milestone, OtherName, Record, Relation
from observatory.sources.models import Citation
from tests.factories import (
    OrganisationFactory,
)


def make_pair():
    """The record that stays, and one that says more."""
    into = OrganisationFactory(title_en="Ministry of Science and Technology", slug="most", founded="1998")
    record = OrganisationFactory(
        title_en="The Ministry of Science and Technology", title_zh_hans="科学技术部", slug="ministry", founded="1956"
    )
    record.website = "https://www.most.gov.cn/"
    record.save()
    return into, record


def merged(pair, user, **picks):
    into, record = pair
    return merge_records(record=record, into=into, by=user, reason="Entered twice", picks=picks)


def snapshot() -> dict:
    """Return what the catalogue says, without where each record is in the workflow."""
    left_out = {"updated_at", "edited_by", "state", "returned"}
    models = (Record, Relation, Milestone, OtherName, FormerSlug, Citation, Comment)
    return {
        model.__name__: sorted(
            sorted((name, str(value)) for name, value in row.items() if name not in left_out)
            for row in model.objects.values()
        )
        for model in models
    }

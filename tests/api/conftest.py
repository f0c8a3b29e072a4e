"""A small published catalogue, and a client for the API."""

from copy import deepcopy
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from observatory.publishing.record_publication import publish_many
from observatory.records.models import Field
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
from tests.stored_rows import make_or_restore


@pytest.fixture(autouse=True)
def unlimited(settings):
    settings.API_REQUESTS_PER_MINUTE = 0


@pytest.fixture
def api(client):
    """Returns a function that asks an address below /api/v1/ and checks the status."""

    def ask(path, status=200, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path.removeprefix("http://localhost:8000") if path.startswith("http") else f"/api/v1/{path}"
        response = client.get(address, headers=named)
        assert response.status_code == status, (response.status_code, response.content[:600])
        return response

    return ask


@pytest.fixture(scope="module")
def _shared(django_db_setup, django_db_blocker):
    """The catalogue, made once for a file of tests and undone after it: each test works in a savepoint within."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_or_restore(_catalogue)
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(_shared, db):
    """One published record of each type, tied together and cited; `draft` is not public."""
    return deepcopy(_shared)


def _catalogue():
    china, shanghai = JurisdictionFactory(), JurisdictionFactory(code="CN-SH", label_en="Shanghai")
    france = JurisdictionFactory(code="FR", label_en="France")
    theme, field = ThemeFactory(), Field.objects.create(code="1.2", label_en="Computer sciences")
    ministry = OrganisationFactory(title_en="Ministry of Science", title_zh_hans="科学技术部", founded="1998")
    plan = InitiativeFactory(
        title_en="Plan", title_zh_hans="人工智能驱动的科学研究", launched="2023-03", budget_range="BR9"
    )
    body = BodyFactory(title_en="Committee", founded="2019-02", composition=["academia"])
    rule = InstrumentFactory(title_en="Measures", issued="2023-09-07", in_force="2023-12-01", legal_force="InForce")
    model = PlatformFactory(title_en="Model", released="2021", openness="open")
    event = InitiativeFactory(title_en="Forum", initiative_type="event")
    plan.jurisdictions.set([china])
    model.jurisdictions.set([shanghai])
    body.jurisdictions.set([france])
    plan.themes.set([theme])
    plan.fields.set([field])
    launched = RelationFactory(subject=ministry, object=plan, predicate="launched", date="2023-03", role="lead")
    RelationFactory(subject=plan, object=rule, predicate="based_on")
    source = SourceFactory(key="MOST 2023a", doi="10.1000/1", issued="2023-03-27", title_zh_hans="通知")
    location = LocationFactory(source=source)
    checked = {"source": source, "verdict": "supports", "checked_at": date(2026, 1, 1), "location": location}
    CitationFactory(record=plan, field="launched", stated_value="2023-03", quote="三月", **checked)
    other = SourceFactory(key="Xinhua 2023", type="article-newspaper")
    CitationFactory(record=plan, field="launched", stated_value="2023-05", source=other)
    CitationFactory(record=ministry, field="", relation=launched, source=source)
    milestone = MilestoneFactory(record=plan)
    CitationFactory(record=plan, field="", milestone=milestone, source=source)
    OtherNameFactory(record=plan, name="Special Deployment")
    IdentifierFactory(record=plan)
    everything = [ministry, plan, body, rule, model, event]
    publish_many(records=everything, by=None, reason="Seed")
    return SimpleNamespace(
        ministry=ministry, plan=plan, body=body, rule=rule, model=model, event=event, source=source, other=other,
        location=location, everything=everything, draft=InitiativeFactory(title_en="Secret draft"),
    )  # fmt: skip


@pytest.fixture
def ids():
    """Returns the ids in a page, in its order."""
    return lambda response: [row["id"] for row in response.json()["results"]]

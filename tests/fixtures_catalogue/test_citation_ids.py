"""Permanent IDs of citations in catalogue files: kept by export and load, never given to another citation."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.load_report import Refused
from observatory.publishing.models import CitedStatement, Entry, Version
from observatory.publishing.record_publication import publish
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.fixtures_catalogue import small

pytestmark = pytest.mark.django_db
HEADLINE = "{source: Daily 2023, locator: headline, quote"
WITH_ID = "{id: t1t1e000, source: Daily 2023, locator: headline, quote"


def write(folder, text=WITH_ID, was=HEADLINE):
    return small.write(folder, initiatives=(was, text))


def title() -> Citation:
    return Citation.objects.get(field="title")


def again(folder, **options):
    return load(paths=[folder], **({"by": None, "reason": "test"} | options))


def test_a_citation_gets_the_id_that_it_has_in_the_file(tmp_path):
    again(write(tmp_path))
    assert title().public_id == "t1t1e000"
    assert Citation.objects.values("public_id").distinct().count() == 4


def test_a_file_without_ids_leaves_those_of_the_database(tmp_path):
    again(small.write(tmp_path))
    before = dict(Citation.objects.values_list("pk", "public_id"))
    report = again(small.write(tmp_path, initiatives=("A plan is launched,", "A plan was launched,")))
    assert report.counts["initiative"].updated == 1
    assert dict(Citation.objects.values_list("pk", "public_id")) == before


def test_ids_added_to_a_file_are_taken_over_and_are_no_edit(tmp_path):
    again(small.write(tmp_path), publish=True)
    Citation.objects.filter(field="title").update(public_id="0ther000")
    CitedStatement.objects.all().delete()
    report = again(write(tmp_path), publish=True)
    assert (report.counts["initiative"].unchanged, report.counts["initiative"].edited) == (1, 0)
    assert title().public_id == "t1t1e000"


def test_an_id_that_was_public_stays_although_the_file_has_another(tmp_path):
    again(small.write(tmp_path), publish=True)
    before = title().public_id
    report = again(write(tmp_path), publish=True)
    assert (title().public_id, report.other_ids, report.versions) == (before, 1, 0)


def test_a_citation_that_is_changed_in_the_file_is_the_same_one_by_its_id(tmp_path):
    again(write(tmp_path), publish=True)
    before = title().pk
    again(write(tmp_path, WITH_ID.replace("locator: headline", "locator: page 1")), publish=True)
    assert (title().pk, title().public_id, title().locator) == (before, "t1t1e000", "page 1")
    assert CitedStatement.objects.get(pk="t1t1e000").last.number == 2


def test_a_citation_that_returns_has_its_id_again(tmp_path):
    again(write(tmp_path), publish=True)
    title().delete()
    publish(record=Record.objects.get(slug="a-plan"), by=None, reason="Out.")
    again(write(tmp_path), publish=True, overwrite=True)
    assert CitedStatement.objects.get(pk="t1t1e000").ended_by is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (WITH_ID.replace("t1t1e000", "title"), "the id “title” is not 8 characters of"),
        (WITH_ID.replace("t1t1e000", "re1at10n"), "this id belongs to a citation of the record cccccccc: leave it out"),
        (
            WITH_ID.replace("t1t1e000", "1avnched"),
            "belongs to the citation of this source for “launched” at the locator “”",
        ),
    ],
)
def test_an_id_of_another_citation_is_refused(tmp_path, text, reason):
    again(small.write(tmp_path))
    Citation.objects.filter(record__slug="a-ministry").update(public_id="re1at10n")
    Citation.objects.filter(field="launched").update(public_id="1avnched")
    with pytest.raises(Refused) as refused:
        again(write(tmp_path, text))
    [problem] = refused.value.problems
    assert reason in problem.reason
    assert problem.line == 6


def test_an_id_of_a_removed_citation_of_another_source_is_refused(tmp_path):
    again(write(tmp_path), publish=True)
    Citation.objects.filter(field="title").delete()
    CitedStatement.objects.filter(pk="t1t1e000").update(source_id="eeeeeeee")
    with pytest.raises(Refused, match="1 problems"):
        again(write(tmp_path), overwrite=True)


def test_one_id_for_two_citations_is_refused(tmp_path):
    folder = write(tmp_path)
    path = folder / "small/initiatives.yaml"
    path.write_text(path.read_text().replace("- {source: Daily 2023}", "- {id: t1t1e000, source: Daily 2023}"))
    with pytest.raises(Refused) as refused:
        again(folder)
    [problem] = refused.value.problems
    assert problem.reason.startswith("the id “t1t1e000” is already used at ")
    assert problem.reason.endswith("initiatives.yaml:6")


def test_the_seed_gives_every_citation_an_id():
    files = settings.BASE_DIR / "fixtures/china"
    text = "".join(path.read_text() for path in files.glob("*.yaml") if path.stem not in ("sources", "glossary"))
    cited = len(re.findall(r"^ +(?:- )?source: ", text, re.MULTILINE))
    ids = re.findall(r"^ +- id: (\w{8})\n +source: ", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == cited == 690


@pytest.mark.walk
def test_the_seed_over_a_database_that_has_it_without_ids_is_unchanged(tmp_path):
    """As a database is that was loaded and published before citations had IDs: it takes them over, and no version is
    made."""
    for path in (settings.BASE_DIR / "fixtures").rglob("*.yaml"):
        text = re.sub(r"^( +)- id: \w{8}\n +source: ", r"\1- source: ", path.read_text(), flags=re.MULTILINE)
        copy = tmp_path / path.relative_to(settings.BASE_DIR / "fixtures")
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(text)
    again(tmp_path, publish=True)
    _forget_ids()
    report = again(settings.BASE_DIR / "fixtures", publish=True)
    assert {name: (row.created, row.updated, row.edited) for name, row in report.counts.items()} == dict.fromkeys(
        report.counts, (0, 0, 0)
    )
    assert (report.edited, report.versions, report.other_ids) == ([], 0, 0)
    files = "".join(path.read_text() for path in (settings.BASE_DIR / "fixtures/china").glob("*.yaml"))
    assert all(public_id in files for public_id in Citation.objects.values_list("public_id", flat=True))
    call_command("republish", changed_shape=True, verbosity=0)
    assert CitedStatement.objects.standing().count() == 690
    assert set(Version.objects.values_list("action", flat=True)) == {"publish", "reshape"}


def _forget_ids() -> None:
    """Make of every public document one of format 1."""
    for entry in Entry.objects.all():
        document = {**entry.document, "format": 1}
        for citation in _citations(document):
            for name in ("id", "prefix", "suffix", "quoted_from", "basis"):
                del citation[name]
            del citation["source"]["standing"]
        Entry.objects.filter(pk=entry.pk).update(document=document)
    CitedStatement.objects.all().delete()


def _citations(document):
    yield from (citation for rows in document["evidence"].values() for citation in rows)
    for part in ("relations", "milestones"):
        yield from (citation for row in document[part] for citation in row["evidence"])

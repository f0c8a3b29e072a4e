"""The China case study in fixtures/: complete, exact where it quotes, in its own words everywhere else."""

import re
from itertools import chain

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.catalogue import stored
from observatory.publishing.catalogue.entries import open_files
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.references import collect
from observatory.publishing.catalogue.states import SOURCE
from observatory.publishing.catalogue.wanted import Reading
from observatory.publishing.models import Entry
from observatory.records import registry

FIXTURES = settings.BASE_DIR / "fixtures"
SEED = settings.BASE_DIR.parent / "shared" / "seed" / "china-ai4s-case-study.txt"
CASE_STUDY = "Gong and Liu n.d."

NAMED = {
    "initiative": """
        implementation-plan-ai-driven-scientific-research cross-integration-ai-materials-science
        cross-integration-ai-basic-mathematics cross-integration-ai-information-technology
        cross-integration-ai-life-sciences cross-integration-ai-ethical-social-issues
        sti-2030-next-generation-artificial-intelligence next-generation-artificial-intelligence-development-plan
        global-initiative-on-ai-governance international-young-scientist-salon-ai-for-science-2023
        world-digital-education-conference-2024 paddlepaddle-ai4s-cocreation-program
    """,
    "organisation": """
        chinese-government state-council ministry-of-science-and-technology ministry-of-education
        national-natural-science-foundation-of-china shanghai-government shanghai-jiao-tong-university
        chinese-academy-of-sciences china-association-for-science-and-technology
        national-academic-of-innovation-strategy chinese-institute-new-generation-ai-development-strategies
        ai-for-science-institute-of-beijing national-committee-of-unesco united-nations unesco
        international-telecommunication-union world-health-organization unido undp
        baidu huawei huawei-cloud dp-technology zhipuai shanghai-ai-lab
    """,
    "body": """
        national-next-generation-ai-governance-professional-committee technical-committee-national-ai-plan
        national-science-and-technology-ethics-committee artificial-intelligence-ethics-subcommittee
        cas-research-ethics-committee cyberspace-administration-of-china
    """,
    "instrument": """
        governance-principles-next-generation-ai next-generation-ai-ethics-standards list-of-high-risk-ai-research-areas
        measures-science-technology-ethics-review-trial interim-measures-generative-ai-services
        ethical-guidelines-brain-computer-interface-research reminder-integrity-use-of-ai-in-research
    """,
    "platform": """
        open-platform-ai4s mega-protein pengcheng-shen-nong fengwu pangu-weather pangu-large-models
        pangu-drug-molecule-model pangu-ocean-wave-model mindspore-science deeppmd glm
        paddlepaddle paddlescience paddlehelix paddlequantum
        open-intelligent-computing-power-infrastructure open-scientific-research-data-resources
    """,
}


@pytest.fixture(scope="module")
def files():
    return open_files([FIXTURES])


@pytest.fixture(scope="module")
def records(files):
    return [entry for entry in files.entries if entry.kind != SOURCE]


@pytest.fixture(scope="module")
def seed():
    if not SEED.exists():
        pytest.skip(f"the text of the case study is not at {SEED}")
    return SEED.read_text(encoding="utf-8")


def citations(value) -> list[dict]:
    """Return every citation anywhere in a value."""
    if isinstance(value, list):
        return list(chain.from_iterable(map(citations, value)))
    if isinstance(value, dict):
        below = citations(list(value.values()))
        return [*value["citations"], *below] if "citations" in value else below
    return []


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def shingles(text: str, size: int = 8) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + size]) for start in range(len(found) - size + 1)}


@pytest.mark.parametrize("kind", NAMED)
def test_everything_the_case_study_names_is_a_record(records, kind):
    assert {entry.handle for entry in records if entry.kind == kind} >= set(NAMED[kind].split())


def test_every_record_has_a_summary_in_both_languages_and_a_jurisdiction(records):
    assert [
        entry.handle for entry in records if not (entry.get("summary", "en") and entry.get("summary", "zh_hans"))
    ] == []
    assert [entry.handle for entry in records if not entry.get("jurisdictions")] == []


def test_every_statement_rests_on_the_case_study(records):
    """Classifications (STIP, FORD, the type of a thing) are the curators' own and need no source."""
    bare = []
    for entry in records:
        classes = registry.get(entry.kind).classes
        facts = [("facts", fact) for fact in entry.get("facts", default={}) if fact not in classes]
        rows = [(part, n) for part in ("milestones", "relations") for n in range(len(entry.get(part, default=[])))]
        for place in [("title",), ("summary",), *facts, *rows]:
            if CASE_STUDY not in [citation["source"] for citation in entry.get(*place, "citations", default=[])]:
                bare.append((entry.handle, *place))
    assert bare == []


def test_every_verdict_against_a_source_says_why_in_both_languages(records):
    against = [
        citation
        for entry in records
        for citation in citations(entry.data)
        if citation["verdict"] in ("partly", "contradicts", "does_not_support")
    ]
    assert len(against) > 40
    assert [citation for citation in against if set(citation.get("note", {})) != {"en", "zh_hans"}] == []


def test_every_source_is_cited(files, records):
    cited = {citation["source"] for entry in records for citation in citations(entry.data)}
    assert cited == {entry.handle for entry in files.entries if entry.kind == SOURCE}


def test_references_are_kept_as_printed_with_every_address(files, seed):
    listed = seed[seed.index("\nReferences\n") + len("\nReferences\n") :].strip().splitlines()
    printed = {line.removeprefix("- ").strip() for line in listed if line.strip()}
    sources = [entry for entry in files.entries if entry.kind == SOURCE]
    assert {entry.get("as_printed") for entry in sources} - {""} == printed
    addresses = {row["url"] for entry in sources for row in entry.get("locations", default=[]) if "url" in row}
    assert addresses >= set(re.findall(r"https?://[^\s<>)]*[^\s<>).]", seed))


def test_quotations_of_the_case_study_are_exact_and_short(records, seed):
    text = seed.replace("*", "")
    quotes = [
        c["quote"] for entry in records for c in citations(entry.data) if c["source"] == CASE_STUDY and "quote" in c
    ]
    assert len(quotes) > 100
    assert [quote for quote in quotes if quote not in text] == []
    assert [quote for quote in quotes if len(quote.split()) > 25] == []


def test_chinese_titles_are_kept_exactly(records, seed):
    assert [e.handle for e in records if e.get("title", "original") and e.get("title", "original") not in seed] == []


def test_no_sentence_is_copied_into_a_text_of_the_catalogue(records, seed):
    copied = shingles(seed)
    texts = {}
    for entry in records:
        facts = entry.get("facts", default={}).values()
        own = [entry.get("summary", "en"), *(fact.get("en", "") for fact in facts if isinstance(fact, dict))]
        own += [citation.get("note", {}).get("en", "") for citation in citations(entry.data)]
        texts[entry.handle] = own
    assert {handle for handle, own in texts.items() for text in own if shingles(text) & copied} == set()


@pytest.mark.django_db
def test_the_database_holds_what_the_files_say(files):
    load(paths=[FIXTURES], by=None, reason="test")
    wanted = {state.public_id: state for state in Reading(collect(files)).states(files.entries)}
    held = stored.sources(wanted) | stored.records(wanted)
    assert held == wanted


@pytest.mark.django_db
def test_loading_the_seed_twice_changes_nothing_and_takes_few_queries():
    first = load(paths=[FIXTURES], by=None, reason="test", publish=True)
    records = sum(counts.created for kind, counts in first.counts.items() if kind in NAMED)
    assert first.versions == Entry.objects.live().count() == records
    with CaptureQueriesContext(connection) as queries:
        second = load(paths=[FIXTURES], by=None, reason="test")
    assert all((counts.created, counts.updated, counts.edited) == (0, 0, 0) for counts in second.counts.values())
    assert len(queries) < 60  # and no more for a larger catalogue: nothing is asked record by record


@pytest.mark.django_db
def test_the_seed_shows_where_its_sources_disagree():
    load(paths=[FIXTURES], by=None, reason="test", publish=True)
    disputed = Entry.objects.filter(evidence=Entry.Evidence.DISPUTED).values_list("slug", flat=True)
    assert set(disputed) == {
        "artificial-intelligence-ethics-subcommittee",
        "baidu",
        "chinese-government",
        "ethical-guidelines-brain-computer-interface-research",
        "global-initiative-on-ai-governance",
    }
    readings = Entry.objects.get(slug="global-initiative-on-ai-governance").document["disagreements"]["launched"]
    assert {reading["value"] for reading in readings} == {"2023-10-18", "2023-11"}

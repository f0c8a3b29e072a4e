"""The China case study in fixtures/: complete, exact where it quotes, in its own words everywhere else."""

import re
from itertools import chain

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.catalogue import stored_states
from observatory.publishing.catalogue.comparable_states import SOURCE
from observatory.publishing.catalogue.file_entries import open_catalogue_files
from observatory.publishing.catalogue.load import load
from observatory.publishing.catalogue.parse_entries import EntryParser
from observatory.publishing.catalogue.reference_targets import collect_references
from observatory.publishing.models import Entry
from observatory.records import registry
from tests.case_study import loaded_case_study

FIXTURES = settings.BASE_DIR / "fixtures"
SEED = settings.BASE_DIR.parent / "shared" / "seed" / "china-ai4s-case-study.txt"
CASE_STUDY = "Gong and Liu n.d."
SECTIONS = {
    "Key takeaways:",
    "Special research programs and infrastructure",
    "Ethics governance and regulations",
    "The international perspective",
    "Overall development trend",
    "Foundational Artificial Intelligence for Science software",
    "References",
}
HAN = "[\u4e00-\u9fff]"
# In Chinese: half-width punctuation beside a character, a space between scripts (the renderer sets it), Latin dots.
UNTIDY = re.compile(rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}|{HAN} +[A-Za-z0-9]|[A-Za-z0-9] +{HAN}|{HAN} +{HAN}|\.\.\.")
QUOTED = re.compile("“.*?”|《.*?》")

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
    return open_catalogue_files([FIXTURES])


@pytest.fixture(scope="module")
def records(files):
    return [entry for entry in files.entries if entry.kind != SOURCE]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=True) as report:
        yield report


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


def strings(value, without: set[str]) -> list[str]:
    """Return every text in a value that stands under none of these keys."""
    if isinstance(value, str):
        return [value]
    inner = [v for k, v in value.items() if k not in without] if isinstance(value, dict) else value
    return list(chain.from_iterable(strings(item, without) for item in inner))


def chinese(value) -> list[str]:
    """Return every Chinese text of a pair in two languages."""
    if isinstance(value, str):
        return []
    inner = list(value.values()) if isinstance(value, dict) else value
    own = [value["zh_hans"]] if isinstance(value, dict) and "zh_hans" in value else []
    return own + list(chain.from_iterable(chinese(item) for item in inner))


def paragraphs(text: str) -> dict[str, str]:
    """Return the places of the case study, called as the locators of citations call them."""
    found: dict[str, str] = {}
    section, count = "Title block", 0
    for line in filter(None, map(str.strip, text.replace("*", "").splitlines())):
        if line in SECTIONS:
            section, count = line, 0
            continue
        if section == "Key takeaways:" and not line.startswith("- "):
            section, count = "Text before the first heading", 0
        count += 1
        if section == "Title block":
            place = section
        elif section == "References":
            place = f"References, entry {count}"
        elif line.startswith("In 2023, after a month-long"):  # set apart, so it counts for no paragraph
            place, count = f"{section}, pull quote", count - 1
        else:
            place = f"{section}, paragraph {count}"
        found[place] = f"{found.get(place, '')}\n{line}"
    return found


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


def test_every_statement_rests_on_the_case_study_or_on_a_passage_of_another_source(records):
    """Classifications (STIP, FORD, the type of a thing) are the curators' own and need no source. What the case study
    does not tell rests on pages that nobody has checked yet, each with its passage."""
    bare = []
    for entry in records:
        classes = registry.get_record_type(entry.kind).classes
        facts = [("facts", fact) for fact in entry.get("facts", default={}) if fact not in classes]
        rows = [(part, n) for part in ("milestones", "relations") for n in range(len(entry.get(part, default=[])))]
        for place in [("title",), ("summary",), *facts, *rows]:
            cited = entry.get(*place, "citations", default=[])
            told = CASE_STUDY in [citation["source"] for citation in cited]
            passages = cited and all(row.get("quote") and row["verdict"] == "not_checked" for row in cited)
            if not told and (place in [("title",), ("summary",)] or not passages):
                bare.append((entry.handle, *place))
    assert bare == []


def test_every_name_and_identifier_has_a_source_of_its_own_unless_it_was_a_title_of_the_catalogue(records):
    rows = [
        (entry.handle, part, row)
        for entry in records
        for part in ("names", "identifiers")
        for row in entry.get(part, default=[])
    ]
    bare = [(handle, row) for handle, _part, row in rows if not row.get("citations")]
    assert [(handle, row) for handle, row in bare if "catalogue's own" not in row.get("note", {}).get("en", "")] == []
    assert len([row for _handle, part, row in rows if part == "names"]) == 115
    assert len([row for _handle, part, row in rows if part == "identifiers"]) == 43


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


def test_every_passage_is_quoted_word_for_word_where_its_locator_says(files, records, seed):
    places = paragraphs(seed)
    quoted = [
        (entry.handle, citation.get("locator", ""), citation.get("quote", ""))
        for entry in records
        for citation in citations(entry.data)
        if citation["source"] == CASE_STUDY
    ]
    rendered = [
        (term["term"], row["locator"], row["text"])
        for glossary in files.glossaries
        for term in glossary.value
        for row in term["renderings"]
    ]
    assert len(quoted) > 250
    in_place = [
        bool(quote) and any(quote in text for place, text in places.items() if f"{locator},".startswith(f"{place},"))
        for _, locator, quote in [*quoted, *rendered]
    ]
    assert [row for row, found in zip([*quoted, *rendered], in_place, strict=True) if not found] == []
    assert [row for row in quoted if len(row[2].split()) > 25] == []


def test_chinese_titles_are_kept_exactly(records, seed):
    """As the case study prints them, or as the source does that is cited beside it."""
    originals = [(entry, entry.get("title", "original")) for entry in records if entry.get("title", "original")]
    assert len(originals) > 30
    quotes = {e.handle: [row.get("quote", "") for row in e.get("title", "citations")] for e, _title in originals}
    assert [
        (entry.handle, title)
        for entry, title in originals
        if title not in seed and not any(title in quote for quote in quotes[entry.handle])
    ] == []


def test_no_sentence_is_copied_into_a_text_of_the_catalogue(files, seed):
    """Titles and names are the source's; everything else but quotations is the catalogue's own."""
    copied = shingles(seed)
    taken = {"title", "name", "quote", "as_printed", "url", "location", "doi", "locator", "literal", "states"}
    own = [(entry.handle, text) for entry in files.entries for text in strings(entry.data, taken)]
    own += [
        (entry.handle, row["title"]["en"]) for entry in files.entries for row in entry.get("milestones", default=[])
    ]
    assert len(own) > 2000
    assert [(handle, text) for handle, text in own if shingles(QUOTED.sub("|", text)) & copied] == []


def test_chinese_is_set_with_chinese_punctuation_and_no_space_between_scripts(files):
    """Official titles and quotations keep the punctuation that they are printed with."""
    texts = [
        (entry.handle, QUOTED.sub("", text))
        for entry in files.entries
        for text in chinese({key: value for key, value in entry.data.items() if key != "title"})
    ]
    assert len(texts) > 300
    assert [(handle, text) for handle, text in texts if UNTIDY.search(text)] == []


def test_the_database_holds_what_the_files_say(loaded, db, files):
    wanted = {state.public_id: state for state in EntryParser(collect_references(files)).states(files.entries)}
    held = stored_states.source_states(wanted) | stored_states.record_states(wanted)
    assert held == wanted


def test_loading_the_seed_twice_changes_nothing_and_takes_few_queries(loaded, db):
    records = sum(counts.created for kind, counts in loaded.counts.items() if kind in NAMED)
    assert loaded.versions == Entry.objects.live().count() == records
    with CaptureQueriesContext(connection) as queries:
        second = load(paths=[FIXTURES], by=None, reason="test")
    assert all((counts.created, counts.updated, counts.edited) == (0, 0, 0) for counts in second.counts.values())
    assert len(queries) < 60  # and no more for a larger catalogue: nothing is asked record by record


def test_the_seed_shows_where_its_sources_disagree(loaded, db):
    disputed = Entry.objects.filter(evidence=Entry.Evidence.DISPUTED).values_list("slug", flat=True)
    assert set(disputed) == {
        "artificial-intelligence-ethics-subcommittee",
        "baidu",
        "chinese-government",
        "ethical-guidelines-brain-computer-interface-research",
        "global-initiative-on-ai-governance",
        "measures-science-technology-ethics-review-trial",
        "national-science-and-technology-ethics-committee",
        "next-generation-ai-ethics-standards",
    }
    readings = Entry.objects.get(slug="global-initiative-on-ai-governance").document["disagreements"]["launched"]
    assert {reading["value"] for reading in readings} == {"2023-10-18", "2023-11"}
    founded = Entry.objects.get(slug="national-science-and-technology-ethics-committee").document
    assert founded["facts"]["founded"]["value"] == "2021"  # as the case study has it
    assert {reading["value"] for reading in founded["disagreements"]["founded"]} == {"2019-10", "2021"}
    issued = Entry.objects.get(slug="measures-science-technology-ethics-review-trial").document["disagreements"]
    assert {reading["value"] for reading in issued["issued"]} == {"2023-09-07", "2023-10-08"}


def test_names_of_one_record_are_no_disagreement_and_each_has_its_own_source(loaded, db):
    document = Entry.objects.get(slug="ministry-of-science-and-technology").document
    assert document["disagreements"] == {}
    cited = {(row["stated_value"], row["source"]["key"]) for row in document["evidence"]["names"]}
    assert {("MOST", "ROR 027s68j25"), ("科技部", "Gazette of the State Council 2023")} <= cited
    assert {row["name"] for row in document["names"]} == {name for name, _key in cited}

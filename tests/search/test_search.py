"""What a search finds, counts and says, on published records in a real database."""

import pytest
from django.utils.translation import override

from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.search.results import search
from tests import factories
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


def found(text="", chosen=None, **options) -> list[str]:
    return [hit.slug for hit in search(text, chosen, **options).hits]


def text_of(segments) -> str:
    return "".join(f"[{text}]" if matched else text for text, matched in segments)


def choices(results, name) -> dict[str, int]:
    return {choice.code: choice.count for facet in results.facets if facet.name == name for choice in facet.choices}


@pytest.fixture
@made_once
def measures():
    record = factories.InstrumentFactory(
        slug="measures",
        title_en="Measures for the Ethical Review of Science and Technology (Trial)",
        title_zh_hans="科技伦理审查办法（试行）",
        issued="2023-10-08",
        summary_en="Ten ministries set out how universities review research ethics.",
        summary_zh_hans="十部门规定高等学校如何开展伦理审查。",
        scope_en="Covers research on artificial intelligence that touches human dignity.",
        scope_zh_hans="涉及人的尊严的人工智能研究。",
    )
    record.jurisdictions.add(factories.JurisdictionFactory())
    record.themes.add(factories.ThemeFactory())
    factories.OtherNameFactory(record=record, name="Trial Ethics Rules")
    factories.IdentifierFactory(record=record, scheme="document_number", value="国科发监〔2023〕167号")
    factories.IdentifierFactory(record=record, scheme="doi", value="10.1234/AbC-567")
    publish(record=record, by=None, reason="new")
    return record


@pytest.fixture
@made_once
def plan():
    record = factories.InitiativeFactory(
        slug="plan",
        title_en="AI for Science Plan",
        title_zh_hans="人工智能驱动的科学研究计划",
        launched="2022/2024",
        summary_en="Funds platforms.",
        summary_zh_hans="资助平台。",
    )
    publish(record=record, by=None, reason="new")
    return record


@pytest.mark.parametrize(
    "text",
    [
        "伦理",
        "审查办法",
        "法",
        "试",
        "科技伦理审查",
        "ethics review",
        "reviewing universities",
        "伦理 trial",
        '"science and technology"',
        "《科技伦理审查办法》",
        "trial ethics rules",
        "国科发监〔2023〕167号",
        "国科发监[2023]167号",
        "10.1234/abc-567",
        "https://doi.org/10.1234/ABC-567",
        "doi:10.1234/abc-567",
        "what is the ethical review of science",
        "dignity",
        "ＥＴＨＩＣＳ",
    ],
)
def test_a_record_is_found_by_every_text_that_names_it(measures, plan, text):
    assert found(text) == ["measures"]


@pytest.mark.parametrize("text", ["查伦", "理论", '"technology science"', "ethics -trial", "2023-168", "尊严科技"])
def test_what_does_not_stand_there_is_not_found(measures, text):
    assert found(text) == []


def test_an_exclusion_drops_what_holds_the_word(measures, plan):
    assert found("science") == ["plan", "measures"]
    assert found("science -ethics") == ["plan"]


def test_a_match_in_a_title_comes_before_a_newer_one_in_a_statement(measures, plan):
    assert found("人工智能") == ["plan", "measures"]


def test_the_permanent_id_finds_its_record(measures, plan):
    assert found(measures.public_id) == ["measures"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            '"',
            '""',
            "-",
            "-AI",
            "'",
            "\\",
            "a & | ! <-> :* (",
            "\x00",
            "\ud800",
            "%",
            "🙂",
            "x" * 5000,
            "法" * 500,
        ),
        *(
            "NOT AND OR",
            "\u202e\u202dtxt",
            "a\u200bb",
            '-"',
            '"open',
            "doi:",
            "isni 0000",
            "a'b\\c",
            "= : =kind:plan",
            "<script>",
            "“”‘’《》",
        ),
    ],
)
def test_nothing_a_reader_types_raises(measures, text):
    results = search(text)
    assert results.total >= 0


def test_without_words_everything_is_listed_newest_first(measures, plan):
    results = search("")
    assert [hit.slug for hit in results.hits] == ["measures", "plan"]
    assert (results.total, results.sort) == (2, "newest")


def test_facets_count_all_matches(measures, plan):
    results = search("science")
    assert choices(results, "kind") == {"instrument": 1, "initiative": 1}
    assert choices(results, "jurisdiction") == {"CN": 1}
    assert choices(results, "theme") == {"TH13": 1}
    assert choices(results, "year") == {"2024": 1, "2023": 2, "2022": 1}
    assert choices(results, "evidence") == {"unsourced": 2}


def test_a_chosen_value_narrows_hits_and_leaves_its_alternatives_to_see(measures, plan):
    results = search("science", {"kind": ["initiative"]})
    assert [hit.slug for hit in results.hits] == ["plan"]
    assert results.total == 1
    assert choices(results, "kind") == {"instrument": 1, "initiative": 1}
    assert choices(results, "jurisdiction") == {}


def test_values_of_one_facet_widen_and_facets_narrow(measures, plan):
    assert found("", {"kind": ["initiative", "instrument"]}) == ["measures", "plan"]
    assert found("", {"kind": ["initiative", "instrument"], "jurisdiction": ["CN"]}) == ["measures"]


def test_an_unknown_value_finds_nothing_and_can_be_taken_back(plan):
    results = search("", {"theme": ["no such"], "organisation": ["nobody"]})
    assert results.hits == []
    chosen = [choice for facet in results.facets for choice in facet.selected]
    assert {choice.code for choice in chosen} == {"no such", "nobody"}


def test_a_country_includes_its_subdivisions(plan):
    plan.jurisdictions.add(factories.JurisdictionFactory(code="CN-SH", label_en="Shanghai"))
    publish(record=plan, by=None, reason="place")
    assert found("", {"jurisdiction": ["CN"]}) == ["plan"]


class TestOrganisations:
    def test_an_entry_belongs_to_whoever_says_to_have_launched_it(self, plan):
        ministry = factories.OrganisationFactory(slug="most", title_en="Ministry of Science and Technology")
        factories.RelationFactory(subject=ministry, object=plan)
        publish(record=ministry, by=None, reason="new")

        results = search("plan")
        assert choices(results, "organisation") == {ministry.public_id: 1}
        assert found("", {"organisation": [ministry.public_id]}) == ["plan"]

    def test_a_withdrawn_organisation_is_nobodys(self, plan):
        ministry = factories.OrganisationFactory(slug="most", title_en="Ministry")
        factories.RelationFactory(subject=ministry, object=plan)
        publish(record=ministry, by=None, reason="new")
        withdraw(record=ministry, by=None, reason="a double")

        assert choices(search("plan"), "organisation") == {}
        assert found("", {"organisation": [ministry.public_id]}) == []

    def test_the_order_of_publication_does_not_matter(self, plan):
        project = factories.InitiativeFactory(slug="project", title_en="Project")
        ministry = factories.OrganisationFactory(slug="most", title_en="Ministry")
        factories.RelationFactory(subject=ministry, object=project)
        factories.RelationFactory(subject=plan, object=ministry, predicate="applies_to")
        publish_many(records=[plan, ministry, project], by=None, reason="new")

        assert set(found("", {"organisation": [ministry.public_id]})) == {"plan", "project"}


class TestPassages:
    def test_a_passage_is_segments_with_what_matched(self, measures):
        hit = search("review ethics").hits[0]
        assert text_of(hit.passage) == "Ten ministries set out how universities [review] research [ethics]."

    def test_the_readers_language_comes_first(self, measures):
        with override("zh-hans"):
            hit = search("伦理审查").hits[0]
        assert text_of(hit.passage) == "十部门规定高等学校如何开展[伦理审查]。"

    def test_a_match_elsewhere_is_shown_where_it_stands(self, measures):
        hit = search("trial rules").hits[0]
        assert text_of(hit.passage) == "[Trial] Ethics [Rules]"


class TestPages:
    @pytest.fixture
    def many(self):
        records = [
            factories.InitiativeFactory(slug=f"n{n}", title_en=f"Quantum {n}", launched=f"20{n:02}")
            for n in range(10, 17)
        ]
        publish_many(records=records, by=None, reason="new")

    def test_pages_hold_every_hit_once(self, many):
        pages = [found("quantum", page=page, size=3) for page in (1, 2, 3, 4)]
        assert sorted(slug for page in pages for slug in page) == [f"n{n}" for n in range(10, 17)]
        assert pages[3] == []

    def test_hits_can_be_sorted_by_date(self, many):
        assert found("quantum", sort="oldest", size=2) == ["n10", "n11"]
        assert found("quantum", sort="newest", size=2) == ["n16", "n15"]

    def test_an_odd_page_or_sort_is_read_as_the_nearest(self, many):
        assert search("quantum", page=-3, sort="?").page == 1


class TestNothingFound:
    def ways(self, text, chosen=None):
        return {(row.way.value, row.text, row.total) for row in search(text, chosen).suggestions}

    def test_a_misspelt_word_is_corrected(self, measures):
        assert ("spelling", "ethical", 1) in self.ways("ehtical")
        assert ("spelling", "technology review", 1) in self.ways("tecnology review")

    def test_a_misspelt_word_beside_one_that_nothing_has_is_corrected_and_the_other_dropped(self, measures):
        assert self.ways("ehtical xyzzy") == {("fewer", "ethical", 1)}

    def test_a_wrong_character_is_corrected(self, measures):
        assert ("spelling", "科技伦理审查", 1) in self.ways("科技论理审查")

    def test_a_word_too_many_can_be_dropped(self, measures):
        assert ("fewer", "ethics", 1) in self.ways("ethics zebra")

    def test_a_long_run_is_taken_apart(self, measures):
        assert ("words", "人工智能 伦理", 1) in self.ways("人工智能伦理")

    def test_what_was_chosen_can_be_left_out(self, measures):
        assert ("everywhere", "ethics", 1) in self.ways("ethics", {"jurisdiction": ["GB"]})

    def test_quotes_can_be_left_out(self, measures):
        assert ("words", "review ethics", 1) in self.ways('"review ethics"')


def test_drafts_and_withdrawn_records_are_not_found(measures):
    factories.InitiativeFactory(title_en="Ethics draft")
    withdraw(record=measures, by=None, reason="wrong")
    assert found("ethics") == []
    assert found("") == []

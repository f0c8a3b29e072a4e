"""Titles while a reader types, and the nearest word to a misspelt one."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.models import Word
from observatory.publishing.record_publication import publish, withdraw
from observatory.search.results import search
from observatory.search.suggestions import complete_title, nearest_word
from tests import factories
from tests.stored_rows import made_once


@pytest.fixture
@made_once
def plan(db):
    record = factories.InitiativeFactory(
        slug="plan", title_en="National Policies on Open Science", title_zh_hans="国家开放科学政策"
    )
    factories.OtherNameFactory(record=record, name="Open Science Roadmap")
    publish(record=record, by=None, reason="new")
    return record


@pytest.mark.parametrize("typed", ["na", "Nat", "open sci", "policie", "policies", "national policies on", "NATIONAL "])
def test_a_title_is_completed_word_by_word(plan, typed):
    assert complete_title(typed) == ["National Policies on Open Science"]


@pytest.mark.parametrize("typed", ["国", "国家", "开放科", "科学政"])
def test_a_chinese_title_is_completed_from_any_character(plan, typed):
    assert complete_title(typed) == ["国家开放科学政策"]


def test_another_name_shows_beside_the_title(plan):
    assert complete_title("roadm") == ["National Policies on Open Science (Open Science Roadmap)"]


def test_an_abbreviation_is_offered_as_it_is_written(plan):
    factories.OtherNameFactory(record=plan, name="NPOS", kind="abbreviation")
    publish(record=plan, by=None, reason="new name")
    assert complete_title("npos") == complete_title("NPOS") == ["National Policies on Open Science (NPOS)"]


@pytest.mark.parametrize("typed", ["", " ", "n", "-", '"', "zebra", "\x00", "\ud800", "a" * 1000, "'; --"])
def test_too_little_or_nothing_known_completes_to_nothing(plan, typed):
    assert complete_title(typed) == []


def test_titles_that_begin_so_come_first(plan):
    publish(record=factories.InitiativeFactory(slug="b", title_en="Open Access"), by=None, reason="new")
    assert complete_title("open") == ["Open Access", "National Policies on Open Science"]


def test_withdrawn_titles_are_not_offered(plan):
    withdraw(record=plan, by=None, reason="wrong")
    assert complete_title("nat") == []


@pytest.mark.parametrize(
    ("word", "names", "meant"),
    [
        ("ehtics", ["research ethics review"], "ethics"),
        ("inteligence", ["artificial intelligence"], "intelligence"),
        ("伦里审查", ["科技伦理审查办法"], "伦理审查"),
        ("zebra", ["research ethics"], ""),
        ("ethics", ["ethics"], ""),
        ("plan", ["plans for planes"], "plans"),
    ],
)
def test_the_nearest_word_of_the_names_is_meant(word, names, meant):
    assert nearest_word(word, names) == meant


def meant(text):
    """What a search that finds nothing is told that it may have meant."""
    return [each.text for each in search(text).suggestions if each.way == "spelling"]


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("polices", ["policies"]),  # a letter left out
        ("natoinal", ["national"]),  # two swapped
        ("Sciemce", ["science"]),  # one for another
        ("oppen", ["open"]),  # one too many
        ("rodmap", ["roadmap"]),  # in another name
        ("nationnal polciies", ["national policies"]),
        ("xylophone", []),
        ("po", []),  # too short to be guessed at
    ],
)
def test_a_word_with_a_slip_is_taken_for_one_of_a_name(plan, typed, corrected):
    assert meant(typed) == corrected


LONG_TITLE = "关于加强人工智能驱动的科学研究平台建设和数据资源共享的实施意见"


@pytest.mark.parametrize("wrong", [0, 1, 7, 14, 15, 16, 17, 29, 30])
def test_one_wrong_character_of_a_long_title_is_put_right_wherever_it_stands(db, wrong):
    publish(record=factories.InitiativeFactory(title_zh_hans=LONG_TITLE), by=None, reason="new")
    assert meant(f"{LONG_TITLE[:wrong]}鑫{LONG_TITLE[wrong + 1 :]}") == [LONG_TITLE]


def test_what_is_asked_about_a_long_run_does_not_outgrow_it(db):
    with CaptureQueriesContext(connection) as queries:
        search("".join(chr(0x4E00 + place) for place in range(1000)))
    assert max(len(query["sql"]) for query in queries) < 10_000


def test_accents_and_capitals_are_no_slips(db):
    publish(record=factories.InitiativeFactory(title_en="Stratégie NATIONALE"), by=None, reason="new")
    assert meant("nationnale") == ["nationale"]
    assert meant("stratégei") == ["stratégie"]


def test_a_word_that_no_public_name_has_any_more_is_not_suggested(plan):
    withdraw(record=plan, by=None, reason="wrong")
    assert Word.objects.filter(text="roadmap").exists()
    assert meant("rodmap") == []


def test_the_words_of_a_name_are_added_once(plan):
    held = Word.objects.count()
    publish(record=factories.InitiativeFactory(title_en="National Roadmap, 2nd edition"), by=None, reason="new")
    added = set(Word.objects.order_by("-pk")[: Word.objects.count() - held].values_list("text", flat=True))
    assert added == {"edition"}  # no figures, and what is known already is not added again


def test_words_are_found_again_in_what_is_public(plan):
    Word.objects.all().delete()
    assert meant("rodmap") == []
    call_command("reindex_search", verbosity=0)
    assert meant("rodmap") == ["roadmap"]


@pytest.mark.parametrize("typed", ["a" * 10_000, "ab%_" * 50, "é" * 41, "zzz' OR 1=1 --"])
def test_whatever_is_misspelt_is_answered(plan, typed):
    assert search(typed).hits == []

"""Where a quote stands in a stored text, and what is said where it does not."""

import pytest

from observatory.desk.evidence.quote_search import QuoteNotThere, QuoteSearch
from observatory.monitoring.reading.quote_match import TextPosition
from tests.desk.evidence.texts import ARTICLES

SEARCH = QuoteSearch(ARTICLES)


def test_a_quote_is_found_with_sixty_characters_around_it():
    place = SEARCH.find("4.5 billion yuan")
    assert (place.exact, place.start, place.end) == ("4.5 billion yuan", TextPosition(2, 32), TextPosition(2, 48))
    assert place.prefix == "Interim Measures\nArticle 1\nThe central budget will provide "[-60:]
    assert place.suffix.startswith(" over three years.\nArticle 2\nProviders")
    assert len(place.suffix) == 60


def test_the_locator_is_the_article_if_one_can_be_seen():
    assert SEARCH.find("4.5 billion").locator == "Article 1"
    assert SEARCH.find("科学数据中心").locator == "第三条"
    assert QuoteSearch(("One.", "Two.")).find("Two").locator == "paragraph 2"
    assert QuoteSearch(("One.", "第二段的全文。")).find("全文").locator == "第2段"


def test_line_breaks_and_invisible_characters_do_not_matter():
    assert SEARCH.find("4.5\u00a0billion\n  yu\u200ban").exact == "4.5 billion yuan"
    assert SEARCH.find("three years.\nArticle 2\nProviders").exact == "three years.\nArticle 2\nProviders"


def test_of_two_places_the_one_with_the_context_counts():
    assert SEARCH.find("central budget").start.block == 2
    assert SEARCH.find("central budget", "the data. The").start.block == 4
    assert SEARCH.find("central budget", suffix="is decided").start.block == 4


def test_of_two_places_the_selected_one_counts():
    assert SEARCH.find("central budget", start=TextPosition(4, 41)).start.block == 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"exact": "3.2 billion yuan"}, "quote"),
        ({"exact": "shall publish"}, "quote"),
        ({"exact": " \n"}, "quote"),
        ({"exact": "4.5 billion", "start": TextPosition(4, 0)}, "quote"),
        ({"exact": "4.5 billion", "start": TextPosition(99, 0)}, "quote"),
        ({"exact": "4.5 billion", "prefix": "will not provide"}, "prefix"),
        ({"exact": "4.5 billion", "suffix": "dollars"}, "suffix"),
    ],
)
def test_what_does_not_stand_there_is_refused(given, field):
    with pytest.raises(QuoteNotThere) as refused:
        SEARCH.find(**given)
    assert refused.value.field == field


def test_an_empty_text_has_no_quotes():
    with pytest.raises(QuoteNotThere):
        QuoteSearch(()).find("a")

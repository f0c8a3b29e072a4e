"""Permanent identifiers: what form they have, and that a search takes each as one word."""

from collections.abc import Iterator

import pytest

from observatory.records import permanent_ids
from observatory.records.permanent_ids import is_public_id, new_public_id
from observatory.text.search_terms import index_terms


@pytest.fixture
def drawn(monkeypatch):
    """Let the characters of these texts be drawn, one after the other."""

    def draw(*texts: str) -> None:
        characters: Iterator[str] = iter("".join(texts))
        monkeypatch.setattr(permanent_ids.secrets, "choice", lambda alphabet: next(characters))

    return draw


def test_one_whose_figures_would_be_found_alone_is_not_given(drawn):
    drawn("a0bcdefg", "resnet50", "88c11na5")
    assert new_public_id() == "88c11na5"


@pytest.mark.parametrize("text", ["bcdfghjk", "20260327", "a1b2c3d4"])
def test_one_that_is_a_single_word_is_given(drawn, text):
    drawn(text)
    assert new_public_id() == text


def test_every_one_has_the_form_and_is_one_word_for_the_search():
    ids = [new_public_id() for _ in range(200)]
    assert [each for each in ids if not is_public_id(each) or len(index_terms(each)) != 1] == []

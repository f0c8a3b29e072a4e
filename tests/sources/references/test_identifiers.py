"""Identifiers as people type them."""

import pytest

from observatory.text.identifiers import arxiv_doi, find_arxiv, find_doi, find_isbn, isbn_digits


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1038/s41586-023-06185-3", "10.1038/s41586-023-06185-3"),
        ("DOI:10.1038/s41586-023-06185-3", "10.1038/s41586-023-06185-3"),
        ("http://dx.doi.org/10.1016%2Fj.x.2020", "10.1016/j.x.2020"),
        ("10.1000/(abc)", "10.1000/(abc)"),
        ("10.1000/abc).", "10.1000/abc"),
        ("https://example.org/10.1000/abc", ""),
        ("10.1000/a b", ""),
        ("10.1000/" + "x" * 300, ""),
    ],
)
def test_doi(text, doi):
    assert find_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("978 7 02 000220 7", "9787020002207"),
        ("ISBN-13: 978-0-306-40615-7", "9780306406157"),
        ("0-8044-2957-X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("0-8044-2957-1", ""),
        ("977-0-306-40615-7", ""),
        ("12345", ""),
    ],
)
def test_isbn(text, isbn):
    assert find_isbn(text) == isbn


def test_wrong_check_digit_is_still_known_for_an_isbn():
    assert isbn_digits("0-8044-2957-1") == "0804429571"
    assert isbn_digits("2026-11-29") == ""


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("arXiv:2301.00001v3", "2301.00001"),
        ("https://arxiv.org/abs/2301.00001", "2301.00001"),
        ("http://arxiv.org/pdf/math.GT/0309136v1.pdf", "math.GT/0309136"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("10.48550/arXiv.2301.00001", "2301.00001"),
        ("2301.000011", ""),
    ],
)
def test_arxiv(text, arxiv):
    assert find_arxiv(text) == arxiv


def test_doi_of_an_arxiv_paper():
    assert find_arxiv(arxiv_doi("math.GT/0309136")).lower() == "math.gt/0309136"

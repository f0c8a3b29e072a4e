"""Identifiers have the form of their scheme, and check digits that are right."""

import pytest
from django.core.exceptions import ValidationError

from observatory.records.models.names_and_identifiers import validate_identifier
from observatory.text import identifiers

BAD_IDENTIFIERS = [
    ("doi", "https://doi.org/10.1038/x"),
    ("doi", "10.1/x"),
    ("doi", "10.1038/ x"),
    ("ror", "https://ror.org/05qghxh33"),
    ("ror", "05qghxi33"),
    ("wikidata", "Q0"),
    ("wikidata", "P31"),
    ("isni", "0000 0001 2103 2683"),
    ("arxiv", "arXiv:2301.00001"),
    ("urn", "nbn:de:101"),
    ("document_number", "unnumbered"),
    ("other", " X1"),
]


@pytest.mark.parametrize(("scheme", "value"), BAD_IDENTIFIERS)
def test_what_is_no_identifier_of_its_scheme_is_refused_with_an_example(scheme, value):
    with pytest.raises(ValidationError) as refusal:
        validate_identifier(scheme, value)
    assert identifiers.FORMS[scheme][1] in refusal.value.messages[0]


@pytest.mark.parametrize("scheme", identifiers.FORMS)
def test_the_examples_are_identifiers(scheme):
    validate_identifier(scheme, identifiers.FORMS[scheme][1])


@pytest.mark.parametrize("value", ["042nb2s44", "01an7q238", "00f54p054", "03yrm5c26"])
def test_identifiers_of_ror_pass_their_check(value):
    assert not identifiers.has_wrong_check_digit("ror", value)


@pytest.mark.parametrize(
    ("scheme", "value"), [("ror", "042nb2s45"), ("ror", "042nb2t44"), ("isni", "0000000121032684")]
)
def test_a_digit_miscopied_is_noticed(scheme, value):
    with pytest.raises(ValidationError, match="check digits"):
        validate_identifier(scheme, value)


@pytest.mark.parametrize("value", ["hep-th/9901001", "math.GT/0309136", "2301.00001v2"])
def test_arxiv_had_two_schemes(value):
    validate_identifier("arxiv", value)

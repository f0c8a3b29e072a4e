"""How identifiers are typed and pasted: with a scheme or the address of a resolver before them, in groups of figures,
with the number of a version. The catalogue has them without. Pure functions."""

import re

# Addresses under which identifiers are shown or shared; what follows is the identifier itself.
_RESOLVER = re.compile(
    r"^(?:https?://)?(?:(?:dx\.)?doi\.org/|ror\.org/|(?:www\.)?wikidata\.org/(?:wiki|entity)/|arxiv\.org/(?:abs|pdf)/"
    r"|(?:www\.)?isni\.org/(?:isni/)?|[^/\s]+/r/)|^(?:doi|arxiv|ror|isni|wikidata|urn:doi):",
    re.IGNORECASE,
)
_FOR_PEOPLE = (
    (re.compile(r"\b(\d{4})[ -](\d{4})[ -](\d{4})[ -](\d{3}[\dX])\b", re.IGNORECASE), r"\1\2\3\4"),
    (re.compile(r"\b(\d{4}\.\d{4,5})v\d+\b", re.IGNORECASE), r"\1"),
    (
        re.compile(
            r"\b(?:doi|arxiv|isni|ror|wikidata)[:\s]\s*(?=10\.\d|\d{4}\.\d{4}|\d{15}|0\w{8}\b|Q\d)", re.IGNORECASE
        ),
        "",
    ),
)


def as_stored(text: str) -> str:
    """Return a text with the identifiers in it as the catalogue has them: without scheme, groups and version.

    >>> as_stored("ISNI 0000 0001 2150 090X and arXiv:2304.02948v2")
    '000000012150090X and 2304.02948'
    """
    for written_so, bare in _FOR_PEOPLE:
        text = written_so.sub(bare, text)
    return text


def without_resolver(word: str) -> str:
    """Return the identifier in the address of a resolver, or after a scheme; the word itself where it is neither.

    >>> without_resolver("https://doi.org/10.1234/abc")
    '10.1234/abc'
    """
    return _RESOLVER.sub("", word) or word

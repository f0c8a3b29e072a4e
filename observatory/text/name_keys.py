"""Keys of a name: two names that share one may be names of one thing. Pure functions.

Letter case, width, accents, punctuation, articles, traditional characters and British spelling make no difference. Each
key says how it was made, because that is how much it is worth: the name as it is, without its additions ("of China",
"Co., Ltd."), in pinyin, its words in any order, or its initials.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from observatory.text.letters_without_marks import plain_letters
from observatory.text.search_terms import fold_for_search, index_tokens, stem_word
from observatory.text.slugs import make_slug
from observatory.text.typography import has_han


class How(StrEnum):
    """How a key was made of a name."""

    NAME = "name"
    SHORT = "short"  # without what is added to a name: a country, a legal form, the frame of a notice
    PINYIN = "pinyin"
    WORDS = "words"  # the words in any order, without endings
    ABBREVIATION = "abbreviation"  # the name is one
    INITIALS = "initials"  # of the words of the name


class NameKey(NamedTuple):
    """A key, and how it was made; `place` is the country that was left out of the name, "" where none was."""

    text: str
    how: How
    place: str = ""


_LITTLE = {
    "the",
    "a",
    "an",
    "and",
    "of",
    "for",
    "in",
    "on",
    "to",
    "by",
    "with",
    "at",
    "de",
    "la",
    "le",
    "des",
    "du",
    "et",
}
_ARTICLES = {"the", "a", "an", "and"}
_LEGAL_FORMS = {"co", "ltd", "inc", "corp", "corporation", "company", "limited", "llc", "gmbh", "ag", "sa", "plc"}
# Names of countries as they are added to those of ministries and funders; the value says which are one country.
_COUNTRIES = {
    ("china",): "cn",
    ("chinese",): "cn",
    ("prc",): "cn",
    ("people", "republic", "china"): "cn",
    ("peoples", "republic", "china"): "cn",
    ("japan",): "jp",
    ("korea",): "kr",
    ("republic", "korea"): "kr",
    ("india",): "in",
    ("germany",): "de",
    ("france",): "fr",
    ("canada",): "ca",
    ("singapore",): "sg",
    ("united", "states"): "us",
    ("united", "states", "america"): "us",
    ("us",): "us",
    ("u", "s"): "us",
    ("usa",): "us",
    ("uk",): "gb",
    ("united", "kingdom"): "gb",
    ("eu",): "eu",
    ("european", "union"): "eu",
}
_LONGEST_COUNTRY = max(map(len, _COUNTRIES)) + 1  # with "of"
_BRITISH = (
    (re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=[bdl])our$"), "or"),
    (re.compile(r"^(cent|theat|fib)re(s?)$"), r"\1er\2"),
    (re.compile(r"^programme(s?)$"), r"program\1"),
    (re.compile(r"^defence$"), "defense"),
)
_HAN_FRAME = re.compile(r'^.{0,30}?关于(?:印发|发布|公布)"(.+)"的(?:通知|公告)$')  # folded: 《 is a quotation mark
_HAN_ADDITIONS = re.compile(r"^(?:中华人民共和国|中国)(?=.{3})|(?:股份有限公司|有限责任公司|有限公司)$")
# An abbreviation in brackets after the name that it stands for.
_IN_BRACKETS = re.compile(r"^(?P<name>.{4,}?)\s*[(（](?P<short>[A-Z][A-Za-z0-9&.\-]{1,9})[)）]$")
_ABBREVIATION = re.compile(r"^(?=.*[A-Z].*[A-Z])[A-Z0-9][A-Za-z0-9&.\-]{1,9}$")
SHORTEST = 4  # Latin letters, or two Chinese characters: a shorter key says nothing
_LONGEST = 60
_FEWEST_WORDS = 3


def is_abbreviation(name: str) -> bool:
    """Return whether a name looks like an abbreviation: one word, most of it capitals.

    >>> is_abbreviation("NSFC"), is_abbreviation("MoST"), is_abbreviation("China")
    (True, True, False)
    """
    found = _ABBREVIATION.match(name) is not None
    capitals = sum(letter.isupper() for letter in name)
    return found and capitals * 2 >= sum(map(str.isalpha, name))


@lru_cache(maxsize=20_000)
def name_keys(name: str, *, abbreviation: bool = False) -> tuple[NameKey, ...]:
    """Return the keys of a name, each once, the best first; `abbreviation` says that it is known to be one.

    >>> [key.text for key in name_keys("The Ministry of Science & Technology of China (MOST)")][:2]
    ['ministryofscienceandtechnologyofchina', 'ministryofsciencetechnology']
    """
    found: dict[str, NameKey] = {}
    for key in _keys_of_name(name.strip(), abbreviation):
        found.setdefault(key.text, key)
    return tuple(found.values())


def _keys_of_name(name: str, abbreviation: bool) -> Iterator[NameKey]:
    """Yield the keys of a name, the best first: with an abbreviation in brackets, in Chinese, or in words."""
    bracketed = _IN_BRACKETS.match(name)
    if bracketed and is_abbreviation(bracketed["short"]) and not any(map(str.isdigit, bracketed["short"])):
        yield from _keys_of_name(bracketed["name"], abbreviation=False)
        yield from _keys_of_abbreviation(bracketed["short"])
        return
    if abbreviation:
        yield from _keys_of_abbreviation(name)
        return
    folded = fold_for_search(name)
    if has_han(folded):
        yield from _keys_of_chinese_name(folded)
    else:
        yield from _keys_of_words(folded)
    if is_abbreviation(name):
        yield from _keys_of_abbreviation(name)


def _keys_of_abbreviation(name: str) -> Iterator[NameKey]:
    text = "".join(_words(fold_for_search(name)))
    if len(text) > 1:
        yield NameKey(f"a:{text}", How.ABBREVIATION)


def _keys_of_chinese_name(folded: str) -> Iterator[NameKey]:
    """Yield the keys of a Chinese name: the whole, without frame and additions, and its pinyin."""
    whole = _joined_words(folded)
    if len(whole) > 1:
        yield _key("", whole, How.NAME)
    framed = _HAN_FRAME.match(folded)
    short = _joined_words(_HAN_ADDITIONS.sub("", framed[1] if framed else folded))
    if 1 < len(short) != len(whole):
        place = "cn" if folded.startswith("中") and not short.startswith("中") else ""
        yield _key("", short, How.SHORT, place)
    for text in (whole, short):
        if len(text) > 2:
            yield _key("", make_slug(text, 400).replace("-", ""), How.PINYIN)


def _joined_words(text: str) -> str:
    return "".join(_words(text))


def _words(folded: str) -> list[str]:
    return [word for token in index_tokens(folded) if (word := plain_letters(token.text).removesuffix("'s"))]


def _keys_of_words(folded: str) -> Iterator[NameKey]:
    """Yield the keys of a name in words: the whole, without country and legal form, its sorted stems, its initials."""
    words = [_american(word) for word in _words(folded.replace("&", " and "))]
    whole = "".join(words)
    if len(whole) >= SHORTEST:
        yield _key("", whole, How.NAME)
    plain = [word for word in words if word not in _ARTICLES]
    shorter, place = _without_country(_without_legal_form(plain))
    short = "".join(shorter)
    if SHORTEST <= len(short) != len(whole):
        yield _key("", short, How.NAME if shorter == plain else How.SHORT, place)
    content = [stem_word(word) for word in shorter if word not in _LITTLE]
    if len(content) >= _FEWEST_WORDS and len(set(content)) == len(content):
        yield _key("w:", " ".join(sorted(content)), How.WORDS, place)
    for kept, left in ((plain, _LITTLE), (plain, _ARTICLES), (shorter, _LITTLE), (shorter, _ARTICLES)):
        initials = "".join(word[0] for word in kept if word not in left)
        if _FEWEST_WORDS <= len(initials) <= 8 and initials.isalpha():
            yield NameKey(f"a:{initials}", How.INITIALS, place if kept is shorter else "")


def _american(word: str) -> str:
    if len(word) > 4:
        for pattern, instead in _BRITISH:
            word = pattern.sub(instead, word)
    return word


def _without_legal_form(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words = words[:-1]
    return words


def _without_country(words: list[str]) -> tuple[list[str], str]:
    """Return the words of a name without a country at their beginning or end, and that country."""
    for length in range(_LONGEST_COUNTRY, 0, -1):
        for rest, name in ((words[:-length], words[-length:]), (words[length:], words[:length])):
            country = _COUNTRIES.get(tuple(word for word in name if word != "of"))
            if country and len([word for word in rest if word not in _LITTLE and word != "s"]) > 1:
                while rest and rest[-1] in ("of", "in"):
                    rest = rest[:-1]
                return [word for word in rest if word != "s"], country
    return words, ""


def _key(prefix: str, text: str, how: How, place: str = "") -> NameKey:
    """Return a key; of a long text its beginning and a hash, so that it fits a column and an index."""
    if len(text) > _LONGEST:
        text = f"{text[:40]}~{blake2b(text.encode(), digest_size=8).hexdigest()}"
    return NameKey(prefix + text, how, place)

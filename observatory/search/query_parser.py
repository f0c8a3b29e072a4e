"""Parse a search query: words, Chinese runs, "phrases", -exclusions and identifiers. Never raises.

Words are joined by AND. A Chinese run is a phrase of character pairs. So is text in quotes of any kind, and text that
looks like an identifier (2022-2025, 10.1038/s41586-023-06221-2, 国科发监〔2023〕167号).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from observatory.text.identifiers import find_isbn, identifiers_as_stored, without_resolver
from observatory.text.letters_without_marks import MARKS
from observatory.text.search_terms import UNSPACED, index_terms, is_run, word_pairs
from observatory.text.tsvector_lexemes import NAME, TITLE, name_lexeme
from observatory.text.typography import HAN, fold_typography

LONGEST = 200  # characters of a query that are read
MOST_PARTS = 24
_LONGEST_NAME = 300  # characters of a title (`Record.title_en`)
# Too frequent in English to tell texts apart; in quotes they count.
STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be by can do does for from has have how if in into is it its of on or that the their"
        " there these this to was were what when where which who why will with",
    )
)
_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))')
_IDENTIFIER = re.compile(rf"(?=.*\d)[\w{HAN}]+(?:[-./:()\[\]〔〕〈〉#&%~]+[\w{HAN}]+)+[-./:()\[\]〔〕]*")
_RUN = re.compile(f"[{UNSPACED}]+")
# A word with its elided article, its ending and its figures: "l'IA", "don't", "GLM4", "AI4S".
_WORD = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+(?:['’{MARKS}]+[^\W_{UNSPACED}]+)*[{MARKS}]*")

# As printed, with its groups; one of ten digits only where it is called so.
_ISBN = re.compile(
    r"(?:\bISBN(?:-1[03])?[:\s]\s*)?\b97[89](?:[- ]?\d){10}\b|\bISBN(?:-1[03])?[:\s]\s*\d(?:[- ]?\d){8}[- ]?[\dX]\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """One unit of a query: a word, a Chinese run, a phrase or an identifier."""

    text: str
    atoms: tuple[tuple[str, int], ...]  # lexemes as PostgreSQL writes them, each with its place
    strict: bool = False  # in quotes or an identifier: its words must stand together
    negated: bool = False
    pairs: tuple[str, ...] = ()  # lexemes of each two neighbouring words of a phrase, or of letters and figures

    @property
    def lexemes(self) -> list[str]:
        """Every lexeme that a text with this part has."""
        return list(dict.fromkeys([*(atom for atom, _place in self.atoms), *self.pairs]))

    @property
    def loose(self) -> str:
        """The part as a tsquery that an index alone can answer."""
        return " & ".join(self.lexemes)

    @property
    def exact(self) -> str:
        """The part of a query as a tsquery in which its terms stand as they were typed."""
        written, last = self.atoms[0]
        for atom, place in self.atoms[1:]:
            written += f" <{place - last}> {atom}"
            last = place
        # Of the texts with all words few have the pairs too: only those are looked at.
        return " & ".join([*self.pairs, written])


@dataclass(frozen=True)
class Query:
    """A query in parts. `text` is what was read of it, `cut` whether more was typed; `title` and `name` are the lexemes
    of records of which all that was typed is a title or another name (`tsvector_lexemes.name_lexeme`)."""

    text: str
    parts: tuple[Part, ...] = ()
    cut: bool = False
    title: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.parts)

    @cached_property
    def positive(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.negated)

    @cached_property
    def loose(self) -> str:
        """All parts by AND, phrases taken as the sum of their terms: answered by the index alone."""
        found = dict.fromkeys(lexeme for part in self.positive for lexeme in part.lexemes)
        return " & ".join([*found, *self.excluded])

    @cached_property
    def exact(self) -> str:
        """All parts by AND, phrases in order; equal to `loose` when there is none."""
        found = dict.fromkeys(part.exact for part in self.positive)
        return " & ".join([*(f"({text})" if "<" in text else text for text in found), *self.excluded])

    @cached_property
    def strict(self) -> bool:
        """Whether `loose` finds much that was not meant: words in quotes, identifiers. A Chinese run needs no quotes to
        be a phrase."""
        return any(part.strict and len(part.atoms) > 1 and not _RUN.fullmatch(part.text) for part in self.positive)

    @property
    def excluded(self) -> list[str]:
        """The parts with a minus, each as a tsquery of texts without it."""
        return [f"!({part.exact})" for part in self.parts if part.negated]

    def without(self, part: Part) -> str:
        """Return the text of the query without one part."""
        return " ".join(query_text(other) for other in self.parts if other is not part)


def parse_query(text: str) -> Query:
    """Read a query as typed; whatever was typed, an answer comes back, an empty one if it holds no word."""
    clean = fold_typography(text.encode("utf-8", "replace").decode("utf-8").replace("\0", " "))
    read = _cut_query(clean)
    parts = list(dict.fromkeys(_parts_of_query(read)))[:MOST_PARTS]
    if not any(not part.negated for part in parts):
        # Nothing is left to exclude from: the minus was a dash.
        parts = [replace(part, negated=False) for part in parts]
    telling = [part for part in parts if part.strict or part.text.lower() not in STOPWORDS]
    if any(not part.negated for part in telling):
        parts = telling
    whole = [quote_lexeme(name_lexeme(kind, clean[:_LONGEST_NAME])) for kind in (TITLE, NAME)] if parts else ["", ""]
    return Query(read, tuple(parts), len(clean) > LONGEST, *whole)


def _cut_query(text: str) -> str:
    """Return as much of a text as is read, in whole words where it has spaces."""
    read = text[:LONGEST]
    return read.rpartition(" ")[0] or read if len(text) > LONGEST and text[LONGEST] != " " else read


def query_text(part: Part) -> str:
    """Return a part as a reader would type it."""
    text = f'"{part.text}"' if part.strict and " " in part.text else part.text
    return f"-{text}" if part.negated else text


def _parts_of_query(text: str) -> Iterator[Part]:
    """Yield the parts of a query as typed: phrases in quotes, identifiers, words, each perhaps excluded."""
    text = _ISBN.sub(lambda found: find_isbn(found[0]) or found[0], identifiers_as_stored(text))
    for piece in _PIECE.finditer(text):
        negated = bool(piece["minus"])
        if piece["quoted"] is not None:
            yield from _part_of_query(piece["quoted"].strip(), negated, strict=True)
            continue
        plain = piece["plain"]
        bare = without_resolver(plain)
        if bare != plain or _IDENTIFIER.fullmatch(bare):
            yield from _part_of_query(bare, negated, strict=True)
        else:
            for word in _WORD.findall(bare):
                yield from _part_of_query(word, negated, strict=False)


def _part_of_query(text: str, negated: bool, *, strict: bool) -> Iterator[Part]:
    """Yield the part of a query that a word or phrase is; nothing for a text without a word."""
    atoms = tuple(_lexemes_of_part(text))
    # The letters and figures of one word have pairs as well: "GLM4" finds "GLM-4".
    pairs = tuple(quote_lexeme(pair) for pair, _place in word_pairs(index_terms(text)))
    if len(pairs) == 1 and len(atoms) == 2:  # the index has the phrase as one lexeme
        atoms, pairs = ((pairs[0], 0),), ()
    if atoms:
        yield Part(text, atoms, strict, negated, pairs)


def _lexemes_of_part(text: str) -> Iterator[tuple[str, int]]:
    """Yield the lexemes of a part of a query with their places; one character of a run alone stands for all that begin
    with it."""
    pair_at = None
    for term, place in index_terms(text):
        if is_run(term):
            if len(term) > 1:
                pair_at = place
            elif pair_at == place - 1:
                continue  # the last character of a run is in the pair before it
            else:
                yield f"{quote_lexeme(term)}:*", place
                continue
        yield quote_lexeme(term), place


def quote_lexeme(term: str) -> str:
    """Return a term as PostgreSQL reads it in a tsquery or a tsvector."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"

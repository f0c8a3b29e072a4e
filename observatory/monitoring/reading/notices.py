"""Recognise notices that are in a document's place: a domain for sale, a site that was shut, a text under review.

Unlike the phrases of `interstitials`, these occur in documents too: a guideline says what happens to a site without
registration. So a phrase must mean the page, the site or the domain itself ("this domain", "该网站"), and it must be
the headline of the page or most of what it says. Pure functions; the phrases are in `notice_phrases`.
"""

import re
from collections import Counter

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading import notice_phrases as phrases
from observatory.monitoring.reading.count_letters import count_letters
from observatory.monitoring.reading.extract.document import Document
from observatory.text.tokens import split_sentences

# Sizes in letters, a Chinese character counting for two.
_LONGEST_SENTENCE, _LONGEST_HEADLINE = 240, 120
_LITTLE, _SOME, _SHORT = 160, 450, 900
_LAST_BLOCKS = 4  # where a page that shows a beginning only says what the rest costs
_TITLE_PARTS = re.compile(r"\s[|–—_-]+\s|[|_]|\n")
# In the order in which they are asked: a site that is closed for maintenance comes back.
_NOTICES = (
    (Outcome.BLOCKED, phrases.BLOCKED),
    (Outcome.LOGIN_REQUIRED, phrases.LOGIN),
    (Outcome.LOGIN_REQUIRED, phrases.PAYWALL),
    (Outcome.SERVER_ERROR, phrases.MAINTENANCE),
    (Outcome.SOFT_404, phrases.NO_SITE),
    (Outcome.SOFT_404, phrases.NO_TEXT),
)


def find_notice(document: Document, size: int) -> Outcome | None:
    """Return the outcome that a notice in the document's place implies, or None; `size` is that of the main text in
    letters."""
    if phrases.DEFAULT_TITLE.search(document.title) or _is_empty_listing(document):
        return Outcome.SOFT_404
    if size >= _SHORT:
        return None
    if _is_paid_for(document):
        return Outcome.LOGIN_REQUIRED
    links = set(document.link_blocks)
    said: Counter[Outcome] = Counter()
    rest = 0
    for number, block in enumerate(document.blocks):
        for sentence in split_sentences(block):
            if outcome := _outcome_of(sentence):
                said[outcome] += count_letters(sentence)
            elif number not in links:
                rest += count_letters(sentence)
    headline = _headline_outcome(document)
    if headline and rest < _SOME:
        return headline
    return said.most_common(1)[0][0] if said and rest < _LITTLE and 2 * said.total() >= rest else None


def _outcome_of(sentence: str) -> Outcome | None:
    if len(sentence) > 2 * _LONGEST_SENTENCE or count_letters(sentence) > _LONGEST_SENTENCE:
        return None
    return next((outcome for outcome, pattern in _NOTICES if pattern.search(sentence)), None)


def _headline_outcome(document: Document) -> Outcome | None:
    """Return the outcome of a title or headline that is the notice and little more."""
    links = set(document.link_blocks)
    first = [block for number, block in enumerate(document.blocks[:3]) if number not in links]
    for part in (*_TITLE_PARTS.split(document.title), *first):
        for outcome, pattern in _NOTICES if len(part) <= _LONGEST_HEADLINE else ():
            match = pattern.search(part)
            if match and 2 * len(match[0]) >= 0.9 * len(part.strip()):
                return outcome
    return None


def _is_paid_for(document: Document) -> bool:
    """Return whether the page ends in the offer to read the rest."""
    last = [block for block in document.blocks[-_LAST_BLOCKS:] if len(block) <= _LONGEST_HEADLINE]
    return any(phrases.PAYWALL.search(block) for block in last)


def _is_empty_listing(document: Document) -> bool:
    """Return whether a web server lists a folder without files."""
    if not document.title.lower().startswith(("index of", "directory listing for")) or len(document.full_text) > 600:
        return False
    return count_letters(phrases.LISTING.sub("", document.full_text)) < 4

"""Classify responses that are not the document: error pages, block and login pages, bot checks, empty pages, and
notices in its place (a domain for sale, a site that was shut, a text under review). Pure functions.

The patterns are in `interstitials` and `notice_phrases`. A block, login or bot-check page is recognised only when it
is short, because documents quote such phrases too, and never when it still contains most of the document's earlier
text. Phrases of notices occur in documents too: a guideline says what happens to a site without registration. So a
phrase must mean the page, the site or the domain itself ("this domain", "该网站"), and it must be the headline of the
page or most of what it says.
"""

import re
from collections import Counter
from urllib.parse import urlsplit

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading import interstitials
from observatory.monitoring.reading import notice_phrases as phrases
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.extract.frames import MOST_FRAMES, frames_to_visit, unwrap_viewer
from observatory.monitoring.reading.text_size import count_letters
from observatory.text.typography import comparison_key
from observatory.text.words_and_sentences import split_sentences

# Sizes in letters, a Chinese character counting for two.
_SENTENCE, _TINY, _SHORT, _PAGE = 24, 160, 900, 3_500
_MENU = 6  # links; a page with more is a list, whatever pictures it has
_LOOKED_AT = 2 * _PAGE  # characters
_TITLE_PARTS = re.compile(r"\s[|–—_-]+\s|[|_]|\n")


def classify_page(
    document: Document, http_status: int = 200, url: str = "", previous: Document | None = None, final_url: str = ""
) -> Outcome | None:
    """Return the outcome that the text of a page implies, or None if the page is the document.

    `url` is the URL that was requested, `final_url` where redirects led; `previous` is the last good document of the
    location, if any. Unambiguous statuses (404, 410, 5xx) are left to the caller, except where the page says more: a
    bot check sent with 403, 429 or 503 is `blocked`.
    """
    if document.media == "feed" and http_status < 400:  # made by a program, and never a page that takes its place
        return None if document.blocks else Outcome.EMPTY
    text = document.text[:_LOOKED_AT]
    size = count_letters(text)
    if http_status < 400 and "scan" in document.signals:
        return Outcome.NO_TEXT_LAYER
    in_frame = document.frame_urls and size < 2 * _TINY and not _has_sentences(document)
    if http_status < 400 and (size >= _PAGE or (_page_is_still_there(document, previous) and not in_frame)):
        return None
    notice = classify_notice(document, size)
    if notice and (http_status < 400 or notice is Outcome.BLOCKED):
        return notice
    head = _head(document)
    if http_status < 400 and _is_server_error(document, size, head, text):
        return Outcome.SERVER_ERROR
    if http_status == 401 or (http_status < 400 and _is_login(document, size, head, text, url, final_url)):
        return Outcome.LOGIN_REQUIRED
    if _is_block(document, size, head, text, http_status) or (
        http_status < 400 and _is_consent(document, size, head, text, final_url)
    ):
        return Outcome.BLOCKED
    if http_status >= 400:
        return None
    if _is_not_found(size, head, text, url, final_url) or _is_home_page(document, previous, size):
        return Outcome.SOFT_404
    return _classify_page_without_text(document, size, text)


def classify_meta_refresh(document: Document) -> str:
    """Return the URL to which a page without text of its own sends its reader by meta refresh; else ""."""
    target = document.meta_refresh_url
    return target if target and count_letters(document.text[:_LOOKED_AT]) < _TINY else ""


def _head(document: Document) -> str:
    """Return the title and the first short blocks: where a page says what it is."""
    first = [block for block in document.blocks[:3] if len(block) <= 120]
    return "\n".join((document.title, *first))


def _title_is_called(pattern: re.Pattern[str], head: str) -> bool:
    """Return whether the title, a part of it or a headline is little more than a pattern: "Captcha", but not "How bots
    solve a captcha"."""
    return any(
        2 * sum(len(match[0]) for match in pattern.finditer(part)) >= 0.9 * len(part.strip())
        for part in _TITLE_PARTS.split(head)
        if part.strip()
    )


def _page_is_still_there(document: Document, previous: Document | None) -> bool:
    """Return whether the page still says at least half of what it said before."""
    if previous is None or not previous.blocks:
        return False
    before = {comparison_key(s) for block in previous.blocks[:400] for s in split_sentences(block)}
    after = {comparison_key(s) for block in document.blocks[:800] for s in split_sentences(block)}
    return len(before & after) * 2 >= len(before)


def _is_login(document: Document, size: int, head: str, text: str, url: str, final_url: str) -> bool:
    """Return whether a page asks its reader to log in."""
    asked_for_login = interstitials.LOGIN_PATH.search(urlsplit(url).path + "?")
    sent_to_login = (
        final_url and interstitials.LOGIN_PATH.search(urlsplit(final_url).path + "?") and not asked_for_login
    )
    if sent_to_login and size < _PAGE:
        return True
    says_login = interstitials.LOGIN_TITLE.search(head) is not None
    if document.password_fields and size < _SHORT:
        return says_login or interstitials.LOGIN_BODY.search(text) is not None
    called_login = _title_is_called(interstitials.LOGIN_TITLE, head)
    return size < _SHORT and interstitials.LOGIN_BODY.search(text) is not None and (called_login or size < _SHORT / 2)


def _is_block(document: Document, size: int, head: str, text: str, http_status: int) -> bool:
    """Return whether a page refuses its reader, or checks whether it is a bot."""
    refused = http_status in (403, 405, 412, 418, 429, 451, 503, 521, 567)
    if "challenge" in document.signals and size < _SHORT and (refused or size < _TINY):
        return True
    title, body = interstitials.BLOCKED_TITLE.search(head), interstitials.BLOCKED_BODY.search(text)
    alone = size < _SHORT / 3 or "captcha" in document.signals
    if size < _SHORT and title and (body or refused or (alone and _title_is_called(interstitials.BLOCKED_TITLE, head))):
        return not (http_status in (403, 429) and not body and "challenge" not in document.signals and size < 40)
    return size < _SHORT / 2 and body is not None


def _is_consent(document: Document, size: int, head: str, text: str, final_url: str) -> bool:
    """Return whether a page asks for consent (cookies) in the place of the document."""
    addresses = (final_url, document.canonical_url)
    if any(interstitials.CONSENT_HOST.match(urlsplit(address).hostname or "") for address in addresses if address):
        return size < _PAGE
    return (
        size < _PAGE
        and interstitials.CONSENT_TITLE.search(head) is not None
        and interstitials.CONSENT_BODY.search(text) is not None
    )


def _is_not_found(size: int, head: str, text: str, url: str, final_url: str) -> bool:
    """Return whether a page says that the document is not there."""
    if (
        final_url
        and interstitials.ERROR_PATH.search(urlsplit(final_url).path)
        and not interstitials.ERROR_PATH.search(urlsplit(url).path)
    ):
        return size < _PAGE
    if size >= _SHORT:
        return False
    title, body = interstitials.NOT_FOUND_TITLE.search(head), interstitials.NOT_FOUND_BODY.search(text)
    return bool((title and body) or (title and size < _SHORT / 2) or (body and size < _SHORT / 2))


def _is_home_page(document: Document, previous: Document | None, size: int) -> bool:
    """Return whether the page has replaced the document and has the name that the document's title gave to the whole
    site."""
    if previous is None or not document.title or size >= _PAGE:
        return False
    now, before = comparison_key(document.title), comparison_key(previous.title)
    return 2 <= len(now) < len(before) and before.endswith(now) and not set(document.blocks) & set(previous.blocks)


def _is_server_error(document: Document, size: int, head: str, text: str) -> bool:
    """Return whether a page says that its server failed."""
    if size >= _SHORT or "challenge" in document.signals or document.password_fields:
        return False
    return bool(
        interstitials.SERVER_ERROR.search(head) or (size < _SHORT / 2 and interstitials.SERVER_ERROR.search(text))
    )


def _classify_page_without_text(document: Document, size: int, text: str) -> Outcome | None:
    """Return an outcome for a page whose text is elsewhere, for the shell of an application, for a file of pictures or
    for an empty page; a page with menus around few words is a short page."""
    if size == 0 and document.media in ("pdf", "docx"):  # a file that opens is not dead: its pages may be pictures
        return Outcome.NO_TEXT_LAYER
    if size >= 2 * _TINY or document.meta_refresh_url or document.media != "html":
        return Outcome.EMPTY if size == 0 and not document.meta_refresh_url else None
    has_sentences = _has_sentences(document)
    if document.frame_urls and not has_sentences:
        return Outcome.TEXT_ELSEWHERE
    if _waits_for_script(document, size, has_sentences):
        return Outcome.NEEDS_JAVASCRIPT
    if size >= _TINY:
        return None
    visible = count_letters(document.full_text[:_LOOKED_AT])
    if document.scripts and visible < _TINY:
        shell = "spa" in document.signals and visible < _TINY / 2
        if shell or visible < 8 or interstitials.JAVASCRIPT.search(text):
            return Outcome.NEEDS_JAVASCRIPT
    if "picture" in document.signals and not has_sentences and len(document.link_blocks) < _MENU:
        return Outcome.TEXT_ELSEWHERE
    return Outcome.EMPTY if size == 0 else None


def _waits_for_script(document: Document, size: int, has_sentences: bool) -> bool:
    """Return whether a page waits for a script: it shows the names of values instead of them, has its text in a script,
    or says that the browser is too old."""
    letters = count_letters(interstitials.PLACEHOLDER.sub("", document.text))
    if letters < _TINY and (letters < size / 2 or (letters < size and not has_sentences)):
        return True
    if "template" in document.signals and not has_sentences and size < _TINY:
        return True
    sentences = split_sentences(document.text)
    of_browser = sum(count_letters(part) for part in sentences if interstitials.OLD_BROWSER.search(part))
    return 2 * of_browser >= size > 0


def _has_sentences(document: Document) -> bool:
    """Return whether a page has running text of its own, beside headlines, dates, links and the lines at its foot."""
    links = set(document.link_blocks)
    return any(
        number not in links
        and interstitials.SENTENCE.search(block) is not None
        and count_letters(block) >= _SENTENCE
        and not interstitials.FOOT_LINE.search(block)
        for number, block in enumerate(document.blocks)
    )


def own_letters(document: Document) -> int:
    """Return how many letters of a page are not links, counted up to the size of a document."""
    links = set(document.link_blocks)
    letters = 0
    for number, block in enumerate(document.blocks):
        letters += 0 if number in links else count_letters(block[:_LOOKED_AT])
        if letters >= _PAGE:
            break
    return letters


def find_frames(document: Document, url: str) -> tuple[str, ...]:
    """Return the frames to visit for the text of a page that has little of its own; `url` is that of the page."""
    thin = document.frame_urls and own_letters(document) < _TINY
    return frames_to_visit(document.frame_urls, url) if thin else ()


def describe_text_elsewhere(document: Document) -> str:
    """Say for the curator where the text of the page is, for an outcome of TEXT_ELSEWHERE."""
    urls = list(dict.fromkeys(map(unwrap_viewer, document.frame_urls)))
    if not urls:
        return "the page has no text of its own; it may be in a picture"
    return f"the page has no text of its own; it is in a frame: {' or '.join(urls[:MOST_FRAMES])}"


# Sizes in letters, a Chinese character counting for two.
_LONGEST_SENTENCE, _LONGEST_HEADLINE = 240, 120
_LITTLE, _SOME, _SHORT_NOTICE = 160, 450, 900
_LAST_BLOCKS = 4  # where a page that shows a beginning only says what the rest costs
_NOTICE_TITLE_PARTS = re.compile(r"\s[|–—_-]+\s|[|_]|\n")
# In the order in which they are asked: a site that is closed for maintenance comes back.
_NOTICES = (
    (Outcome.BLOCKED, phrases.BLOCKED),
    (Outcome.LOGIN_REQUIRED, phrases.LOGIN),
    (Outcome.LOGIN_REQUIRED, phrases.PAYWALL),
    (Outcome.SERVER_ERROR, phrases.MAINTENANCE),
    (Outcome.SOFT_404, phrases.NO_SITE),
    (Outcome.SOFT_404, phrases.NO_TEXT),
)


def classify_notice(document: Document, size: int) -> Outcome | None:
    """Return the outcome that a notice in the document's place implies, or None; `size` is that of the main text in
    letters."""
    if phrases.DEFAULT_TITLE.search(document.title) or _is_empty_listing(document):
        return Outcome.SOFT_404
    if size >= _SHORT_NOTICE:
        return None
    if _is_paid_for(document):
        return Outcome.LOGIN_REQUIRED
    links = set(document.link_blocks)
    said: Counter[Outcome] = Counter()
    rest = 0
    for number, block in enumerate(document.blocks):
        for sentence in split_sentences(block):
            if outcome := _outcome_of_notice(sentence):
                said[outcome] += count_letters(sentence)
            elif number not in links:
                rest += count_letters(sentence)
    headline = _classify_headline(document)
    if headline and rest < _SOME:
        return headline
    return said.most_common(1)[0][0] if said and rest < _LITTLE and 2 * said.total() >= rest else None


def _outcome_of_notice(sentence: str) -> Outcome | None:
    if len(sentence) > 2 * _LONGEST_SENTENCE or count_letters(sentence) > _LONGEST_SENTENCE:
        return None
    return next((outcome for outcome, pattern in _NOTICES if pattern.search(sentence)), None)


def _classify_headline(document: Document) -> Outcome | None:
    """Return the outcome of a title or headline that is the notice and little more."""
    links = set(document.link_blocks)
    first = [block for number, block in enumerate(document.blocks[:3]) if number not in links]
    for part in (*_NOTICE_TITLE_PARTS.split(document.title), *first):
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

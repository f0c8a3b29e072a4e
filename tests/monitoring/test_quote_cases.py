"""The labelled quotes of `quote_cases/`: kinds of changes one by one, in HTML, Word and text, English and Chinese."""

from functools import cache

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract import extract
from observatory.monitoring.reading.quote_finder import QuoteFinder
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from tests.monitoring.quote_cases.read_cases import LabelledQuote, read_cases

Answer = tuple[LabelledQuote, str, str, bool | None]


@cache
def answers() -> list[Answer]:
    found = []
    for case in read_cases():
        selector = TextQuoteSelector(case.exact, case.prefix, case.suffix)
        for content_type, body in case.documents():
            match = QuoteFinder(extract(body, content_type)).find(selector)
            found.append((case, content_type, str(match.state), match.meaning_changed))
    return found


def described(answer: Answer) -> str:
    case, content_type, state, _ = answer
    return f"{case.language}.txt:{case.number} {case.kind} {content_type[:16]}: {state}, not {' or '.join(case.states)}"


def test_every_labelled_quote_has_a_right_state() -> None:
    found = answers()

    wrong = [answer for answer in found if not answer[0].is_right(answer[2])]
    assert [described(answer) for answer in wrong] == []


def test_a_change_of_meaning_is_never_called_a_rewording() -> None:
    altered = [answer for answer in answers() if answer[2] == QuoteState.ALTERED]
    overlooked = [answer for answer in altered if answer[0].meaning_changed and not answer[3]]
    assert [described(answer) for answer in overlooked] == []

    # A rewording called a change costs a look; a few are (voice, an abbreviation written out).
    overstated = [answer for answer in altered if answer[0].meaning_changed is False and answer[3]]
    assert len(overstated) <= 8, [described(answer) for answer in overstated]


PREFIX, QUOTE, SUFFIX = "The seat is Marrow Quay. ", "The office keeps the file for all.", " Its reports are public."
REPEALED = [
    *("Repealed provisions", "Superseded", "Deleted provisions", "Cancelled", "Void", "Archived version", "Old rules"),
    *("Part 3. Duties (repealed)", "Part 3. Duties [deleted]", "Provisions that no longer apply", "Not adopted"),
    *("Text before the amendment", "Out of force", "废止", "废止条款", "失效文件", "历史条文", "停止执行的规定"),
    *("第三章 档案（废止）", "以下条款废止", "原规定（已修改）", "不再执行的条款", "修订前文本", "已被替代"),
]
IN_FORCE = [
    *("Repeals", "Repeal of earlier acts", "Deletion of data", "Expiry of permits", "Void ballots", "Old-age pensions"),
    *("废止与施行", "许可的撤销", "数据删除", "合同终止", "失效日期", "历史文化保护"),
]


def state_under(*headings: str) -> str:
    above = "".join(f"<h2>{heading}</h2>" for heading in headings)
    page = f"<main><h1>Notice</h1><p>Visitors sign the book.</p>{above}<p>{PREFIX}{QUOTE}{SUFFIX}</p></main>"
    read = extract(page.encode(), "text/html; charset=utf-8")
    return str(QuoteFinder(read).find(TextQuoteSelector(QUOTE, PREFIX, SUFFIX)).state)


@pytest.mark.parametrize("heading", REPEALED)
def test_nothing_is_present_under_a_heading_that_takes_it_back(heading: str) -> None:
    assert state_under(heading) == QuoteState.MOVED
    assert state_under(heading, "Chapter 2") == QuoteState.MOVED


@pytest.mark.parametrize("heading", IN_FORCE)
def test_a_heading_about_repeals_takes_nothing_back(heading: str) -> None:
    assert state_under(heading) == QuoteState.PRESENT

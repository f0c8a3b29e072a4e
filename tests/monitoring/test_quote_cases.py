"""The labelled quotes of `quote_cases/`: kinds of changes one by one, in HTML, Word and text, English and Chinese."""

from functools import cache

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract import extract
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.monitoring.reading.quotes import QuoteFinder
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

    # A rewording called a change costs a look; a few are (voice, currency before or after the amount).
    overstated = [answer for answer in altered if answer[0].meaning_changed is False and answer[3]]
    assert len(overstated) <= 24, [described(answer) for answer in overstated]

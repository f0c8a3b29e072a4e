"""One change at a time in a paragraph that is quoted: typography leaves a quote present, any other change never
does."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract import Document
from observatory.monitoring.reading.extract.document import StruckText
from observatory.monitoring.reading.quote_finder import find_quote
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector

EN = (
    "Rules for Shared Computing",
    "The institute keeps a list of machines. It is updated each spring by the office in Lower Aldern.",
    "Time is granted in rounds. The panel shall grant at least 4,500 node-hours to each group, and must publish its "
    "decisions within 30 days, unless the applicant objects. A decision may be appealed once.",
    "Users pay for what they use. The fee is $2.40 per hour and 12% of it goes to the Merrow Trust; it was raised on "
    "15 August 2025 after the winter, when temperatures fell to -8 degrees. Schools are exempt.",
    "Visitors are welcome on most days. The reading room is open to all visitors and staff before noon.",
)
ZH = (
    "共享算力管理规定",
    "管理办公室负责编制设备目录。目录每年春季更新，由下榆办公室发布。",
    "机时按轮次分配。评审组应当向每个课题组分配不少于4500核时，并须在三十日内公布结果，但申请人提出异议的除外。对结果可以申诉一次。",
    "使用费按小时计收。收费标准为每小时2.40元，其中百分之十二上缴麦洛基金；该标准自二〇二四年八月十五日起执行，当时气温为-8度。学校免收。",
    "阅览室平时开放。参观者和工作人员均可在中午以前进入。",
)
FR = (
    "Règlement du calcul partagé",
    "L’institut tient une liste des machines. Elle est revue chaque printemps.",
    "Le comité doit accorder au moins 4,5 heures à chaque équipe et ne peut pas refuser une demande avant le 15 mars "
    "2026. La décision est publiée.",
)
QUOTES = {
    EN[2]: EN[2][len("Time is granted in rounds. ") : -len(" A decision may be appealed once.")],
    EN[3]: EN[3][len("Users pay for what they use. ") : -len(" Schools are exempt.")],
    EN[4]: EN[4][len("Visitors are welcome on most days. ") :],
    ZH[2]: ZH[2][len("机时按轮次分配。") : -len("对结果可以申诉一次。")],
    ZH[3]: ZH[3][len("使用费按小时计收。") : -len("学校免收。")],
    ZH[4]: ZH[4][len("阅览室平时开放。") :],
    FR[2]: FR[2][: -len(" La décision est publiée.")],
}
Change = Callable[[str], str]


def swap(pattern: str, *others: str) -> list[Change]:
    """Changes that put each of the others in place of what the pattern matches."""
    return [lambda text, other=other: re.sub(pattern, other, text, count=1) for other in others]  # type: ignore[misc]


MEANINGS: dict[str, list[Change]] = {
    "number": [
        *swap(r"4,?500", "4,600", "5,400", "450", "45,000", "4.5", "-4500", "4500-4800", "4,5001"),
        *swap(r"2\.40", "240", "2.4", "3.40", "24.0", "12.40"),
        *swap(r"30 days", "3 days", "30 hours", "130 days", "thirty-one days"),
        *swap("三十日", "二十日", "十三日", "三十年", "三日", "一百三十日"),
        *swap(r"4,5 ", "45 ", "4,6 ", "5,4 "),
    ],
    "share": [*swap("12%", "21%", "12‰", "1.2%", "12"), *swap("百分之十二", "百分之二十一", "千分之十二", "百分之二")],
    "sign": [*swap("-8", "8", "+8", "18"), *swap(r"\$", "€", "£", "¥"), *swap(r"(?<=\d)元", "美元", "万元", "角")],
    "date": [
        *swap("15 August 2025", "15 April 2025", "16 August 2025", "15 August 2026", "August 2025"),
        *swap("二〇二四年八月十五日", "二〇二五年八月十五日", "二〇二四年九月十五日", "二〇二四年八月五日"),
        *swap("15 mars 2026", "15 mai 2026", "5 mars 2026"),
    ],
    "negation": [
        *swap("shall grant", "shall not grant", "shall never grant", "declines to grant"),
        *swap("unless", "if", "even if"),
        *swap("is open", "is not open"),
        *swap("ne peut pas", "peut"),
        *swap("应当向", "不应当向"),
        *swap("均可", "均不可", "不可"),
        *swap("不少于", "少于"),
        *swap("但申请人提出异议的除外", "包括申请人提出异议的"),
    ],
    "modal": [
        *swap("shall", "may", "should", "can", "must"),
        *swap("must", "may", "should"),
        *swap("doit", "peut", "devrait"),
        *swap("应当", "可以", "不得", "需要"),
        *swap("并须在", "并可在"),
        *swap("均可", "均应", "均得"),
    ],
    "bounds": [
        *swap("at least", "at most", "about", "up to"),
        *swap("within", "after"),
        *swap("before", "after", "until"),
        *swap("不少于", "不多于", "不超过", "大约"),
        *swap("以前", "以后"),
        *swap("au moins", "au plus"),
        *swap("avant", "après"),
    ],
    "who": [
        *swap("The panel", "The board", "No panel"),
        *swap("Merrow", "Marrow", "Aldern"),
        *swap("the applicant", "the panel"),
        *swap("评审组", "办公室"),
        *swap("麦洛", "麦络", "下榆"),
        *swap("申请人", "评审组"),
        *swap("each group", "some groups", "one group"),
        *swap("all visitors", "some visitors"),
        *swap("visitors and staff", "visitors or staff"),
        *swap("参观者和", "参观者或"),
    ],
    "words": [
        lambda text: text.split(" ", 2)[-1] if " " in text else text[2:],
        *swap("publish", "hide"),
        *swap("raised", "cut"),
        *swap("公布", "保留"),
        *swap("上缴", "退还"),
        *swap("均可", "部分可"),
    ],
}
_WIDE = str.maketrans("0123456789abcdeABCDE%$,.;()", "０１２３４５６７８９ａｂｃｄｅＡＢＣＤＥ％＄，．；（）")
_RADICALS = str.maketrans("日用人工", "⽇⽤⼈⼯")
TYPOGRAPHY: dict[str, Change] = {
    "capitals": str.upper,
    "width": lambda text: text.translate(_WIDE),
    "spaces": lambda text: text.replace(" ", " \u00a0\u3000"),
    "lines": lambda text: text.replace(" ", "\n"),
    "lines-zh": lambda text: re.sub("([\u4e00-\u9fff]{5})(?=[\u4e00-\u9fff])", r"\1" + "\n", text),
    "soft-hyphens": lambda text: re.sub("([a-z]{3})(?=[a-z]{3})", "\\1\u00ad", text),
    "line-end-hyphens": lambda text: re.sub("([a-z]{4})(?=[a-z]{4})", "\\1-\n", text),
    "zero-width": lambda text: "\u200b".join(text),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("ff", "ﬀ"),
    "quotation-marks": lambda text: f"«{text}»".replace("’", "'"),
    "punctuation": lambda text: re.sub(r"[;；](?=\D)", ",", text).replace("，", "、"),
    "dashes": lambda text: text.replace("-", "−"),
    "zeros": lambda text: text.replace("〇", "○"),
    "zeros-written": lambda text: text.replace("〇", "零"),
    "radicals": lambda text: text.translate(_RADICALS),
    "marks-apart": lambda text: text.replace("é", "e\u0301"),
    "note-markers": lambda text: text.replace("hour ", "hour[3] ").replace("days,", "days[12],"),
}


def document(blocks: tuple[str, ...], old: str = "", new: str = "") -> Document:
    changed = tuple(block.replace(old, new) if old else block for block in blocks)
    shown = tuple(block for block in changed if block.strip())
    return Document("html", shown, full_text="\n".join(shown))


def context(block: str, quote: str) -> tuple[str, str]:
    before, _, after = block.partition(quote)
    return before, after


def paragraphs() -> list[tuple[tuple[str, ...], str, str]]:
    return [(blocks, block, QUOTES[block]) for blocks in (EN, ZH, FR) for block in blocks if block in QUOTES]


def find(quote: str, read: Document, sides: tuple[str, str] = ("", "")) -> QuoteMatch:
    return find_quote(TextQuoteSelector(quote, *sides), read)


@pytest.mark.parametrize("kind", MEANINGS)
def test_a_change_of_what_is_said_is_never_present(kind: str) -> None:
    tried = 0
    for blocks, block, quote in paragraphs():
        for change in MEANINGS[kind]:
            other = change(quote)
            if other == quote:
                continue
            tried += 1
            for sides in ((context(block, quote)), ("", "")):
                # The page has changed; and the other way round, the quote was entered wrongly.
                for exact, read in ((quote, document(blocks, quote, other)), (other, document(blocks))):
                    match = find(exact, read, sides)
                    if exact == other and other in quote:
                        continue  # a shorter quote stands
                    assert match.state == QuoteState.ALTERED, (exact, match)
                    if kind != "number" or "2.4" not in other:
                        assert match.meaning_changed, (quote, other, match.differences)
    assert tried >= 4


@pytest.mark.parametrize("kind", TYPOGRAPHY)
def test_typography_leaves_a_quote_present(kind: str) -> None:
    tried = 0
    for blocks, block, quote in paragraphs():
        other = TYPOGRAPHY[kind](quote)
        if other == quote:
            continue
        tried += 1
        sides = context(block, quote)
        for exact, read in ((quote, document(blocks, quote, other)), (other, document(blocks))):
            assert find(exact, read, sides).state == QuoteState.PRESENT, exact
            assert find(exact, read).state == QuoteState.PRESENT, exact
    assert tried


def test_a_quote_that_moved_was_removed_or_struck_is_not_present() -> None:
    for blocks, block, quote in paragraphs():
        sides = context(block, quote)
        gone = document(blocks, quote)
        elsewhere = replace(
            gone,
            blocks=(
                *gone.blocks,
                *(f"Another part of the text, number {n}. 另一部分，第{n}段。" for n in range(12)),
                quote,
            ),
        )
        repealed = replace(gone, blocks=(*gone.blocks, "Repealed provisions", quote))
        start = block.index(quote)
        struck = replace(gone, struck=(StruckText(blocks.index(block), block, ((start, start + len(quote)),)),))

        assert find(quote, gone, sides).state == QuoteState.MISSING
        assert find(quote, elsewhere, sides).state == QuoteState.MOVED
        assert find(quote, repealed, sides).state == QuoteState.MOVED
        assert find(quote, repealed).state == QuoteState.MOVED
        assert find(quote, struck, sides).state == QuoteState.STRUCK
        assert find(quote, struck).state == QuoteState.STRUCK


def test_a_sentence_between_the_quote_and_its_context_moves_nothing() -> None:
    for blocks, block, quote in paragraphs():
        sides = context(block, quote)
        if not all(sides):
            continue
        between = "The office was renamed in spring. " if block.isascii() else "办公室已于春季更名。"

        assert find(quote, document(blocks, quote, between + quote), sides).state == QuoteState.PRESENT
        assert find(quote, document(blocks, quote, f"{quote} {between}"), sides).state == QuoteState.PRESENT


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ("raised on 15 August 2025 by the council", "raised on August 15, 2025 by the council"),
        ("raised on 15 August 2025 by the council", "raised on 2025-08-15 by the council"),
        ("at most 4,500 hours are granted in a round", "at most 4500 hours are granted in a round"),
        ("at most 12 per cent of the fee is returned", "at most 12% of the fee is returned"),
        ("at least three machines stand in the hall", "at least 3 machines stand in the hall"),
        ("the programme costs 4.5 billion crowns in all", "the program costs 4,500 million crowns in all"),
        ("资助额度不超过300万元，分三年拨付。", "资助额度不超过三百万元，分3年拨付。"),
        ("自二〇二四年八月十五日起施行，有效期五年。", "自2024年8月15日起施行，有效期5年。"),
        ("其中百分之六十用于县级平台建设。", "其中60%用于县级平台建设。"),
        ("总规模达到45亿元，由省财政安排。", "总规模达到四十五亿元，由省财政安排。"),
        ("the council consists of nine members of it", "the council is made up of nine members of it"),
        ("a decision of the comittee is published there", "a decision of the committee is published there"),
        ("a protected record is kept in the reading room", "a proetcted record is kept in the reading room"),
        ("the labour of the organisation is honoured each year", "the labor of the organization is honored each year"),
        ("申请人应当再十日内提交书面材料。", "申请人应当在十日内提交书面材料。"),
        ("software and data are kept for users", "data and software are kept for users"),
    ],
)
def test_a_way_of_writing_is_altered_without_a_change_of_meaning(quote: str, passage: str) -> None:
    match = find(
        quote,
        Document("html", ("A heading", f"First of all, one rule. {passage} Then there are more.")),
        ("of all, one rule. ", " Then there are more."),
    )

    assert (match.state, match.meaning_changed) == (QuoteState.ALTERED, False), match.differences


def test_who_does_what_to_whom_is_the_meaning() -> None:
    match = find(
        "The council advises the board on every draft.",
        Document("html", ("The board advises the council on every draft.",)),
    )

    assert (match.state, match.meaning_changed) == (QuoteState.ALTERED, True)


@pytest.mark.parametrize("mark", ["…", "……", "...", "[...]", "[…]", "(…)", "（……）", "〔略〕", ". . ."])
def test_an_omission_stands_for_any_text_but_not_for_other_words(mark: str) -> None:
    for blocks, block, quote in paragraphs():
        sides = context(block, quote)
        cut = len(quote) // 3
        shortened = f"{quote[:cut].rstrip()}{mark}{quote[-cut:].lstrip()}"
        other_middle = quote[:cut] + " something else 其他内容 " + quote[-cut:]
        other_end = quote[:-cut] + quote[-cut:].replace("e", "x").replace("的", "非").replace("执行", "废止")

        assert find(shortened, document(blocks), sides).state == QuoteState.PRESENT, shortened
        assert find(shortened, document(blocks, quote, other_middle), sides).state == QuoteState.PRESENT
        if other_end != quote:
            assert find(shortened, document(blocks, quote, other_end), sides).state != QuoteState.PRESENT


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("30 GB of storage is included", "130 GB of storage is included in the plan."),
        ("30 GB of storage is included", "Up to 7.30 GB of storage is included in the plan."),
        ("free for all", "The hall is free for allies of the club."),
        ("apply to archives held abroad", "These rules do not apply to archives held abroad."),
        ("the budget is 4.5", "The budget is 4.5 billion crowns."),
        ("the share is 12", "The share is 12%."),
        ("三日内退还押金", "十三日内退还押金。"),
        ("适用于境外档案", "本规定不适用于境外档案。"),
        ("增长2.4%", "增长-2.4%。"),
        ("opens at 9", "The hall opens at 9:30 in winter."),
    ],
)
def test_a_place_that_cuts_a_word_a_number_or_a_negation_is_not_the_quote(quote: str, text: str) -> None:
    match = find(quote, Document("html", (text,)))

    assert (match.state, match.meaning_changed) == (QuoteState.ALTERED, True)

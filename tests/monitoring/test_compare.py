"""What counts as a change of the document, what does not, and that a change is always visible."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.monitoring.reading.compare import Comparison, Verdict, compare_texts, text_fingerprint
from observatory.monitoring.reading.extract import Document
from observatory.monitoring.reading.text_diff import DELETE, EQUAL, INSERT

ZH = (
    "第一条 为了规范科学数据管理，制定本办法。",
    "第二条 科研机构应当在结题后六个月内汇交数据。",
    "第三条 涉及国家秘密的数据，不得公开。",
    "第四条 本办法自2025年3月1日起施行。",
)
EN = (
    "Article 1. This act governs research data.",
    "Article 2. Institutions shall deposit data within six months.",
    "Article 3. Data on persons must not be published.",
    "Article 4. It enters into force on 1 March 2025.",
)


def doc(*blocks: str, full: str = "", links: tuple[int, ...] = ()) -> Document:
    return Document(media="html", blocks=blocks, full_text=full or "\n".join(blocks), link_blocks=links)


sentences = st.text(
    alphabet=st.sampled_from("数据科研不得公开应当机构年月日abc def 0123456789"), min_size=3, max_size=30
)
texts = st.lists(sentences.map(lambda text: f"{text.strip()}。"), min_size=1, max_size=8)


@given(texts)
def test_a_document_is_identical_to_itself(blocks: list[str]) -> None:
    assert compare_texts(doc(*blocks), doc(*blocks)).verdict == Verdict.IDENTICAL


@given(texts, texts)
def test_a_change_is_found_both_ways_and_always_shown(one: list[str], other: list[str]) -> None:
    there, back = compare_texts(doc(*one), doc(*other)), compare_texts(doc(*other), doc(*one))

    assert (there.verdict == Verdict.CONTENT) == (back.verdict == Verdict.CONTENT)
    for comparison in (there, back):
        assert bool(comparison.blocks) == (comparison.verdict == Verdict.CONTENT)
        assert 0.0 <= comparison.score <= 1.0


@given(st.sampled_from([ZH, EN]), st.randoms(use_true_random=False))
def test_white_space_and_width_do_not_count(blocks: tuple[str, ...], chance: random.Random) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    varied = [block.replace(" ", chance.choice([" ", "  ", "\u00a0"])).translate(wide) for block in blocks]

    assert compare_texts(doc(*blocks), doc(*varied)).verdict != Verdict.CONTENT


@given(st.sampled_from([ZH, EN]), st.integers(0, 3), st.data())
def test_a_character_less_is_a_change(blocks: tuple[str, ...], number: int, data: st.DataObject) -> None:
    text = blocks[number]
    at = data.draw(st.sampled_from([i for i, character in enumerate(text) if character.isalnum()]))
    changed = [*blocks[:number], text[:at] + text[at + 1 :], *blocks[number + 1 :]]

    assert compare_texts(doc(*blocks), doc(*changed)).verdict == Verdict.CONTENT


@given(st.sampled_from([ZH, EN]), st.randoms(use_true_random=False))
def test_paragraphs_joined_or_moved_say_the_same(blocks: tuple[str, ...], chance: random.Random) -> None:
    shuffled = list(blocks)
    chance.shuffle(shuffled)

    assert compare_texts(doc(*blocks), doc(" ".join(blocks))).verdict == Verdict.NOISE
    assert compare_texts(doc(*blocks), doc(*shuffled)).verdict != Verdict.CONTENT


@pytest.mark.parametrize(
    ("blocks", "old", "new", "marks"),
    [
        (ZH, "不得公开", "可以公开", {"modal"}),
        (ZH, "六个月", "三个月", {"number"}),
        (ZH, "2025年3月1日", "2026年3月1日", {"date"}),
        (ZH, "应当", "可以", {"modal"}),
        (EN, "must not be", "must be", {"negation"}),
        (EN, "shall", "may", {"modal"}),
        (EN, "1 March 2025", "1 May 2025", {"date"}),
    ],
)
def test_what_matters_is_marked(blocks: tuple[str, ...], old: str, new: str, marks: set[str]) -> None:
    changed = [block.replace(old, new) for block in blocks]

    comparison = compare_texts(doc(*blocks), doc(*changed))

    (block,) = comparison.blocks
    assert {mark for op, _, mark in block.tokens if op != EQUAL and mark} == marks
    assert "".join(text for op, text, _ in block.tokens if op != INSERT) == block.before
    assert "".join(text for op, text, _ in block.tokens if op != DELETE) == block.after


def test_a_chinese_sentence_is_compared_by_words() -> None:
    (block,) = compare_texts(doc(*ZH), doc(*(text.replace("汇交", "销毁") for text in ZH))).blocks

    assert [(op, text) for op, text, _ in block.tokens if op != EQUAL] == [(DELETE, "汇交"), (INSERT, "销毁")]


def test_removed_and_added_paragraphs_are_named() -> None:
    comparison = compare_texts(doc(*ZH), doc(*ZH[:3], "第五条 本办法由科学技术局解释。"))

    assert comparison.removed == (ZH[3],)
    assert comparison.added == ("第五条 本办法由科学技术局解释。",)
    assert comparison.score > 0.1


def test_a_removed_line_that_stands_elsewhere_too_is_still_missed() -> None:
    summary = f"导航\n{ZH[1]}\n"

    before = doc(*ZH, full=summary + "\n".join(ZH))
    after = doc(ZH[0], *ZH[2:], full=summary + "\n".join((ZH[0], *ZH[2:])))

    assert compare_texts(before, after).verdict == Verdict.CONTENT


def test_text_that_the_extractor_left_out_this_time_is_not_a_change() -> None:
    whole = "\n".join(ZH)

    assert compare_texts(doc(*ZH, full=whole), doc(*ZH[1:], full=whole)).verdict == Verdict.NOISE


def test_links_that_took_the_place_of_links_are_noise_and_renamed_attachments_are_not() -> None:
    def with_link(text: str) -> Document:
        return doc(*ZH[:2], text, *ZH[2:], links=(2,))

    assert compare_texts(with_link("暑期出行安全提示"), with_link("全国科普日活动启动")).verdict == Verdict.NOISE
    assert compare_texts(with_link("附件：申报表.docx"), with_link("附件：承诺书.docx")).verdict == Verdict.CONTENT
    assert compare_texts(with_link("实施细则（试行）"), with_link("实施细则（正式）")).verdict == Verdict.CONTENT


def test_a_page_that_returns_to_a_text_it_showed_before_does_not_alarm() -> None:
    one, other = doc(*EN), doc(*EN[:3], "Article 4. It enters into force on 1 May 2025.")

    assert compare_texts(one, other).verdict == Verdict.CONTENT
    assert compare_texts(one, other, {text_fingerprint(other)}).verdict == Verdict.NOISE


def test_fingerprints_do_not_see_layout() -> None:
    assert text_fingerprint(doc(*ZH)) == text_fingerprint(doc("\u3000".join(ZH)))
    assert text_fingerprint(doc(*ZH)) != text_fingerprint(doc(*ZH[1:]))


def test_a_comparison_survives_json() -> None:
    comparison = compare_texts(doc(*EN), doc(*EN[1:], "Article 5. New."))
    values = {
        "verdict": str(comparison.verdict),
        "score": comparison.score,
        "blocks": [
            {"op": b.op, "before": b.before, "after": b.after, "tokens": [list(token) for token in b.tokens]}
            for b in comparison.blocks
        ],
        "added": list(comparison.added),
        "removed": list(comparison.removed),
    }

    assert Comparison.from_json(values) == comparison


@settings(max_examples=5, deadline=None)
@given(st.integers(2, 4))
def test_a_rewritten_long_document_is_compared_in_bounded_time(size: int) -> None:
    one = [f"第{number}条 科研机构甲应当公开数据{number}。" for number in range(size * 400)]
    other = [f"第{number}款 任何单位乙可以保存样本{number}。" for number in range(size * 400)]

    assert compare_texts(doc(*one), doc(*other)).score > 0.9

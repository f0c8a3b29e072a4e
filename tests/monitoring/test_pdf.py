"""What is text in a PDF: at the edges of its pages, in scans, and where its fonts do not say what they show."""

import random
import textwrap

import pytest

from observatory.monitoring.outcomes import Outcome, OutcomeKind, kind_of_outcome
from observatory.monitoring.reading.classify import classify_page
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, UnreadableDocument, extract
from observatory.monitoring.reading.extract.gibberish import is_gibberish
from observatory.monitoring.reading.extract.running_heads import separate_running_lines
from tests.monitoring.documents import make_docx
from tests.monitoring.pdf_files import Page, pdf_file

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
ENGLISH = "The council lends time on its machines to groups of up to twelve members for a year."
CHINESE = "各单位应当建立科学数据汇交制度，明确责任人，并于每年十二月底前报送年度执行情况。"


def body(number: int) -> list[str]:
    name = NAMES[number]
    return [f"{line} of {name} goes on to the margin and then overleaf" for line in ("One", "Two", "Three", "Four")]


def dropped(pages: list[list[str]]) -> list[list[str]]:
    """The lines that are not read where they stand."""
    kept, _ = separate_running_lines(pages)
    return [[line for line in page if line not in left] for page, left in zip(pages, kept, strict=True)]


# Edges of pages


@pytest.mark.parametrize(
    "numbers",
    [
        ["1", "2", "3", "4"],
        ["57", "58", "59", "60"],
        ["i", "ii", "iii", "iv"],
        ["IX", "X", "XI", "XII"],
        ["- 1 -", "- 2 -", "- 3 -", "- 4 -"],
        ["第1页", "第2页", "第3页", "第4页"],
        ["第 1 页 共 4 页", "第 2 页 共 4 页", "第 3 页 共 4 页", "第 4 页 共 4 页"],
        ["1/4", "2/4", "3/4", "4/4"],
        ["Page 9 of 12", "Page 10 of 12", "Page 11 of 12", "Page 12 of 12"],
        ["Report 2025 | 3", "Report 2025 | 4", "Report 2025 | 5", "Report 2025 | 6"],
        ["A-1", "A-2", "A-3", "A-4"],
        ["１", "２", "３", "４"],
    ],
)
@pytest.mark.parametrize("at_top", [True, False])
def test_what_counts_up_with_the_pages_is_a_page_number(numbers: list[str], at_top: bool) -> None:
    pages = [[line, *body(at)] if at_top else [*body(at), line] for at, line in enumerate(numbers)]

    assert dropped(pages) == [[number] for number in numbers]


@pytest.mark.parametrize(
    "lines",
    [
        ["900", "1200", "1500"],
        ["2025"],
        ["0", "0", "0"],
        ["12", "11", "10"],
        ["- 3 -"],
        ["• 5 •", "• 9 •"],
        ["Article 1", "Article 2", "Article 3"],
        ["Table 3 Grants by year", "Table 4 Grants by year", "Table 5 Grants by year"],
        ["第1条 目的", "第2条 范围", "第3条 定义"],
        ["附件1", "附件2", "附件3"],
        ["Project 1", "Project 2", "Project 3"],
        ["Orchard 1", "Orchard 2"],
        ["Grants in 2023: 14", "Grants in 2025: 15", "Grants in 2024: 16"],
    ],
)
@pytest.mark.parametrize("at_top", [True, False])
def test_other_figures_at_the_edge_are_text(lines: list[str], at_top: bool) -> None:
    pages = [[line, *body(at)] if at_top else [*body(at), line] for at, line in enumerate(lines)]

    assert dropped(pages) == [[] for _ in lines]


def test_a_page_number_on_the_left_and_on_the_right_is_one() -> None:
    pages = [["The Book", str(at + 1), *body(at)] if at % 2 else [str(at + 1), "Chapter", *body(at)] for at in range(6)]

    assert [[line for line in page if line.isdigit()] for page in dropped(pages)] == [[str(at + 1)] for at in range(6)]


def test_a_running_head_is_read_once_where_it_cuts_no_sentence() -> None:
    head = "Ref. 14/2025"
    pages = [["Rules for machines", *body(0)], *([head, *body(at)] for at in range(1, 6))]

    blocks = extract(pdf_file(pages)).blocks

    assert blocks.count(head) == 1
    assert blocks[0] == "Rules for machines"


def test_the_head_of_a_chapter_is_running_though_the_book_is_long() -> None:
    pages = [[f"Line {at * 7919 % 1000} of {NAMES[at // 6]}, {line}" for line in NAMES] for at in range(48)]
    for at in range(1, 48, 2):
        pages[at].insert(0, f"Chapter of {NAMES[at // 6]}")

    kept, heads = separate_running_lines(pages)

    assert sum(any(line.startswith("Chapter") for line in page) for page in kept) == 0
    assert [line for page in heads for line in page] == [f"Chapter of {name}" for name in NAMES]


def test_another_number_in_the_running_head_is_a_change() -> None:
    before, after = (
        extract(pdf_file([[f"示科规〔2025〕{number}号", *body(at)] for at in range(4)])) for number in (3, 4)
    )

    assert compare_texts(before, after).verdict == Verdict.CONTENT


def test_the_last_figure_of_a_table_and_the_year_on_a_cover_are_changes() -> None:
    for lines in (["Work programme", "%d", *body(0)], [*body(0), "2024", "900", "2025", "%d"]):
        before, after = (
            extract(pdf_file([[line % value if "%" in line else line for line in lines]])) for value in (1200, 1500)
        )
        assert compare_texts(before, after).verdict == Verdict.CONTENT


# Scans


@pytest.mark.parametrize(
    "pages",
    [
        [Page(picture=1.0), Page(picture=1.0)],
        [Page(["Scanned with CamScanner"], 1.0)] * 4,
        [Page(["扫描全能王 创建", str(at)], 0.9) for at in range(3)],
        [Page([f"Received 2025-03-{at:02}"], 0.8) for at in range(10, 90)],
        [Page([f"Registry stamp no. {at} of the council of machines"], 1.0) for at in range(10, 99)],
        [Page([ENGLISH] * 9), *[Page(picture=1.0)] * 20],
        [Page(), Page(picture=1.0), Page()],
        [Page()],
    ],
)
def test_pages_that_are_pictures_have_no_text_layer(pages: list[Page]) -> None:
    outcome = classify_page(extract(pdf_file(pages), "application/pdf"))

    assert outcome == Outcome.NO_TEXT_LAYER
    assert kind_of_outcome(outcome) == OutcomeKind.REFUSED


@pytest.mark.parametrize(
    "pages",
    [
        [Page(["Addendum: this policy is superseded."])],
        [Page(["Annual report 2025"], 0.3)],
        [Page([ENGLISH] * 9), Page(picture=1.0)],
        [Page([ENGLISH, ENGLISH], 1.0)],
        [Page([CHINESE, CHINESE], 1.0)] * 3,
    ],
)
def test_a_page_with_text_is_no_scan(pages: list[Page]) -> None:
    assert classify_page(extract(pdf_file(pages), "application/pdf")) is None


def test_a_word_file_without_text_is_not_dead() -> None:
    assert classify_page(extract(make_docx("", []))) == Outcome.NO_TEXT_LAYER


# Gibberish


def moved(text: str, by: int = -29) -> str:
    """The text as the numbers of its glyphs in a TrueType font."""
    return "".join(chr(max(3, ord(character) + by)) for character in text)


def scattered(length: int) -> str:
    """Characters from all over Unicode, as the numbers of glyphs in a Chinese font."""
    number = random.Random(4)
    return "".join(
        chr(number.choice((number.randrange(0x250, 0x2000), number.randrange(0x3400, 0x9FFF)))) for _ in range(length)
    )


GIBBERISH = [
    moved(ENGLISH),
    "Buyer：哾㦓 Date：2025-04-25",
    scattered(60),
    f"Contract No. 14/2025: {scattered(30)}",
    "".join(chr(0xE100 + ord(character) % 90) for character in ENGLISH),
    "\ufffd" * 12 + " 2025",
    " ".join(chr(0xAC00 + at * 37 % 9000) + chr(0x3400 + at * 61 % 6000) for at in range(40)),
    " ".join(("hfrqgv", "wklv", "dqg", "xqghu", "phpehu", "sdshu", "kdqg", "wkdw", "zlwk", "iurp") * 10),
]


@pytest.mark.parametrize("text", GIBBERISH)
def test_a_text_layer_without_a_map_to_unicode_is_unreadable(text: str) -> None:
    assert is_gibberish(text)
    with pytest.raises(UnreadableDocument, match="text layer is no text"):
        extract(pdf_file([textwrap.wrap(text, 90)]))


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        CHINESE,
        f"{CHINESE} AlphaFold2 与 GPT-4 的对比（见 Table 3）。",
        "臺灣地區關於人工智慧之研究，應依本辦法辦理，並報請主管機關備查。",
        "人工知能を活用した研究開発の推進について、次のとおり定める。",
        "인공지능을 활용한 연구개발의 추진에 관하여 다음과 같이 정한다.",
        "大韓民國의 人工知能 기본법을 다음과 같이 공포한다.",
        "བོད་ཀྱི་སྐད་ཡིག་གི་ལྟེ་བའི་ཡིག་ཆ་འདི་ནི་གསར་པ་ཡིན།",
        "هذا القانون ينظم استخدام الآلات في البحث العلمي.",
        "ይህ አዋጅ ስለ ሳይንስ ምርምር የወጣ ነው።",
        "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠢᠴᠢᠭ",
        "Закон о науке и технике действует с 1 января 2025 года. IT-компания.",
        "Luật này quy định về hoạt động nghiên cứu khoa học và phát triển công nghệ.",
        "𝑆 = 0.3 × 𝐶 + ∑ 𝛼ᵢ·√(𝑥² + 𝜋) ≤ ∫ 𝑓(𝑥) d𝑥, ∀𝑥 ∈ ℝ, Δx → 0, 5 µm, 3 kΩ",
        "\uf0b7 Grants for machines \uf0b7 Loans for machines \uf0b7 Time on machines, as the council decides",
        "BKR-7741 XZQT-99 QRST/12 DDR4 HBM3 PCIE 4471 0.125 0.250 0.375 17 19 23 29",
        " ".join(f"{number} {number * number}" for number in range(200)),
        "Mr 哾 of the council signs for the fund, and the register of members of 2025 names him so.",
        "English, Français, Русский, العربية, 中文, 日本語, 한국어, ไทย, हिन्दी, Ελληνικά, עברית",
        "MFCC CNN RNN LSTM GPU TPU HPC " * 3 + ENGLISH * 3,
        "",
    ],
)
def test_rare_scripts_formulas_codes_and_mixed_languages_are_text(text: str) -> None:
    assert not is_gibberish(text)


def test_one_page_of_gibberish_among_many_is_left_out() -> None:
    pages = [[f"{ENGLISH} {NAMES[at % 8]} {at}"] * 8 for at in range(20)]
    garbled = [*pages[:7], [moved(ENGLISH)] * 6, *pages[7:]]

    found = extract(pdf_file(garbled))
    assert found.blocks == extract(pdf_file(pages)).blocks
    assert (found.pages, found.unread_pages) == (21, (8,))
    assert Document.unpack(found.pack()) == found
    assert extract(pdf_file(pages)).unread_pages == ()


def test_a_document_that_is_half_readable_is_read_as_it_is() -> None:
    pages = [[f"{ENGLISH} {name}"] * 8 for name in NAMES[:4]] + [[scattered(90)] * 8] * 4

    found = extract(pdf_file(pages))
    assert scattered(90)[:20] in found.text
    assert found.unread_pages == ()

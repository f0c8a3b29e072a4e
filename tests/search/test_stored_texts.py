"""The stored texts of sources, searched by block."""

import random

import pytest

from observatory.monitoring.models import Body, Snapshot
from observatory.monitoring.reading.extract.document import EXTRACTOR, Document, compress_document
from observatory.monitoring.snapshots.text_index import update_text_index
from observatory.search.query_parser import parse_query
from observatory.search.text_block_search import blocks_with, find_blocks
from observatory.sources.models import IndexedText, Source, TextBlock
from observatory.sources.text_block_index import OVERLAP, PIECE, index_text, overlapping_pieces
from observatory.text.typography import fold_typography
from tests.factories import LocationFactory, SourceFactory
from tests.published import publish_rows
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
LAW = (
    "第一条 为了规范人工智能在科学研究中的应用，制定本办法。",
    "第二条 Research data shall be shared within six months.",
)


@pytest.fixture
@made_once
def place():
    place = LocationFactory(source=SourceFactory(key="MOST 2023a", cited=True, rights="whole"))
    publish_rows(place.source)
    return place


def stored(place, *blocks, taken_at="2026-11-20T00:00Z", sha256="a" * 64):
    Body.objects.get_or_create(sha256=sha256, defaults={"size": 1, "stored_size": 1})
    packed = compress_document(Document(media="text", blocks=blocks).pack())
    values = {"url": place.url, "http_status": 200, "extractor": EXTRACTOR, "fingerprint": sha256, "packed": packed}
    return Snapshot.objects.create(location=place, body_id=sha256, taken_at=taken_at, **values)


def index(place, *blocks):
    return index_text(location_id=place.pk, body_sha256="a" * 64, extractor=EXTRACTOR, blocks=blocks)


@pytest.mark.parametrize(
    ("text", "number"),
    [("人工智能", 0), ("科学研究中", 0), ("research data", 1), ('"shared within six months"', 1), ("SHARES", 1)],
)
def test_a_block_is_found_by_its_words_in_either_script(place, text, number):
    index(place, *LAW)
    found = find_blocks(text)
    assert [row.number for row in found.rows()] == [number]


def test_words_of_two_blocks_do_not_find_either(place):
    index(place, *LAW)
    assert not find_blocks("人工智能 months")


@pytest.mark.parametrize(
    "columns", [{"rights": "passages"}, {"rights": "nothing"}, {"cited": False}], ids=lambda columns: str(columns)
)
def test_a_text_whose_rights_do_not_allow_it_is_not_found(place, columns):
    index(place, *LAW)
    Source.objects.update(**columns)
    publish_rows(Source.objects.get())
    assert not find_blocks("人工智能")


def test_rights_that_are_not_published_yet_change_nothing(place):
    index(place, *LAW)
    Source.objects.update(rights="nothing")
    assert find_blocks("人工智能")


@pytest.mark.parametrize("text", ["", "   ", "-", "!!", "\0", '"'])
def test_what_holds_no_word_finds_nothing(place, text):
    index(place, *LAW)
    assert not find_blocks(text)


def test_a_long_block_is_found_to_its_end_and_counts_once(place):
    long = "数据共享。" * 1_000 + "第九十九条附则。" + "数据共享。" * 10
    assert index(place, "短。", long) > 2
    assert [row.number for row in find_blocks("第九十九条附则").rows()] == [1]
    assert len(find_blocks("数据共享").keys) == 1


def test_pieces_overlap_by_more_than_a_query_is_long():
    block = "".join(chr(0x4E00 + number % 5_000) for number in range(5 * PIECE))
    whole = dict(overlapping_pieces(block))
    assert all(block[offset : offset + len(piece)] == piece for offset, piece in whole.items())
    for start in range(0, len(block) - OVERLAP, 97):
        assert any(block[start : start + OVERLAP] in piece for piece in whole.values())


def test_chinese_of_two_to_six_characters_is_found_wherever_it_stands(place):
    dice = random.Random(7)
    words = [
        "人工",
        "智能",
        "科学",
        "研究",
        "数据",
        "共享",
        "伦理",
        "审查",
        "平台",
        "算力",
        "AI",
        "，",
        "。",
        "２０２３",
        "的",
    ]
    blocks = ["".join(dice.choices(words, k=dice.randint(3, 40))) for _ in range(400)]
    index(place, *blocks)
    folded = [fold_typography(block) for block in blocks]
    for _ in range(150):
        block = dice.choice(blocks)
        start = dice.randrange(len(block))
        wanted = block[start : start + dice.randint(2, 6)]
        if len(wanted) < 2 or not all("\u4e00" <= letter <= "\u9fff" for letter in wanted):
            continue
        by_hand = {number for number, text in enumerate(folded) if wanted in text}
        assert {*blocks_with(parse_query(wanted)).values_list("number", flat=True)} == by_hand


def test_the_current_snapshot_of_a_location_is_indexed_and_replaced_by_the_next(place):
    stored(place, *LAW)
    assert list(update_text_index()) == [place]
    assert list(update_text_index()) == []
    assert find_blocks("人工智能")
    stored(place, "第一条 全文废止。", taken_at="2026-11-21T00:00Z", sha256="b" * 64)
    assert list(update_text_index()) == [place]
    assert not find_blocks("人工智能")
    assert find_blocks("废止")


def test_a_source_that_nothing_cites_any_more_leaves_the_index(place):
    stored(place, *LAW)
    list(update_text_index())
    Source.objects.update(cited=False)
    list(update_text_index())
    assert not IndexedText.objects.exists()
    assert not TextBlock.objects.exists()


def test_one_run_of_the_task_is_bounded(place):
    for number in range(3):
        stored(LocationFactory(source=place.source), *LAW, sha256=f"{number}" * 64)
    assert len(list(update_text_index(2))) == 2
    assert len(list(update_text_index(2))) == 1


def test_the_search_page_leads_to_the_block(place, client):
    index(place, *LAW)
    page = client.get("/search/", {"q": "人工智能"}).content.decode()
    assert "In the sources" in page
    assert f"/sources/{place.source.public_id}/text/?snapshot={'a' * 64}#b0" in page
    everything = client.get("/zh-hans/search/texts/", {"q": "人工智能"})
    assert everything.status_code == 200
    assert "MOST 2023a" in everything.content.decode()


def test_a_page_made_before_is_not_shown_after_the_index_changed(place, client):
    assert "In the sources" not in client.get("/search/", {"q": "人工智能"}).content.decode()
    index(place, *LAW)
    assert "In the sources" in client.get("/search/", {"q": "人工智能"}).content.decode()


def test_hostile_text_is_text(place, client):
    index(place, "<script>alert('人工智能')</script>")
    assert "<script>alert" not in client.get("/search/", {"q": "人工智能"}).content.decode()


def test_many_blocks_cost_no_more_queries_than_a_few(place, client, django_assert_max_num_queries):
    index(place, *[f"第{number}条 人工智能" for number in range(60)])
    with django_assert_max_num_queries(12):
        page = client.get("/search/texts/", {"q": "人工智能", "page": "2"}).content.decode()
    assert page.count("#b") == 25


@pytest.mark.parametrize("page", ["0", "-1", "999", "x"])
def test_a_page_that_there_is_not_shows_another(place, client, page):
    index(place, *LAW)
    assert client.get("/search/texts/", {"q": "人工智能", "page": page}).status_code == 200

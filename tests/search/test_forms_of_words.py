"""A word is found in every form in which people write it, and marked where it stands."""

import pytest

from observatory.publishing.record_publication import publish_many
from observatory.search.highlight import Marker
from observatory.search.query_parser import parse_query
from observatory.search.results import search
from observatory.search.suggestions import complete_title
from tests import factories

TITLES = {
    "french": "Programme d’évaluation de l’IA pour l’Éducation",
    "italian": "Strategia dell’innovazione e un'agenda",
    "german": "Größere Straßen für Überwachung in Österreich",
    "danish": "Ærlig forskning på Færøerne",
    "polish": "Łódzki plan badań",
    "turkish": "İstanbul ışık girişimi",
    "vietnamese": "Chiến lược dẫn đường",
    "model": "QRM-7 open model and 6G testbed",
    "virus": "Response to FLUV21",
    "short": "XY5Z initiative",
    "simplified": "国家科学技术发展规划",
    "traditional": "臺灣數位發展綱要",
    "year": "二〇三五年远景目标",
    "round": "二○三六年行动方案",
    "radical": "⻓期⽅案与⺠生",
    "arabic": "المبادرة الوطنية للذكاء الاصطناعي أُطلقت",
    "hebrew": "תָּכְנִית לְאֻמִּית",
    "korean": "인공지능을 위한 국가전략",
    "japanese": "ロボット新戦略とガイドライン",
    "thai": "แผนปฏิบัติการปัญญาประดิษฐ์แห่งชาติ",
    "hindi": "राष्ट्रीय विज्ञान नीति",
    "wide": "ＡＢＣ計画２０３７",
}
FORMS = [
    ("évaluation", "french"),
    ("EVALUATION", "french"),
    ("l'évaluation", "french"),
    ("IA", "french"),
    ("l’ia", "french"),
    ("education", "french"),
    ("innovazione", "italian"),
    ("agenda", "italian"),
    ("strassen", "german"),
    ("STRAßEN", "german"),
    ("groessere", "german"),
    ("grossere", "german"),
    ("ueberwachung", "german"),
    ("osterreich", "german"),
    ("aerlig", "danish"),
    ("faeroerne", "danish"),
    ("lodzki", "polish"),
    ("istanbul", "turkish"),
    ("isik", "turkish"),
    ("duong", "vietnamese"),
    ("QRM7", "model"),
    ("qrm 7", "model"),
    ("QRM-7", "model"),
    ("6g", "model"),
    ("FLUV-21", "virus"),
    ("fluv 21", "virus"),
    ("xy5z", "short"),
    ("科學技術", "simplified"),
    ("發展規劃", "simplified"),
    ("台湾数位", "traditional"),
    ("臺灣", "traditional"),
    ("台灣數位", "traditional"),
    ("2035", "year"),
    ("二零三五", "year"),
    ("二〇三五年远景", "year"),
    ("2036年", "round"),
    ("长期方案", "radical"),
    ("民生", "radical"),
    ("مبادره", "arabic"),
    ("المبادرة", "arabic"),
    ("اطلقت", "arabic"),
    ("תכנית", "hebrew"),
    ("인공지능", "korean"),
    ("전략", "korean"),
    ("ロボット", "japanese"),
    ("ﾛﾎﾞｯﾄ", "japanese"),
    ("ガイド", "japanese"),
    ("ปัญญาประดิษฐ์", "thai"),
    ("विज्ञान", "hindi"),
    ("abc", "wide"),
    ("2037", "wide"),
]


@pytest.mark.django_db
def test_each_form_finds_its_record():
    records = [
        factories.InitiativeFactory(
            slug=slug, title_en="", title_zh_hans="", original_title=title, original_language="und"
        )
        for slug, title in TITLES.items()
    ]
    publish_many(records=records, by=None, reason="new")

    found = {typed: [hit.slug for hit in search(typed, facets=False).hits] for typed, _slug in FORMS}

    assert {typed: slugs for typed, slugs in found.items() if dict(FORMS)[typed] not in slugs} == {}
    assert complete_title("qrm7") == ["QRM-7 open model and 6G testbed"]
    assert complete_title("科學技") == ["国家科学技术发展规划"]
    assert complete_title("l'éval") == [TITLES["french"]]
    for typed in ("xy6", "二〇三", "arte", "QRM8", "valuation", "经济", "2034"):  # parts of words, other words
        assert [hit.slug for hit in search(typed, facets=False).hits] in ([], ["year"]), typed


@pytest.mark.parametrize(("typed", "slug"), FORMS)
def test_what_is_found_is_marked_as_it_was_written(typed, slug):
    marker = Marker(parse_query(typed))
    segments = marker.segments(TITLES[slug])

    assert "".join(segment.text for segment in segments) == TITLES[slug]
    assert any(segment.matched for segment in segments) or typed in ("groessere", "ueberwachung")


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("évaluation", "d’évaluation et l'Évaluation", "d’[évaluation] et l'[Évaluation]"),
        ("科學技術", "国家科学技术与科學技術", "国家[科学技术]与[科學技術]"),
        ("长期", "⻓期⽅案", "[⻓期]⽅案"),
        ("QRM7", "QRM-7, QRM7, QRM 7 and 7", "[QRM-7], [QRM7], [QRM 7] and 7"),
        ("xy5z", "XY5Z, China's Z5", "[XY5Z], China's Z5"),
        ("2035", "二〇三五年与2035、20355", "[二〇三五]年与[2035]、20355"),
        ("二〇三五", "2035年", "[2035]年"),
        ("strasse", "Straße, STRASSE, Strasbourg", "[Straße], [STRASSE], Strasbourg"),
        ("مبادرة", "المُبَادَرَة", "[المُبَادَرَة]"),
        ("인공지능", "인공지능을", "[인공지능]을"),
        ("ia", "l’IA, media", "l’[IA], media"),
    ],
)
def test_marks_stand_on_the_characters_of_the_text(typed, text, marked):
    segments = Marker(parse_query(typed)).segments(text)
    assert "".join(f"[{segment.text}]" if segment.matched else segment.text for segment in segments) == marked

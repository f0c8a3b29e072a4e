"""Words for readers: languages, partial dates, addresses."""

import pytest
from django.utils.translation import override

from observatory.public.links import host, is_web_address
from observatory.public.localised_texts import Run, choose, format_date, localise_reason, other_forms
from observatory.publishing.catalogue.load_report import LOADED
from observatory.site.record.statement_evidence import margin_citation
from observatory.site.templating.formats import full_stop_after


@pytest.mark.parametrize(
    ("edtf", "english", "chinese"),
    [
        ("2023", "2023", "2023年"),
        ("2023-03", "March 2023", "2023年3月"),
        ("2023-03-27", "27 March 2023", "2023年3月27日"),
        ("2022/2025", "2022–2025", "2022年—2025年"),
        ("2022-05/2023-01-02", "May 2022 – 2 January 2023", "2022年5月—2023年1月2日"),
        ("2022/..", "since 2022", "2022年起"),
        ("2022-03-01/..", "since 1 March 2022", "2022年3月1日起"),
        ("../2022", "until 2022", "至2022年"),
        ("2019~", "about 2019", "约2019年"),
        ("2020?", "2020 (uncertain)", "2020年（存疑）"),
        ("2021-03%", "about March 2021 (uncertain)", "约2021年3月（存疑）"),
        ("2019~/2021", "about 2019 – 2021", "约2019年—2021年"),
        ("2019~/..", "since about 2019", "约2019年起"),
        ("spring 2023", "spring 2023", "spring 2023"),
        ("2023-13", "2023-13", "2023-13"),
    ],
)
def test_partial_dates_are_told_as_exactly_as_they_are_known(edtf, english, chinese):
    with override("en"):
        assert format_date(edtf) == english
    with override("zh-hans"):
        assert format_date(edtf) == chinese


@pytest.mark.parametrize(
    ("locator", "chinese"),
    [
        ("date in the address", Run("网址中的日期")),
        ("References, entry 3", Run("References, entry 3", "en")),
    ],
)
def test_only_a_locator_in_the_catalogues_own_words_is_translated(locator, chinese):
    citation = {
        "source": {"id": "a", "key": "MOST 2023a", "title": {"en": "Plan"}},
        "url": "",
        "stated_value": "",
        "locator": locator,
        "quote": "",
        "quote_language": "",
        "verdict": "not_checked",
        "note": {},
        "checked_on": None,
    }
    with override("zh-hans"):
        assert margin_citation(citation).locator == chinese


def test_a_text_is_shown_in_the_readers_language_and_marked_when_it_is_not():
    pair = {"en": "Plan", "zh-hans": "方案"}
    with override("en"):
        assert choose(pair) == Run("Plan")
        assert other_forms(pair) == [Run("方案", "zh-Hans")]
        assert choose({"en": "", "zh-hans": "方案"}) == Run("方案", "zh-Hans")
    with override("zh-hans"):
        assert choose(pair) == Run("方案")
        assert other_forms(pair) == [Run("Plan", "en")]


def test_an_original_title_is_a_further_form_only_where_it_differs():
    title = {"en": "Plan", "zh-hans": "方案", "original": "方案", "original_language": "zh-Hans"}
    with override("en"):
        assert other_forms(title) == [Run("方案", "zh-Hans")]
        assert choose({"en": "", "zh-hans": "", "original": "Plano", "original_language": "pt"}) == Run("Plano", "pt")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", "//example.org", "http://[", ""]
)
def test_only_http_addresses_may_become_links(url):
    assert not is_web_address(url)


def test_a_host_is_told_without_www():
    assert host("https://www.gov.cn/a?b") == "gov.cn"


def test_the_reason_of_a_load_is_told_in_the_readers_language_and_a_curators_as_written():
    with override("zh-hans"):
        assert localise_reason(LOADED) == Run("由数据文件载入")
        assert localise_reason("Corrected the date") == Run("Corrected the date", "en")
        assert not localise_reason("")


@pytest.mark.parametrize(
    ("part", "needed"), [("Lei, J.", ""), ("Who decides?", ""), ("网信办。", ""), ("Nature", "."), ("网信办", ".")]
)
def test_a_part_of_a_reference_gets_one_full_stop(part, needed):
    assert full_stop_after(part) == needed

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.sources.pasted_urls import without_copying_mistakes
from observatory.text.url_normalisation import page_key

PAGE = "https://www.example.gov.cn/zc/2025/t9.html"


@pytest.mark.parametrize(
    "pasted",
    [
        *(
            PAGE + end
            for end in ("。", "）", "）。", "】", "》", "”", "；", "、", "’", ".", ",", ";", ")", ").", ">", '"', "…")
        ),
        *(PAGE + end for end in ("%E3%80%82", "%ef%bc%89", "，见附件", "；http://b.example/")),
        "https://" + PAGE,
        "http://" + PAGE,
    ],
)
def test_what_was_copied_with_a_url_is_left_out(pasted):
    assert without_copying_mistakes(pasted) == PAGE


@pytest.mark.parametrize("escaped", ["&amp;", "&amp;amp;", "&#38;", "&AMP;", "&#x26;"])
def test_escapes_of_html_are_undone(escaped):
    assert without_copying_mistakes(f"{PAGE}?a=1{escaped}b=2") == f"{PAGE}?a=1&b=2"


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        PAGE + "?a=1&b=2",
        PAGE + "?amp=1&copy=2",
        PAGE + "#p2",
        PAGE + "/",
        PAGE + "?q=",
        "https://en.wikipedia.org/wiki/Mist_(weather)",
        "https://en.wikipedia.org/wiki/Mist_%28weather%29",
        "https://zh.wikipedia.org/wiki/《天工开物》",
        "https://zh.wikipedia.org/wiki/%E3%80%8A%E5%A4%A9%E5%B7%A5%E3%80%8B",
        "https://zh.wikipedia.org/wiki/人工智能",
        "https://web.archive.org/web/2024/https://a.example/",
        "https://a.example/x?u=https%3A%2F%2Fb.example%2F",
        "https://a.example/%E4%BA%BA",
        "https://[2001:db8::1]/",
        "https://a.example/x-",
        "https://a.example/x_",
    ],
)
def test_a_url_that_is_right_is_left_alone(url):
    assert without_copying_mistakes(url) == url


@given(st.text(alphabet="ahtps:/.&;#%E3808）（。)(x", max_size=40))
def test_it_ends_and_only_takes_away(text):
    found = without_copying_mistakes(text)
    assert len(found) <= len(text)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.gov.cn/zc/2025/t9.html",
        "https://WWW.Example.gov.cn:443/zc/2025/t9.html",
        PAGE + "?utm_source=wx&utm_medium=social",
        PAGE + "#p2",
        PAGE + "/",
        PAGE + "?",
        PAGE.replace("t9", "%749"),
    ],
)
def test_spellings_of_one_page_have_one_key(other):
    assert page_key(other) == page_key(PAGE)


@pytest.mark.parametrize(
    "other", [PAGE + "?id=2", PAGE + "#/news/2", PAGE.replace("t9", "T9"), PAGE.replace("www.", "")]
)
def test_other_pages_have_other_keys(other):
    assert page_key(other) != page_key(PAGE)

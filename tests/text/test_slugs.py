import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.text.slugs import make_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("科学数据共享办法", "ke-xue-shu-ju-gong-xiang-ban-fa"),
        ("重庆市“AI+科研”行动方案（2024—2026年）", "chong-qing-shi-ai-ke-yan-xing-dong-fang-an-2024-2026-nian"),
        ("臺灣人工智慧行動計畫", "tai-wan-ren-gong-zhi-hui-xing-dong-ji-hua"),
        ("Plan — Phase III (2021–2024): “Été”", "plan-phase-iii-2021-2024-ete"),
        ("Plan 2021‑2024 − draft", "plan-2021-2024-draft"),
        ("Straße & Œuvre Łódź Ørsted", "strasse-oeuvre-lodz-orsted"),
        ("China’s plan for l'évaluation", "chinas-plan-for-l-evaluation"),
        ("ＧＬＭ－４计划", "glm-4-ji-hua"),
        ("🚀 Rocket", "rocket"),
        ("خطة", ""),
        ("—", ""),
        ("", ""),
    ],
)
def test_a_slug_from_a_title(title, slug):
    assert make_slug(title) == slug


def test_a_long_slug_ends_with_a_whole_word():
    slug = make_slug("研究" * 60)
    assert len(slug) <= 80
    assert slug.endswith(("-jiu", "-yan"))
    assert len(make_slug("a" * 500)) == 80


@given(st.text(max_size=60))
def test_a_slug_is_empty_or_fits_a_url(title):
    assert re.fullmatch("([a-z0-9]+(-[a-z0-9]+)*)?", make_slug(title))

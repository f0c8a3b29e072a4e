"""One Chinese word for one thing, and Chinese set as Chinese: in the translations, the guide and the catalogue files.

Left is what is not written, right what is allowed to contain it. The words to use instead are in docs/chinese.md.
"""

import re
from functools import cache
from itertools import chain
from pathlib import Path

import polib
import pytest
import yaml
from django.conf import settings

PO = Path(settings.LOCALE_PATHS[0]) / "zh_Hans/LC_MESSAGES/django.po"
CATALOGUE = settings.BASE_DIR / "fixtures"

NOT_WRITTEN = {
    "条来源": "",
    "条陈述": "",
    "作品": "",
    "引用标签": "",
    "比对": "",
    "监控": "",
    "相左": "",
    "不支持": "不支持的类型|不支持按历史日期查询",
    "相互矛盾": "",
    "未决": "",
    "轮次": "",
    "里程碑": "",
    "原因": "其输出会说明原因",
    "条目": "参考文献条目|参考文献表中的条目",
    "编辑(?!人员)": "",
    "审核人(?!员)": "",
    "查找": "",
    "地址": "IP地址",
    "(?<![A-Za-z])ID(?![A-Za-z])": "",
    "账户": "",
    "修订": "",
    "(修改|废止|修订)文件": "",
    "组织": "社会组织|经合组织|国际组织|(教育、科学及文化|教科文|世界卫生|工业发展)组织|评审组织方",
    "专门委员会": "",
    "(?<!或)(?<!和)地区": "语言、文字、地区",
    "(发布|发起|设立|研发|推出|支持|资助|主办|承办|参与|落实|咨询|合作)方": "",
    "官员": "",
    "据称": "数据称为",
    "在华": "",
    "部委": "参与科学智能的部委",
    "市级政府": "",
    "(?<!本)(?<!举措)目录": "网站目录",
    "皆": "",
}
NOT_WRITTEN_IN_THE_CATALOGUE = {
    "原文": "",
    "文中": "",
    "题名": "",
    "案例(?!研究|正文)": "",
    "列表": "",
    "主办方": "",
    "(所|未|只)印": "",
    "引用它": "",
}
HAN = "[\u3400-\u9fff，。；：、！？（）《》“”]"
# A space beside Latin letters, digits and placeholders; the page sets the distance.
SPACED = re.compile(rf"{HAN} +[A-Za-z0-9%{{<`/]|[A-Za-z0-9)}}>`%] +{HAN}")
HALF_WIDTH = re.compile("[\u3400-\u9fff][,;:?!()]|[,;:?!()][\u3400-\u9fff]")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
AS_THEY_ARE = {"体系:值"}  # a format that programs read


@cache
def translations() -> list[str]:
    """Return every translation of the site, plural forms too."""
    entries = polib.pofile(str(PO), wrapwidth=0)
    return list(chain.from_iterable(entry.msgstr_plural.values() or [entry.msgstr] for entry in entries))


def chinese(value) -> list[str]:
    """Return every Chinese text of a catalogue file: titles too, quotations not."""
    if isinstance(value, dict):
        own = [value["zh_hans"]] if isinstance(value.get("zh_hans"), str) else []
        return own + [text for key, inner in value.items() if key != "zh_hans" for text in chinese(inner)]
    return [text for inner in value for text in chinese(inner)] if isinstance(value, list) else []


@cache
def of_the_catalogue() -> list[str]:
    """Return the Chinese of all catalogue files and vocabularies."""
    files = [yaml.load(path.read_text(), yaml.CSafeLoader) for path in CATALOGUE.rglob("*.yaml")]
    return list(chain.from_iterable(map(chinese, files)))


@cache
def of_the_guide() -> list[str]:
    """Return the lines of the guide for curators without code and the targets of links."""
    page = (settings.BASE_DIR / "docs/curators.zh-hans.md").read_text()
    return [re.sub(r"`[^`]*`|(?<=\])\([^)]*\)", "`", line) for line in page.splitlines()]


def using(texts: list[str], word: str, allowed: str) -> list[str]:
    """Return the texts in which the word stands outside what is allowed to contain it."""
    return [text for text in texts if re.search(word, re.sub(allowed, "", text) if allowed else text)]


def test_a_word_is_found_only_outside_what_may_contain_it():
    assert using(["IP地址", "地址", "IP地址和地址"], "地址", "IP地址") == ["地址", "IP地址和地址"]
    texts = ["第 %(number)s版", "%(day)s 核对", "第%(number)s版", "类型: 甲", "类型：甲"]
    assert [text for text in texts if SPACED.search(text)] == texts[:2]
    assert [text for text in texts if HALF_WIDTH.search(text)] == texts[3:4]


@pytest.mark.parametrize("word", NOT_WRITTEN)
def test_the_translations_use_the_words_of_the_list(word):
    assert using(translations(), word, NOT_WRITTEN[word]) == []


@pytest.mark.parametrize("word", NOT_WRITTEN)
def test_the_guide_for_curators_uses_the_words_of_the_list(word):
    assert using(of_the_guide(), word, NOT_WRITTEN[word]) == []


@pytest.mark.parametrize("word", NOT_WRITTEN | NOT_WRITTEN_IN_THE_CATALOGUE)
def test_the_catalogue_uses_the_words_of_the_list(word):
    allowed = (NOT_WRITTEN | NOT_WRITTEN_IN_THE_CATALOGUE)[word]
    assert using(of_the_catalogue(), word, allowed) == []


def test_translations_have_no_space_beside_other_scripts_and_full_width_punctuation():
    texts = [re.sub("|".join(AS_THEY_ARE), "", text) for text in [*translations(), *of_the_guide()]]
    assert len(texts) > 1000
    assert [text for text in texts if SPACED.search(text)] == []
    assert [text for text in texts if HALF_WIDTH.search(text)] == []
    assert [text for text in texts if INVISIBLE.search(text)] == []

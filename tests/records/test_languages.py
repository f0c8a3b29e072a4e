"""Language tags: BCP 47, in their usual case."""

import pytest

from observatory.records.languages import is_language_tag


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "pt-BR", "zh-Hans-CN", "yue", "es-419"])
def test_tags(tag):
    assert is_language_tag(tag)


@pytest.mark.parametrize("text", ["", "cn", "EN", "zh-hans", "zh_Hans", "chinese", "en-", "e", "xx", "en GB"])
def test_what_is_no_tag(text):
    assert not is_language_tag(text)

"""The admin has one word for one thing, and standard words: no message of it uses a word of the list below."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from observatory.local import PACKAGES

ROOT = Path(settings.BASE_DIR)
PYTHON = (
    "observatory/*/admin/**/*.py",
    "observatory/*/models/**/*.py",
    "observatory/desk/*.py",
    "observatory/records/*.py",
    *(f"{app}/{module}.py" for app in PACKAGES for module in ("models", "admin")),
)
TEMPLATES = "observatory/templates/admin/**/*.html"
TRANSLATING = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy"}
TAGS = re.compile(
    r"""{%\s*translate\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)|{%\s*blocktranslate\b.*?%}(?P<block>.*?){%\s*endblock""",
    re.S,
)
PLACEHOLDERS = re.compile(r"{.*?}|%\(\w+\)|<.*?>")

# What not to say, and what to say instead.
INSTEAD = {
    r"stands?|rests? on|told|turned|mend(ed)?|vanish(ed)?|holds?|need say": "an ordinary verb",
    r"anew|for ever|in vain": "again, permanently, without result",
    r"door|wall|gate|weather|loser|moment|whole|of its own|so many": "an ordinary noun",
    r"at once": "immediately, or together",
    r"(?<!web )(?<!IP )(?<!email )address(es)?": "URL; web address for a page of the site",
    r"(un)?watch(ed|es)?": "monitor, monitored, monitored URL",
    r"rounds?": "monitoring run",
    r"unwell|not well|not readable": "unavailable",
    r"kinds? of|kinds?|entry|entries": "record type, type, record",
    r"predicates?": "relation type",
    r"surveys?": "coverage search",
    r"renderings?": "translation",
    r"readings?": "value",
    r"desk|public side|public id": "admin, publication status, permanent ID",
    r"(?<!policy )instrument types?": "policy instrument type",
    r"state of the evidence": "evidence status",
    r"any more|does not answer": "no longer, is not responding",
}


def _of_python(text: str) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in TRANSLATING)
    words = ((call.args[1:] if call.func.id.startswith("pgettext") else call.args) for call in named)
    return [
        each.value for args in words for each in args if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def _of_template(text: str) -> list[str]:
    return [found["text"] or found["block"] for found in TAGS.finditer(text)]


@cache
def messages() -> dict[str, str]:
    """Return the messages of the admin in English, each with a file that has it."""
    found = {text: str(path) for path in ROOT.glob(TEMPLATES) for text in _of_template(path.read_text())}
    for pattern in PYTHON:
        found |= {text: str(path) for path in ROOT.glob(pattern) for text in _of_python(path.read_text())}
    return found


def test_the_messages_of_the_admin_are_found():
    found = messages()
    assert {"Publication status", "relation type", "Waiting for review", "monitored URL", "scope"} <= set(found)
    assert any("unpublished changes" in text for text in found)


@pytest.mark.parametrize("word", INSTEAD)
def test_no_message_of_the_admin_uses_it(word):
    pattern = re.compile(rf"\b({word})\b", re.I)
    used = {text: path for text, path in messages().items() if pattern.search(PLACEHOLDERS.sub("", text))}
    assert not used, f"say instead: {INSTEAD[word]}"

"""English words of the public site: no riddles, and one term for one thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

HOME = Path(settings.BASE_DIR) / "observatory"
AVOIDED = re.compile(
    r"\b(stands?|stood|rest(s|ing)? on|told|turned(?! off)|mend|anew|whole|for ever|at once|so many|leads? on"
    r"|in vain|need say|of its own|moments?|vanish\w*|holds?|doors?|walls?|gates?|weather|losers?"
    r"|watch(ed|es)?|noticed|lately|readings?|renderings?|places?|neighbours?|predicates?|tick(ed)?|narrow)\b"
    r"|(?<!web )(?<!%\()\baddress",
    re.IGNORECASE,
)
KEPT = {"date in the address"}  # a locator in the catalogue's own data
TEMPLATE = re.compile(r"""(?:translate |_\()"([^"]+)"|\{%-? (?:blocktranslate|plural)[^%]*%\}(.*?)(?=\{%)""", re.DOTALL)
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}


def texts_of_template(source: str) -> Iterator[str]:
    for quoted, block in TEMPLATE.findall(source):
        yield quoted or re.sub(r"\{\{.*?\}\}", "…", block)


def texts_of_module(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            yield from (each.value for each in node.args if isinstance(each, ast.Constant))


def texts_of_the_site() -> Iterator[tuple[Path, str]]:
    for folder in ("templates/site", "jinja2/site", "site"):
        for path in sorted((HOME / folder).rglob("*")):
            if path.suffix in (".html", ".py") and path.relative_to(HOME).parts[:2] != ("site", "api"):
                read = texts_of_module if path.suffix == ".py" else texts_of_template
                yield from ((path.relative_to(HOME), text) for text in read(path.read_text()))


def test_no_text_of_the_site_has_a_word_to_be_avoided():
    texts = list(texts_of_the_site())
    assert len(texts) > 400
    assert [(str(path), text) for path, text in texts if AVOIDED.search(text) and text not in KEPT] == []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('{% translate "Ways in" %}{{ _("Passage") }}', ["Ways in", "Passage"]),
        ("{% blocktranslate count n=n %}one{% plural %}{{ n }} of them{% endblocktranslate %}", ["one", "… of them"]),
    ],
)
def test_the_texts_of_a_template_are_found(source, texts):
    assert list(texts_of_template(source)) == texts


def test_the_texts_of_a_module_are_found_in_full():
    assert list(texts_of_module('label = _("A sentence that"\n " goes on")')) == ["A sentence that goes on"]

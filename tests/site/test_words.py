"""English words of the public site: no riddles, and one term for one thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from observatory.local.translations import messages

HOME = Path(settings.BASE_DIR) / "observatory"
AVOIDED = re.compile(
    r"\b(stands?|stood|rest(s|ing)? on|told|turned(?! off)|mend|anew|whole|for ever|at once|so many|leads? on"
    r"|in vain|need say|of its own|moments?|vanish\w*|holds?|doors?|walls?|gates?|weather|losers?"
    r"|watch(ed|es)?|noticed|lately|readings?|renderings?|places?|neighbours?|predicates?|tick(ed)?|narrow)\b"
    r"|(?<!web )(?<!email )(?<!%\()\baddress",
    re.IGNORECASE,
)
KEPT = {"date in the address"}  # a locator in the catalogue's own data
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}


def texts_of_template(source: str) -> Iterator[str]:
    for _line, function, texts in messages(source):
        yield from texts[1:] if function == "pgettext" else texts


def texts_of_module(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            yield from (each.value for each in node.args if isinstance(each, ast.Constant))


def texts_of_the_site() -> Iterator[tuple[Path, str]]:
    for folder in ("jinja2", "site"):
        for path in sorted((HOME / folder).rglob("*")):
            if path.suffix in (".html", ".py"):
                read = texts_of_module if path.suffix == ".py" else texts_of_template
                yield from ((path.relative_to(HOME), text) for text in read(path.read_text()))


def test_no_text_of_the_site_has_a_word_to_be_avoided():
    texts = list(texts_of_the_site())
    assert len(texts) > 400
    assert [(str(path), text) for path, text in texts if AVOIDED.search(text) and text not in KEPT] == []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('{{ _("Ways in" " and out") }}{% set x = _("%(n)s left", n=n) %}', ["Ways in and out", "%(n)s left"]),
        (
            '{{ ngettext("one", "%(n)s of them", n, n=n) }}{{ pgettext("column", "Body") }}',
            ["one", "%(n)s of them", "Body"],
        ),
    ],
)
def test_the_texts_of_a_template_are_found(source, texts):
    assert list(texts_of_template(source)) == texts


def test_the_texts_of_a_module_are_found_in_full():
    assert list(texts_of_module('label = _("A sentence that"\n " goes on")')) == ["A sentence that goes on"]

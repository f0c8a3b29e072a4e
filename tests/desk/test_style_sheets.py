"""The style sheets of the desk: small, each linked where it is needed, without rules that nothing uses."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django import forms
from django.contrib import admin

from observatory.local import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "observatory" / "templates" / "admin"
SHEETS = sorted(
    path
    for path in (ROOT / "observatory" / "static" / "observatory").glob("*.css")
    if path.name not in ("site.css", "site_pages.css", "api.css")
)
# Classes that are made of such a word and a value: `mark-supports`, `field-title_en`.
MADE_OF = ("select2-container--", "mark-", "check-", "field-", "model-", "row-", "stance-")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def selectors(sheet: Path) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    return [" ".join(head.split()) for head, _body in RULE.findall(text) if not head.strip().startswith("@")]


@cache
def words() -> frozenset[str]:
    """Return what templates, scripts and Python of ours and of Django's admin write."""
    ours = (ROOT / app for app in PACKAGES)
    theirs = (Path(admin.__file__).parent, Path(forms.__file__).parent)
    files = [path for folder in (*ours, *theirs) for path in folder.rglob("*")]
    texts = (path.read_text() for path in files if path.suffix in (".html", ".py", ".js"))
    return frozenset(word for text in texts for word in re.findall(r"[\w-]+", text))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_class_in_a_style_sheet_is_written_by_a_page(sheet):
    named = {name for selector in selectors(sheet) for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}
    values = {name: name.removeprefix(start) for name in named for start in MADE_OF if name.startswith(start)}
    unused = {name for name in named - words() if values.get(name) not in words()}
    assert unused == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_has_less_than_400_lines_and_a_template_links_it(sheet):
    assert sheet.read_text().count("\n") < 400
    link = f'{{% static "observatory/{sheet.name}" %}}'
    assert any(link in path.read_text() for path in TEMPLATES.rglob("*.html"))


def test_no_rule_for_a_class_of_its_own_is_in_two_style_sheets():
    where = Counter(
        selector for sheet in SHEETS for selector in set(selectors(sheet)) if re.fullmatch(r"\.[\w-]+", selector)
    )
    assert [selector for selector, number in where.items() if number > 1] == []

"""The templates of the public site: everything is escaped, and every function that they name exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist, engines
from django.template.backends.jinja2 import Jinja2
from django.template.loader import get_template
from django.utils.translation import override
from jinja2 import meta

from observatory.site.templating.template_messages import gettext, html_message

FOLDER = Path(settings.BASE_DIR) / "observatory" / "jinja2"
HOSTILE = '"><script>alert(1)</script>'
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b")


@pytest.fixture(scope="module")
def environment():
    return engines["jinja2"].env


def test_no_template_turns_escaping_off(environment):
    assert environment.autoescape is True
    assert [path.name for path in FOLDER.rglob("*.html") if UNESCAPED.search(path.read_text())] == []


def test_what_a_message_is_filled_with_is_escaped(environment):
    source = (
        """<a title="{{ _("Value in this source: %(value)s", value=x) }}">{{ html_message("<b>%(x)s</b>", x=x) }}"""
    )
    template = environment.from_string(source)
    text = template.render(x=HOSTILE)
    assert "<script>" not in text
    assert text.count("&lt;script&gt;") == 2
    assert "<b>" in text


@pytest.mark.parametrize("debug", [True, False])
def test_a_name_that_a_page_does_not_have_is_empty_also_while_somebody_develops(settings, debug):
    settings.DEBUG = debug
    [options] = [each for each in settings.TEMPLATES if each["BACKEND"].endswith("Jinja2")]
    engine = Jinja2({"NAME": "jinja2", "DIRS": [], "APP_DIRS": False, "OPTIONS": dict(options["OPTIONS"])})
    assert engine.from_string('<input value="{{ query }}">').render({}) == '<input value="">'


def test_a_message_is_said_in_the_language_of_the_page_whatever_was_asked_before():
    with override("en"):
        assert gettext("This is version %(number)s, published on %(day)s.", number=1, day="1 May 2026") == (
            "This is version 1, published on 1 May 2026."
        )
    with override("zh-hans"):
        text = gettext("This is version %(number)s, published on %(day)s.", number=1, day="2026年5月1日")
        assert text == "这是第1版，发布于2026年5月1日。"
        assert html_message("<i>%(n)s</i>", n="<") == "<i>&lt;</i>"


def test_macros_know_every_function_that_they_call(environment):
    """A macro that is imported sees no page: a name that is no global would be silently empty."""
    unknown = {}
    for path in sorted((FOLDER / "site" / "macros").glob("*.html")):
        names = meta.find_undeclared_variables(environment.parse(path.read_text())) - set(environment.globals)
        if names:
            unknown[path.name] = names
    assert unknown == {}


def test_every_template_compiles_and_none_of_the_site_is_left_to_django(environment):
    names = environment.list_templates(filter_func=lambda name: name.endswith(".html"))
    assert {"site/base.html", "site/record.html", "api/page.html"} <= set(names)
    for name in names:
        assert environment.get_template(name)
        with pytest.raises(TemplateDoesNotExist):
            engines["django"].get_template(name)
        assert get_template(name).backend is engines["jinja2"]

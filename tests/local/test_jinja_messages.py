"""Messages of Jinja templates: `make messages` finds them, and each has a translation."""

import ast
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import get_commands
from django.core.management.commands.makemessages import TranslatableFile

from observatory.local.management.commands.makemessages import Command
from observatory.local.translations import as_python, messages

HOME = Path(settings.BASE_DIR)
CATALOGUE = HOME / "observatory" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCE = """<p>{{ _("Hello %(name)s", name="you") }}</p>
{# _("not this") #}{{ pgettext("month", "May") }}
{{ ngettext("one", "%(n)s of them", n, n=n) }}{% set x = html_message("a <b>" "text</b>") %}
"""


def test_every_message_of_a_template_is_translated_with_the_template_named():
    catalogue = {(entry.msgctxt, entry.msgid, entry.msgid_plural): entry for entry in polib.pofile(str(CATALOGUE))}
    lacking, number = [], 0
    for path in sorted((HOME / "observatory" / "jinja2").rglob("*.html")):
        name = path.relative_to(HOME).as_posix()
        for _line, function, texts in messages(path.read_text()):
            number += 1
            context, *texts = texts if function == "pgettext" else (None, *texts)
            entry = catalogue.get((context, texts[0], texts[1] if function == "ngettext" else ""))
            if entry is None or not entry.translated() or name not in dict(entry.occurrences):
                lacking.append((name, texts))
    assert lacking == []
    assert number > 300


def test_a_template_becomes_python_with_each_message_on_its_line():
    [first, second, third, *rest] = as_python(SOURCE).split("\n")
    assert first == "_('Hello %(name)s'); "
    assert second == "pgettext('month', 'May'); "
    assert third == "ngettext('one', '%(n)s of them', 0); _('a <b>text</b>'); "
    assert set(rest) == {""}
    ast.parse("\n".join(line.strip() for line in as_python(SOURCE).split("\n")))


def test_makemessages_reads_jinja_templates_and_leaves_django_templates_to_django(tmp_path):
    assert get_commands()["makemessages"] == "observatory.local"
    texts = {}
    for folder, text in (("jinja2", '{{ _("x", n=1) }}'), ("templates", '{% load i18n %}{% translate "y" %}')):
        path = tmp_path / folder / "page.html"
        path.parent.mkdir()
        path.write_text(text)
        file = Command.build_file_class(None, "django", TranslatableFile(str(path.parent), "page.html", None))
        file.preprocess()
        texts[folder] = Path(file.work_path).read_text()
    assert texts["jinja2"].strip() == "_('x');"
    assert "gettext(u'y')" in texts["templates"]

import gettext
import os
from pathlib import Path

import polib
from django.conf import settings

from observatory.local.management.commands.makemessages import leave_out_messages_of_django
from observatory.local.translations import catalogue_errors, compile_catalogues

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Source"
msgstr "来源"

#, fuzzy
msgid "Location"
msgstr "地点"

msgid "Change"
msgstr ""
"""


def write(folder: Path) -> Path:
    path = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    return path


def test_a_catalogue_is_compiled_when_it_changed_and_only_then(tmp_path):
    path = write(tmp_path)
    assert compile_catalogues([tmp_path]) == [path]
    assert compile_catalogues([tmp_path]) == []
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 10))
    assert compile_catalogues([tmp_path]) == [path]
    with path.with_suffix(".mo").open("rb") as compiled:
        translate = gettext.GNUTranslations(compiled).gettext
    assert translate("Source") == "来源"
    assert translate("Location") == "Location"


def test_flaws_name_what_is_missing_with_its_line(tmp_path):
    path = write(tmp_path)
    assert catalogue_errors(path) == [f"{path}:8: fuzzy: 'Location'", f"{path}:12: not translated: 'Change'"]


def test_our_catalogues_can_be_read():
    for folder in settings.LOCALE_PATHS:
        for path in Path(folder).rglob("*.po"):
            assert isinstance(catalogue_errors(path), list)


def test_what_django_translates_is_left_out_of_our_catalogue_and_what_we_lack_is_not(tmp_path):
    path = write(tmp_path)
    more = ("Save and add another", "%(counter)s result", "A message of ours")
    path.write_text(CATALOGUE + "".join(f'\nmsgid "{text}"\nmsgstr ""\n' for text in more))
    leave_out_messages_of_django(path)
    assert [entry.msgid for entry in polib.pofile(path)] == ["Source", "Location", "A message of ours"]


def test_our_catalogues_name_files_that_exist():
    """Where a file is renamed, `make messages` (or its new name in the catalogue) is part of it."""
    root = Path(settings.BASE_DIR)
    for path in root.glob("observatory/locale/*/LC_MESSAGES/django.po"):
        named = {name for entry in polib.pofile(path) for name, _line in entry.occurrences}
        assert len(named) > 100
        assert sorted(name for name in named if not (root / name).is_file()) == []

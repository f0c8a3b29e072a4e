"""Django's `makemessages`, which also reads the messages of Jinja templates, and leaves out what Django translates."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import django
import polib
from django.conf import settings
from django.core.management.commands import makemessages
from django.utils.translation import gettext_noop

from observatory.local.translations import as_python

# Messages of Django that its own Chinese catalogue does not translate, or not well. No other file has them.
OF_DJANGO = (
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    gettext_noop(" By %(filter_title)s "),
)


class _MessageFile(makemessages.BuildFile):
    def preprocess(self) -> None:
        if "jinja2" not in Path(self.path).parts:
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        Path(self.work_path).write_text(as_python(source), encoding="utf-8")


class Command(makemessages.Command):
    build_file_class = _MessageFile
    # A translation that is guessed from a similar message reads like one that somebody wrote.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        asked = Namespace(**options)
        for folder in settings.LOCALE_PATHS:
            for path in Path(folder).glob("*/LC_MESSAGES/django.po"):
                if asked.all or path.parts[-3] in (asked.locale or []):
                    leave_out_messages_of_django(path)


def leave_out_messages_of_django(path: Path) -> None:
    """Remove from a catalogue the messages that it does not translate and Django does: those of templates of the admin
    that the desk extends by copying them; and what no source has any more."""
    root = Path(django.__file__).parent
    places = [root / "conf", *(root / "contrib").iterdir()]
    theirs = [place / "locale" / path.parts[-3] / "LC_MESSAGES" / "django.po" for place in places]
    known = {
        (each.msgctxt, each.msgid)
        for file in theirs
        if file.exists()
        for each in polib.pofile(file)
        if each.translated()
    }
    catalogue = polib.pofile(path, wrapwidth=0)
    for entry in [*catalogue]:
        if entry.obsolete or (not entry.translated() and (entry.msgctxt, entry.msgid) in known):
            catalogue.remove(entry)
    catalogue.save()

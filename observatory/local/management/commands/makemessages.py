"""Django's `makemessages`, which also reads the messages of Jinja templates."""

from pathlib import Path

from django.core.management.commands import makemessages

from observatory.local.translations import as_python


class _MessageFile(makemessages.BuildFile):
    def preprocess(self) -> None:
        if "jinja2" not in Path(self.path).parts:
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        Path(self.work_path).write_text(as_python(source), encoding="utf-8")


class Command(makemessages.Command):
    build_file_class = _MessageFile

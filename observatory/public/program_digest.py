"""A digest of the running program: it is part of the ETag of what is made from more than one record."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings

from observatory.records import registry

_LIBRARIES = {"site-packages", "dist-packages"}
_PROGRAM = ("*.py", "*.html", "*.mo", "*.css", "*.js")


@cache
def digest_of_program() -> str:
    """Return a digest of what pages are made with; a running process goes on with what it was started with."""
    return digest_files()


def digest_files() -> str:
    """Digest every file's name, size and time: the same in all processes of an installation."""
    files = sorted({path for folder in program_folders() for pattern in _PROGRAM for path in folder.rglob(pattern)})
    told = "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)
    return blake2b(told.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def program_folders() -> set[Path]:
    """Return the project package, and every installed app that is the project's own or brings a type of record."""
    types = {each.model._meta.app_label for each in registry.all_types()}
    paths = {Path(app.path): app.label in types for app in apps.get_app_configs()}
    ours = {path for path, has_type in paths.items() if has_type or not _LIBRARIES & set(path.parts)}
    return {settings.BASE_DIR / "observatory", *ours}

"""Translations without GNU gettext: compile .po files to .mo, find what is incomplete in them, and read the messages
of Jinja templates, which Django's `makemessages` cannot read.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from jinja2 import Environment
from jinja2.ext import extract_from_ast

# The functions of `observatory.site.templating.template_messages`, as templates call them.
PLAIN = {"_", "html_message"}
FUNCTIONS = (*PLAIN, "ngettext", "pgettext")
# How templates of the site are parsed; what they call need not exist for that.
_SYNTAX = Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - nothing is rendered


def messages(source: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield each message of a template: line, function, and its constant texts in the order of the arguments."""
    for line, function, texts in extract_from_ast(_SYNTAX.parse(source), FUNCTIONS, babel_style=True):
        found = texts if isinstance(texts, tuple) else (texts,)
        yield line, function, tuple(text for text in found if text is not None)


def as_python(source: str) -> str:
    """Return the messages of a template as calls in Python, each on its line, for GNU xgettext to read."""
    lines = [""] * (source.count("\n") + 1)
    for line, function, texts in messages(source):
        name = "_" if function in PLAIN else function
        count = ", 0" if function == "ngettext" else ""
        lines[line - 1] += f"{name}({', '.join(map(repr, texts))}{count}); "
    return "\n".join(lines)


def compile_catalogues(folders: Iterable[Path]) -> list[Path]:
    """Compile each .po that is newer than its .mo; return the compiled files. Raises OSError for an invalid one."""
    stale = [path for folder in folders for path in sorted(Path(folder).rglob("*.po")) if _is_stale(path)]
    for path in stale:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return stale


def catalogue_errors(path: Path) -> list[str]:
    """Return what is incomplete in a catalogue: untranslated and fuzzy entries, and placeholders that differ."""
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    return [
        *(f"{path}:{entry.linenum}: fuzzy: {entry.msgid!r}" for entry in entries if entry.fuzzy),
        *(
            f"{path}:{entry.linenum}: not translated: {entry.msgid!r}"
            for entry in entries
            if not (entry.fuzzy or entry.translated())
        ),
    ]


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime

"""Compile gettext catalogues: the .po files kept in git to the .mo files that Python reads.

Without GNU gettext, which a machine with only Python lacks.
"""

from collections.abc import Iterable
from pathlib import Path

import polib


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

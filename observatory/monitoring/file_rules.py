"""Rules of files that cannot be read: which one is kept, and which one has replaced another. Pure functions."""

from dataclasses import dataclass

from observatory.monitoring.outcomes import Outcome

EVERY_VISIT = 5  # after this many other files in a row, the server makes a new one for each visit


@dataclass(frozen=True, slots=True)
class FileState:
    """What is known of the files at a location: the digest of the one that was kept last and of the one that was seen
    at the last visit ("" if there is none), and how many visits in a row found another file than the visit before."""

    kept: str = ""
    seen: str = ""
    replacements: int = 0


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that a visit found and nobody can read. `keep`: store it; if another file or a text stood there, it has
    been replaced."""

    digest: str
    keep: bool = False
    replacements: int = 0


def judge_file(state: FileState, digest: str, outcome: Outcome, *, had_text: bool) -> FoundFile:
    """Return what is to be done with a file of this digest.

    A file that takes the place of a text counts once it is sure: a damaged body may be an accident of one visit, so it
    must be there twice. Files that are others at each visit are kept and reported `EVERY_VISIT` times, and then again
    once one of them stays.
    """
    if not state.kept:
        sure = not had_text or outcome is not Outcome.UNREADABLE or digest == state.seen
        return FoundFile(digest, keep=sure)
    if digest == state.seen:
        return FoundFile(digest, keep=digest != state.kept)
    replacements = state.replacements + 1
    return FoundFile(digest, keep=digest != state.kept and replacements <= EVERY_VISIT, replacements=replacements)


def is_another_at_every_visit(replacements: int) -> bool:
    """Return whether so many replacements in a row say that the server makes a new file for each visit."""
    return replacements >= EVERY_VISIT

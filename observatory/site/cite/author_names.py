"""Names of authors and editors in references: particles, suffixes, initials, and how long a list of names becomes."""

import re
from collections.abc import Callable, Sequence

from observatory.sources.references.csl_json import Name, is_east_asian

_HYPHENS = re.compile(r"\.?[-‐‑]")


def direct_name(name: Name) -> str:
    """Return "Jean-Luc van der Berg Jr."; Chinese, Japanese and Korean names without a space: 孙坦."""
    if "literal" in name:
        return name["literal"]
    if is_east_asian(name):
        return name["family"] + name.get("given", "")
    return _spaced(name.get("given"), name.get("dropping-particle"), name["family"], name.get("suffix"))


def inverted_name(name: Name) -> str:
    """Return "van der Berg, Jean-Luc, Jr."."""
    if "literal" in name or is_east_asian(name):
        return direct_name(name)
    given = _spaced(name.get("given"), name.get("dropping-particle"))
    return ", ".join(filter(None, [name["family"], given, name.get("suffix")]))


def direct_initials(name: Name) -> str:
    """Return "J.-L. van der Berg Jr."."""
    return direct_name(name | {"given": initials(name)}) if _has_initials(name) else direct_name(name)


def inverted_initials(name: Name) -> str:
    """Return "van der Berg, J.-L., Jr."."""
    return inverted_name(name | {"given": initials(name)}) if _has_initials(name) else inverted_name(name)


def bare_initials(name: Name) -> str:
    """Return "VAN DER BERG J L, Jr": capitals, and initials without stops (GB/T 7714-2015, 8.1.1 and annex A)."""
    if not _has_initials(name):
        return direct_name(name)
    letters = " ".join(re.findall(r"\w", initials(name)))
    written = _spaced(name["family"].upper(), letters, name.get("dropping-particle"))
    return ", ".join(filter(None, [written, name.get("suffix", "").rstrip(".")]))


def initials(name: Name) -> str:
    """Return the initials of the given names: "X.-M." for Xiao-Ming, "M. J." for María José."""
    words = _HYPHENS.sub("-", name.get("given", "")).replace(".", " ").split()
    hyphened = ["-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in words]
    return " ".join(filter(None, hyphened))


def join_authors(
    names: Sequence[str],
    *,
    last: str,
    others: bool,
    etal: str,
    most: int,
    shown: int | None = None,
    final: bool = False,
) -> str:
    """Return a list of authors as a reference has it. `last` joins the last one.

    More than `most` names are cut to the first `shown` (`most` where it is not given) with `etal` after them, or, if
    `final`, with an ellipsis and the last name. `others` says that the list was cut where it was printed.
    """
    if len(names) > most:
        kept = ", ".join(names[: shown or most])
        return f"{kept}, … {names[-1]}" if final and not others else kept + etal
    if others:
        return ", ".join(names) + etal if names else ""
    if len(names) == 2 and last.startswith(", and") and "," not in names[0]:
        last = last.removeprefix(",")
    return last.join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def persons(names: Sequence[Name], written: Callable[[Name], str], last: str) -> str:
    """Return a short list of editors or translators: "A. Ray and B. Li", "A, B, and C"."""
    if len(names) < 3:
        last = last.removeprefix(",")
    return join_authors([written(name) for name in names], last=last, others=False, etal=", et al.", most=20)


def _has_initials(name: Name) -> bool:
    return "literal" not in name and not is_east_asian(name)


def _spaced(*parts: str | None) -> str:
    return " ".join(filter(None, parts))
